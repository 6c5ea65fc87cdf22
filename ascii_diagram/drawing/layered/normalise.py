"""Nodes as boxes that hold their labels."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.diagram import Edge, Node
from ascii_diagram.drawing.bodies import part_flows
from ascii_diagram.drawing.cells import block_width, cell_width
from ascii_diagram.drawing.layered.items import Item
from ascii_diagram.drawing.layered.labels import node_lines
from ascii_diagram.drawing.layered.loops import reserve_loops
from ascii_diagram.drawing.layered.side_flows import reserve_flows
from ascii_diagram.drawing.layered.spacing import Spacing
from ascii_diagram.drawing.outlines import room


def node_item(node: Node, loops: Sequence[Edge], spacing: Spacing, *, beside: bool = True) -> Item:
    """Return the item of a node: a box around its wrapped label, and room for its self-loops.

    Flows get room beside the box too; without `beside` they stay lines of the body.
    """
    node, flows = part_flows(node) if beside else (node, ())
    lines, title_lines = node_lines(node, spacing)
    width, height = block_width(lines), len(lines)
    depth, breadth = (width, height) if spacing.horizontal else (height, width)
    item = Item(
        "node",
        depth,
        max(1, breadth),
        lines=lines,
        shape=node.shape,
        title_lines=title_lines,
        ruled=spacing.horizontal and (title_lines > 0 or room(node.shape).lid > 0),
        loops=tuple(loops),
        flows=flows,
    )
    # lines must meet text wherever they end, so only simple text goes without a border
    bordered = node.shape != "text" or loops or flows or node.verbatim
    if bordered or not all(map(cell_width, lines)):
        enclose(item, spacing)
    elif spacing.horizontal:
        item.lengthen(2)
    reserve_loops(item, spacing)
    reserve_flows(item, spacing)
    return item


def least_box_width(node: Node, spacing: Spacing) -> int:
    """Return how many columns the item of a node takes at least."""
    lines, _ = node_lines(part_flows(node)[0], spacing)
    return block_width(lines) + (2 if node.shape == "text" else 4)


def enclose(item: Item, spacing: Spacing) -> None:
    """Give an item room for a border; text that lines cannot meet without one becomes a box."""
    if item.shape == "text":
        item.shape = "rectangle"
    needed = room(item.shape, item.title_lines)
    width = block_width(item.lines) + needed.columns
    height = len(item.lines) + needed.rows
    item.lengthen((width if spacing.horizontal else height) - item.box_depth)
    item.widen(height if spacing.horizontal else width)
