"""Flows beside a box: texts with a small arrow from or to its side that no line of the graph uses.

They stand on the right of a box in a vertical flow, below it in a horizontal one, next to its
self-loops.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ascii_diagram.drawing.bodies import Flow
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.layered.items import Item
from ascii_diagram.drawing.layered.labels import edge_lines
from ascii_diagram.drawing.layered.loops import loops_end
from ascii_diagram.drawing.layered.shapes import Block, Head, Tee, TextShape, Wire
from ascii_diagram.drawing.layered.spacing import Spacing

_SHAFT_ACROSS, _SHAFT_DOWN = 3, 2
"""Cells of an arrow with its head, in a row and in a column."""
_BETWEEN = 2


class _Place(NamedTuple):
    flow: Flow
    lines: tuple[str, ...]
    at: int
    """Offset of the arrow along the flow of the graph."""
    start: int
    """Offset of the text."""


def reserve_flows(item: Item, spacing: Spacing) -> None:
    """Grow the item by the room that its flows need."""
    if not item.flows:
        return
    if spacing.horizontal:
        places = list(_places(item, loops_end(item, spacing), spacing))
        last = places[-1]
        item.box_depth = max(item.box_depth, *(place.at + 2 for place in places))
        item.depth = max(item.depth, item.box_depth, last.start + block_width(last.lines))
        reach = _SHAFT_DOWN + max(len(place.lines) for place in places)
    else:
        while (first := _lowest(item, spacing)) is None:  # a higher box has its rules elsewhere
            item.box_depth += 1
        places = list(_places(item, first, spacing))
        item.depth = max(item.depth, item.box_depth)
        reach = _SHAFT_ACROSS + 1 + max(block_width(place.lines) for place in places)
    item.breadth = max(item.breadth, item.box_breadth + reach)


def draw_flows(block: Block, item: Item, spacing: Spacing, nets: Iterator[int]) -> None:
    """Add the flows of a placed item to `block`."""
    if not item.flows:
        return
    border = item.v + item.box_breadth - 1
    length = _SHAFT_DOWN if spacing.horizontal else _SHAFT_ACROSS
    near, far = border + 1, border + length
    first = loops_end(item, spacing) if spacing.horizontal else _lowest(item, spacing)
    assert first is not None
    for flow, lines, at, start in _places(item, first, spacing):
        u = item.u + at
        block.wires.append(Wire(next(nets), u, near, u, far, True, False, "solid"))
        if flow.outward:
            block.heads.append(Head(u, far, 0, 1))
            block.tees.append(Tee(u, border, 0, 1))
        else:
            block.heads.append(Head(u, near, 0, -1))
        width, height = block_width(lines), len(lines)
        if spacing.horizontal:
            block.texts.append(TextShape(item.u + start, far + 1, width, height, lines))
        else:
            block.texts.append(TextShape(item.u + start, far + 2, height, width, lines))


def _lowest(item: Item, spacing: Spacing) -> int | None:
    """Return the last offset from which the flows of an item have room; None where none has.

    In a vertical flow they stand at the lower end of the box.
    """
    for first in range(item.box_depth - 2, loops_end(item, spacing) - 1, -1):
        *_, last = _places(item, first, spacing)
        if last.at + len(last.lines) < item.box_depth:
            return first
    return None


def _places(item: Item, along: int, spacing: Spacing) -> Iterator[_Place]:
    rules = spacing.rules_along(item)
    for flow in item.flows:
        lines = edge_lines(flow.text, spacing)
        width = block_width(lines)
        if spacing.horizontal:
            yield _Place(flow, lines, max(1, along - 1 + (width - 1) // 2), along - 1)
            along += width + _BETWEEN
        else:
            while flow.outward and along in rules:
                along += 1
            yield _Place(flow, lines, along, along)
            along += len(lines) + 1  # texts below each other would be read as one
