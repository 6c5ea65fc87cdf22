"""Finds directives and regions in the comments of code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ascii_diagram.directives.assemble import (
    Findings,
    Head,
    add_directive,
    broken_head,
    join_prompt,
    read_head,
    settle_continuation,
)
from ascii_diagram.directives.comment_line import BRACED, CommentLine, comment_line
from ascii_diagram.directives.grammar import Language
from ascii_diagram.directives.lexer import State, in_code, language_at, open_block
from ascii_diagram.directives.lines import display_column, line_body
from ascii_diagram.directives.model import Host, Problem, Region
from ascii_diagram.directives.region_problems import (
    closing_marker,
    code_behind,
    open_comment,
    orphan_end,
)
from ascii_diagram.directives.region_search import Damage, Row, find_region
from ascii_diagram.directives.syntax import is_broken_end, is_end, is_head, is_switch

_DOC_LEADERS = ("///", "//!")


class Reach:
    """The last line that was looked at."""

    last: int = -1


class CodeText(NamedTuple):
    """Code with the state of the lexer at each line's start.

    Attributes:
        language: The code's language.
        lines: Its lines with their ends.
        states: One state per line.
        reach: Notes how far down it is read; None where that is of no interest.
    """

    language: Language
    lines: Sequence[str]
    states: Sequence[State]
    reach: Reach | None = None

    def comment(self, number: int) -> CommentLine | None:
        """Return the comment that line `number` begins with, if it does."""
        self._note(number)
        if not 0 <= number < len(self.lines):
            return None
        return comment_line(self.language, line_body(self.lines[number]), self.states[number])

    def body(self, number: int) -> str:
        """Return line `number` without its end."""
        self._note(number)
        return line_body(self.lines[number])

    def _note(self, number: int) -> None:
        if self.reach is not None and number > self.reach.last:
            self.reach.last = number


def scan_comment(code: CodeText, number: int, findings: Findings) -> int:
    """Act on line `number`, which holds the word, if it begins with a comment.

    Returns:
        The number of the first line that has not been looked at.
    """
    comment = code.comment(number)
    if comment is None or not comment.text:
        return number + 1
    if is_switch(comment.text):
        findings.off = comment.text.endswith("off")
        return number + 1
    if findings.off:
        return number + 1
    if is_end(comment.text) or is_broken_end(comment.text):
        findings.problems.append(orphan_end(number, code.body(number)))
        return number + 1
    column = len(comment.prefix)
    problem = broken_head(comment.text, number, column)
    if problem is not None:
        findings.problems.append(problem)
    head = read_head(comment.text, number, column)
    if head is None:
        return number + 1
    return _CommentDirective(code, comment, head).finish(findings)


class _CommentDirective:
    """A directive in a comment, put together line by line."""

    def __init__(self, code: CodeText, comment: CommentLine, head: Head) -> None:
        self.code = code
        self.first = comment
        self.head = head
        self.leader = self._leader()
        self.prefix = self._region_prefix()
        self.reference = display_column(self.prefix)
        self.fenced = comment.kind == "line" and comment.leader in _DOC_LEADERS
        self.rest, self.last = self._continuation()
        self.end = head.line + 1 + len(self.rest)

    def finish(self, findings: Findings) -> int:
        """Find the region, then add the directive or its problems; return the next line."""
        unusable = self._unusable()
        if unusable is not None:
            findings.problems.append(unusable)
            return self.end
        found = self._settle(self._find())
        if isinstance(found, Damage):
            findings.problems.append(found.problem)
            return max(self.end, found.following)
        add_directive(
            findings,
            self.head,
            join_prompt(self.head.prompt, self.rest),
            end=self.end,
            host=self._host(found),
            region=found,
            lines=tuple(self.code.body(n) for n in range(self.head.line, self.end)),
        )
        return found.end if found else self.end

    def _leader(self) -> str:
        """Return what generated lines repeat; a comment opened here may go on without stars."""
        if not self.first.opens or self.first.closes or not self.first.leader:
            return self.first.leader
        for number in range(self.head.line + 1, len(self.code.lines)):
            line = self.code.comment(number)
            if line is None or line.opens or line.leader or (line.closes and not line.text):
                break
            if line.text:
                return ""
        return "*"

    def _region_prefix(self) -> str:
        """Return what every generated line starts with."""
        if not self.first.opens:
            return self.first.prefix
        indent = _indent(self.first.prefix)
        if self.leader:
            return indent + " * "
        return indent + "   " if self.first.leader else indent

    def _continuation(self) -> tuple[list[str], CommentLine]:
        """Return the lines that go on with the prompt, and the last comment line of all."""
        rest: list[str] = []
        last = self.first
        while not last.closes:
            line = self.code.comment(self.head.line + 1 + len(rest))
            if line is None or line.opens or not self._same(line) or line.blank:
                break
            text = line.text
            deeper = display_column(line.prefix) > self.reference
            fence = self.fenced and text.startswith("```")
            if not deeper or fence or is_head(text) or is_end(text) or is_broken_end(text):
                break
            rest.append(line.margin)
            last = line
        return rest, last

    def _same(self, line: CommentLine) -> bool:
        if line.kind != self.first.kind:
            return False
        return line.kind == "block" or line.leader == self.first.leader

    def _unusable(self) -> Problem | None:
        """Return why nothing can be put below this directive, None if it can."""
        line = self.end - 1
        body = self.code.body(line)
        if self.code.language.family == "unknown" and (
            (self.first.opens and not self.last.closes and not self._goes_on())
            or (self.first.leader == "*" and self.first.kind == "line" and "*/" in body)
        ):
            return Problem(
                self.head.line,
                self.head.column,
                len(self.code.body(self.head.line)),
                "where this comment ends cannot be told in a file of unknown type",
                "give the directive a comment of its own",
                "unknown-comment",
            )
        if self.last.closes and self._behind(self.last):
            return Problem(
                line,
                len(body) - len(self.last.rest),
                len(body),
                "code follows this directive on the same line",
                "put the comment on a line of its own",
                "code-after-directive",
            )
        before = self.head.line - 1
        spliced = before >= 0 and self.code.body(before).endswith("\\")
        if spliced and in_code(self.code.states[before]) and self.code.comment(before) is None:
            return Problem(
                self.head.line,
                self.head.column,
                len(self.code.body(self.head.line)),
                "the line above joins this one with its backslash",
                "move the directive out of the statement",
                "joined-line",
            )
        return None

    def _behind(self, closing: CommentLine) -> str:
        """Return the code behind a comment that closes on its line; braces belong to it."""
        if self.first.block == BRACED and closing.block != BRACED:
            return closing.rest.removeprefix("}").lstrip()
        return closing.rest

    def _goes_on(self) -> bool:
        below = self.head.line + 1
        return below < len(self.code.states) and open_block(self.code.states[below]) is not None

    def _host(self, region: Region | None) -> Host:
        comment = self.first
        language = language_at(self.code.language, self.code.states[self.head.line]).name
        tail: tuple[str, ...] = ()
        head: tuple[str, ...] = ()
        block = comment.block
        beside = self._beside()
        if block is not None and self.last.closes and not beside and region is None:
            head, tail = self._opened(block.close)
        return Host(
            "line" if block is None else "beside" if beside else "block",
            language,
            prefix=_indent(comment.prefix) if beside else self.prefix,
            fenced=self.fenced,
            opener=block.open if block else "/*" if self.leader == "*" else "",
            closer=block.close if block else "*/" if self.leader == "*" else "",
            head=head,
            tail=tail,
            before=comment.prefix,
            after=self._after(),
        )

    def _beside(self) -> bool:
        return self.first.opens and self.last.closes

    def _after(self) -> str:
        """Return what follows the prompt on its last line: blanks and the closing token."""
        body = self.code.body(self.end - 1)
        return body[len(self.last.prefix) + len(self.last.text) :]

    def _opened(self, close: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the directive's lines without the closing token, and the line for that token."""
        lines = [self.code.body(n) for n in range(self.head.line, self.end)]
        lines[-1] = lines[-1][: len(lines[-1]) - len(self._after())]
        bare = self.prefix.rstrip()
        if bare.endswith("*") and close.startswith("*"):
            return tuple(lines), (bare[:-1] + close,)
        return tuple(lines), (_indent(self.prefix) + close,)

    def _find(self) -> Region | Damage | None:
        if self._beside():
            return self._find_beside()
        rows = self._rows(self.end) if not self.last.closes else iter(())
        found = find_region(rows, self.reference, fenced=self.fenced)
        if not isinstance(found, Region):
            return found
        marker = self.code.comment(found.marker)
        if marker is not None and marker.closes:
            return Damage(closing_marker(found.marker, found.marker_text), found.end)
        return found

    def _settle(self, found: Region | Damage | None) -> Region | Damage | None:
        """Hand wrapped lines back to the drawing when the blank line between them has gone."""
        if not isinstance(found, Region) or self._beside():
            return found
        if found.body or not self.rest:
            return found
        count = settle_continuation(self.head, self.rest, found.prompt_hash)
        if count == len(self.rest):
            return found
        self.rest = self.rest[:count]
        self.end = self.head.line + 1 + count
        return find_region(self._rows(self.end), self.reference, fenced=self.fenced)

    def _rows(self, start: int) -> Iterator[Row]:
        """Yield the lines from `start` on, and one more that is not in the comment."""
        for number in range(start, len(self.code.lines)):
            raw = self.code.body(number)
            line = self.code.comment(number)
            if line is None and not raw.strip() and self.first.kind == "line":
                yield Row(number, raw, "", -1)
                continue
            if line is None or not self._same(line) or line.opens:
                yield Row(number, raw, "", 0, inside=False)
                return
            yield _row(number, raw, line, self.leader)
            if line.closes:
                return

    def _find_beside(self) -> Region | Damage | None:
        """Look for the region in a second comment below this one."""
        number = self.end
        while number < len(self.code.lines) and not self.code.body(number).strip():
            number += 1
        opening = self.code.comment(number)
        if opening is None or not opening.opens or opening.text or opening.closes:
            return None
        if opening.block != self.first.block:
            return None
        indent = _indent(self.first.prefix)
        reference = display_column(indent + " * " if self.leader else indent)
        rows = self._rows(number + 1)
        found = find_region(rows, reference, fenced=False, closing=True)
        if not isinstance(found, Region):
            return found
        closing = self.code.comment(found.marker)
        if closing is not None and not closing.closes:
            closing = self.code.comment(found.marker + 1)
            end = found.marker + 2
        else:
            end = found.marker + 1
        if closing is None or not closing.closes or (end > found.marker + 1 and closing.text):
            return Damage(open_comment(found.marker, found.marker_text), found.end)
        if self._behind(closing):
            return Damage(code_behind(end - 1, self.code.body(end - 1)), end)
        return replace(found, start=number, end=end)


def _row(number: int, raw: str, line: CommentLine, leader: str) -> Row:
    if line.kind == "block" and not leader and line.leader:
        star = raw.index(line.leader)
        return Row(number, raw, raw[:star] + line.leader + line.margin, display_column(raw[:star]))
    return Row(number, raw, line.margin, display_column(line.prefix) if line.text else 0)


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]
