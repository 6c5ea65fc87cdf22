"""Boxes of every shape, told apart by glyphs that every font has.

A shape is a rectangle whose corners, sides or inside differ, so that lines meet any of them alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ascii_diagram.diagram import Shape
from ascii_diagram.drawing.canvas import Canvas
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.charset import Corners

_CORNERS: dict[Shape, Corners] = {
    "rounded": "round",
    "circle": "round",
    "cylinder": "round",
    "diamond": "cut",
}


@dataclass(frozen=True, slots=True)
class Room:
    """Cells that a box needs besides its lines of text.

    Attributes:
        rows: Upper and lower border, a cylinder's lid, a rule.
        columns: Borders, a blank on either side, the end of a queue.
        lid: Rows of a lid: 0 or 1.
        tail: Columns of a queue's end: 0 or 1.
    """

    rows: int
    columns: int
    lid: int
    tail: int


@cache
def room(shape: Shape, title_lines: int = 0) -> Room:
    """Return the cells that a box of this shape needs besides its text.

    Args:
        shape: Any but text, which has no box.
        title_lines: Lines of text above a rule; 0 for no rule.
    """
    lid, tail = int(shape == "cylinder"), int(shape == "queue")
    return Room(2 + lid + (title_lines > 0), 4 + tail, lid, tail)


def rule_row(height: int, lines: int, title_lines: int, shape: Shape) -> int:
    """Return the row of the rule below the title, from the top of a box of this height."""
    return _first_row(height, lines + 1, room(shape).lid) + title_lines


def _first_row(height: int, rows: int, lid: int) -> int:
    return lid + (height - lid - rows) // 2


class BoxPainter:
    """Paints boxes on a canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def box(
        self,
        area: tuple[int, int, int, int],
        lines: tuple[str, ...],
        shape: Shape,
        title_lines: int = 0,
    ) -> None:
        """Paint a box.

        Args:
            area: Row, column, height and width.
            lines: The text inside.
            shape: Any but text, which has no box.
            title_lines: Lines of text above a rule; 0 for no rule.
        """
        row, column, height, width = area
        needed = room(shape, title_lines)
        right, bottom = column + width - 1, row + height - 1
        self._canvas.box(*area, corners=_CORNERS.get(shape, "square"))
        start = row + _first_row(height, len(lines) + (title_lines > 0), needed.lid)
        title, body = lines[:title_lines], lines[title_lines:]
        self._text(title, start, column, width - needed.tail)
        start += title_lines
        if title_lines:
            self._canvas.inner_line((start, column), (start, right - needed.tail))
            start += 1
        self._text(body, start, column, width - needed.tail)
        if needed.lid:
            self._canvas.inner_line((row + 1, column), (row + 1, right))
        if needed.tail:
            self._canvas.inner_line((row, right - 1), (bottom, right - 1))
        if shape == "person":
            self._canvas.knob(row, column + 1, right - 1)
        if shape in ("circle", "diamond"):
            rows = range(row + 1, bottom)
            if shape == "diamond":
                rows = range(row + (height - 1) // 2, row + height // 2 + 1)
            beside = [y for y in rows if not title_lines or y != start - 1]
            self._points(beside, (column, right), "()" if shape == "circle" else "<>")

    def text(self, area: tuple[int, int, int, int], lines: tuple[str, ...]) -> None:
        """Write lines in the middle of an area of row, column, height and width."""
        row, column, height, width = area
        self._text(lines, row + (height - len(lines)) // 2, column, width)

    def _text(self, lines: tuple[str, ...], row: int, column: int, width: int) -> None:
        for offset, line in enumerate(lines):
            self._canvas.text(row + offset, column + (width - cell_width(line)) // 2, line)

    def _points(self, rows: list[int], sides: tuple[int, int], glyphs: str) -> None:
        for row in rows:
            for column, glyph in zip(sides, glyphs, strict=True):
                self._canvas.mark(row, column, glyph)
