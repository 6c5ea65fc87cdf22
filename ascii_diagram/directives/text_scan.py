"""Finds directives in plain text, reStructuredText and commit messages: no leader, only indent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from ascii_diagram.directives.assemble import (
    Findings,
    Head,
    add_directive,
    broken_head,
    join_prompt,
    read_head,
    settle_continuation,
)
from ascii_diagram.directives.lines import display_column, line_body
from ascii_diagram.directives.model import Host, HostKind, Problem, Region
from ascii_diagram.directives.region_problems import orphan_end
from ascii_diagram.directives.region_search import Damage, Row, find_region
from ascii_diagram.directives.syntax import WORD, is_broken_end, is_end, is_head, is_switch

_SCISSORS = re.compile(r"\S{1,4} -{24} >8 -{24}\s*$")
_TRAILER = re.compile(
    r"(?:[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+|Fixes|Closes|Refs?|Link|Cc|Bug|See|Issue|Resolves"
    r"|Part-of|Task|BREAKING CHANGE): \S|\(cherry picked from commit "
)
_LITERAL = re.compile(r"(?:\.\. [\w:.+-]+::.*|.*::)\s*$")

SUBJECT_CODE = "directive-as-subject"

HostOf = Callable[[str, int], Host]
"""Makes the host of a directive from its prefix and the number of its first line."""


def is_bare(line: str) -> bool:
    """Whether a directive or an end marker may begin the line, behind nothing but indent."""
    return line.lstrip(" \t").startswith((WORD, "end " + WORD))


def scan_text_line(
    lines: Sequence[str],
    number: int,
    stop: int,
    findings: Findings,
    host_of: HostOf,
    *,
    paragraph: bool = False,
) -> int:
    """Act on line `number` if it is a directive without a leader.

    Args:
        lines: The text, with line ends.
        number: The line to look at.
        stop: The line at which the text (or docstring) ends.
        findings: Where directives and problems go.
        host_of: Makes the host.
        paragraph: The prompt takes the whole paragraph, not only deeper lines.

    Returns:
        The number of the first line that has not been looked at.
    """
    body = line_body(lines[number])
    text = body.strip()
    column = len(body) - len(body.lstrip(" \t"))
    if is_switch(text):
        findings.off = text.endswith("off")
        return number + 1
    if findings.off:
        return number + 1
    if is_end(text) or is_broken_end(text):
        findings.problems.append(orphan_end(number, body))
        return number + 1
    problem = broken_head(text, number, column)
    if problem is not None:
        findings.problems.append(problem)
    head = read_head(text, number, column)
    if head is None:
        return number + 1
    host = host_of(body[:column], number)
    rest = _continuation(lines, number, stop, display_column(host.prefix), paragraph)
    return _finish(lines, stop, head, rest, findings, host)


def _finish(
    lines: Sequence[str], stop: int, head: Head, rest: list[str], findings: Findings, host: Host
) -> int:
    reference = display_column(host.prefix)
    end = head.line + 1 + len(rest)
    found = find_region(_rows(lines, end, stop), reference, fenced=False)
    if isinstance(found, Region) and not found.body and rest:
        count = settle_continuation(head, rest, found.prompt_hash)
        if count < len(rest):
            rest = rest[:count]
            end = head.line + 1 + count
            found = find_region(_rows(lines, end, stop), reference, fenced=False)
    if isinstance(found, Damage):
        findings.problems.append(found.problem)
        return max(end, found.following)
    if host.kind == "commit" and found is None and end < stop and lines[end].strip():
        host = replace(host, tail=("",))  # Git would take the trailers below for our text.
    add_directive(
        findings,
        head,
        join_prompt(head.prompt, rest),
        end=end,
        host=host,
        region=found,
        lines=tuple(line_body(line) for line in lines[head.line : end]),
    )
    return found.end if found else end


def _continuation(
    lines: Sequence[str], number: int, stop: int, reference: int, paragraph: bool
) -> list[str]:
    rest: list[str] = []
    for line in lines[number + 1 : stop]:
        body = line_body(line).rstrip()
        text = body.strip()
        if not text or is_head(text) or is_end(text) or is_broken_end(text):
            break
        if paragraph and body.startswith("#"):
            break
        if not paragraph and display_column(body[: len(body) - len(body.lstrip())]) <= reference:
            break
        rest.append(body)
    if paragraph:
        while rest and (_TRAILER.match(rest[-1]) or (rest[-1][0] in " \t" and _folded(rest))):
            rest.pop()
    return rest


def _folded(rest: list[str]) -> bool:
    """Whether the last line goes on with a trailer above it."""
    above = next((line for line in reversed(rest) if line[0] not in " \t"), "")
    return _TRAILER.match(above) is not None


def _rows(lines: Sequence[str], start: int, stop: int) -> Iterator[Row]:
    for number in range(start, stop):
        raw = line_body(lines[number])
        text = raw.rstrip()
        yield Row(number, raw, text, display_column(text[: len(text) - len(text.lstrip(" \t"))]))


def scan_commit(lines: Sequence[str], marked: Iterable[int], findings: Findings) -> None:
    """Act on the lines `marked` of a commit message, up to git's scissors."""
    stop = next((n for n, line in enumerate(lines) if _SCISSORS.match(line)), len(lines))
    subject = next(
        (n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), stop
    )
    host_of = plain_host("commit", "commit")
    done = 0
    for number in marked:
        if number < done or number >= stop:
            continue
        problem = _subject_problem(lines[number], number) if number == subject else None
        if problem is not None:
            findings.problems.append(problem)
        elif is_bare(lines[number]) and not lines[number].startswith(("    ", "\t")):
            done = scan_text_line(lines, number, stop, findings, host_of, paragraph=True)


def _subject_problem(line: str, number: int) -> Problem | None:
    """Return what is wrong when `line`, a commit message's first, is a directive."""
    text = line.strip()
    if not is_head(text) or is_switch(text):
        return None
    column = line.index(text)
    return Problem(
        number,
        column,
        column + len(text),
        "the subject of a commit is never drawn",
        "write a subject and a blank line above the directive",
        SUBJECT_CODE,
    )


def plain_host(kind: HostKind, language: str) -> HostOf:
    """Return the maker of hosts for text in `language`."""

    def host_of(prefix: str, number: int) -> Host:
        return Host(kind, language, prefix=prefix, before=prefix)

    return host_of


def literal_lines(lines: Sequence[str], candidates: Sequence[int]) -> set[int]:
    """Return those of `candidates` that stand in a literal block of reStructuredText."""
    inside: set[int] = set()
    wanted = set(candidates)
    limit = -1
    for number, line in enumerate(lines):
        body = line_body(line).rstrip()
        if not body:
            continue
        column = display_column(body[: len(body) - len(body.lstrip())])
        if limit >= 0 and column > limit:
            if number in wanted:
                inside.add(number)
            continue
        opens = _LITERAL.match(body.lstrip()) and not is_head(body.lstrip())
        limit = column if opens else -1
    return inside
