"""A sheet of cells that glyphs are written on, one after the other."""

from __future__ import annotations

Position = tuple[int, int]
"""Row and column, from 0."""
Cell = int
"""A position as one number, row times `STRIDE` plus column: less work than a pair."""
_SHIFT = 20
STRIDE = 1 << _SHIFT


def pack(row: int, column: int) -> Cell:
    """Return a position as one number."""
    return row * STRIDE + column


def place(cell: Cell) -> Position:
    """Return the row and column of a cell."""
    return divmod(cell, STRIDE)


class Sheet:
    """Blank cells; what is written later covers what was there.

    Args:
        height: Rows.
        width: Columns, less than `STRIDE`.
    """

    def __init__(self, height: int, width: int) -> None:
        self._width = width
        self._cells = [" "] * (height * width)

    def put(self, cell: Cell, glyph: str) -> None:
        """Write one cell: a character with its marks, or nothing behind a wide one."""
        self._cells[(cell >> _SHIFT) * self._width + (cell & STRIDE - 1)] = glyph

    def write(self, cell: Cell, string: str, step: int = 1) -> None:
        """Write characters into cells to the right, or below for a step of `STRIDE`."""
        start = (cell >> _SHIFT) * self._width + (cell & STRIDE - 1)
        if step == 1:
            self._cells[start : start + len(string)] = string
        elif string:
            end = start + self._width * (len(string) - 1) + 1
            self._cells[start : end : self._width] = string

    def rows(self) -> list[str]:
        """Return the rows without trailing blanks."""
        cells, width = self._cells, self._width
        starts = range(0, len(cells), width or 1)
        return ["".join(cells[start : start + width]).rstrip() for start in starts]
