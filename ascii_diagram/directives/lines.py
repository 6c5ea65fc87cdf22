"""Lines of a text as editors count them: they end at LF, CRLF or CR and nowhere else."""

from __future__ import annotations

import io
import re

_TABS = 4
_END = re.compile(r"\r\n|\n|\r")


def split_lines(text: str) -> list[str]:
    r"""Split `text` after every `\n`, `\r\n` and `\r`, keeping the line ends.

    Form feeds, vertical tabs, U+0085, U+2028 and U+2029 are ordinary characters here, unlike in
    `str.splitlines`. Joining the result gives `text` again; an empty text has no lines.
    """
    return list(io.StringIO(text, newline=""))


def line_body(line: str) -> str:
    """Return `line` without its line end."""
    return line.rstrip("\r\n")


def line_end(line: str) -> str:
    """Return the line end of `line`, empty for an unterminated last line."""
    return line[len(line_body(line)) :]


def count_lines(text: str, start: int, end: int) -> int:
    """Return how many line ends stand in `text[start:end]`; CRLF counts once."""
    feeds = text.count("\n", start, end)
    if "\r" not in text:
        return feeds
    return feeds + text.count("\r", start, end) - text.count("\r\n", start, end)


def next_line(text: str, position: int) -> int:
    """Return the offset of the line after the one that holds `position` (or the text's length)."""
    match = _END.search(text, position)
    return match.end() if match else len(text)


def display_column(text: str) -> int:
    """Return the column in which a character right after `text` stands; tabs stop every 4."""
    from ascii_diagram.drawing.cells import cell_width

    return cell_width(text.expandtabs(_TABS))
