"""Text from outside made fit for a message: a file's name may hold escape codes or line feeds."""

from __future__ import annotations

_SHOWN = 100
"""Characters that a message shows of a long line, `_BEFORE` of them before the place it means."""
_BEFORE = 60


def printable(text: object, most: int | None = None) -> str:
    r"""Return `text` with what a terminal would act on, or cannot show, escaped as `\x1b` or `\n`.

    Escaped are control characters, line ends, what turns the direction of text round, and the
    undecodable bytes of file names.

    Args:
        text: A string, or what `str` makes one of, such as a path.
        most: Characters of `text` to show; what is cut off is shown as `…`.
    """
    whole = str(text)
    shown = whole if most is None else whole[:most]
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else _escaped(c) for c in shown)
    return shown if len(whole) == len(whole[:most]) else f"{shown}…"


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how Python keeps a byte that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode()


def marked_line(line: str, column: int) -> tuple[str, str]:
    """Return `line` as messages show it, and a line with a caret below its `column`.

    Args:
        line: A line of a file or a prompt; of a long one the part around `column` is shown.
        column: Column in code points, from 1.
    """
    start = 0 if column <= _SHOWN - _BEFORE // 3 else column - 1 - _BEFORE
    stop = start + _SHOWN
    ahead = "…" if start else ""
    left = ahead + _with_tabs(line[start : column - 1])
    right = _with_tabs(line[max(start, column - 1) : stop]) + ("…" if len(line) > stop else "")
    return left + right, "".join(map(_blank, left)) + "^"


def _with_tabs(text: str) -> str:
    return "\t".join(map(printable, text.split("\t")))


def _blank(character: str) -> str:
    if character.isascii():
        return "\t" if character == "\t" else " "
    from wcwidth import wcwidth

    return " " * max(0, wcwidth(character))
