"""Edits of whole lines as the stretches of text that a client replaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ascii_diagram.directives import LineEdit, line_end, split_lines


@dataclass(frozen=True, slots=True)
class Replacement:
    """A stretch of text to be replaced; places are line and code points."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


def replacements(text: str, edits: Iterable[LineEdit]) -> list[Replacement]:
    """Return what makes `text` what `apply_edits(text, edits)` is, in order.

    New lines are put at the end of the line above them: the start of the line below may lie behind
    the end of the text, where clients differ. Lines that stay as they are are left out of an edit.
    """
    lines = split_lines(text)
    return [
        _replacement(lines, edit)
        for wanted in sorted(edits, key=lambda edit: (edit.start, edit.end))
        for edit in _trimmed(lines, wanted)
    ]


def _trimmed(lines: list[str], edit: LineEdit) -> Iterator[LineEdit]:
    """Leave out the lines at both ends of an edit that it does not change."""
    old = [_body(line) for line in lines[edit.start : edit.end]]
    new = list(edit.lines)
    shortest = min(len(old), len(new))
    head = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    rest = shortest - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    trimmed = LineEdit(edit.start + head, edit.end - tail, tuple(new[head : len(new) - tail]))
    if trimmed.lines or trimmed.start < trimmed.end:
        yield trimmed


def _replacement(lines: list[str], edit: LineEdit) -> Replacement:
    end = _end_near(lines, edit.start)
    above = edit.start - 1
    if edit.start < edit.end and edit.lines:
        last = edit.end - 1
        return Replacement((edit.start, 0), (last, len(_body(lines[last]))), end.join(edit.lines))
    if edit.start < edit.end and edit.start == 0:
        stop = (edit.end, 0) if edit.end < len(lines) else _place_of_end(lines)
        return Replacement((0, 0), stop, "")
    if edit.start < edit.end:
        last = edit.end - 1
        return Replacement((above, len(_body(lines[above]))), (last, len(_body(lines[last]))), "")
    if edit.start == 0:
        start = (0, 0)
        tail = end if lines else ""
        return Replacement(start, start, end.join(edit.lines) + tail)
    start = (above, len(_body(lines[above])))
    return Replacement(start, start, "".join(end + line for line in edit.lines))


def _place_of_end(lines: list[str]) -> tuple[int, int]:
    if line_end(lines[-1]):
        return len(lines), 0
    return len(lines) - 1, len(lines[-1])


def _end_near(lines: list[str], number: int) -> str:
    for candidate in (number - 1, number, number - 2, 0):
        if 0 <= candidate < len(lines) and line_end(lines[candidate]):
            return line_end(lines[candidate])
    return "\n"


def _body(line: str) -> str:
    return line[: len(line) - len(line_end(line))]
