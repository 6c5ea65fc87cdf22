"""Puts in what a box has lost: corners, sides, and the last cells of lines that stop short."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.checking.alignment import open_corners, open_sides
from ascii_diagram.checking.ends import missed_pairs
from ascii_diagram.checking.glyphs import EAST, HORIZONTAL, NORTH, SOUTH, STEP, VERTICAL, WEST
from ascii_diagram.checking.grid import Grid
from ascii_diagram.checking.lines import Run, short_runs

_SETS = ("┌┐└┘", "╭╮╰╯", "┏┓┗┛", "╔╗╚╝")
_CORNERS = (SOUTH | EAST, SOUTH | WEST, NORTH | EAST, NORTH | WEST)


def completions(texts: Sequence[str]) -> list[list[str]]:
    """Return the drawing with one thing put in, for each thing that is missing."""
    grid = Grid(texts)
    found: list[list[str]] = []
    for row, column, arms in open_corners(grid):
        found.append(_put(texts, grid, row, column, _corner(grid, row, column, arms)))
    moved = {row for pair in missed_pairs(grid) for row in (pair.row, pair.row + 1)}
    for column, first, stop in open_sides(grid):
        if not moved.isdisjoint(range(first, stop)):
            continue
        changed = list(texts)
        glyph = _side_glyph(grid, first, stop, column)
        for row in range(first, stop):
            changed = _put(changed, grid, row, column, glyph)
        found.append(changed)
    found.extend(_stretched(texts, grid, run) for run in short_runs(grid))
    return found


def _put(texts: Sequence[str], grid: Grid, row: int, column: int, glyph: str) -> list[str]:
    cells = list(grid.rows[row].characters)
    cells.extend(" " * (column + 1 - len(cells)))
    cells[column] = glyph
    changed = list(texts)
    changed[row] = "".join(cells).rstrip()
    return changed


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
        beyond = -1 if step < 0 else len(grid.rows[first].glyphs)
        for place in range(column + step, beyond, step):
            if grid.glyph(first, place).arms == VERTICAL and _is_side(grid, first, place):
                return grid.character(first, place)
    return "|" if grid.glyph(first - 1, column).family == "ascii" else "│"


def _is_side(grid: Grid, row: int, column: int) -> bool:
    """Whether the side of a box passes here, not a line between cells."""
    while grid.glyph(row, column).arms == VERTICAL:
        row -= 1
    return grid.glyph(row, column).arms & HORIZONTAL != HORIZONTAL


def _stretched(texts: Sequence[str], grid: Grid, run: Run) -> list[str]:
    _, step = STEP[run.way]
    cells = list(grid.rows[run.row].characters)
    stroke_at = run.end - step if run.headed else run.end
    stroke = cells[stroke_at]
    head = cells[run.end] if run.headed else stroke
    last = run.end + step * run.gap
    for place in range(run.end, last, step):
        cells[place] = stroke
    cells[last] = head
    changed = list(texts)
    changed[run.row] = "".join(cells).rstrip()
    return changed
