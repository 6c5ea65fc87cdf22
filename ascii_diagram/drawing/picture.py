"""Passes free-form pictures through, if they are fit to be shown."""

from __future__ import annotations

from ascii_diagram.diagram import Picture
from ascii_diagram.drawing.cells import cell_width, find_unprintable
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import DrawingError, WidthError


def draw_picture(picture: Picture, options: DrawingOptions) -> list[str]:
    """Check a picture and return its lines.

    Blanks at the ends of lines and blank lines above and below are dropped; nothing else is
    changed, and nothing is ever clipped.

    Args:
        picture: What to show.
        options: Width in display cells and charset.

    Returns:
        The lines of the picture.

    Raises:
        DrawingError: A character cannot be shown, or not in this charset; names line and column.
        WidthError: A line is too wide.
    """
    for number, line in enumerate(picture.lines, start=1):
        _check_characters(line, number, options)
    lines = [line.rstrip() for line in picture.lines]
    shown = [index for index, line in enumerate(lines) if line]
    lines = lines[shown[0] : shown[-1] + 1] if shown else []
    widest = max(map(cell_width, lines), default=0)
    if widest > options.width:
        raise WidthError(options.width, widest)
    return lines


def _check_characters(line: str, number: int, options: DrawingOptions) -> None:
    column = find_unprintable(line)
    if column >= 0:
        kind = "a tab" if line[column] == "\t" else "an unprintable character"
        raise DrawingError(
            f"line {number} of the picture holds {kind} "
            f"(U+{ord(line[column]):04X}) at column {column + 1}",
            hint="write blanks" if line[column] == "\t" else "remove it",
        )
    if options.charset == "ascii" and not line.isascii():
        column = next(index for index, char in enumerate(line) if not char.isascii())
        raise DrawingError(
            f"line {number} of the picture holds {line[column]!r} at column {column + 1}, "
            "which is not ASCII",
            hint="draw it with ASCII characters or ask for charset unicode",
        )
