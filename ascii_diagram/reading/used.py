"""Which cells of a plane are understood, and where unknown lines are left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress

from ascii_diagram.reading.glyphs import ARMS, HEADS, OPPOSITE, STEP, char_class
from ascii_diagram.reading.lines import Lines
from ascii_diagram.reading.model import Area

_CANDIDATES = re.compile(char_class("".join((*ARMS, *HEADS)) + "-=|"))
_UNCLAIMED = bytes((1, *bytes(255)))


class UsedCells:
    """The cells that belong to a box, a line or a label.

    Args:
        rows: The rows of the plane, equally long.
    """

    def __init__(self, rows: Sequence[str]) -> None:
        self._rows = rows
        self._width = len(rows[0]) if rows else 0
        self._cells = bytearray(len(rows) * self._width)
        self._rests: list[str] | None = None

    def claim(self, row0: int, column0: int, row1: int, column1: int) -> None:
        """Claim a straight stretch of cells, both ends included."""
        self._rests = None
        width = self._width
        start, end = row0 * width + column0, row1 * width + column1
        if row0 == row1:
            self._cells[start : end + 1] = b"\1" * (column1 - column0 + 1)
        else:
            self._cells[start : end + 1 : width] = b"\1" * (row1 - row0 + 1)

    def claim_box(self, area: Area, *, whole: bool) -> None:
        """Claim a box with all that is inside, or its border only."""
        self._rests = None
        top, left, bottom, right = area
        width, cells = self._width, self._cells
        line = b"\1" * (right - left + 1)
        for row in range(top, bottom + 1) if whole else (top, bottom):
            start = row * width + left
            cells[start : start + len(line)] = line
        if not whole:
            self.claim(top, left, bottom, left)
            self.claim(top, right, bottom, right)

    def rests(self) -> list[str]:
        """Return for each row what stands in the cells that are not claimed."""
        if self._rests is None:
            width = self._width
            free = self._cells.translate(_UNCLAIMED)
            self._rests = [
                "".join(compress(line, free[row * width : (row + 1) * width]))
                for row, line in enumerate(self._rows)
            ]
        return self._rests

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell is claimed."""
        return bool(self._cells[row * self._width + column])

    def mask(self, row: int, line: str) -> str:
        """Return a row with line in place of all that is claimed."""
        cells = self._cells[row * self._width : (row + 1) * self._width]
        if not any(cells):
            return line
        return "".join(["─" if used else char for char, used in zip(line, cells, strict=True)])


def loose_cells(lines: Lines, used: UsedCells) -> list[tuple[int, int]]:
    """Return cells of lines and heads that no line from a box has reached."""
    found: list[tuple[int, int]] = []
    for row, (line, rest) in enumerate(zip(lines.plane.rows, used.rests(), strict=True)):
        if not _CANDIDATES.search(rest):
            continue
        for match in _CANDIDATES.finditer(line):
            column = match.start()
            if not used.holds(row, column) and _is_loose(lines, row, column, match.group()):
                found.append((row, column))
    return found


def _is_loose(lines: Lines, row: int, column: int, char: str) -> bool:
    if char in ARMS:
        return True
    if char in HEADS:
        return _is_loose_head(lines, row, column)
    return lines.ascii and _is_loose_line(lines, row, column, char)


def _is_loose_head(lines: Lines, row: int, column: int) -> bool:
    way = lines.head(row, column)
    if not way:
        return False
    if lines.plane.rows[row][column] not in "v^<>":
        return True
    dy, dx = STEP[way]
    if lines.frame(row + dy, column + dx):
        return True
    return lines.enters(row - dy, column - dx, OPPOSITE[way])


def _is_loose_line(lines: Lines, row: int, column: int, char: str) -> bool:
    plane = lines.plane
    if char in "-=":
        return plane.at(row, column + 1) == char and not plane.at(row, column - 1).isalnum()
    below = plane.at(row + 1, column)
    return char == "|" and below in "|+v" and not lines.node(row + 1, column)
