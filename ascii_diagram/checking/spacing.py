"""Rules about characters: tabs, trailing blanks, width, charset, glyphs that fonts disagree on."""

from __future__ import annotations

from collections.abc import Iterator

from ascii_diagram.checking.drawings import Drawing, borders_on
from ascii_diagram.checking.glyphs import AMBIGUOUS
from ascii_diagram.checking.model import Finding
from ascii_diagram.directives.lines import display_column


def spacing_findings(drawing: Drawing, width: int | None) -> Iterator[Finding]:
    """Yield what is wrong with the characters of a drawing.

    Args:
        drawing: The drawing.
        width: Most display cells of a whole line; None for any.
    """
    yield from _tabs(drawing)
    yield from _trailing(drawing)
    if width is not None:
        yield from _over_width(drawing, width)
    yield from _mixed(drawing)
    yield from _ambiguous(drawing)


def _tabs(drawing: Drawing) -> Iterator[Finding]:
    for row in drawing.rows:
        column = row.text.rstrip().rfind("\t")
        if column >= 0:
            start = len(row.prefix) + column
            message = "a tab is as wide as the reader's settings"
            yield Finding(row.line, start, start + 1, "tab-in-drawing", message)


def _trailing(drawing: Drawing) -> Iterator[Finding]:
    for row in drawing.rows:
        bare = row.text.rstrip(" \t")
        if len(bare) < len(row.text) and not row.tail:
            start = len(row.prefix) + len(bare)
            end = len(row.prefix) + len(row.text)
            yield Finding(row.line, start, end, "trailing-blank", "this row ends in blanks")


def _over_width(drawing: Drawing, width: int) -> Iterator[Finding]:
    for number, row in enumerate(drawing.rows):
        cells = drawing.grid.row(number)
        start = display_column(row.prefix)
        used = start + len(cells.characters)
        if used > width:
            first = len(row.prefix) + drawing.grid.offset(number, max(0, width - start))
            end = len(row.prefix) + len(row.text)
            message = f"this row is {used} columns wide, {used - width} more than {width}"
            yield Finding(row.line, min(first, end - 1), end, "over-width", message)


def _mixed(drawing: Drawing) -> Iterator[Finding]:
    """Yield the first border in which the charsets meet; two boxes may well differ."""
    grid = drawing.grid
    for row in range(len(grid)):
        for column, end in borders_on(grid, row):
            family = grid.glyph(row, column).family
            odd = next(
                (
                    place
                    for place in range(column + 1, end + 1)
                    if grid.glyph(row, place).family not in ("", family)
                ),
                None,
            )
            if odd is not None:
                start = len(drawing.rows[row].prefix) + grid.offset(row, odd)
                message = "this border is of ASCII and of box-drawing characters"
                yield Finding(drawing.rows[row].line, start, start + 1, "mixed-charset", message)
                return


def _ambiguous(drawing: Drawing) -> Iterator[Finding]:
    """Yield one finding for each glyph, at its first place."""
    seen: set[str] = set()
    for row in drawing.rows:
        for index, character in enumerate(row.text):
            if character in AMBIGUOUS and character not in seen:
                seen.add(character)
                start = len(row.prefix) + index
                message = (
                    f"{character} is wider than a cell in some fonts; {AMBIGUOUS[character]} is not"
                )
                yield Finding(row.line, start, start + 1, "ambiguous-glyph", message)
