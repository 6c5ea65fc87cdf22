"""The parts of a directive as they stand on its lines, for colouring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ascii_diagram.directives.model import Directive
from ascii_diagram.directives.option_syntax import OPTION
from ascii_diagram.directives.syntax import HEAD, WORD

PartKind = Literal["word", "option", "value", "prompt"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one line; `start` and `end` are code points, `line` counts from 0."""

    line: int
    start: int
    end: int
    kind: PartKind


def directive_parts(directive: Directive) -> Iterator[Part]:
    """Yield the parts of a directive in the order of the text."""
    index = next((n for n, line in enumerate(directive.lines) if WORD in line), None)
    if index is None:
        return
    number, line = directive.start + index, directive.lines[index]
    start = line.index(WORD)
    yield Part(number, start, start + len(WORD), "word")
    if directive.form == "fence":
        yield from _option_parts(number, line, start + len(WORD), len(line))
        column = len(line)
    else:
        head = HEAD.match(line, start)
        if head is None:
            return
        if head["bracket"]:
            yield from _option_parts(number, line, head.start("options"), head.end("options"))
        column = head.start("prompt")
    yield from _prompt_parts(directive, index, column)


def _option_parts(number: int, line: str, start: int, end: int) -> Iterator[Part]:
    position = start
    while position < end and (match := OPTION.match(line, position, end)):
        yield Part(number, match.start("key"), match.end("key"), "option")
        if match["value"]:
            yield Part(number, match.start("value"), match.end("value"), "value")
        position = match.end()


def _prompt_parts(directive: Directive, index: int, column: int) -> Iterator[Part]:
    """Find the prompt's lines again, from `column` of the head's line on."""
    below = index
    for row in directive.prompt.split("\n"):
        if not row.strip():
            continue
        for number in range(below, len(directive.lines)):
            found = directive.lines[number].find(row, column if number == index else 0)
            if found >= 0:
                yield Part(directive.start + number, found, found + len(row), "prompt")
                below = number + 1
                break
