"""Draws stacks and tables: cells whose boxes share their borders."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from ascii_diagram.diagram import Cell, Grid
from ascii_diagram.drawing.cells import block_width, center, wrap_label
from ascii_diagram.drawing.charset import CHARSETS, EAST, NORTH, SOUTH, WEST, Charset
from ascii_diagram.drawing.distances import earliest_positions, even_positions
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import LimitError, WidthError
from ascii_diagram.limits import MAX_NODES

_WIDEST = 40
"""Cells at which a column's text is wrapped even when the width would allow more."""
_NARROWEST_PIECES = 6
"""Cells that words are cut down to when nothing else helps."""


@dataclass(frozen=True, slots=True)
class _Fold:
    """How texts are wrapped: to `limit` cells a column, words cut or not, blanks beside or not."""

    limit: int
    padded: bool = True
    break_words: bool = False

    @property
    def frame(self) -> int:
        """A column's cells besides its text: a border and the blanks on either side."""
        return 3 if self.padded else 1


@dataclass(frozen=True, slots=True)
class _Field:
    """A cell in its place: from border `first` to border `last` of its row."""

    first: int
    last: int
    label: str = ""
    bits: str = ""

    def lines(self, fold: _Fold, room: int = 0) -> tuple[str, ...]:
        """Wrap the label to what its columns give, or to `room`; bits have their own line."""
        columns = self.last - self.first
        limit = max(room, columns * fold.limit + (columns - 1) * fold.frame)
        words = fold.break_words
        lines = wrap_label(self.label, limit, break_words=words) if self.label else ()
        return (*lines, self.bits) if self.bits else lines


def draw_grid(grid: Grid, options: DrawingOptions) -> list[str]:
    """Draw a stack (one column) or a table.

    Columns are equally wide where that fits and wastes little, else as wide as their texts; texts
    are wrapped as far as the width demands. A short row is closed by one empty field.

    Args:
        grid: What to draw. A cell that spans more columns than are left starts the next row.
        options: Width in display cells and charset.

    Returns:
        The lines of the drawing without trailing blanks; none when there are no cells.

    Raises:
        WidthError: No wrapping makes it narrow enough.
        LimitError: It has more columns than a diagram may have nodes.
    """
    columns = max(grid.columns, 1)
    if columns > MAX_NODES:
        raise LimitError(f"a grid of {columns} columns; at most {MAX_NODES} can be drawn")
    rows = _arrange(grid.cells, columns)
    if not rows:
        return []
    fold = _widest_fold(rows, columns, options.width)
    borders = _borders(rows, columns, fold, options.width)
    return _paint(rows, borders, fold, CHARSETS[options.charset])


def _arrange(cells: tuple[Cell, ...], columns: int) -> list[list[_Field]]:
    """Put the cells into rows, each filled up with an empty field."""
    rows: list[list[_Field]] = []
    at = columns
    for cell in cells:
        span = min(max(cell.span, 1), columns)
        if at + span > columns:
            if at < columns:
                rows[-1].append(_Field(at, columns))
            rows.append([])
            at = 0
        rows[-1].append(_Field(at, at + span, cell.label, _bits(cell)))
        at += span
    if at < columns:
        rows[-1].append(_Field(at, columns))
    return rows


def _bits(cell: Cell) -> str:
    if cell.bits is None:
        return ""
    return "1 bit" if cell.bits == 1 else f"{cell.bits} bits"


def _widest_fold(rows: list[list[_Field]], columns: int, width: int) -> _Fold:
    """Return the fold that wraps least among those that fit."""
    pieces = [_Fold(limit, False, True) for limit in range(_WIDEST, _NARROWEST_PIECES - 1, -1)]
    whole = [_Fold(limit) for limit in range(_WIDEST, 0, -1)]
    tight = [_Fold(limit, False) for limit in range(_WIDEST, 0, -1)]
    for folds in (whole, tight, pieces):
        found = bisect_left(folds, True, key=lambda fold: _width(rows, columns, fold) <= width)
        if found < len(folds):
            return folds[found]
    raise WidthError(width, _width(rows, columns, pieces[-1]))


def _distances(rows: list[list[_Field]], columns: int, fold: _Fold) -> dict[tuple[int, int], int]:
    """Return how far apart borders must stand at least."""
    distances = {(column, column + 1): fold.frame + 1 for column in range(columns)}
    for row in rows:
        for field in row:
            ends = field.first, field.last
            width = block_width(field.lines(fold)) + fold.frame
            distances[ends] = max(distances.get(ends, 0), width)
    return distances


def _width(rows: list[list[_Field]], columns: int, fold: _Fold) -> int:
    return earliest_positions(columns + 1, _distances(rows, columns, fold))[-1] + 1


def _borders(rows: list[list[_Field]], columns: int, fold: _Fold, width: int) -> list[int]:
    """Return the columns of the borders, equally far apart if that looks better and fits."""
    distances = _distances(rows, columns, fold)
    borders = even_positions(columns + 1, distances)
    sizes = [right - left for left, right in pairwise(borders)]
    equal = max(sizes)
    if equal <= 2 * min(sizes) and equal * columns + 1 <= width:
        return [column * equal for column in range(columns + 1)]
    return borders


def _paint(
    rows: list[list[_Field]], borders: list[int], fold: _Fold, charset: Charset
) -> list[str]:
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


def _text_lines(row: list[_Field], borders: list[int], fold: _Fold, charset: Charset) -> list[str]:
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
