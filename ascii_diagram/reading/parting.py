"""Labels that stand side by side with a single blank between them, told apart by their lines."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.reading.glyphs import ARMS, NORTH, SOUTH
from ascii_diagram.reading.lines import Lines
from ascii_diagram.reading.texts import Run

_FARTHEST = 12
"""Most cells from the corner of a loop to a short line of its label."""


def follows_corner(lines: Lines, run: Run) -> bool:
    """Tell whether a text stands to the right of an upper corner, where a loop begins."""
    column = len(lines.plane.rows[run.row][: run.start].rstrip()) - 1
    if column < 0 or run.start - column > _FARTHEST:
        return False
    char = lines.plane.rows[run.row][column]
    if char in ".,":
        return lines.turns(run.row, column, NORTH) != 0
    arms = lines.plus(run.row, column) if char == "+" else ARMS.get(char, 0)
    return arms & (NORTH | SOUTH) == SOUTH


def own_part(
    lines: Lines, block: Sequence[Run], column: int, near: Sequence[int], far: Sequence[int]
) -> list[Run] | None:
    """Return the part of a text that belongs to a line, None when all of it may.

    Two lines run into such a text and two leave it, or one, when the label of a loop stands before
    it. Of the blanks that may part them, that one counts beside which the labels are best in the
    middle of their lines.

    Args:
        lines: The plane with its lines.
        block: The rows of the text.
        column: Where the line comes in.
        near: Where lines come in.
        far: Where lines leave.
    """
    start, end = min(run.start for run in block), max(run.end for run in block)
    if column not in near:
        return None
    if len(near) == len(far) == 1 and follows_corner(lines, block[0]):
        if abs(start + end - 1 - 2 * column) <= 1:
            return None  # in the middle of its line as it is
        blanks = _blanks(lines, block, start, min(near[0], far[0]))
        ends = [(abs(blank + end - 2 * column), blank) for blank in blanks]
    elif len(near) == len(far) == 2:
        blanks = _blanks(lines, block, max(near[0], far[0]), min(near[1], far[1]))
        ends = [
            (abs(start + blank - 1 - 2 * near[0]) + abs(blank + end - 2 * near[1]), blank)
            for blank in blanks
        ]
    else:
        return None
    if not ends:
        return None
    _, blank = min(ends)
    parts = (
        Run(run.row, run.start, min(run.end, blank))
        if column < blank
        else Run(run.row, max(run.start, blank + 1), run.end)
        for run in block
    )
    return [run for run in parts if run.start < run.end]


def _blanks(lines: Lines, block: Sequence[Run], start: int, end: int) -> list[int]:
    """Return the columns between two others that are blank in all rows of a text."""
    rows = lines.plane.rows
    return [
        column
        for column in range(start + 1, end)
        if all(rows[run.row][column] == " " for run in block)
    ]
