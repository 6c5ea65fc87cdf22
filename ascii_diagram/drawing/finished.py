"""A finished drawing as the lines that other formats are made from."""

from __future__ import annotations

from ascii_diagram.drawing.cells import find_unprintable
from ascii_diagram.errors import DrawingError


def printable_rows(drawing: str) -> list[str]:
    """Return the lines of a drawing.

    Raises:
        DrawingError: A line holds a control character or another that must not be printed.
    """
    rows = drawing.split("\n")
    for number, row in enumerate(rows, start=1):
        if find_unprintable(row) >= 0:
            raise DrawingError(
                f"line {number} of the drawing holds an unprintable character",
                hint="remove it before rendering",
            )
    return rows
