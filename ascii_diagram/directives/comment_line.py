"""Takes one line of code apart: comment leader, text, and whether a comment opens or closes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ascii_diagram.directives.grammar import Block, Language
from ascii_diagram.directives.lexer import State, in_code, language_at, open_block

BRACED = Block("{/*", "*/}")
"""A comment between the tags of JSX: braces that hold a block comment and nothing else."""

_BRACED_OPENING = re.compile(r"[ \t]*+\{(?=/\*)")


class CommentLine(NamedTuple):
    """A line that holds nothing before its comment.

    Attributes:
        kind: `line` or `block` comment.
        leader: The comment token that every generated line repeats; `*` or nothing in a block.
        prefix: The line up to its text.
        text: The comment's text on this line, trailing blanks removed.
        block: The block comment that it belongs to.
        opens: The block comment opens on this line.
        closes: The block comment closes on this line.
        rest: What follows the closing token.
        margin: Everything between leader and closing token, leading blanks included.
    """

    kind: str
    leader: str
    prefix: str
    text: str
    block: Block | None = None
    opens: bool = False
    closes: bool = False
    rest: str = ""
    margin: str = ""

    @property
    def blank(self) -> bool:
        """Whether the comment says nothing on this line."""
        return not self.text


def comment_line(language: Language, body: str, state: State) -> CommentLine | None:
    """Return the comment that `body` (a line without its end) begins with, if it does.

    Args:
        language: The file's language.
        body: The line.
        state: What the line's start is inside of.
    """
    language = language_at(language, state)
    key = open_block(state)
    if key is not None:
        block = next(block for block in language.blocks if block.open == key)
        return _inside_block(block, body)
    return opening_line(language, body) if in_code(state) else None


def opening_line(language: Language, body: str) -> CommentLine | None:
    """Return the comment that opens at the start of `body`, a line that begins in code."""
    if language.braced and (brace := _BRACED_OPENING.match(body)):
        return _braced_line(body, brace.end())
    match = _openers(language).match(body)
    if match is None:
        return None
    if match.lastgroup == "line":
        leader = match["line"].strip()
        text = body[match.end() :]
        lead = len(text) - len(text.lstrip(" \t"))
        end = match.end() + lead
        return CommentLine("line", leader, body[:end], body[end:].rstrip(), margin=text.rstrip())
    block = next(block for block in language.blocks if block.open == match["block"])
    start = match.end()
    if block.open == "/*":
        start = _after_stars(body, start)
        if body.startswith("!", start):
            start += 1
    return _block_text(block, body, start, leader="*" if block.open == "/*" else "", opens=True)


def _braced_line(body: str, start: int) -> CommentLine | None:
    """Return the comment of a line that begins with `{/*`, unless more than it stands in braces."""
    start = _after_stars(body, start + len("/*"))
    close = body.find("*/", start)
    if close >= 0 and body[close:].rstrip() != BRACED.close:
        return None
    return _block_text(BRACED, body, start, leader="", opens=True)


def _after_stars(body: str, start: int) -> int:
    while body.startswith("*", start) and not body.startswith("*/", start):
        start += 1
    return start


def _inside_block(block: Block, body: str) -> CommentLine:
    start = len(body) - len(body.lstrip(" \t"))
    starred = (
        block.open in ("/*", "(*")
        and body.startswith("*", start)
        and not body.startswith(block.close, start)
    )
    if not starred:
        return _block_text(block, body, 0, leader="", opens=False)
    return _block_text(block, body, start + 1, leader="*", opens=False)


def _block_text(block: Block, body: str, start: int, *, leader: str, opens: bool) -> CommentLine:
    close = body.find(block.close, start)
    end = close if close >= 0 else len(body)
    text = body[start:end]
    prefix = body[: start + len(text) - len(text.lstrip(" \t"))]
    rest = body[close + len(block.close) :].strip() if close >= 0 else ""
    margin = text.rstrip()
    return CommentLine(
        "block", leader, prefix, margin.lstrip(" \t"), block, opens, close >= 0, rest, margin
    )


@lru_cache(maxsize=256)
def _openers(language: Language) -> re.Pattern[str]:
    blocks = sorted((block.open for block in language.blocks), key=len, reverse=True)
    block = "|".join(re.escape(token) for token in blocks) or "(?!)"
    tokens = sorted(language.line, key=len, reverse=True)
    line = "|".join(_leader(token) for token in tokens) or "(?!)"
    return re.compile(rf"[ \t]*+(?:(?P<block>{block})|(?P<line>{line}))")


def _leader(token: str) -> str:
    """Return the pattern of a line comment's token as people write it."""
    if token.isalpha():
        return re.escape(token) + r"(?=[ \t]|$)"
    if token in ("..", "*"):
        return re.escape(token) + r"(?=[ \t]|$)"
    if token == "'":
        return "'+"
    if token in ("#", ";", "%", "--", "!", "//"):
        return f"(?:{re.escape(token)})" + re.escape(token[0]) + "*+" + ("'?" * (token == "#"))
    return re.escape(token)
