"""Puts in what a box has lost: corners, sides, and the last cells of lines that stop short."""

from __future__ import annotations

from collections.abc import Iterator

from ascii_diagram.checking.alignment import corners_open_on, sides_open_below
from ascii_diagram.checking.ends import pairs_below
from ascii_diagram.checking.glyphs import EAST, HORIZONTAL, NORTH, SOUTH, STEP, VERTICAL, WEST
from ascii_diagram.checking.grid import Grid
from ascii_diagram.checking.lines import Run, row_runs
from ascii_diagram.checking.survey import Change

_PRICE = 1.0
_SETS = ("┌┐└┘", "╭╮╰╯", "┏┓┗┛", "╔╗╚╝")
_CORNERS = (SOUTH | EAST, SOUTH | WEST, NORTH | EAST, NORTH | WEST)


def with_corners(grid: Grid, row: int) -> Iterator[Change]:
    """Yield the row with a corner put in, for each that is missing."""
    for column, arms in corners_open_on(grid, row):
        corner = _corner(grid, row, column, arms)
        yield Change(row, (_put(grid, row, column, corner),), _PRICE)


def with_sides(grid: Grid, row: int) -> Iterator[Change]:
    """Yield the rows of a gap with a side put in, for each in a box whose upper border is on `row`.

    Not where a row of the gap may have been moved.
    """
    for column, first, stop in sides_open_below(grid, row):
        if any(pairs_below(grid, above) for above in range(first - 1, stop)):
            continue
        side = _side_glyph(grid, first, stop, column)
        texts = (_put(grid, place, column, side) for place in range(first, stop))
        yield Change(first, tuple(texts), _PRICE)


def with_longer_lines(grid: Grid, row: int) -> Iterator[Change]:
    """Yield the row with a line that reaches its box, for each that stops short."""
    for run in row_runs(grid, row):
        if run.gap:
            yield Change(row, (_stretched(grid, run),), _PRICE)


def _put(grid: Grid, row: int, column: int, glyph: str) -> str:
    cells = list(grid.row(row).characters)
    cells.extend(" " * (column + 1 - len(cells)))
    cells[column] = glyph
    return "".join(cells).rstrip()


def _corner(grid: Grid, row: int, column: int, arms: int) -> str:
    """Return the corner that goes with the one at the other end of the border."""
    step = 1 if arms & EAST else -1
    place = column + step
    while grid.glyph(row, place).arms & EAST and grid.glyph(row, place).arms & WEST:
        place += step
    partner = grid.character(row, place)
    for corners in _SETS:
        if partner in corners:
            return corners[_CORNERS.index(arms)]
    return partner if grid.glyph(row, place).kind == "joint" else _SETS[0][_CORNERS.index(arms)]


def _side_glyph(grid: Grid, first: int, stop: int, column: int) -> str:
    """Return the glyph of the rest of this side, or of the box's other side."""
    for row in (first - 1, stop):
        if grid.glyph(row, column).arms == VERTICAL:
            return grid.character(row, column)
    for step in (-1, 1):
        beyond = -1 if step < 0 else len(grid.row(first).glyphs)
        for place in range(column + step, beyond, step):
            if grid.glyph(first, place).arms == VERTICAL and _is_side(grid, first, place):
                return grid.character(first, place)
    return "|" if grid.glyph(first - 1, column).family == "ascii" else "│"


def _is_side(grid: Grid, row: int, column: int) -> bool:
    """Whether the side of a box passes here, not a line between cells."""
    while grid.glyph(row, column).arms == VERTICAL:
        row -= 1
    return grid.glyph(row, column).arms & HORIZONTAL != HORIZONTAL


def _stretched(grid: Grid, run: Run) -> str:
    _, step = STEP[run.way]
    cells = list(grid.row(run.row).characters)
    stroke_at = run.end - step if run.headed else run.end
    stroke = cells[stroke_at]
    head = cells[run.end] if run.headed else stroke
    last = run.end + step * run.gap
    for place in range(run.end, last, step):
        cells[place] = stroke
    cells[last] = head
    return "".join(cells).rstrip()
