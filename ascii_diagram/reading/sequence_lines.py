"""What single rows of a sequence diagram hold: arrows, loops, rules and texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ascii_diagram.reading.glyphs import (
    ALONG,
    ARMS,
    DOWN,
    EAST,
    HEADS,
    HORIZONTAL,
    NORTH,
    SOUTH,
    STYLES,
    WEST,
    char_class,
    exactly,
)
from ascii_diagram.reading.labels import border_title
from ascii_diagram.reading.lifelines import Lifelines
from ascii_diagram.reading.model import Box
from ascii_diagram.reading.plane import Plane

_LINE = char_class(exactly(HORIZONTAL) + "-=~.")
_CROSSED = char_class(ALONG + DOWN)
_THICK = frozenset("═━=")
_DOWN = frozenset(DOWN)
_CORNERS = frozenset(exactly(WEST | SOUTH) + "+.")
_LOWER_CORNERS = frozenset(exactly(WEST | NORTH) + "+'")
_MOST_LOOP_ROWS = 40
_LINES_ONLY = re.compile(f"(?:{_CROSSED}| )*")
_DOWN_UNICODE = frozenset(char for char in DOWN if not char.isascii())
_UNICODE_ONLY = re.compile(f"(?:{char_class(''.join(ARMS))}| )*")
_RUN = re.compile(f"{_LINE}+")


class Arrow(NamedTuple):
    """A message's line between two lifelines, by their indexes, and a label in it."""

    source: int
    target: int
    reply: bool
    label: str


class Loop(NamedTuple):
    """A message to oneself: its right column, its last row and the lines of its label."""

    participant: int
    corner: int
    bottom: int
    lines: tuple[str, ...]
    reply: bool


