"""Draws stacks and tables: cells whose boxes share their borders."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from ascii_diagram.diagram import Cell, Grid
from ascii_diagram.drawing.bit_fields import beside_borders, bit_layout, byte_offsets, draw_bits
from ascii_diagram.drawing.cells import block_width, cell_width
from ascii_diagram.drawing.charset import CHARSETS, Charset
from ascii_diagram.drawing.distances import earliest_positions, even_positions
from ascii_diagram.drawing.fields import Field, Fold, paint_rows
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import LimitError, WidthError
from ascii_diagram.limits import MAX_NODES

_WIDEST = 40
"""Cells at which a column's text is wrapped even when the width would allow more."""
_NARROWEST_PIECES = 6
"""Cells that words are cut down to when nothing else helps."""


def draw_grid(grid: Grid, options: DrawingOptions) -> list[str]:
    """Draw a stack (one column) or a table.

    Columns are equally wide where that fits and wastes little, else as wide as their texts; texts
    are wrapped as far as the width demands. A short row is closed by one empty field. Where all
    cells of a table have bits, their fields are as wide as these, below a ruler; beside a stack
    where all have whole bytes stand their offsets.

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
    by_bits = bit_layout(grid, options.width)
    if by_bits is not None:
        return draw_bits(by_bits, CHARSETS[options.charset])
    rows = _arrange(grid.cells, columns)
    if not rows:
        return []
    offsets = byte_offsets(grid)
    if offsets:
        margin = cell_width(offsets[0]) + 1
        try:
            drawing = _table(rows, columns, options.width - margin, CHARSETS[options.charset])
        except WidthError:
            pass
        else:
            return beside_borders(drawing, offsets, CHARSETS[options.charset])
    return _table(rows, columns, options.width, CHARSETS[options.charset])


def _table(rows: list[list[Field]], columns: int, width: int, charset: Charset) -> list[str]:
    fold = _widest_fold(rows, columns, width)
    return paint_rows(rows, _borders(rows, columns, fold, width), fold, charset)


def _arrange(cells: tuple[Cell, ...], columns: int) -> list[list[Field]]:
    """Put the cells into rows, each filled up with an empty field."""
    rows: list[list[Field]] = []
    at = columns
    for cell in cells:
        span = min(max(cell.span, 1), columns)
        if at + span > columns:
            if at < columns:
                rows[-1].append(Field(at, columns))
            rows.append([])
            at = 0
        rows[-1].append(Field(at, at + span, cell.label, _bits(cell)))
        at += span
    if at < columns:
        rows[-1].append(Field(at, columns))
    return rows


def _bits(cell: Cell) -> str:
    if cell.bits is None:
        return ""
    return "1 bit" if cell.bits == 1 else f"{cell.bits} bits"


def _widest_fold(rows: list[list[Field]], columns: int, width: int) -> Fold:
    """Return the fold that wraps least among those that fit."""
    pieces = [Fold(limit, False, True) for limit in range(_WIDEST, _NARROWEST_PIECES - 1, -1)]
    whole = [Fold(limit) for limit in range(_WIDEST, 0, -1)]
    tight = [Fold(limit, False) for limit in range(_WIDEST, 0, -1)]
    for folds in (whole, tight, pieces):
        found = bisect_left(folds, True, key=lambda fold: _width(rows, columns, fold) <= width)
        if found < len(folds):
            return folds[found]
    raise WidthError(width, _width(rows, columns, pieces[-1]))


def _distances(rows: list[list[Field]], columns: int, fold: Fold) -> dict[tuple[int, int], int]:
    """Return how far apart borders must stand at least."""
    distances = {(column, column + 1): fold.frame + 1 for column in range(columns)}
    for row in rows:
        for field in row:
            ends = field.first, field.last
            width = block_width(field.lines(fold)) + fold.frame
            distances[ends] = max(distances.get(ends, 0), width)
    return distances


def _width(rows: list[list[Field]], columns: int, fold: Fold) -> int:
    return earliest_positions(columns + 1, _distances(rows, columns, fold))[-1] + 1


def _borders(rows: list[list[Field]], columns: int, fold: Fold, width: int) -> list[int]:
    """Return the columns of the borders, equally far apart if that looks better and fits."""
    distances = _distances(rows, columns, fold)
    borders = even_positions(columns + 1, distances)
    sizes = [right - left for left, right in pairwise(borders)]
    equal = max(sizes)
    if equal <= 2 * min(sizes) and equal * columns + 1 <= width:
        return [column * equal for column in range(columns + 1)]
    return borders
