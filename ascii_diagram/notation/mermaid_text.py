"""The text of Mermaid labels: entities, line breaks, markup, icons; reading and writing."""

from __future__ import annotations

import re

from ascii_diagram.errors import LimitError
from ascii_diagram.limits import MAX_LABEL_CHARS
from ascii_diagram.notation.arrow_tokens import FORBIDDEN
from ascii_diagram.notation.mermaid_lexing import Cursor

_BREAK = re.compile(r"<br\s*/?>|\\n|\n", re.IGNORECASE)
_ENTITY = re.compile(r"(?:#|&#?)(\w{1,32});")
_MARKUP = re.compile(
    r"</?(?:a|b|big|center|code|del|div|em|font|i|img|ins|kbd|mark|p|pre|s|samp|small|span|strike"
    r"|strong|sub|sup|tt|u|var)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ICON = re.compile(r"\bfa[a-z]?:fa-[\w-]+")
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|(?<!\*)\*([^*]+)\*|__(.+?)__|(?<!\w)_([^_]+)_(?!\w)")
_NBSP = "\u00a0"
# Markup takes room too, so what is typed may be longer than what is seen.
_MAX_TYPED_CHARS = 16 * MAX_LABEL_CHARS

_RESERVED = '#"<\\`'
_ENTITIES = {'"': "quot", "<": "lt", "&": "amp"}
_SPECIAL = re.compile(r"\n|%%+|[^\w ]")
# What is special in company only: an entity's ampersand, an icon's colon, a comment.
_RISKY = re.compile(r"&(?=[^\s])|:(?=fa-)|%%")


def read_text(typed: str, *, markdown: bool = False) -> str:
    """Return the text that a reader of the diagram sees, lines separated by line feeds.

    `<br>`, a typed `\\n` and line feeds break lines; blanks collapse; entities (`#35;`, `#quot;`,
    `&amp;`) are decoded; inline HTML and Font Awesome icons are left out.

    Args:
        typed: The label without its quotes and brackets.
        markdown: Whether emphasis marks are to be left out too.

    Raises:
        LimitError: A line is longer than `MAX_LABEL_CHARS`.
    """
    return read_label(typed, markdown=markdown)[0]


def read_label(typed: str, *, markdown: bool = False) -> tuple[str, bool]:
    """Like `read_text`; also return whether the body holds columns that must stay as they are.

    No-break spaces below the first line say so: Mermaid keeps them, all other blanks collapse.
    """
    if len(typed) > _MAX_TYPED_CHARS:
        raise _too_long(typed)
    lines = [_visible(line, markdown) for line in _BREAK.split(typed)]
    verbatim = any(_NBSP in line for line in lines[1:])
    seen = [" ".join(lines[0].split())]
    for line in lines[1:]:
        kept = line.strip(" \t").replace(_NBSP, " ").rstrip()
        seen.append(kept if verbatim else " ".join(line.split()))
    while len(seen) > 1 and not seen[-1]:
        seen.pop()
    while len(seen) > 1 and not seen[0]:
        seen.pop(0)
    if max(map(len, seen)) > MAX_LABEL_CHARS:
        raise _too_long(typed)
    return "\n".join(seen), verbatim and len(seen) > 1


def take_quoted(cursor: Cursor) -> tuple[str, bool]:
    """Read the quoted label at the cursor; return what `read_label` does.

    A label in backticks within the quotes is a markdown string.
    """
    typed = cursor.quoted()
    if len(typed) > 1 and typed.startswith("`") and typed.endswith("`"):
        return read_label(typed[1:-1], markdown=True)
    return read_label(typed)


def _too_long(typed: str) -> LimitError:
    return LimitError(
        f"the label that begins with {typed[:20]!r} is longer than {MAX_LABEL_CHARS} characters",
        hint="break it with <br/> or shorten it",
    )


def _visible(line: str, markdown: bool) -> str:
    bare = _ICON.sub("", _MARKUP.sub("", line))
    if markdown:
        bare = _EMPHASIS.sub(lambda m: next(group for group in m.groups() if group), bare)
    return _ENTITY.sub(_decoded, bare)


def _decoded(entity: re.Match[str]) -> str:
    """Return what an entity stands for; unknown and forbidden ones stay as typed."""
    import html.entities  # only texts with entities need its table

    name = entity.group(1)
    if name.isdecimal() or entity.group().startswith("&#"):
        char = html.unescape(f"&#{name};")
    else:
        char = html.entities.html5.get(f"{name};", "")
    known = char and not char.startswith("&#") and char not in "\t\n"
    return char if known and not FORBIDDEN.search(char) else entity.group()


def write_text(text: str, *, also: str = "") -> str:
    """Write `text` so that Mermaid shows it literally, with `<br/>` for line feeds.

    Args:
        text: What is to be seen.
        also: Further characters that mean something where the text will stand.
    """
    reserved = frozenset(_RESERVED + also)

    def escaped(found: re.Match[str]) -> str:
        char = found.group()
        if char == "\n":
            return "<br/>"
        if len(char) == 1 and char not in reserved and not _RISKY.match(text, found.start()):
            return char
        return "".join(f"#{_ENTITIES.get(c) or ord(c)};" for c in char)

    return _SPECIAL.sub(escaped, text)


def write_label(label: str, *, verbatim: bool) -> str:
    """Write a node's label; no-break spaces keep the columns of a verbatim body."""
    title, feed, body = label.partition("\n")
    if not (verbatim and feed):
        return write_text(label)
    if " " not in body:
        body += " "  # one no-break space, or nothing would say that the columns matter
    return write_text(title) + "<br/>" + write_text(body).replace(" ", "#160;")
