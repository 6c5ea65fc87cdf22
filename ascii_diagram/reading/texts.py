"""Words and lines of text outside of boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ascii_diagram.reading.glyphs import GLYPHS
from ascii_diagram.reading.lines import Lines

_GLYPH = re.escape("".join(sorted(GLYPHS)))
_PIECE = re.compile(f"[{_GLYPH}]+|[^\\s{_GLYPH}]+")
_ASCII_LINE = re.compile(r"[-=~.+|:<>^!']+|[vH]")
_REFERENCE = re.compile(r"\(\d{1,3}\)")
_SIGNS = frozenset(("<", ">", "-", "=", "->", "<-", "=>", "<=", ">=", "==", "--", "&", "."))
_WORD_BEFORE = re.compile(r"[^\W_] ")
_WORD_AFTER = re.compile(r" [^\W_]")


class Run(NamedTuple):
    """Words of a row with single blanks between them; `end` is exclusive."""

    row: int
    start: int
    end: int


def is_reference(text: str) -> bool:
    """Tell whether a text starts with the number of a cut line, such as `(3)`."""
    return _REFERENCE.match(text) is not None


def is_line_word(word: str) -> bool:
    """Tell whether a word of ASCII characters looks like a line or an arrowhead."""
    return word.isascii() and _ASCII_LINE.fullmatch(word) is not None


def is_sign(line: str, start: int, end: int) -> bool:
    """Tell whether a word that looks like a line is a sign between two words, as in `x < 10`."""
    return (
        line[start:end] in _SIGNS
        and bool(_WORD_BEFORE.search(line, max(0, start - 2), start))
        and bool(_WORD_AFTER.match(line, end))
    )


def runs(lines: Lines, row: int, start: int = 0, line: str = "") -> Iterator[Run]:
    """Yield the runs of text in a row, from left to right; lines and heads part them.

    Args:
        lines: The plane with its lines.
        row: Which row.
        start: Where to begin in it.
        line: The row with other characters, if it is not to be taken as it is.
    """
    line = line or lines.plane.rows[row]
    first = last = -1
    for match in _PIECE.finditer(line, start):
        at, behind = match.span()
        if (
            line[at] in GLYPHS
            or lines.node(row, at)
            or (lines.ascii and _is_line(lines, line, at, behind))
        ):
            if first >= 0:
                yield Run(row, first, last)
            first = -1
            continue
        if first >= 0 and at > last + 1:
            yield Run(row, first, last)
            first = -1
        if first < 0:
            first = at
        last = behind
    if first >= 0:
        yield Run(row, first, last)


def _is_line(lines: Lines, line: str, start: int, end: int) -> bool:
    if not is_line_word(line[start:end]):
        return False
    return not (lines.boxes.nodes and is_sign(line, start, end))


def run_at(lines: Lines, row: int, column: int) -> Run | None:
    """Return the run of text that covers a cell; a blank between two of its words counts."""
    if not 0 <= row < lines.plane.height:
        return None
    line = lines.plane.rows[row]
    start = max(line.rfind("  ", 0, column + 1) + 1, 0)
    for run in runs(lines, row, start):
        if run.start > column:
            return None
        if column < run.end:
            return run
    return None
