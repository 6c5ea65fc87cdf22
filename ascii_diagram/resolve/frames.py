"""Squares the frames in a model's pictures: it knows what a frame is, but cannot count columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ascii_diagram.drawing.cells import cell_width, pad

_EDGE = re.compile(r"(?P<lead> *)(?P<left>[+.'*#o])(?P<fill>[-=~*#_])(?P=fill)*(?P<right>[+.'*#o])")
_ROW = re.compile(r"(?P<lead> *)(?P<left>[|*#!:])(?P<text>.*)(?P<right>[|*#!:])")


def square_frames(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines with the sides of ragged frames in one column.

    A frame is an edge, rows between two sides, and an edge, all beginning in one column and alone
    on their lines. One whose lines are equally wide is left as it is; the others become as wide as
    their widest text and its blank. Widths are counted in display cells.
    """
    squared: list[str] = list(lines)
    for start, end in _frames(lines):
        frame = lines[start:end]
        if len({cell_width(line) for line in frame}) > 1:
            squared[start:end] = _squared(frame)
    return tuple(squared)


def _frames(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = -1
    for number, line in enumerate(lines):
        edge, row = _EDGE.fullmatch(line), _ROW.fullmatch(line)
        in_frame = start >= 0 and _lead(line) == _lead(lines[start])
        if edge is not None and in_frame and number > start + 1:
            yield start, number + 1
            start = -1
        elif edge is not None:
            start = number
        elif row is None or not in_frame:
            start = -1


def _squared(frame: Sequence[str]) -> Iterator[str]:
    texts = [match["text"] for line in frame[1:-1] if (match := _ROW.fullmatch(line))]
    blank = 1 if any(text.startswith(" ") for text in texts) else 0
    width = max(cell_width(text.rstrip()) + blank for text in texts)
    width = max(width, 1)
    for number, line in enumerate(frame):
        is_edge = number in (0, len(frame) - 1)
        match = (_EDGE if is_edge else _ROW).fullmatch(line)
        assert match is not None
        inner = match["fill"] * width if is_edge else pad(match["text"].rstrip(), width)
        yield f"{match['lead']}{match['left']}{inner}{match['right']}"


def _lead(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
