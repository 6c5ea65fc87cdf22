"""The line edits between two texts."""

from __future__ import annotations

import difflib

from ascii_diagram.directives import LineEdit, line_body, split_lines

_MAX_COMPARED = 4_000_000


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
