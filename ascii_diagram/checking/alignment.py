"""Rules about sides, corners and junctions: ends that miss each other, boxes that do not close."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ascii_diagram.checking.drawings import borders_on
from ascii_diagram.checking.ends import REACH, Pair, loose, missed_pairs
from ascii_diagram.checking.glyphs import (
    EAST,
    HORIZONTAL,
    NORTH,
    OPPOSITE,
    SOUTH,
    STEP,
    VERTICAL,
    WEST,
)
from ascii_diagram.checking.grid import Grid
from ascii_diagram.checking.model import RuleName


class Mark(NamedTuple):
    """A finding in cells of a drawing; `end` is the column after the last one."""

    row: int
    column: int
    end: int
    rule: RuleName
    message: str


def alignment_marks(grid: Grid) -> Iterator[Mark]:
    """Yield what is out of line."""
    pairs = missed_pairs(grid)
    yield from _ragged(grid, pairs)
    yield from _open_corners(grid, pairs)
    yield from _open_sides(grid, pairs)


def _ragged(grid: Grid, pairs: list[Pair]) -> Iterator[Mark]:
    """Put the blame of each pair on one of its ends."""
    over = {(pair.row + 1, pair.lower): pair for pair in pairs}
    under = {(pair.row, pair.upper): pair for pair in pairs}
    off: dict[tuple[int, int], list[int]] = {}
    blamed: set[Pair] = set()
    for place, above in over.items():
        below = under.get(place)
        if below is not None and _same_side(above, below):
            row, column = place
            off.setdefault((row, above.upper - column), []).append(column)
            blamed |= {above, below}
    for (row, shift), columns in sorted(off.items()):
        yield Mark(row, min(columns), max(columns) + 1, "ragged-border", _shifted(shift, "side"))
    for pair in pairs:
        if pair not in blamed:
            yield _single(grid, pair)


def _same_side(above: Pair, below: Pair) -> bool:
    return (above.upper < above.lower) == (below.lower < below.upper)


def _single(grid: Grid, pair: Pair) -> Mark:
    ends = ((pair.row, pair.upper, pair.lower), (pair.row + 1, pair.lower, pair.upper))
    for row, column, other in ends:
        glyph = grid.glyph(row, column)
        if glyph.arms & HORIZONTAL == HORIZONTAL:
            message = _shifted(other - column, "junction")
            return Mark(row, column, column + 1, "misaligned-junction", message)
    for row, column, other in ends:
        glyph = grid.glyph(row, column)
        if glyph.kind == "joint" or glyph.arms & HORIZONTAL:
            message = _shifted(other - column, "corner")
            return Mark(row, column, column + 1, "misaligned-corner", message)
    row, column, other = ends[1]
    return Mark(row, column, column + 1, "ragged-border", _shifted(other - column, "side"))


def _shifted(shift: int, what: str) -> str:
    cells = "1 column" if abs(shift) == 1 else f"{abs(shift)} columns"
    way = "left" if shift > 0 else "right"
    return f"this {what} stands {cells} too far {way}"


def corners_open_on(grid: Grid, row: int) -> Iterator[tuple[int, int]]:
    """Yield column and arms of the cells of a row at which a corner of a box is missing."""
    drawn = grid.row(row).drawn
    for column in sorted({place + step for place in drawn for step in (-1, 1)} - {-1}):
        glyph = grid.glyph(row, column)
        straight = glyph.kind == "line" and glyph.arms in (HORIZONTAL, VERTICAL)
        if not straight and glyph.kind != "blank":
            continue
        for side in (EAST, WEST):
            beside, back = grid.neighbour(row, column, side), OPPOSITE[side]
            if beside.kind != "line" or not beside.arms & back:
                continue
            if straight and grid.neighbour(row, column, back).kind != "blank":
                continue
            for turn in (NORTH, SOUTH):
                if _lost_corner(grid, row, column, turn, side):
                    yield column, turn | side


def _open_corners(grid: Grid, pairs: list[Pair]) -> Iterator[Mark]:
    paired = {(pair.row, pair.upper) for pair in pairs}
    paired |= {(pair.row + 1, pair.lower) for pair in pairs}
    for row in range(len(grid)):
        for column, arms in corners_open_on(grid, row):
            down = 1 if arms & SOUTH else -1
            if (row + down, column) not in paired:
                place = min(column, max(0, len(grid.row(row).glyphs) - 1))
                yield Mark(row, place, place + 1, "open-box", "a corner of this box is missing")


def _lost_corner(grid: Grid, row: int, column: int, turn: int, side: int) -> bool:
    """Whether, at the end of a border from `side`, a side of the box comes in from `turn`.

    The border must end in a corner that turns the same way, the side in one that does too.
    """
    upright = grid.neighbour(row, column, turn)
    if upright.kind != "line" or upright.arms & VERTICAL != VERTICAL:
        return False
    if grid.glyph(row, column).drawn and grid.neighbour(row, column, OPPOSITE[turn]).arms & turn:
        return False
    _, step = STEP[OPPOSITE[side]]
    if any(grid.glyph(row, column + step * n).kind == "text" for n in (1, 2)):
        return False  # a title in the border
    return _closes(grid, row, column, side, turn) and _closes(grid, row, column, turn, side)


def _closes(grid: Grid, row: int, column: int, way: int, turn: int) -> bool:
    """Whether the line from here in direction `way` leads to a corner that turns to `turn`."""
    down, right = STEP[way]
    steps = 0
    while True:
        row, column, steps = row + down, column + right, steps + 1
        glyph = grid.glyph(row, column)
        if glyph.kind == "joint":
            if grid.reaches(row, column, turn) and not grid.reaches(row, column, way):
                return steps > 1
            if not grid.reaches(row, column, way):
                return False
        elif glyph.kind != "line" or not glyph.arms & OPPOSITE[way]:
            return False
        elif not glyph.arms & way:
            return steps > 1 and bool(glyph.arms & turn)


def sides_open_below(grid: Grid, row: int) -> Iterator[tuple[int, int, int]]:
    """Yield the gaps in the sides of the boxes whose upper border is on a row.

    Column, first row, row after the last.
    """
    if row >= len(grid) - 2:
        return
    for column, end in borders_on(grid, row):
        for gone, kept in ((end, column), (column, end)):
            for first, stop in _gaps(grid, row, gone, kept):
                moved = any(_moved_side(grid, place, gone) for place in range(first, stop))
                if not moved and _side_stands(grid, first - 1, stop, kept):
                    yield gone, first, stop


def _open_sides(grid: Grid, pairs: list[Pair]) -> Iterator[Mark]:
    paired = {(pair.row, pair.upper) for pair in pairs}
    paired |= {(pair.row + 1, pair.lower) for pair in pairs}
    gaps = (gap for row in range(len(grid) - 2) for gap in sides_open_below(grid, row))
    for column, first, stop in gaps:
        if (first - 1, column) in paired or (stop, column) in paired:
            continue
        rows = "here" if stop - first == 1 else f"on {stop - first} rows"
        place = min(column, max(0, len(grid.row(first).glyphs) - 1))
        yield Mark(first, place, place + 1, "open-box", f"the side of this box is missing {rows}")


def _moved_side(grid: Grid, row: int, column: int) -> bool:
    """Whether something beside the cell may be the side that is not there."""
    if grid.glyph(row, column - 1).drawn or grid.glyph(row, column + 1).drawn:
        return True
    near = range(column - REACH, column + REACH + 1)
    return any(loose(grid, row, place, way) for place in near for way in (NORTH, SOUTH))


def _gaps(grid: Grid, row: int, column: int, other: int) -> list[tuple[int, int]]:
    """Return the gaps in the side below a corner: first row and row after the last of each.

    A gap has a loose end above and below, and nothing but blanks between; it ends above the border
    that closes the box on its `other` side. None when the side does not come to a lower border.
    """
    inward = EAST if other < column else WEST
    gaps: list[tuple[int, int]] = []
    while row < len(grid):
        if _ends_in_blank(grid, row, column, SOUTH):
            first = row = row + 1
            while row < len(grid) and grid.glyph(row, column).kind == "blank":
                if _leads_to_end(grid, row, other, inward):
                    return gaps  # the lower border, with its corner somewhere else
                row += 1
            if not _ends_in_blank(grid, row, column, NORTH):
                return []
            gaps.append((first, row))
        elif grid.reaches(row, column, SOUTH):
            row += 1
        else:
            return []
        if grid.glyph(row, column).arms & HORIZONTAL:
            return gaps
    return []


def _leads_to_end(grid: Grid, row: int, column: int, way: int) -> bool:
    """Whether a border leads from the cell in direction `way`, EAST or WEST, to its other end."""
    _, step = STEP[way]
    glyph = grid.glyph(row, column)
    while glyph.drawn and glyph.arms & way:
        column += step
        glyph = grid.glyph(row, column)
        if not glyph.arms & OPPOSITE[way]:
            return False
        if glyph.drawn and not glyph.arms & way:
            return True
    return False


def _ends_in_blank(grid: Grid, row: int, column: int, way: int) -> bool:
    return loose(grid, row, column, way) > 0 and grid.neighbour(row, column, way).kind == "blank"


def _side_stands(grid: Grid, row: int, stop: int, column: int) -> bool:
    """Whether a side stands in the column from `row` to `stop`, both included."""
    return all(
        grid.reaches(place, column, SOUTH) and grid.reaches(place + 1, column, NORTH)
        for place in range(row, stop)
    )
