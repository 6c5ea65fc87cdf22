"""The links of flowcharts: `-->`, `-. text .->`, `x==x`, `~~~` and their kin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ascii_diagram.diagram import Arrow, EdgeStyle
from ascii_diagram.notation.mermaid_lexing import Cursor
from ascii_diagram.notation.mermaid_text import read_text, take_quoted

# A whole link, as Mermaid cuts it; group 1 is the head at the start, group 2 the one at the end.
_WHOLE: tuple[tuple[re.Pattern[str], EdgeStyle], ...] = (
    (re.compile(r"([xo<])?--+([-xo>])"), "solid"),
    (re.compile(r"([xo<])?==+([=xo>])"), "thick"),
    (re.compile(r"([xo<])?-?\.+-([xo>])?"), "dashed"),
)
# The first half of a link whose text stands in the middle, and the second half.
_HALVES: tuple[tuple[re.Pattern[str], re.Pattern[str], EdgeStyle], ...] = (
    (re.compile(r"([xo<])?--"), re.compile(r"--+([-xo>])"), "solid"),
    (re.compile(r"([xo<])?=="), re.compile(r"==+([=xo>])"), "thick"),
    (re.compile(r"([xo<])?-\."), re.compile(r"(?<!\.)\.+-([xo>])?"), "dashed"),
)
_INVISIBLE = re.compile(r"~~~+")
_NAME = re.compile(r"""[^\s"@{}]+@(?=[xo<]?[-=.~])""")
# `x` and `o` at the start of a line begin a name, whatever follows.
_NEXT_LINE = re.compile(r"\s+(?=<?(?:--|==|-?\.+-|-\.|~~~))")
_PIPE_TEXT = re.compile(r"[^|\n]*")
_REST_OF_LINE = re.compile(r"[^\n]*")


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `name` is its id, if it has one, and invisible links only order things."""

    name: str
    label: str
    arrow: Arrow
    style: EdgeStyle
    visible: bool = True


def take_link(cursor: Cursor) -> Link | None:
    """Read the link here with its text, over line feeds as Mermaid does; None when there is none.

    Raises NotationError when the link or its text is not closed.
    """
    cursor.blanks()
    if cursor.char == "\n":
        cursor.take(_NEXT_LINE)
    name = cursor.take(_NAME)
    link = _shape(cursor, name.group()[:-1] if name else "")
    if link is None:
        return None
    cursor.space()
    if link.label or not cursor.skip("|"):
        return link
    label = _piped(cursor)
    cursor.space()
    return Link(link.name, label, link.arrow, link.style, link.visible)


def _shape(cursor: Cursor, name: str) -> Link | None:
    if cursor.take(_INVISIBLE):
        return Link(name, "", "none", "solid", visible=False)
    for pattern, style in _WHOLE:
        if found := cursor.take(pattern):
            return Link(name, "", _arrow(found[1], found[2]), style)
    for opening, closing, style in _HALVES:
        if cursor.peek(opening):
            return _with_text(cursor, name, opening, closing, style)
    return None


def _arrow(start: str | None, end: str | None) -> Arrow:
    if end not in {"x", "o", ">"}:
        return "none"
    return "both" if start else "forward"


def _with_text(
    cursor: Cursor,
    name: str,
    opening: re.Pattern[str],
    closing: re.Pattern[str],
    style: EdgeStyle,
) -> Link:
    start = cursor.offset
    first = cursor.take(opening)
    cursor.blanks()
    label = take_quoted(cursor)[0] if cursor.char == '"' else None
    line = cursor.peek(_REST_OF_LINE)
    text = line.group() if line else ""
    last = closing.search(text)
    if not first or not last or (label is not None and text[: last.start()].strip()):
        whole = {"solid": "---", "thick": "===", "dashed": "-.-"}[style]
        raise cursor.fail(
            f"the link that starts with `{first.group() if first else ''}` is not closed",
            f"`{whole}` or `{whole[:2]} text {whole}`, with `>` at the end for an arrowhead",
            offset=start,
        )
    if label is None:
        label = read_text(text[: last.start()])
    cursor.offset += last.end()
    return Link(name, label, _arrow(first[1], last[1]), style)


def _piped(cursor: Cursor) -> str:
    opening = cursor.offset - 1
    cursor.blanks()
    if cursor.char == '"':
        label = take_quoted(cursor)[0]
        cursor.blanks()
    else:
        typed = cursor.take(_PIPE_TEXT)
        label = read_text(typed.group() if typed else "")
    if not cursor.skip("|"):
        raise cursor.fail("the text of the link is not closed", "`|`", offset=opening)
    return label
