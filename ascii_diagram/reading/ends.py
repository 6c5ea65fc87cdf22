"""Where lines begin and end: boxes and frames they touch, texts, what arrowheads point at."""

from __future__ import annotations

from ascii_diagram.reading.gaps import hidden_arm
from ascii_diagram.reading.glyphs import ARMS, HORIZONTAL, KNOBS, OPPOSITE, STEP
from ascii_diagram.reading.lines import Lines
from ascii_diagram.reading.nets import End
from ascii_diagram.reading.texts import is_reference, run_at

_REACH_ALONG, _REACH_DOWN = 3, 2
"""How many cells from an arrowhead its target may be."""


def find_target(lines: Lines, row: int, column: int, way: int) -> End | None:
    """Return what stands before an arrowhead."""
    return _look(lines, row, column, way, _REACH_ALONG if way & HORIZONTAL else _REACH_DOWN)


def find_end(lines: Lines, row: int, column: int, way: int) -> End | None:
    """Return what a line without an arrowhead has come to at a cell, or just behind it."""
    dy, dx = STEP[way]
    if lines.plane.at(row, column) not in KNOBS:
        row, column = row - dy, column - dx
    return _look(lines, row, column, way, _REACH_DOWN)


def _look(lines: Lines, row: int, column: int, way: int, reach: int) -> End | None:
    dy, dx = STEP[way]
    for _ in range(reach):
        row, column = row + dy, column + dx
        border = lines.border(row, column)
        if border is not None:
            return border
        char = lines.plane.at(row, column)
        if char != " ":
            if char in ARMS or lines.head(row, column):
                return None
            return End("text", 0, row, column)
    return None


def joins_border(lines: Lines, end: End, row: int, column: int, way: int) -> bool:
    """Tell whether what stands beside a border leaves it, which is doubtful of plus signs only."""
    rows = lines.plane.rows
    if rows[row][column] != "+" or rows[end.row][end.column] == "+":
        return True
    return lines.plus(row, column) & OPPOSITE[way] != 0


def hides_line(lines: Lines, end: End, way: int) -> bool:
    """Tell whether a text beside a plus sign in a border hides a line that leaves it."""
    if hidden_arm(lines, end.row, end.column, HORIZONTAL | OPPOSITE[way]):
        return True
    run = run_at(lines, end.row + STEP[way][0], end.column)
    return run is not None and is_reference(lines.plane.text(*run))
