"""Loose ends of lines, and pairs of them that were meant to meet.

A finding needs two ends that face each other across two rows, a few columns apart: one loose end
alone is how many sound drawings look (an axis, a line that leads to words), two are a slip.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ascii_diagram.checking.glyphs import EAST, NORTH, OPPOSITE, SOUTH, STEP, WEST
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
    glyph = grid.glyph(row, column)
    hold: Hold = 2
    if glyph.kind == "line":
        if not glyph.arms & way:
            return 0
    elif glyph.kind == "joint" and glyph.arms in (EAST, WEST):
        if grid.is_rounded_off(row, column, way) or grid.reaches(row, column, way):
            return 0
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
    return any(grid.character(row + down, column + side) in _SLANTED for side in (-1, 1))


def missed_pairs(grid: Grid) -> list[Pair]:
    """Return the pairs of ends that miss each other, each end in one pair at most."""
    return [pair for row in range(len(grid) - 1) for pair in pairs_below(grid, row)]


def pairs_below(grid: Grid, row: int) -> list[Pair]:
    """Return the pairs between a row and the next, none where there is no such row."""
    if not 0 <= row < len(grid) - 1:
        return []
    downs = _ends(grid, row, SOUTH)
    ups = _ends(grid, row + 1, NORTH)
    if not downs or not ups:
        return []
    candidates = sorted(
        (abs(c - d) + (0.5 if downs[c] + ups[d] < 4 else 0), c, d)
        for c in downs
        for d in range(c - FAR_REACH, c + FAR_REACH + 1)
        if c != d and d in ups and downs[c] + ups[d] > 2
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
    return {
        column: hold
        for column in grid.row(row).drawn
        if (hold := loose(grid, row, column, way)) != 0
    }


def _meant(grid: Grid, row: int, upper: int, lower: int) -> bool:
    """Whether the ends belong together: a corner is near, and nothing stands between them."""
    if not (grid.is_cornered(row, upper, NORTH) or grid.is_cornered(row + 1, lower, SOUTH)):
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
