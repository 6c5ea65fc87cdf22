"""The leaf blocks of a Markdown text and what each of its lines stands in.

CommonMark as markdown-it reads it, and with it what documentation sites add: the indented bodies of
admonitions (`!!! note`), foldable ones (`???`), tabs (`=== "Tab"`), definitions and footnotes, and
HTML elements with the attribute `markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ascii_diagram.directives.lines import line_body

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# Quote marks, list markers and blanks before a block's first character.
CONTAINERS = re.compile(r"(?:[ \t]|>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*+")
_BODY_FOLLOWS = re.compile(
    r"!{3}[ ]?[\w-]|\?{3}\+?[ ]?[\w-]|={3}[!+]{0,2}[ ]+[\"']|:[ ]{1,3}\S|\[\^[^\]]+\]:"
)
_MARKDOWN_INSIDE = re.compile(r"<[a-zA-Z][\w-]*[ \t](?:[^>]*[ \t])?markdown[ \t=>]")
_INDENT = re.compile(r"(?: {4}|\t)")
_MAX_PASSES = 8
_MAX_DEPTH = 8
_COMMENT = re.compile(r"<!--(?P<text>(?:[^-]|-(?!->))*+)-->\s*\Z")


class Block(NamedTuple):
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

    def moved(self, by: int) -> Block:
        """Return this block `by` lines further down."""
        return Block(self.kind, self.start + by, self.end + by, self.content, self.info)

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
    skipped = front_matter(lines)
    return parse_blocks(["\n"] * skipped + list(lines[skipped:]))[0]


def parse_blocks(lines: list[str], depth: int = _MAX_DEPTH) -> tuple[list[Block], list[int]]:
    """Return the blocks of `lines` and of the bodies in them, which CommonMark takes for code.

    Args:
        lines: A text without front matter; its bodies are blanked.
        depth: How deep bodies may lie in bodies.

    Returns:
        The leaf blocks in order, and the first lines of the blocks that lie in no other.
    """
    found: list[Block] = []
    blocks, tops = _parsed(lines)
    for _ in range(_MAX_PASSES if depth else 0):
        bodies = list(_bodies(lines, blocks))
        if not bodies:
            break
        for body in bodies:
            inner = [line[body.indent :] or "\n" for line in lines[body.start : body.end]]
            within, _ = parse_blocks(inner, depth - 1)
            found += (block.moved(body.start) for block in within)
            lines[body.start : body.end] = ["\n"] * (body.end - body.start)
        blocks, tops = _parsed(lines)
    if found:
        blocks = sorted((*found, *blocks), key=lambda block: block.start)
    return blocks, tops


def _parsed(lines: Sequence[str]) -> tuple[list[Block], list[int]]:
    blocks: list[Block] = []
    tops: list[int] = []
    kind = ""
    for token in _parser().parse("".join(lines)):
        if token.type.endswith("_open"):
            kind = token.type.removesuffix("_open")
        if token.map is None:
            continue
        start, end = token.map
        if token.level == 0 and token.nesting >= 0:
            tops.append(start)
        if token.type == "inline":
            blocks.append(Block(kind, start, end, token.content, ""))
        elif token.type in ("fence", "code_block", "html_block", "hr"):
            blocks.append(Block(token.type, start, end, token.content, token.info))
    return blocks, tops


class _Body(NamedTuple):
    """Lines that are Markdown again once `indent` characters are taken off each."""

    start: int
    end: int
    indent: int


def _bodies(lines: Sequence[str], blocks: Sequence[Block]) -> Iterator[_Body]:
    """Give the bodies that begin in `blocks`, none inside another."""
    done = 0
    for block in blocks:
        if block.start < done or block.kind not in ("paragraph", "html_block"):
            continue
        if block.kind == "html_block":
            body = _element_body(block)
        else:
            body = next(
                (
                    body
                    for number, text in enumerate(block.content.split("\n"), block.start)
                    if _BODY_FOLLOWS.match(text) and (body := _indented_body(lines, number))
                ),
                None,
            )
        if body is not None:
            done = body.end
            yield body


def _element_body(block: Block) -> _Body | None:
    if block.end - block.start < 2 or not _MARKDOWN_INSIDE.match(block.content.lstrip()):
        return None
    return _Body(block.start + 1, block.end, 0)


def _indented_body(lines: Sequence[str], header: int) -> _Body | None:
    before = CONTAINERS.match(lines[header])
    prefix = region_prefix(before[0] if before else "")
    end = number = header + 1
    indent = len(prefix) + 4
    while number < len(lines):
        line = lines[number]
        match = _INDENT.match(line, len(prefix)) if line.startswith(prefix) else None
        if match and line[match.end() :].strip():
            indent = min(indent, match.end())
            end = number + 1
        elif line.strip(" \t>\r\n"):
            break
        number += 1
    return _Body(header + 1, end, indent) if end > header + 1 else None


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def front_matter(lines: Sequence[str]) -> int:
    """Return how many lines the front matter at the top takes."""
    mark = line_body(lines[0]).rstrip() if lines else ""
    if mark not in ("---", "+++"):
        return 0
    ends = (mark, "...") if mark == "---" else (mark,)
    for number, line in enumerate(lines[1:], 1):
        if line_body(line).rstrip() in ends:
            return number + 1
    return 0
