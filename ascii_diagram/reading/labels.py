"""Labels put together again from the lines they were broken into."""

from __future__ import annotations

import re

from ascii_diagram.reading.glyphs import ALONG, ARMS, DOWN, char_class

_LINE = char_class("".join(ARMS) + ALONG + DOWN)
_SET_OFF = re.compile(f"(?:{_LINE}* )?(?P<title>.*?)(?: {_LINE}*)?")
_EDGES = "".join(ARMS) + " -=~_.+"


def border_title(text: str) -> str:
    """Return the title in the side of a border or in a rule, empty for none.

    Args:
        text: The side without its corners: line, title, line. Blanks set a title off; one without
            them may not start or end in characters that could be line.
    """
    match = _SET_OFF.fullmatch(text)
    title = match["title"].strip() if match else text
    blank = text[:1] == " " or " " in text
    return title if blank and title != text.strip() else title.strip(_EDGES)


def join_lines(lines: tuple[str, ...]) -> str:
    """Return lines as one label: joined where they were wrapped, else with line feeds.

    Lines were wrapped when breaking their words anew at the width of the widest gives the same
    lines.
    """
    if len(lines) < 2:
        return lines[0] if lines else ""
    joined = " ".join(line for line in lines if line)
    width = max(map(_width, lines))
    return joined if _wrap(joined, width) == lines else "\n".join(lines)


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    import wcwidth

    return max(0, wcwidth.wcswidth(text))


def _wrap(text: str, limit: int) -> tuple[str, ...]:
    lines: list[str] = []
    current, used = "", 0
    for word in text.split(" "):
        width = _width(word)
        if current and used + 1 + width > limit:
            lines.append(current)
            current, used = word, width
        else:
            current, used = (f"{current} {word}", used + 1 + width) if current else (word, width)
    return (*lines, current)