class SequenceLines:
    """Reads rows between lifelines."""

    def __init__(self, plane: Plane, lifelines: Lifelines, frames: Sequence[Box]) -> None:
        """Take the lifelines and the frames that stand across rows."""
        self._plane = plane
        self._columns = lifelines.columns
        self._frames = [box.area for box in frames]
        lines = plane.columns[lifelines.columns[0]][lifelines.top : lifelines.bottom + 1]
        self._post, self._lines_only = (
            (_DOWN, _LINES_ONLY)
            if _DOWN_UNICODE.isdisjoint(lines)
            else (_DOWN_UNICODE, _UNICODE_ONLY)
        )

    def arrow(self, row: int) -> Arrow | None:
        """Return the message whose line is in a row."""
        line = self._plane.rows[row]
        for target, column in enumerate(self._columns):
            for head, way in ((column - 1, EAST), (column + 1, WEST)):
                if 0 <= head < len(line) and HEADS.get(line[head]) == way:
                    found = self._source(row, target, head, way)
                    if found is not None:
                        return found
        return None

    def _source(self, row: int, target: int, head: int, way: int) -> Arrow | None:
        """Follow a message's line back from its head to the lifeline where it starts."""
        line = self._plane.rows[row]
        step = -1 if way == EAST else 1
        order = range(target + step, -1 if step < 0 else len(self._columns), step)
        start = head
        label = ""
        dashed = False
        for index in order:
            column = self._columns[index]
            low, high = min(start, column) + 1, max(start, column)
            between = line[low:high]
            if not _RUN.fullmatch(between):
                label = self._label(row, low, high)
                if not label:
                    return None
            dashed = dashed or any(STYLES.get(char) == "dashed" for char in between)
            beyond = column + step
            passing = 0 <= beyond < len(line) and _RUN.match(line, beyond)
            if not passing or ARMS.get(line[column], HORIZONTAL) & HORIZONTAL != HORIZONTAL:
                return Arrow(index, target, dashed, label)
            start = column
        return None

    def _label(self, row: int, low: int, high: int) -> str:
        """Return the text inside a message's line, if line stands on both sides of it."""
        line = self._plane.rows[row][low:high]
        first, last = _RUN.match(line), _RUN.match(line[::-1])
        if not first or not last:
            return ""
        return self._plane.text(row, low + first.end(), high - last.end()).strip()

    def loop(self, row: int) -> Loop | None:
        """Return the message to oneself that starts in a row."""
        plane = self._plane
        line = plane.rows[row]
        for index, column in enumerate(self._columns):
            if not (line[column] == "+" or line[column] == "|" or ARMS.get(line[column], 0) & EAST):
                continue
            run = _RUN.match(line, column + 1)
            if run is None:
                continue
            corner = run.end()
            if run.group()[-1] == "." and plane.at(row + 1, corner - 1) in "|:'":
                corner -= 1
            if corner >= len(line) or line[corner] not in _CORNERS:
                continue
            if corner in self._columns:
                continue
            bottom = self._loop_end(row, column, corner)
            if bottom is None:
                continue
            lines = tuple(self._beside(at, corner) for at in range(row, bottom + 1))
            kept = tuple(filter(None, lines))
            reply = any(STYLES.get(char) == "dashed" for char in line[column + 1 : corner])
            return Loop(index, corner, bottom, kept, reply)
        return None

    def _loop_end(self, row: int, column: int, corner: int) -> int | None:
        plane = self._plane
        for bottom in range(row + 1, min(row + _MOST_LOOP_ROWS, plane.height)):
            line = plane.rows[bottom]
            if line[corner] in _LOWER_CORNERS and HEADS.get(line[column + 1]) == WEST:
                return bottom
            if line[corner] not in _DOWN:
                return None
        return None

    def _beside(self, row: int, corner: int) -> str:
        """Return the text to the right of a loop, up to the next line that runs down."""
        line = self._plane.rows[row]
        start = corner + 1
        if not line[start:].strip():
            return ""
        start += len(line[start:]) - len(line[start:].lstrip())
        if start > corner + 2:
            return ""
        ends = [column for column in self._posts(row) if column >= start and line[column] in _DOWN]
        return self._plane.text(row, start, min(ends, default=len(line))).strip()

    def _posts(self, row: int) -> list[int]:
        """Return the columns of what runs down through a row: lifelines and sides of frames."""
        posts = [*self._columns]
        for area in self._frames:
            if area.top <= row <= area.bottom:
                posts += [area.left, area.right]
        return posts

    def rule(self, row: int) -> str | None:
        """Return the title of a divider, None when a row is none."""
        line = self._plane.rows[row]
        first, last = self._columns[0], self._columns[-1]
        start = max(0, first - 2)
        end = max(line.rfind(char, last + 1) for char in _THICK) + 1
        if start == first or not set(line[start:first]) <= _THICK or not end:
            return None
        return border_title(self._plane.text(row, start, end))

    def section(self, row: int, box: Box) -> str | None:
        """Return the title of a section of a frame that starts in a row."""
        area = box.area
        line = self._plane.rows[row]
        west, east = line[area.left], line[area.right]
        if not (west == "+" or ARMS.get(west, 0) & EAST):
            return None
        if not (east == "+" or ARMS.get(east, 0) & WEST):
            return None
        if not _RUN.match(line, area.left + 1) or not _RUN.match(line, area.right - 1):
            return None
        return border_title(self._plane.text(row, area.left + 1, area.right))

    def _bare(self, row: int) -> str:
        """Return a row without what runs down through it."""
        cells = list(self._plane.rows[row])
        for column in self._posts(row):
            if column < len(cells) and cells[column] in self._post:
                cells[column] = " "
        return "".join(cells)

    def start(self, row: int) -> int:
        """Return the column where the text of a row starts."""
        bare = self._bare(row)
        return len(bare) - len(bare.lstrip())

    def text(self, row: int) -> str:
        """Return the text that stands alone in a row."""
        bare = self._bare(row)
        if not bare.strip() or self._lines_only.fullmatch(bare):
            return ""
        start = len(bare) - len(bare.lstrip())
        return self._plane.text(row, start, len(bare.rstrip())).strip()
