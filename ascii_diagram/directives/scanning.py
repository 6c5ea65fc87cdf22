"""Finds every directive of a text, and again after an edit without going over all of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from ascii_diagram.directives.assemble import Findings
from ascii_diagram.directives.grammar import Language
from ascii_diagram.directives.known import Known, still_known
from ascii_diagram.directives.languages import language_of
from ascii_diagram.directives.lines import count_lines, line_body, next_line, split_lines
from ascii_diagram.directives.model import Directive, Scan
from ascii_diagram.directives.syntax import WORD

if TYPE_CHECKING:  # none of them for a commit message, which Git's hook wants at once
    from ascii_diagram.directives.lexer import State
    from ascii_diagram.directives.markdown_outline import Outline
    from ascii_diagram.directives.python_docstrings import DocstringFinder

_STEP_LINES = 64
_MARGIN = 2
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True, eq=False)
class _Memory:
    """What is kept of a scan of code."""

    language: Language
    text: str
    lines: list[str]
    states: list[State]
    marked: list[int]
    known: dict[int, Known]


@dataclass(frozen=True, slots=True, eq=False)
class _MarkdownMemory:
    """What is kept of a scan of Markdown."""

    text: str
    lines: list[str]
    outline: Outline


def scan(text: str, *, name: str | None = None) -> Scan:
    """Find the directives and regions of a text.

    Args:
        text: The text with its own line ends. A byte order mark at its start is kept out of sight.
        name: File name or path, which tells the language; None for plain text.

    Returns:
        The directives, and the problems with those that cannot be used. While a problem is fatal
        nothing in the text may be changed.
    """
    if WORD not in text:
        return Scan(name=name)
    language = language_of(name, line_body(text[: next_line(text, 0)]).lstrip(_BOM))
    if language.family == "none":
        return Scan(name=name)
    lines = split_lines(text)
    if text.startswith(_BOM):
        lines[0] = lines[0][1:]
        return _with_mark(_scan_lines(language, "".join(lines), lines, name))
    return _scan_lines(language, text, lines, name)


def rescan(previous: Scan, text: str) -> Scan:
    """Find the directives of `text`, a later state of the text that `previous` was made of.

    The result equals `scan(text, name=previous.name)`. In code only the changed lines and those
    below are lexed, up to where the lexer is in the same state as before; in Markdown only the
    blocks around the change are parsed.
    """
    memory = previous.memory
    if isinstance(memory, _MarkdownMemory) and text and not text.startswith(_BOM):
        if text == memory.text:
            return previous
        return _scan_markdown(_updated_markdown(memory, text), previous.name)
    if not isinstance(memory, _Memory) or text.startswith(_BOM) or not text:
        return scan(text, name=previous.name)
    if text == memory.text:
        return previous
    first_line = line_body(text[: next_line(text, 0)])
    if language_of(previous.name, first_line) is not memory.language:
        return scan(text, name=previous.name)
    return _scan_code(_updated(memory, text), previous.name)


def _scan_lines(language: Language, text: str, lines: list[str], name: str | None) -> Scan:
    if language.family == "markdown":
        from ascii_diagram.directives.markdown_outline import outline

        return _scan_markdown(_MarkdownMemory(text, lines, outline(lines)), name)
    marked = _marked_lines(text, 0, len(text), 0)
    if language.family == "commit":
        from ascii_diagram.directives.text_scan import scan_commit

        findings = Findings()
        scan_commit(lines, marked, findings)
        return _result(findings, name)
    if language.family in ("text", "rst", "unknown"):
        return _scan_text(language, lines, marked, name)
    from ascii_diagram.directives.lexer import BASE, line_states

    starts = [0, *accumulate(map(len, lines))]
    states, _ = line_states(language, text, starts, BASE)
    return _scan_code(_Memory(language, text, lines, states, marked, {}), name)


def _scan_markdown(memory: _MarkdownMemory, name: str | None) -> Scan:
    from ascii_diagram.directives.markdown_scan import scan_markdown

    findings = Findings()
    marked = _marked_lines(memory.text, 0, len(memory.text), 0)
    scan_markdown(memory.lines, memory.outline, marked, findings)
    return replace(_result(findings, name), memory=memory)


def _scan_text(language: Language, lines: list[str], marked: list[int], name: str | None) -> Scan:
    from ascii_diagram.directives.code_scan import CodeText, scan_comment
    from ascii_diagram.directives.lexer import lone_comment_states
    from ascii_diagram.directives.text_scan import (
        is_bare,
        literal_lines,
        plain_host,
        scan_text_line,
    )

    findings = Findings()
    hidden = literal_lines(lines, marked) if language.family == "rst" else set[int]()
    code = CodeText(language, lines, lone_comment_states(language, lines))
    host_of = plain_host("text", language.name)
    done = 0
    for number in marked:
        if number < done or number in hidden:
            continue
        if language.family == "unknown" or not is_bare(lines[number]):
            done = scan_comment(code, number, findings)
        else:
            done = scan_text_line(lines, number, len(lines), findings, host_of)
    return _result(findings, name)


def _scan_code(memory: _Memory, name: str | None) -> Scan:
    from ascii_diagram.directives.code_scan import CodeText, Reach, scan_comment

    findings = Findings()
    reach = Reach()
    code = CodeText(memory.language, memory.lines, memory.states, reach)
    python = memory.language.family == "python"
    finder: DocstringFinder | None = None
    done = 0
    for number in memory.marked:
        if number < done:
            continue
        known = memory.known.get(number)
        if known is not None and known.off == findings.off:
            done = known.give(findings)
            continue
        reach.last = number
        if code.comment(number) is None and python:
            from ascii_diagram.directives.python_docstrings import DocstringFinder, scan_docstring

            finder = finder or DocstringFinder(code)
            docstring = finder.at(number)
            if docstring is not None:
                done = scan_docstring(code, number, docstring, findings)
            continue
        fresh = Findings(off=findings.off)
        done = scan_comment(code, number, fresh)
        known = Known(
            findings.off,
            fresh.off,
            done,
            reach.last + 1,
            tuple(fresh.directives),
            tuple(fresh.problems),
        )
        memory.known[number] = known
        known.give(findings)
    return replace(_result(findings, name), memory=memory)


def _result(findings: Findings, name: str | None) -> Scan:
    problems = sorted(findings.problems, key=lambda problem: (problem.line, problem.column))
    return Scan(tuple(findings.directives), tuple(problems), name)


def _marked_lines(text: str, start: int, end: int, number: int) -> list[int]:
    """Return the numbers of the lines of `text[start:end]` that hold the word.

    `number` is that of the line at `start`.
    """
    marked: list[int] = []
    position = start
    found = text.find(WORD, start, end)
    while found >= 0:
        number += count_lines(text, position, found)
        marked.append(number)
        position = next_line(text, found)
        number += 1
        found = text.find(WORD, position, end)
    return marked


def _updated_markdown(memory: _MarkdownMemory, text: str) -> _MarkdownMemory:
    from ascii_diagram.directives.markdown_outline import updated_outline

    first, old_end, position, stop = _changed_lines(memory.text, memory.lines, text)
    middle = split_lines(text[position:stop])
    lines = [*memory.lines[:first], *middle, *memory.lines[old_end:]]
    new_end = first + len(middle)
    outline = updated_outline(memory.outline, lines, first, old_end, new_end)
    return _MarkdownMemory(text, lines, outline)


def _updated(memory: _Memory, text: str) -> _Memory:
    """Return `memory` brought up to date with `text`."""
    first, old_end, position, stop = _changed_lines(memory.text, memory.lines, text)
    middle = split_lines(text[position:stop])
    lines = [*memory.lines[:first], *middle, *memory.lines[old_end:]]
    shift = len(middle) - (old_end - first)
    new_end = first + len(middle)
    states, settled = _updated_states(memory, text, lines, first, position, new_end, shift)
    marked = memory.marked
    low, high = bisect_left(marked, first), bisect_left(marked, old_end)
    fresh = _marked_lines(text, position, stop, first)
    return _Memory(
        memory.language,
        text,
        lines,
        states,
        [*marked[:low], *fresh, *(number + shift for number in marked[high:])],
        still_known(memory.known, first, settled - shift, shift),
    )


def _updated_states(
    memory: _Memory,
    text: str,
    lines: list[str],
    first: int,
    position: int,
    new_end: int,
    shift: int,
) -> tuple[list[State], int]:
    """Lex from line `first` (at offset `position`) until the old states hold again.

    Returns:
        The states, and the line from which on they are the old ones.
    """
    states = memory.states[:first]
    from ascii_diagram.directives.lexer import BASE, line_states

    state = memory.states[first] if first < len(memory.states) else BASE
    number = first
    size = max(_STEP_LINES, new_end - first + 1)
    while number < len(lines):
        step = lines[number : number + size]
        starts = [position, *accumulate(map(len, step), initial=position)][1:]
        fresh, state = line_states(memory.language, text, starts, state)
        states.extend(fresh)
        number += len(step)
        position = starts[-1]
        for line in range(max(new_end, number - len(step)), number):
            if states[line] == memory.states[line - shift]:
                return [*states[:line], *memory.states[line - shift :]], line
        size *= 2
    return states, len(lines)


def _changed_lines(old: str, lines: Sequence[str], text: str) -> tuple[int, int, int, int]:
    """Find what differs between the text `old`, split into `lines`, and `text`, in whole lines.

    Some lines more are taken above and below: the lexer's state at a line's start may depend on
    that line, and a line feed may have joined a carriage return.

    Returns:
        The first line taken, the line after the last one in the old text, and the offsets of both
        in `text`.
    """
    start = _common_prefix(old, text)
    end = len(old) - _common_suffix(old, text, min(len(old), len(text)) - start)
    start -= old[start - 1 : start + 1] == "\r\n"
    end += old[end - 1 : end + 1] == "\r\n"
    top = count_lines(old, 0, start)
    bottom = top + count_lines(old, start, end)
    first = max(0, top - _MARGIN)
    old_end = min(len(lines), bottom + 1 + _MARGIN)
    position = _line_start(old, start) - sum(map(len, lines[first:top]))
    stop = _line_start(old, end) + sum(map(len, lines[bottom:old_end]))
    return first, old_end, position, len(text) - (len(old) - stop)


def _line_start(text: str, offset: int) -> int:
    """Return the offset of the line that holds `offset`, which is not between CR and LF."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _common_prefix(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(one: str, other: str, limit: int) -> int:
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        ends = (
            one[len(one) - middle : len(one) - low],
            other[len(other) - middle : len(other) - low],
        )
        if ends[0] == ends[1]:
            low = middle
        else:
            high = middle - 1
    return low


def _with_mark(found: Scan) -> Scan:
    """Move columns of the first line by the byte order mark that was kept out of sight."""
    directives = tuple(_marked_directive(d) if d.start == 0 else d for d in found.directives)
    problems = tuple(
        replace(p, column=p.column + 1, end_column=p.end_column + 1) if p.line == 0 else p
        for p in found.problems
    )
    return replace(found, directives=directives, problems=problems, memory=None)


def _marked_directive(directive: Directive) -> Directive:
    host = directive.host
    if host.head:
        host = replace(host, head=(_BOM + host.head[0], *host.head[1:]))
    return replace(
        directive,
        column=directive.column + 1,
        host=replace(host, before=_BOM + host.before),
        lines=(_BOM + directive.lines[0], *directive.lines[1:]),
    )
