"""The parts of a text in which drawings stand: fences, comments, docstrings, plain paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ascii_diagram.directives.code_scan import CodeText
from ascii_diagram.directives.comment_line import CommentLine
from ascii_diagram.directives.grammar import Language
from ascii_diagram.directives.languages import language_of
from ascii_diagram.directives.lexer import BASE, line_states, lone_comment_states
from ascii_diagram.directives.lines import line_body, split_lines

_BORDER = re.compile("[┌╭╔┏╒╓└╰╚┗╘╙]|[+.'`,][-=]{2}|[-=]{2}[+.',]")
_INFOS = frozenset(
    {"", "text", "txt", "ascii", "plain", "plaintext", "none", "diagram", "ascii-art"}
)
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class PassageRow:
    """One line of a passage: `prefix + text + tail` is the whole line without its end.

    Attributes:
        line: Its number.
        prefix: Comment leader or the Markdown containers before the text.
        text: What the drawing is made of.
        tail: A closing comment token and the like.
    """

    line: int
    prefix: str
    text: str
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive lines that may hold drawings.

    Attributes:
        rows: Its lines.
        whole: Whether all of it is one drawing if any is, as in a fence.
    """

    rows: tuple[PassageRow, ...]
    whole: bool = False


def may_hold_drawings(text: str) -> bool:
    """Whether a quick look finds something like the corner of a box."""
    return _BORDER.search(text) is not None


def find_passages(text: str, name: str | None) -> list[Passage]:
    """Return the passages of a text in which drawings are looked for, in the order of lines.

    Args:
        text: The text with its own line ends.
        name: File name or path, which tells the language; None for plain text.
    """
    if not may_hold_drawings(text):
        return []
    lines = split_lines(text)
    if text.startswith(_BOM):
        lines[0] = lines[0][1:]
        text = text[1:]
    language = language_of(name, line_body(lines[0]))
    match language.family:
        case "none":
            return []
        case "markdown":
            return list(_in_markdown(lines))
        case "text" | "rst" | "commit":
            return list(_in_text(lines))
        case "unknown":
            states = lone_comment_states(language, lines)
            return list(_in_text(lines, CodeText(language, lines, states)))
        case _:
            return list(_in_code(language, text, lines))


def _in_markdown(lines: Sequence[str]) -> Iterator[Passage]:
    from ascii_diagram.directives.markdown_blocks import markdown_blocks

    for block in markdown_blocks(lines):
        start = block.start
        if block.kind == "fence":
            info = block.info.split(maxsplit=1)
            if (info[0].lower().strip("{}.") if info else "") not in _INFOS:
                continue
            start += 1
        elif block.kind != "code_block":
            continue
        rows: list[PassageRow] = []
        for number, content in enumerate(block.content.split("\n")[:-1], start):
            body = line_body(lines[number])
            if not body.endswith(content):  # a tab was split between container and content
                rows = []
                break
            rows.append(PassageRow(number, body[: len(body) - len(content)], content))
        if rows:
            yield Passage(tuple(rows), whole=True)


def _in_text(lines: Sequence[str], code: CodeText | None = None) -> Iterator[Passage]:
    """Yield runs of lines with the same leader; those without one have an empty prefix."""
    run: list[PassageRow] = []
    for number, line in enumerate(lines):
        body = line_body(line)
        comment = code.comment(number) if code is not None else None
        row = _comment_row(number, body, comment) if comment else None
        row = row or PassageRow(number, "", body)
        if run and row.prefix != run[-1].prefix:
            yield Passage(tuple(run))
            run = []
        run.append(row)
    if run:
        yield Passage(tuple(run))


def _in_code(language: Language, text: str, lines: Sequence[str]) -> Iterator[Passage]:
    starts = [0, *accumulate(map(len, lines))]
    states, _ = line_states(language, text, starts, BASE)
    code = CodeText(language, lines, states)
    finder = None
    if language.family == "python":
        from ascii_diagram.directives.python_docstrings import DocstringFinder

        finder = DocstringFinder(code)
    run: list[PassageRow] = []
    for number in range(len(lines)):
        body = line_body(lines[number])
        comment = code.comment(number)
        row: PassageRow | None = None
        if comment is not None:
            row = _comment_row(number, body, comment)
        elif finder is not None and states[number]:
            docstring = finder.at(number)
            if docstring is not None and docstring.start < number < docstring.end - 1:
                row = PassageRow(number, "", body)
        if row is None or (run and not _continues(run[-1], row)):
            if run:
                yield Passage(tuple(run))
            run = []
        if row is not None:
            run.append(row)
    if run:
        yield Passage(tuple(run))


def _comment_row(number: int, body: str, comment: CommentLine) -> PassageRow | None:
    """Return the row of a comment line, None for one that opens or closes and says something."""
    if comment.opens or (comment.closes and not comment.leader):
        return None
    start = body.index(comment.leader) + len(comment.leader) if comment.leader else 0
    if comment.closes:
        stop = start + len(comment.margin)
        return PassageRow(number, body[:start], body[start:stop], body[stop:])
    return PassageRow(number, body[:start], body[start:])


def _continues(above: PassageRow, row: PassageRow) -> bool:
    return above.prefix == row.prefix and above.line + 1 == row.line
