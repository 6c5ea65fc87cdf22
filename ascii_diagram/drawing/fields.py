"""Rows of fields that share their borders: what stacks, tables and packet headers are made of."""

from __future__ import annotations

from dataclasses import dataclass

from ascii_diagram.drawing.cells import center, wrap_label
from ascii_diagram.drawing.charset import EAST, NORTH, SOUTH, WEST, Charset


@dataclass(frozen=True, slots=True)
class Fold:
    """How texts are wrapped: to `limit` cells a column, words cut or not, blanks beside or not."""

    limit: int
    padded: bool = True
    break_words: bool = False

    @property
    def frame(self) -> int:
        """A column's cells besides its text: a border and the blanks on either side."""
        return 3 if self.padded else 1


@dataclass(frozen=True, slots=True)
class Field:
    """A cell in its place: from border `first` to border `last` of its row."""

    first: int
    last: int
    label: str = ""
    bits: str = ""

    def lines(self, fold: Fold, room: int = 0) -> tuple[str, ...]:
        """Wrap the label to what its columns give, or to `room`; bits have their own line.

        In a single column, with words cut, letters stand below each other.
        """
        columns = self.last - self.first
        limit = max(room, columns * fold.limit + (columns - 1) * fold.frame)
        if limit == 1 and fold.break_words:
            lines = tuple(self.label)
        else:
            words = fold.break_words
            lines = wrap_label(self.label, limit, break_words=words) if self.label else ()
        return (*lines, self.bits) if self.bits else lines


def paint_rows(
    rows: list[list[Field]], borders: list[int], fold: Fold, charset: Charset
) -> list[str]:
    """Return the lines of a table.

    Args:
        rows: Its fields from left to right, row by row, without gaps.
        borders: Columns of the borders that fields are numbered by.
        fold: How texts are wrapped.
        charset: Glyphs.
    """
    inner = [{field.last for field in row} | {0} for row in rows]
    drawing = [_rule(borders, set(), inner[0], charset)]
    for index, row in enumerate(rows):
        drawing += _text_lines(row, borders, fold, charset)
        below = inner[index + 1] if index + 1 < len(rows) else set[int]()
        drawing.append(_rule(borders, inner[index], below, charset))
    return drawing


def _rule(borders: list[int], above: set[int], below: set[int], charset: Charset) -> str:
    """Return a horizontal border; `above` and `below` tell which vertical ones meet it."""
    last = len(borders) - 1
    line: list[str] = []
    for index, position in enumerate(borders):
        arms = (EAST if index < last else 0) | (WEST if index else 0)
        arms |= (NORTH if index in above else 0) | (SOUTH if index in below else 0)
        line.append(charset.glyph(arms))
        if index < last:
            line.append(charset.horizontal["solid"] * (borders[index + 1] - position - 1))
    return "".join(line)


def _text_lines(row: list[Field], borders: list[int], fold: Fold, charset: Charset) -> list[str]:
    """Return the lines of a row of fields, their texts in the middle both ways."""
    widths = [borders[field.last] - borders[field.first] - 1 for field in row]
    texts = [
        field.lines(fold, width + 1 - fold.frame) for field, width in zip(row, widths, strict=True)
    ]
    height = max(1, *(len(text) for text in texts))
    bar = charset.vertical["solid"]
    lines: list[str] = []
    for number in range(height):
        parts: list[str] = []
        for text, width in zip(texts, widths, strict=True):
            at = number - (height - len(text)) // 2
            parts.append(center(text[at] if 0 <= at < len(text) else "", width))
        lines.append(bar + bar.join(parts) + bar)
    return lines
