"""Tells the drawings in a passage from the words around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ascii_diagram.checking.glyphs import EAST, HORIZONTAL, NORTH, SOUTH, VERTICAL, WEST
from ascii_diagram.checking.grid import Grid
from ascii_diagram.checking.passages import Passage, PassageRow
from ascii_diagram.directives.lines import display_column

_SIDE_REACH = 3
_MAX_ROWS = 2_000
_MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing in a text.

    Attributes:
        rows: Its lines.
        grid: Its cells.
        top: The line below which comments about it may end: its first, or the first of its fence.
    """

    rows: tuple[PassageRow, ...]
    grid: Grid
    top: int

    @property
    def text(self) -> str:
        """The rows without leaders."""
        return "\n".join(row.text for row in self.rows)


def drawings(passages: list[Passage]) -> Iterator[Drawing]:
    """Yield the drawings in the passages: blocks of rows with at least one box-like structure."""
    for passage in passages:
        if len(passage.rows) > _MAX_ROWS * 10:
            continue
        blocks = [passage.rows] if passage.whole else _blocks(passage.rows)
        for block in blocks:
            rows = _trimmed(block)
            drawing = (
                _as_drawing(rows, (block if passage.whole else rows)[0].line) if rows else None
            )
            if drawing is not None:
                yield drawing


def _as_drawing(rows: tuple[PassageRow, ...], top: int) -> Drawing | None:
    """Return the drawing that the rows are, None when no box is among them."""
    if not 2 <= len(rows) <= _MAX_ROWS or max(len(row.text) for row in rows) > _MAX_COLUMNS:
        return None
    rows = _indented_by_tabs(rows)
    grid = Grid([row.text for row in rows], start=display_column(rows[0].prefix))
    return Drawing(rows, grid, top) if has_box(grid) else None


def _blocks(rows: tuple[PassageRow, ...]) -> list[tuple[PassageRow, ...]]:
    """Split rows at blank ones, and join again what single blank rows part in a drawing."""
    blocks: list[list[PassageRow]] = []
    drawn: list[bool] = []
    current: list[PassageRow] = []
    gaps = 0
    for row in (*rows, PassageRow(-1, "", "")):
        if row.text.strip() and row.line >= 0:
            current.append(row)
            continue
        if current:
            is_drawn = len(current) > 1 and has_box(Grid([r.text for r in current]))
            if blocks and gaps == 1 and is_drawn and drawn[-1]:
                above = blocks[-1][-1].line
                between = [r for r in rows if above < r.line < current[0].line]
                blocks[-1].extend([*between, *current])
            else:
                blocks.append(current)
                drawn.append(is_drawn)
            current, gaps = [], 0
        gaps += 1
    return [tuple(block) for block, is_drawn in zip(blocks, drawn, strict=True) if is_drawn]


def _trimmed(rows: tuple[PassageRow, ...]) -> tuple[PassageRow, ...]:
    """Return the rows from the first to the last one with lines on it."""
    grid = Grid([row.text for row in rows])
    drawn = [number for number in range(len(rows)) if grid.row(number).drawn]
    return rows[drawn[0] : drawn[-1] + 1] if drawn else ()


def _indented_by_tabs(rows: tuple[PassageRow, ...]) -> tuple[PassageRow, ...]:
    """Move the tabs that indent every row alike out of the drawing; they do no harm."""
    filled = [row.text for row in rows if row.text.strip()]
    tabs = min((len(text) - len(text.lstrip("\t")) for text in filled), default=0)
    if not tabs:
        return rows
    return tuple(
        replace(row, prefix=row.prefix + row.text[:tabs], text=row.text[tabs:])
        if row.text.startswith("\t" * tabs)
        else row
        for row in rows
    )


def has_box(grid: Grid) -> bool:
    """Whether somewhere a border with two corners has sides under or over both of them."""
    for row in range(len(grid)):
        for column, end in borders_on(grid, row):
            for way, beside in ((SOUTH, row + 1), (NORTH, row - 1)):
                if not (_turns(grid, row, column, way) and _turns(grid, row, end, way)):
                    continue
                if _side_near(grid, beside, column) and _side_near(grid, beside, end):
                    return True
    return False


def borders_on(grid: Grid, row: int) -> Iterator[tuple[int, int]]:
    """Yield the columns of the two corners of each border on a row."""
    for column in grid.row(row).drawn:
        if grid.glyph(row, column).arms & HORIZONTAL == EAST:
            end = _border_end(grid, row, column)
            if end is not None:
                yield column, end


def _border_end(grid: Grid, row: int, column: int) -> int | None:
    """Return the column of the corner at which the border from `column` ends; titles may break it.

    None when it does not end in a corner.
    """
    last_stroke = column
    for place in range(column + 1, len(grid.row(row).glyphs)):
        glyph = grid.glyph(row, place)
        if not glyph.drawn or not glyph.arms & HORIZONTAL:
            if glyph.kind == "blank" and place - last_stroke > 1 and _blank_run(grid, row, place):
                return None
            if glyph.drawn or place == column + 1:
                return None
            continue
        if glyph.arms & EAST and not glyph.arms & WEST:
            return None
        if glyph.arms & WEST and not glyph.arms & EAST:
            return place if place - last_stroke == 1 and place - column > 1 else None
        last_stroke = place
    return None


def _blank_run(grid: Grid, row: int, column: int) -> bool:
    return grid.glyph(row, column + 1).kind == "blank"


def _turns(grid: Grid, row: int, column: int, way: int) -> bool:
    glyph = grid.glyph(row, column)
    return glyph.kind == "joint" or bool(glyph.arms & way)


def _side_near(grid: Grid, row: int, column: int) -> bool:
    def is_side(place: int) -> bool:
        glyph = grid.glyph(row, place)
        return glyph.kind == "line" and glyph.arms & VERTICAL == VERTICAL

    return any(is_side(place) for place in range(column - _SIDE_REACH, column + _SIDE_REACH + 1))
