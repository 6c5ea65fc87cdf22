"""Self-loops: lines beside a box that leave it and come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ascii_diagram.diagram import Edge
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.layered.items import Item
from ascii_diagram.drawing.layered.labels import edge_lines
from ascii_diagram.drawing.layered.shapes import Block, Head, Tee, TextShape, Wire
from ascii_diagram.drawing.layered.spacing import Spacing


class _Loop(NamedTuple):
    edge: Edge
    start: int
    """Offset of the leaving line along the flow."""
    end: int
    lines: tuple[str, ...]


def reserve_loops(item: Item, spacing: Spacing) -> None:
    """Grow the item by the room that its self-loops need."""
    if not item.loops:
        return
    while not spacing.horizontal:  # a higher box has its rules elsewhere
        needed = max(_height(loop) + loop.start + 1 for loop in _loops(item, spacing))
        if needed <= item.box_depth:
            break
        item.box_depth = needed
    reach = 0
    for loop in _loops(item, spacing):
        width, height = block_width(loop.lines), len(loop.lines)
        if spacing.horizontal:
            reach = max(reach, 2, 1 + height)
            item.box_depth = max(item.box_depth, loop.end + 2)
            item.depth = max(item.depth, item.box_depth, loop.end + 2 + width)
        else:
            reach = max(reach, 3 + width if width else 2)
            item.depth = max(item.depth, item.box_depth)
    item.breadth += reach


def loops_end(item: Item, spacing: Spacing) -> int:
    """Return the offset along the flow that the self-loops of an item leave free."""
    along = 2 if spacing.horizontal else 1
    for loop in _loops(item, spacing):
        along = loop.start + _advance(loop.lines, spacing)
    return along


def loops_depth(loops: Sequence[Edge], spacing: Spacing) -> int:
    """Return the least cells along the flow of a box with these self-loops."""
    probe = Item("node", loops=tuple(loops))
    reserve_loops(probe, spacing)
    return probe.box_depth


def draw_loops(block: Block, item: Item, spacing: Spacing, nets: Iterator[int]) -> None:
    """Add the self-loops of a placed item to `block`."""
    border = item.v + item.box_breadth - 1
    for edge, start, end, lines in _loops(item, spacing):
        net, first, last = next(nets), item.u + start, item.u + end
        near, far = border + 1, border + 2
        block.wires += [
            Wire(net, first, near, first, far, True, False, edge.style),
            Wire(net, first, far, last, far, False, False, edge.style),
            Wire(net, last, near, last, far, True, False, edge.style),
        ]
        for u, headed in ((first, edge.arrow == "both"), (last, edge.arrow != "none")):
            if headed:
                block.heads.append(Head(u, near, 0, -1))
            elif item.shape != "text":
                block.tees.append(Tee(u, border, 0, 1))
        if not lines:
            continue
        width, height = block_width(lines), len(lines)
        if spacing.horizontal:
            block.texts.append(TextShape(last + 2, far, width, height, lines))
        else:
            block.texts.append(TextShape(first, far + 2, height, width, lines))


def _loops(item: Item, spacing: Spacing) -> Iterator[_Loop]:
    along = 2 if spacing.horizontal else 1
    rules = spacing.rules_along(item)
    for edge in item.loops:
        lines = edge_lines(edge.label, spacing)
        if spacing.horizontal:
            yield _Loop(edge, along, along + 3, lines)
        else:
            while not _clear(edge, along, rules):
                along += 1
            yield _Loop(edge, along, along + 1, lines)
        along += _advance(lines, spacing)


def _clear(edge: Edge, start: int, rules: Sequence[int]) -> bool:
    """Tell whether the two ends of a self-loop that have no head are off the rules of the box."""
    bare = {"forward": (start,), "both": (), "none": (start, start + 1)}[edge.arrow]
    return not any(row in rules for row in bare)


def _height(loop: _Loop) -> int:
    return max(2, len(loop.lines))


def _advance(lines: tuple[str, ...], spacing: Spacing) -> int:
    """Return the distance from a self-loop with this label to the next."""
    if spacing.horizontal:
        return 6 + block_width(lines) + bool(lines)
    return max(2, len(lines))
