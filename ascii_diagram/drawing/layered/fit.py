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
from ascii_diagram.drawing.layered.groups import arrange
from ascii_diagram.drawing.layered.items import LayoutError, TooWideError
from ascii_diagram.drawing.layered.paint import paint
from ascii_diagram.drawing.layered.spacing import Spacing
from ascii_diagram.errors import LimitError, WidthError

_TURNED: dict[Direction, Direction] = {"right": "down", "left": "up", "down": "right", "up": "left"}


_RAISES = 8


class Rung(NamedTuple):
    """One attempt; `fixed` ones do not depend on the width that was asked for."""

    direction: Direction
    spacing: Spacing
    fixed: bool


def fit(graph: Graph, direction: Direction, width: int, charset: CharsetName) -> list[str]:
    """Return the drawing of a connected graph within `width` cells.

    Raises:
        WidthError: Nothing fits; names the smallest width that works.
        LimitError: Its long edges are too many for any layout.
    """
    for rung in _rungs(direction, width):
        rows = _attempt(graph, rung, width, charset)
        if rows is not None:
            return rows
    least = _least_width(graph, direction, charset, width)
    if least is not None:
        raise WidthError(width, least)
    raise LimitError(
        "the graph has too many long edges to be drawn",
        hint="draw fewer edges, or draw it in parts",
    )


def _least_width(
    graph: Graph, direction: Direction, charset: CharsetName, width: int
) -> int | None:
    """Return the smallest width that a rung which does not depend on the width really fits."""
    best: int | None = None
    # the last rungs are the narrowest, and spare the others their work
    for rung in reversed(list(_rungs(direction, width))):
        if rung.fixed and rung.spacing.tight:
            found = _fitting(graph, rung, charset, width + 1, best)
            best = found if found is not None else best
    return best


def _fitting(
    graph: Graph, rung: Rung, charset: CharsetName, limit: int, below: int | None
) -> int | None:
    """Raise the limit until the rung fits it; None when it does not fit less than `below`."""
    for _ in range(_RAISES):
        if below is not None and limit >= below:
            return None
        try:
            columns = block_width(_paint(graph, rung, limit, charset))
        except TooWideError as error:
            columns = max(error.least, limit + 1)
        except (LayoutError, CellConflictError):
            return None
        else:
            if columns <= limit:
                return limit
        limit = columns
    return None


def fit_across(graph: Graph, width: int, charset: CharsetName) -> list[str] | None:
    """Return the drawing from left to right at its best; None where that does not fit."""
    return _attempt(graph, next(_rungs("right", width)), width, charset)


def _attempt(graph: Graph, rung: Rung, width: int, charset: CharsetName) -> list[str] | None:
    try:
        return _paint(graph, rung, width, charset)
    except (LayoutError, CellConflictError):
        return None


def _paint(graph: Graph, rung: Rung, width: int, charset: CharsetName) -> list[str]:
    block = arrange(graph, rung.spacing, width)
    columns = block.depth if rung.spacing.horizontal else block.breadth
    if columns > width:
        raise TooWideError(columns)
    return paint(block, rung.direction, CHARSETS[charset])


def _rungs(direction: Direction, width: int) -> Iterator[Rung]:
    turned = _TURNED[direction]
    for way in (direction, turned):
        horizontal = way in ("right", "left")
        upper = way != "up"
        for wrap in (28, 18, 12):
            for tight in (False, True):
                yield Rung(way, Spacing(horizontal, upper, wrap, max(14, wrap), tight), fixed=True)
    vertical = direction if direction in ("down", "up") else turned
    upper = vertical == "down"
    for bound, wrap, thrifty in (
        (width, 18, False),
        (width, 12, False),
        (width * 3 // 4, 14, True),
        (width // 2, 14, True),
    ):
        spacing = Spacing(False, upper, wrap, 14, True, False, bound, thrifty)
        yield Rung(vertical, spacing, fixed=False)
    # one box after the other: the narrowest there is
    for wrap, split in ((12, False), (8, False), (12, True), (8, True), (4, True)):
        spacing = Spacing(False, upper, wrap, 12 if not split else wrap, True, split, 1, True)
        yield Rung(vertical, spacing, fixed=True)
