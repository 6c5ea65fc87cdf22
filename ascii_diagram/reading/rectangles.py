"""Finds closed borders: four corners, four unbroken sides, perhaps a title in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ascii_diagram.reading.glyphs import (
    ALONG,
    ARMS,
    BOTTOM_LEFT,
    BOTTOM_RIGHT,
    DOWN,
    EAST,
    HEADS,
    KNOBS,
    NORTH,
    OPPOSITE,
    SIDES,
    SOUTH,
    STEP,
    TOP_LEFT,
    TOP_RIGHT,
    VERTICAL,
    WEST,
    char_class,
    exactly,
)
from ascii_diagram.reading.model import Area
from ascii_diagram.reading.plane import Plane

_MOST_TRIALS = 40_000
"""Pairs of corners that are tried before a drawing full of corners is given up."""

_POINTS = "".join(HEADS) + KNOBS
_A, _D = char_class(ALONG + _POINTS + "o"), char_class(DOWN + _POINTS + "()")
# A line painted over a border, without a crossing, breaks it for one cell.
_ALONG_RUN = re.compile(f"(?:{_A}++(?:[│┃║|](?={_A}))?)++")
_DOWN_RUN = re.compile(f"(?:{_D}++(?:[─━═](?={_D}))?)++")
_STARTS = re.compile(char_class("".join(sorted(TOP_LEFT))))
_NEXT_BOX = exactly(EAST | SOUTH)
_TOP_ENDS = re.compile(char_class("".join(sorted(TOP_RIGHT)) + _NEXT_BOX))
_LINES_ONLY = re.compile(f"{char_class(''.join(ARMS) + '| ')}*")
_WIDE_BLANK = "   "
_ALONG_START = frozenset(ALONG + _POINTS + "o ")
_DOWN_START = frozenset(DOWN + _POINTS + "()") | BOTTOM_LEFT
_SOFT = frozenset(".,'`/\\")
_DOWN_ASCII = frozenset("|:!H")
_ALONG_ASCII = frozenset("-=~_.")


class Rectangle(NamedTuple):
    """A closed border; the row of its title is None where it has none."""

    area: Area
    title_row: int | None


def find_rectangles(plane: Plane) -> list[Rectangle]:
    """Return all closed borders in reading order of their upper left corners."""
    finder = _Finder(plane)
    found: list[Rectangle] = []
    for row in range(plane.height - 1):
        below, line = plane.rows[row + 1], plane.rows[row]
        for match in _STARTS.finditer(line):
            column = match.start()
            if column + 2 < plane.width and below[column] in _DOWN_START:
                rectangle = finder.close(row, column)
                if rectangle is not None:
                    found.append(rectangle)
    return _without_sections(found)


def _without_sections(rectangles: list[Rectangle]) -> list[Rectangle]:
    """Leave out what begins at a side of another and shares its sides and lower border."""
    outer: dict[tuple[int, int, int], Rectangle] = {}
    for rectangle in rectangles:
        _, left, bottom, right = rectangle.area
        known = outer.setdefault((left, bottom, right), rectangle)
        if known.title_row is None and rectangle.title_row is not None:
            outer[left, bottom, right] = rectangle
    return list(outer.values())


def plus_arms(plane: Plane, row: int, column: int) -> int:
    """Return the arms of an ASCII corner as far as neighbours other than corners show them."""
    arms = 0
    for side in SIDES:
        dy, dx = STEP[side]
        char = plane.at(row + dy, column + dx)
        plain = _DOWN_ASCII if side & VERTICAL else _ALONG_ASCII
        if char in ":H!" and _is_in_word(plane, row + dy, column):
            continue
        if char in plain or ARMS.get(char, 0) & OPPOSITE[side]:
            arms |= side
    return arms


def _is_in_word(plane: Plane, row: int, column: int) -> bool:
    return plane.at(row, column - 1).isalnum() or plane.at(row, column + 1).isalnum()


class _Finder:
    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.trials = 0
        self.arms: dict[tuple[int, int], int] = {}

    def close(self, top: int, left: int) -> Rectangle | None:
        """Return the smallest border with this upper left corner."""
        if self.trials > _MOST_TRIALS:
            return None
        plane = self.plane
        line, column = plane.rows[top], plane.columns[left]
        if line[left + 1] not in _ALONG_START or not self._sharp(top, left, EAST | SOUTH):
            return None
        side = _DOWN_RUN.match(column, top + 1)
        end = side.end() if side else top + 1
        lowers = list(self._lowers(column, top, left, end))
        self.trials += len(lowers)
        if not lowers:
            return None
        for right, titled in self._rights(line, top, left):
            side = _DOWN_RUN.match(plane.columns[right], top + 1)
            limit = side.end() if side else top + 1
            for bottom in lowers:
                self.trials += 1
                if bottom > limit or self.trials > _MOST_TRIALS:
                    break
                area = Area(top, left, bottom, right)
                if (titled or bottom > top + 1) and self._closes(area):
                    whole = _ALONG_RUN.fullmatch(plane.rows[bottom], left + 1, right)
                    if whole:
                        return Rectangle(area, top if titled else None)
                    if not titled and self._titled(plane.rows[bottom][left + 1 : right]):
                        return Rectangle(area, bottom)
        return None

    def _lowers(self, column: str, top: int, left: int, end: int) -> Iterator[int]:
        at = column.find("+", top + 1, end)
        while at >= 0:
            if self._sharp(at, left, NORTH | EAST):
                yield at
            at = column.find("+", at + 1, end)
        if top < end < len(column) and column[end] in BOTTOM_LEFT:
            yield end

    def _rights(self, line: str, top: int, left: int) -> Iterator[tuple[int, bool]]:
        """Yield upper right corners, and whether a title stands before them."""
        run = _ALONG_RUN.match(line, left + 1)
        end = run.end() if run else left + 1
        at = line.find("+", left + 2, end)
        while at >= 0:
            if self._sharp(at, top, WEST | SOUTH, turned=True):
                yield at, False
            at = line.find("+", at + 1, end)
        if line[end - 1] == "." and left + 2 < end:
            yield end - 1, False
        if left + 2 <= end < len(line) and line[end] in TOP_RIGHT:
            yield end, False
            return
        limit = line.find(_WIDE_BLANK, left + 1)
        for match in _TOP_ENDS.finditer(line, end, limit if limit >= 0 else len(line)):
            at, char = match.start(), match.group()
            if char in _NEXT_BOX:
                return
            if not self._titled(line[left + 1 : at]):
                continue
            if char != "+" or self._sharp(at, top, WEST | SOUTH, turned=True):
                yield at, True

    def _titled(self, segment: str) -> bool:
        """Tell whether a side consists of line and of text set off by it."""
        if _WIDE_BLANK in segment or _LINES_ONLY.fullmatch(segment):
            return False
        return segment[0] in _ALONG_START and segment[-1] in _ALONG_START

    def _sharp(self, row: int, column: int, arms: int, *, turned: bool = False) -> bool:
        """Tell whether a corner has no arms but these; only ASCII corners leave it open."""
        if turned:
            row, column = column, row
        if self.plane.rows[row][column] != "+":
            return True
        known = self.arms.get((row, column))
        if known is None:
            known = self.arms[row, column] = plus_arms(self.plane, row, column)
        return not known & ~arms

    def _closes(self, area: Area) -> bool:
        upper, lower = self.plane.rows[area.top], self.plane.rows[area.bottom]
        if lower[area.right] not in BOTTOM_RIGHT:
            return False
        corners = {line[column] for line in (upper, lower) for column in (area.left, area.right)}
        if "+" in corners and not corners.isdisjoint(_SOFT):
            return False  # lines with rounded corners
        return self._sharp(area.bottom, area.right, NORTH | WEST)
