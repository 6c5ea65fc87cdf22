"""Packet headers and registers: fields as wide as their bits, below a ruler that counts these.

The form is that of RFC 791: two columns for each bit, its number above it. Stacks have the offsets
of their fields beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from ascii_diagram.diagram import Cell, Grid
from ascii_diagram.drawing.cells import block_width, cell_width
from ascii_diagram.drawing.charset import Charset
from ascii_diagram.drawing.fields import Field, Fold, paint_rows

_WORDS = (32, 16, 8)
"""Bits of a row where the grid's own rows do not tell."""
_MOST_BITS = 64
_WIDEST_BIT = 12
_TALLEST = 4
"""Most letters of a name that is written downwards."""


@dataclass(frozen=True, slots=True)
class BitLayout:
    """A grid that is drawn by bits.

    Attributes:
        word: Bits of a row.
        cells: Columns of a bit, with the border.
        rows: The fields, numbered by bits.
    """

    word: int
    cells: int
    rows: list[list[Field]]


def bit_layout(grid: Grid, width: int) -> BitLayout | None:
    """Return how a grid of several columns is drawn by bits within `width` columns.

    Returns:
        None where a cell has no bits, no row holds a whole number of fields, or it does not fit.
    """
    if grid.columns < 2 or not grid.cells or not all(cell.bits for cell in grid.cells):
        return None
    if not cell_width(grid.cells[-1].label.strip()):
        return None  # it would look like the unused rest of a row
    for word in _words(grid):
        rows = _pack(grid.cells, word)
        if rows is None:
            continue
        least = 2 if word > _WORDS[1] else 4
        for cells in (*range(least, _WIDEST_BIT + 1), *range(2, least)):
            if word * cells + 1 <= width and _fits(rows, cells):
                return BitLayout(word, cells, rows)
    return None


def draw_bits(layout: BitLayout, charset: Charset) -> list[str]:
    """Return the lines of the ruler and of the fields below it."""
    borders = [bit * layout.cells for bit in range(layout.word + 1)]
    fold = Fold(1, padded=False, break_words=True)
    return [*_ruler(layout), *paint_rows(layout.rows, borders, fold, charset)]


def _words(grid: Grid) -> Iterator[int]:
    """Yield the bits that a row may have, likeliest first."""
    sums: list[int] = []
    at = grid.columns
    for cell in grid.cells:
        span = min(max(cell.span, 1), grid.columns)
        if at + span > grid.columns:
            sums.append(0)
            at = 0
        sums[-1] += cell.bits or 0
        at += span
    if len(set(sums)) == 1 and sums[0] % 4 == 0 and sums[0] <= _MOST_BITS:
        yield sums[0]
    yield from (word for word in _WORDS if word <= sum(sums))


def _pack(cells: tuple[Cell, ...], word: int) -> list[list[Field]] | None:
    """Fill rows of `word` bits; None when a field would go over the end of its row.

    A field of several whole rows gets one, and says its bits.
    """
    rows: list[list[Field]] = []
    at = word
    for cell in cells:
        bits = cell.bits or 0
        if at == word:
            rows.append([])
            at = 0
        if at + bits <= word:
            rows[-1].append(Field(at, at + bits, cell.label))
            at += bits
        elif at == 0 and bits % word == 0:
            rows[-1].append(Field(0, word, cell.label, f"{bits} bits"))
            at = word
        else:
            return None
    if at < word:
        rows[-1].append(Field(at, word))
    return rows


def _fits(rows: list[list[Field]], cells: int) -> bool:
    return all(
        _holds(field, (field.last - field.first) * cells - 1) for row in rows for field in row
    )


def _holds(field: Field, room: int) -> bool:
    """Tell whether a field's words fit, or at least one short name written downwards."""
    if block_width((*field.label.split(), field.bits)) <= room:
        return True
    return room == 1 and field.label.isascii() and len(field.label) <= _TALLEST


def _ruler(layout: BitLayout) -> list[str]:
    bits = range(layout.word)
    if layout.cells > 2 or layout.word <= 10:
        return [_spread([str(bit) for bit in bits], layout.cells)]
    tens = [str(bit // 10) if bit % 10 == 0 else "" for bit in bits]
    return [_spread(tens, layout.cells), _spread([str(bit % 10) for bit in bits], layout.cells)]


def _spread(numbers: list[str], cells: int) -> str:
    """Return a line with each number in the middle of its bit's columns."""
    parts: list[str] = []
    for number in numbers:
        left = 1 + (cells - 1 - cell_width(number)) // 2
        parts.append((" " * left + number).ljust(cells))
    return "".join(parts).rstrip()


def byte_offsets(grid: Grid) -> list[str]:
    """Return where the fields of a stack begin, and the last one ends, in bytes from its start.

    Nothing for grids of several columns or with a field that is no whole number of bytes.
    """
    bits = [cell.bits or 0 for cell in grid.cells]
    if grid.columns > 1 or len(bits) < 2 or not all(bits) or any(count % 8 for count in bits):
        return []
    offsets = list(accumulate((count // 8 for count in bits), initial=0))
    digits = max(2, len(f"{offsets[-1]:x}"))
    return [f"0x{offset:0{digits}x}" for offset in offsets]


def beside_borders(drawing: list[str], offsets: list[str], charset: Charset) -> list[str]:
    """Return the lines of a stack with an offset before each of its horizontal borders."""
    bar, numbers = charset.vertical["solid"], iter(offsets)
    blank = " " * len(offsets[0])
    return [f"{blank if line.startswith(bar) else next(numbers)} {line}" for line in drawing]
