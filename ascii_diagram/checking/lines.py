"""Rules about lines between boxes: those that stop short, arrowheads that point at nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ascii_diagram.checking.alignment import Mark
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

MAX_GAP = 3


class Run(NamedTuple):
    """A horizontal line that leaves a box and ends in blanks before another.

    Attributes:
        row: Its row.
        end: Column of its last cell.
        way: Direction in which it goes, EAST or WEST.
        gap: Blank cells before the box.
        headed: Whether its last cell is an arrowhead.
    """

    row: int
    end: int
    way: int
    gap: int
    headed: bool


def line_marks(grid: Grid) -> Iterator[Mark]:
    """Yield lines and arrowheads that miss what they aim at."""
    for run in short_runs(grid):
        cells = "1 cell" if run.gap == 1 else f"{run.gap} cells"
        message = f"this line ends {cells} before the box it aims at"
        yield Mark(run.row, run.end, run.end + 1, "line-stops-short", message)
    yield from _misses(grid)


def short_runs(grid: Grid) -> list[Run]:
    """Return the lines that stop short.

    A gap before arrowheads may be the style of a drawing: see `has_slips`.
    """
    runs = [run for row in range(len(grid)) for run in row_runs(grid, row)]
    short = [run for run in runs if run.gap]
    return short if has_slips(len(runs), len(short)) else []


def has_slips(runs: int, short: int) -> bool:
    """Whether gaps are slips: where more lines touch their boxes than do not."""
    return runs > 2 * short


def row_runs(grid: Grid, row: int) -> list[Run]:
    """Return the lines on a row that reach another box, or stop short of it, from the left."""
    return sorted({run for run in _runs(grid, row) if run.gap <= MAX_GAP})


def _runs(grid: Grid, row: int) -> Iterator[Run]:
    """Yield the lines that leave a box's side on this row, with their distance to the next."""
    for column in grid.row(row).drawn:
        for way in (EAST, WEST):
            _, step = STEP[way]
            place = column + step
            tail = grid.glyph(row, place)
            if tail.kind != "line" or tail.arms & HORIZONTAL != HORIZONTAL:
                continue
            if not is_side(grid, row, column):
                break
            while _goes_on(grid, row, place + step):
                place += step
            last = grid.glyph(row, place + step)
            headed = last.kind == "head" and last.points == way
            if headed:
                place += step
            gap = _blanks(grid, row, place + step, step)
            target = place + step * (gap + 1)
            if is_side(grid, row, target):
                yield Run(row, place, way, gap, headed)


def _goes_on(grid: Grid, row: int, column: int) -> bool:
    glyph = grid.glyph(row, column)
    return glyph.drawn and glyph.arms & HORIZONTAL == HORIZONTAL


def _blanks(grid: Grid, row: int, column: int, step: int) -> int:
    count = 0
    while count <= MAX_GAP and grid.glyph(row, column + step * count).kind == "blank":
        count += 1
    return count


def is_side(grid: Grid, row: int, column: int) -> bool:
    """Whether the cell is part of an upright line of a box: it goes on above and below."""
    glyph = grid.glyph(row, column)
    if glyph.kind == "joint":
        return all(grid.reaches(row, column, way) for way in (NORTH, SOUTH))
    if glyph.kind != "line" or glyph.arms & VERTICAL != VERTICAL:
        return False
    above, below = (row - 1, column, NORTH), (row + 1, column, SOUTH)
    return grid.is_cornered(*above) and grid.is_cornered(*below)


def _misses(grid: Grid) -> Iterator[Mark]:
    """Yield arrowheads that pass a corner of the box they aim at by one row or column."""
    for row in range(len(grid)):
        for column, glyph in enumerate(grid.row(row).glyphs):
            if glyph.kind != "head" or not _tailed(grid, row, column):
                continue
            if _passes_corner(grid, row, column):
                message = "this arrowhead points past the corner of a box"
                yield Mark(row, column, column + 1, "arrow-to-nothing", message)


def _tailed(grid: Grid, row: int, column: int) -> bool:
    way = OPPOSITE[grid.glyph(row, column).points]
    tail = grid.neighbour(row, column, way)
    return tail.drawn and (tail.kind == "joint" or bool(tail.arms & OPPOSITE[way]))


def _passes_corner(grid: Grid, row: int, column: int) -> bool:
    way = grid.glyph(row, column).points
    down, right = STEP[way]
    if any(
        grid.glyph(row + down * n, column + right * n).kind != "blank"
        for n in range(1, MAX_GAP + 1)
    ):
        return False
    for ahead in (1, 2):
        for side in (NORTH, SOUTH) if way & HORIZONTAL else (EAST, WEST):
            aside_down, aside_right = STEP[side]
            place = row + down * ahead + aside_down, column + right * ahead + aside_right
            if _near_corner(grid, *place, way, side):
                return True
    return False


def _near_corner(grid: Grid, row: int, column: int, way: int, side: int) -> bool:
    """Whether the cell is the corner of a box that lies in direction `way` and to the `side`."""
    ways = (way, side)
    if not grid.glyph(row, column).drawn or not all(grid.reaches(row, column, w) for w in ways):
        return False
    return not any(grid.reaches(row, column, OPPOSITE[w]) for w in ways)
