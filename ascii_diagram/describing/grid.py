"""Stacks, tables and packet layouts in words, row by row."""

from __future__ import annotations

from ascii_diagram.describing.english import count, listing, sentence, spoken
from ascii_diagram.describing.model import Summary
from ascii_diagram.diagram import Cell, Grid


def describe_grid(grid: Grid) -> list[str]:
    """Return sentences for the cells from top to bottom and left to right."""
    rows = _rows(grid)
    if not rows:
        return ["Empty table."]
    texts = [[_cell(cell, grid.columns) for cell in row] for row in rows]
    if grid.columns == 1:
        layers = listing([text for row in texts for text in row])
        return [sentence([f"Stack of {count(len(rows), 'layer')} from top to bottom: {layers}"])]
    if len(rows) == 1:
        return [sentence([f"Row of {count(len(texts[0]), 'cell')}: {listing(texts[0])}"])]
    numbered = [
        sentence([f"Row {number}: {listing(row)}"]) for number, row in enumerate(texts, start=1)
    ]
    return [sentence([_counts(grid, rows)]), *numbered]


def summarise_grid(grid: Grid) -> Summary:
    """Return the number of rows and columns, and the cells in order."""
    names = tuple(text for cell in grid.cells if (text := spoken(cell.label)))
    return Summary(_counts(grid, _rows(grid)), "Cells", names)


def _counts(grid: Grid, rows: list[list[Cell]]) -> str:
    if any(cell.bits is not None for cell in grid.cells):
        return f"Layout of {count(len(grid.cells), 'field')} in {count(len(rows), 'row')}"
    return f"Table of {count(len(rows), 'row')} and {count(grid.columns, 'column')}"


def _rows(grid: Grid) -> list[list[Cell]]:
    """Break the cells into rows; one that spans more columns than are left starts a new row."""
    rows: list[list[Cell]] = []
    left = 0
    for cell in grid.cells:
        span = min(cell.span, grid.columns)
        if span > left:
            rows.append([])
            left = grid.columns
        rows[-1].append(cell)
        left -= span
    return rows


def _cell(cell: Cell, columns: int) -> str:
    text = spoken(cell.label) or "empty"
    if cell.bits is not None:
        return f"{text} ({count(cell.bits, 'bit')})"
    span = min(cell.span, columns)
    return f"{text} (across {span} columns)" if span > 1 else text
