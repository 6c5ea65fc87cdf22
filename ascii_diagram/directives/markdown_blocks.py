"""The leaf blocks of a Markdown text and what each of its lines stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ascii_diagram.directives.lines import line_body

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# Quote marks, list markers and blanks before a block's first character.
CONTAINERS = re.compile(r"(?:[ \t]|>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*+")
_COMMENT = re.compile(r"<!--(?P<text>(?:[^-]|-(?!->))*+)-->\s*\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """A leaf block.

    Attributes:
        kind: `paragraph`, `heading`, `fence`, `html_block` and so on, as markdown-it names them.
        start: First line.
        end: Line after the last one.
        content: Its text without the containers' prefixes.
        info: Header of a fence.
    """

    kind: str
    start: int
    end: int
    content: str
    info: str

    @property
    def comment(self) -> str | None:
        """The text of the HTML comment that this block is, stripped; None for other blocks."""
        if self.kind != "html_block":
            return None
        match = _COMMENT.match(self.content.strip())
        return match["text"].strip() if match else None


def region_prefix(before: str) -> str:
    """Return the prefix of lines below `before`: quote marks stay, list markers become blanks."""
    return re.sub(r"[^>\t]", " ", before)


def markdown_blocks(lines: Sequence[str]) -> list[Block]:
    """Return the leaf blocks of a Markdown text; its front matter counts as blank lines."""
    skipped = _front_matter(lines)
    text = "\n" * skipped + "".join(lines[skipped:])
    blocks: list[Block] = []
    kind = ""
    for token in _parser().parse(text):
        if token.type.endswith("_open"):
            kind = token.type.removesuffix("_open")
        if token.map is None:
            continue
        start, end = token.map
        if token.type == "inline":
            blocks.append(Block(kind, start, end, token.content, ""))
        elif token.type in ("fence", "code_block", "html_block", "hr"):
            blocks.append(Block(token.type, start, end, token.content, token.info))
    return blocks


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _front_matter(lines: Sequence[str]) -> int:
    """Return how many lines the front matter at the top takes."""
    mark = line_body(lines[0]).rstrip() if lines else ""
    if mark not in ("---", "+++"):
        return 0
    ends = (mark, "...") if mark == "---" else (mark,)
    for number, line in enumerate(lines[1:], 1):
        if line_body(line).rstrip() in ends:
            return number + 1
    return 0
