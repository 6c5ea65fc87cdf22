"""Loose ends of lines, and pairs of them that were meant to meet.

A finding needs two ends that face each other across two rows, a few columns apart: one loose end
alone is how many sound drawings look (an axis, a line that leads to words), two are a slip.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ascii_diagram.checking.glyphs import EAST, HORIZONTAL, NORTH, OPPOSITE, SOUTH, STEP, WEST
from ascii_diagram.checking.grid import Grid

Hold = Literal[0, 1, 2]
"""How loose an end is: it meets something (0), touches a line's flank (1), ends in a blank (2)."""

REACH = 4
FAR_REACH = 16
_SLANTED = frozenset("/\\╱╲")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ends that miss each other.

    Attributes:
        row: The upper row.
        upper: Column of the end that looks down, on `row`.
        lower: Column of the end that looks up, on the row below.
    """

    row: int
    upper: int
    lower: int


def loose(grid: Grid, row: int, column: int, way: int) -> Hold:
    """Return how loose the cell's end in direction `way` (NORTH or SOUTH) is.

    An ASCII corner may be a junction that has lost one of its sides: it counts as touching.
    """
    if grid.is_rounded_off(row, column, way):
        return 0
    glyph = grid.glyph(row, column)
    hold: Hold = 2
    if glyph.kind == "line":
        if not glyph.arms & way:
            return 0
    elif (
        glyph.kind == "joint" and glyph.arms in (EAST, WEST) and not grid.reaches(row, column, way)
    ):
        hold = 1 if grid.reaches(row, column, OPPOSITE[way]) else 2
    else:
        return 0
    other = grid.neighbour(row, column, way)
    if other.kind == "blank":
        return 0 if _leans(grid, row, column, way) else hold
    if other.kind == "line" and not other.arms & OPPOSITE[way]:
        return 1
    return 0


def _leans(grid: Grid, row: int, column: int, way: int) -> bool:
    """Whether a slanted line goes on from here, as in a cube or a rhomb."""
    down, _ = STEP[way]
    return any(
        grid.character(row + down, column + side) in ("/", "\\", "╱", "╲") for side in (-1, 1)
    )


def missed_pairs(grid: Grid) -> list[Pair]:
    """Return the pairs of ends that miss each other, each end in one pair at most."""
    pairs: list[Pair] = []
    for row in range(len(grid) - 1):
        pairs.extend(_row_pairs(grid, row))
    return pairs


def _row_pairs(grid: Grid, row: int) -> list[Pair]:
    downs = _ends(grid, row, SOUTH)
    ups = _ends(grid, row + 1, NORTH)
    if not downs or not ups:
        return []
    candidates = sorted(
        (abs(c - d) + (0.5 if downs[c] + ups[d] < 4 else 0), c, d)
        for c in downs
        for d in ups
        if c != d and downs[c] + ups[d] > 2
    )
    found: list[Pair] = []
    taken: set[tuple[str, int]] = set()
    for _, upper, lower in candidates:
        if ("down", upper) in taken or ("up", lower) in taken:
            continue
        if _meant(grid, row, upper, lower):
            taken |= {("down", upper), ("up", lower)}
            found.append(Pair(row, upper, lower))
    return sorted(found, key=lambda pair: pair.upper)


def _ends(grid: Grid, row: int, way: int) -> dict[int, Hold]:
    glyphs = grid.rows[row].glyphs
    ends: dict[int, Hold] = {}
    for column in range(len(glyphs)):
        hold = loose(grid, row, column, way)
        if hold:
            ends[column] = hold
    return ends


def _meant(grid: Grid, row: int, upper: int, lower: int) -> bool:
    """Whether the ends belong together: a corner is near, and nothing stands between them."""
    if not (cornered(grid, row, upper, NORTH) or cornered(grid, row + 1, lower, SOUTH)):
        return False
    apart = abs(upper - lower)
    if apart <= REACH and not _junctions(grid, row, upper, lower):
        return True
    return apart <= FAR_REACH and _pushed(grid, row, upper, lower)


def _junctions(grid: Grid, row: int, upper: int, lower: int) -> bool:
    """Whether one of the ends is an ASCII corner that is whole without the other."""
    return any(
        grid.glyph(place, column).kind == "joint" and grid.reaches(place, column, way)
        for place, column, way in ((row, upper, NORTH), (row + 1, lower, SOUTH))
    )


def _pushed(grid: Grid, row: int, upper: int, lower: int) -> bool:
    """Whether one row's side was pushed out of a box by its words: corners above and below."""
    if lower > upper:
        wall, column, corner_row = row + 1, lower, row + 2
        corner = upper
    else:
        wall, column, corner_row = row, upper, row - 1
        corner = lower
    lone = all(loose(grid, wall, column, way) == 2 for way in (NORTH, SOUTH))
    way = NORTH if corner_row > wall else SOUTH
    if not lone or not loose(grid, corner_row, corner, way):
        return False
    between = range(min(upper, lower), max(upper, lower))
    return all(not grid.glyph(wall, place).drawn for place in between)


def cornered(grid: Grid, row: int, column: int, way: int) -> bool:
    """Whether the line through the cell leads, in direction `way`, to a corner or junction."""
    down, _ = STEP[way]
    while True:
        glyph = grid.glyph(row, column)
        if glyph.kind == "joint" or (glyph.kind == "line" and glyph.arms & HORIZONTAL):
            return True
        if glyph.kind != "line" or not glyph.arms & way:
            return False
        row += down
