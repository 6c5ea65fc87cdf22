"""A row of a drawing as rigid pieces and the elastic gaps between them: blanks and strokes."""

from __future__ import annotations

from typing import NamedTuple

from ascii_diagram.checking.glyphs import HORIZONTAL, Glyph
from ascii_diagram.checking.grid import Row


class Piece(NamedTuple):
    """Cells that keep together.

    Attributes:
        start: Column of the first; `cells` and `glyphs` have one entry per cell.
        cells: Their graphemes.
        glyphs: What they are.
    """

    start: int
    cells: tuple[str, ...]
    glyphs: tuple[Glyph, ...]

    @property
    def end(self) -> int:
        """Column after the last cell."""
        return self.start + len(self.cells)


class Gap(NamedTuple):
    """A run of one filling before a piece that may grow and shrink.

    Attributes:
        fill: Its grapheme, a blank or a stroke.
        length: Its cells.
        least: Fewest cells it may have.
        price: What a change of its length costs, apart from the size of the change.
    """

    fill: str
    length: int
    least: int
    price: float


_TEXT_GAP_PRICE = 4.0


def split_row(row: Row) -> tuple[list[Gap], list[Piece]]:
    """Split a row into as many gaps as pieces; gap N stands before piece N.

    Trailing blanks are left out. Pieces may be empty where two gaps meet.
    """
    count = len(row.characters)
    while count and row.glyphs[count - 1].kind == "blank":
        count -= 1
    gaps: list[Gap] = []
    pieces: list[Piece] = []
    column = 0
    while column < count:
        end = _gap_end(row, column, count)
        gaps.append(_gap(row, column, end, count))
        start = end
        while end < count and not _elastic(row, end, count):
            end += 1
        pieces.append(Piece(start, row.characters[start:end], row.glyphs[start:end]))
        column = end
    return gaps, pieces


def _gap_end(row: Row, column: int, count: int) -> int:
    if column >= count or not _elastic(row, column, count):
        return column
    fill = row.characters[column]
    while column < count and row.characters[column] == fill and _elastic(row, column, count):
        column += 1
    return column


def _elastic(row: Row, column: int, count: int) -> bool:
    """Whether the cell is a blank between words no more than it is a stroke in words."""
    glyph = row.glyphs[column]
    fill = row.characters[column]
    if glyph.kind != "blank" and not _is_stroke(glyph):
        return False
    start, end = column, column + 1
    while start > 0 and row.characters[start - 1] == fill and _like(row, start - 1, glyph):
        start -= 1
    while end < count and row.characters[end] == fill and _like(row, end, glyph):
        end += 1
    before = row.glyphs[start - 1] if start > 0 else None
    after = row.glyphs[end] if end < count else None
    if glyph.kind == "blank":
        between_words = before is not None and before.kind == "text"
        between_words = between_words and after is not None and after.kind == "text"
        return not (between_words and end - start == 1)
    beside = [side for side in (before, after) if side is not None]
    return any(side.drawn or side.kind == "head" for side in beside) or glyph.family == "unicode"


def _like(row: Row, column: int, glyph: Glyph) -> bool:
    other = row.glyphs[column]
    return other.kind == glyph.kind and other.arms == glyph.arms


def _is_stroke(glyph: Glyph) -> bool:
    return glyph.kind == "line" and glyph.arms == HORIZONTAL


def _gap(row: Row, start: int, end: int, count: int) -> Gap:
    length = end - start
    if length == 0:
        return Gap(" ", 0, 0, 1.0) if start == 0 else Gap(" ", 0, 0, 100.0)
    fill = row.characters[start]
    before = row.glyphs[start - 1] if start else None
    after = row.glyphs[end] if end < count else None
    slack = 0.3 / length
    if row.glyphs[start].kind != "blank":
        return Gap(fill, length, 1, 1.0 + slack)
    if before is None:
        return Gap(fill, length, 0, 1.0)
    words = [side is not None and side.kind == "text" for side in (before, after)]
    if all(words):
        return Gap(fill, length, 2, _TEXT_GAP_PRICE)
    lines = [side is not None and side.drawn for side in (before, after)]
    left_padding = 0.3 if words[1] and lines[0] else 0.0
    return Gap(fill, length, 1 if all(lines) else 0, 1.0 + slack + left_padding)
