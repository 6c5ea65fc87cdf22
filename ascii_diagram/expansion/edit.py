"""Line edits put into a text and found between two, line ends and all other text kept."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from ascii_diagram.directives.lines import line_body, line_end, split_lines
from ascii_diagram.directives.model import LineEdit

_MAX_COMPARED = 4_000_000


def apply_edits(text: str, edits: Iterable[LineEdit]) -> str:
    """Return `text` with the edits made.

    New lines end as the first line that they replace, else as the one above. A text without a
    final line end keeps to have none.

    Args:
        text: The text whose lines the edits count.
        edits: Not overlapping, in order.
    """
    lines = split_lines(text)
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += lines[done : edit.start]
        end = _end_for(lines, edit)
        new = [line + end for line in edit.lines]
        if edit.end >= len(lines) and lines and not line_end(lines[-1]):
            _move_open_end(pieces, new, end)
        pieces += new
        done = edit.end
    return "".join((*pieces, *lines[done:]))


def edits_between(old: str, new: str) -> tuple[LineEdit, ...]:
    """Return line edits that turn `old` into `new`, line ends left aside.

    The usual longest-matching-block search (difflib); for very long changes, one edit around all.
    """
    if old == new:
        return ()
    before = [line_body(line) for line in split_lines(old)]
    after = [line_body(line) for line in split_lines(new)]
    shortest = min(len(before), len(after))
    head = next((i for i in range(shortest) if before[i] != after[i]), shortest)
    rest = shortest - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(middle[0]) * len(middle[1]) > _MAX_COMPARED:
        return (LineEdit(head, len(before) - tail, tuple(middle[1])),)
    blocks = difflib.SequenceMatcher(None, *middle, autojunk=False).get_opcodes()
    return tuple(
        LineEdit(head + start, head + end, tuple(middle[1][first:last]))
        for kind, start, end, first, last in blocks
        if kind != "equal"
    )


def _move_open_end(before: list[str], new: list[str], end: str) -> None:
    """Let the last line of the result end without a line end, as the last one did."""
    last = new if new else before
    if before and new and not line_end(before[-1]):
        before[-1] += end
    if last:
        last[-1] = line_body(last[-1])


def _end_for(lines: Sequence[str], edit: LineEdit) -> str:
    near = (*lines[edit.start : edit.start + (edit.end > edit.start)], *lines[: edit.start][-1:])
    for line in (*near, *lines[:1]):
        if line_end(line):
            return line_end(line)
    return "\n"
