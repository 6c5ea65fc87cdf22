"""Turns what a scanner found into a checked `Directive` or into problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ascii_diagram.directives.hashing import dedent, prompt_hash
from ascii_diagram.directives.model import (
    Directive,
    DirectiveOptions,
    Form,
    Host,
    Problem,
    Region,
)
from ascii_diagram.directives.option_syntax import parse_options
from ascii_diagram.directives.syntax import (
    BROKEN_HEAD,
    CLOSED_BRACKET,
    HEAD,
    UNSAFE,
    is_ignore,
)
from ascii_diagram.limits import MAX_PROMPT_CHARS


@dataclass(slots=True)
class Findings:
    """Directives and problems gathered so far, and whether an `off` is in force."""

    directives: list[Directive] = field(default_factory=list[Directive])
    problems: list[Problem] = field(default_factory=list[Problem])
    off: bool = False


class Head(NamedTuple):
    """The first line of a directive.

    Attributes:
        line: Its number.
        column: Where `ascii-diagram` begins.
        options: The text in the brackets.
        options_column: Where that begins.
        prompt: The rest of the line.
        prompt_column: Where that begins.
    """

    line: int
    column: int
    options: str
    options_column: int
    prompt: str
    prompt_column: int


def read_head(text: str, line: int, column: int) -> Head | None:
    """Read the directive's head in `text`, which stands at `line` and `column`.

    None when there is none, or when it only says what `check` is to ignore.
    """
    match = HEAD.match(text)
    if match is None or (not match["bracket"] and is_ignore(match["prompt"])):
        return None
    return Head(
        line,
        column,
        match["options"] or "",
        column + max(0, match.start("options")),
        match["prompt"].rstrip(),
        column + match.start("prompt"),
    )


def broken_head(text: str, line: int, column: int) -> Problem | None:
    """Return the problem of a head whose brackets do not close, if that is what `text` is."""
    if HEAD.match(text) or not BROKEN_HEAD.match(text) or CLOSED_BRACKET.match(text):
        return None
    return Problem(
        line,
        column,
        column + len(text.rstrip()),
        "the brackets of this directive do not close",
        'write ascii-diagram[key=value key="several words"]: what to draw',
        "bad-options",
    )


def join_prompt(first: str, rest: Sequence[str]) -> str:
    """Join a wrapped prompt with line feeds; the lines after the first lose their shared indent."""
    lines = [first.strip(), *dedent(rest)]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return "\n".join(lines)


def settle_continuation(head: Head, rest: Sequence[str], expected: str) -> int:
    """Return how many lines of `rest` belong to the prompt when an end marker follows them.

    Something removed the blank line above the drawing, so the hash of the prompt has to tell where
    the prompt ends. Without a match the drawing is taken to begin at once.
    """
    length = 0
    for count in range(len(rest) + 1):
        length += len(rest[count - 1]) if count else 0
        if length > 2 * MAX_PROMPT_CHARS:
            break
        prompt = join_prompt(head.prompt, rest[:count])
        if prompt_hash(prompt, head.options.strip()) == expected:
            return count
    return 0


def add_directive(
    findings: Findings,
    head: Head,
    prompt: str,
    *,
    end: int,
    host: Host,
    region: Region | None,
    lines: tuple[str, ...],
    start: int | None = None,
    form: Form = "region",
    options: DirectiveOptions | None = None,
) -> None:
    """Check a directive and add it to `findings`, or add what is wrong with it.

    `start` is the directive's first line where that is not the head's, `options` what has been read
    already.
    """
    problems: tuple[Problem, ...] = ()
    if options is None:
        options, problems = parse_options(head.options, head.line, head.options_column)
    findings.problems.extend(problems)
    problem = _prompt_problem(head, prompt)
    if problem is not None:
        findings.problems.append(problem)
    if problems or problem:
        return
    findings.directives.append(
        Directive(
            head.line if start is None else start,
            end,
            head.column,
            prompt,
            options,
            form,
            region,
            host,
            lines,
        )
    )


def _prompt_problem(head: Head, prompt: str) -> Problem | None:
    start, end = head.prompt_column, max(head.prompt_column + len(head.prompt), head.column + 1)
    if not prompt:
        return Problem(
            head.line,
            head.column,
            max(start, head.column + 1),
            "this directive has no prompt",
            "say after the colon what to draw",
            "empty-prompt",
        )
    if len(prompt) > MAX_PROMPT_CHARS:
        return Problem(
            head.line,
            start,
            end,
            f"the prompt has {len(prompt)} characters, more than {MAX_PROMPT_CHARS}",
            "shorten it, or make two diagrams of it",
            "long-prompt",
        )
    unsafe = UNSAFE.search(prompt.replace("\n", " "))
    if unsafe:
        return Problem(
            head.line,
            start,
            end,
            f"the prompt holds the character U+{ord(unsafe[0]):04X}",
            "remove control and direction-changing characters",
            "unsafe-character",
        )
    return None
