"""Mends the drawings of a text and leaves everything else as it is."""

from __future__ import annotations

from dataclasses import dataclass

from ascii_diagram.checking.drawings import drawings
from ascii_diagram.checking.ignores import Ignores
from ascii_diagram.checking.mend import mend
from ascii_diagram.checking.passages import find_passages
from ascii_diagram.directives.lines import display_column, line_end, split_lines

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text with mended drawings.

    Attributes:
        text: The new text.
        lines: Numbers of the lines that changed, from 0.
    """

    text: str
    lines: tuple[int, ...]


def fix_text(
    text: str, *, name: str | None = None, plain_glyphs: bool = False, at: int | None = None
) -> Fixed:
    """Mend the drawings of a text where it is clear what was meant.

    The result has as many lines as before, and only lines of drawings differ. A drawing about which
    the text says to ignore something, or that stands between `off` and `on`, is left alone.

    Args:
        text: The text with its own line ends.
        name: File name or path, which tells the language; None for plain text.
        plain_glyphs: Put safe arrowheads in the place of those that fonts disagree on.
        at: Number of a line, from 0: only the drawing there is mended; all are when None.
    """
    if text.startswith(_BOM):
        fixed = fix_text(text[1:], name=name, plain_glyphs=plain_glyphs, at=at)
        return Fixed(_BOM + fixed.text, fixed.lines)
    passages = find_passages(text, name)
    if not passages:
        return Fixed(text, ())
    lines = split_lines(text)
    ignores = Ignores(lines)
    changed: list[int] = []
    for drawing in drawings(passages):
        if at is not None and not drawing.top <= at <= drawing.rows[-1].line:
            continue
        if ignores.touches(drawing.top, drawing.rows[-1].line):
            continue
        mended = mend(
            [row.text for row in drawing.rows],
            start=display_column(drawing.rows[0].prefix),
            plain_glyphs=plain_glyphs,
        )
        for row, new in zip(drawing.rows, mended, strict=True):
            if new != row.text:
                lines[row.line] = f"{row.prefix}{new}{row.tail}{line_end(lines[row.line])}"
                changed.append(row.line)
    return Fixed("".join(lines), tuple(changed))
