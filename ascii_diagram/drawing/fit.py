"""The width ladder: layouts tried in turn until one fits.

Every rung is a whole layout. The asked direction comes first, then shorter lines of text, then the
other axis, then fewer boxes side by side, and words cut apart only at the very end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ascii_diagram.diagram import Direction, Graph
from ascii_diagram.drawing.canvas import CellConflictError
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.charset import CHARSETS, CharsetName
from ascii_diagram.drawing.groups import arrange
from ascii_diagram.drawing.items import LayoutError
from ascii_diagram.drawing.paint import paint
from ascii_diagram.drawing.spacing import Spacing
from ascii_diagram.errors import DrawingError, WidthError

_TURNED: dict[Direction, Direction] = {"right": "down", "left": "up", "down": "right", "up": "left"}


class Rung(NamedTuple):
    """One attempt; `fixed` ones do not depend on the width that was asked for."""

    direction: Direction
    spacing: Spacing
    fixed: bool


def fit(graph: Graph, direction: Direction, width: int, charset: CharsetName) -> list[str]:
    """Return the drawing of a connected graph within `width` cells.

    Raises:
        WidthError: Nothing fits; names the smallest width that works.
        DrawingError: No layout at all could be made.
    """
    for rung in _rungs(direction, width):
        rows = _attempt(graph, rung, width, charset)
        if rows is not None:
            return rows
    widths = [
        block_width(rows)
        for rung in _rungs(direction, width)
        if rung.fixed
        and (rung.spacing.bound is not None or rung.spacing.split)
        and (rows := _attempt(graph, rung, None, charset)) is not None
    ]
    if widths:
        raise WidthError(width, min(widths))
    raise DrawingError(
        "no layout of this graph passes the checks",
        hint="fewer edges between groups, or fewer groups, may help",
    )


def fit_across(graph: Graph, width: int, charset: CharsetName) -> list[str] | None:
    """Return the drawing from left to right at its best; None where that does not fit."""
    return _attempt(graph, next(_rungs("right", width)), width, charset)


def _attempt(graph: Graph, rung: Rung, width: int | None, charset: CharsetName) -> list[str] | None:
    try:
        block = arrange(graph, rung.spacing, width)
        columns = block.depth if rung.spacing.horizontal else block.breadth
        if width is not None and columns > width:
            return None
        return paint(block, rung.direction, CHARSETS[charset])
    except (LayoutError, CellConflictError):
        return None


def _rungs(direction: Direction, width: int) -> Iterator[Rung]:
    turned = _TURNED[direction]
    for way in (direction, turned):
        horizontal = way in ("right", "left")
        upper = way != "up"
        for wrap in (28, 18, 12):
            for tight in (False,) if horizontal else (False, True):
                yield Rung(way, Spacing(horizontal, upper, wrap, max(14, wrap), tight), fixed=True)
    vertical = direction if direction in ("down", "up") else turned
    upper = vertical == "down"
    for bound, wrap in ((width, 18), (width, 12), (width * 3 // 4, 14), (width // 2, 14)):
        yield Rung(vertical, Spacing(False, upper, wrap, 14, True, False, bound), fixed=False)
    for wrap in (12, 8):
        yield Rung(vertical, Spacing(False, upper, wrap, 12, True, False, 1), fixed=True)
    for wrap in (12, 8, 4):
        yield Rung(vertical, Spacing(False, upper, wrap, wrap, True, True, 1), fixed=True)
