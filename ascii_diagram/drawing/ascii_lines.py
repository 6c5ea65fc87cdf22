"""Finds the characters of an ASCII drawing that are lines, and says which box characters they mean.

A `+` with a line to its left or right and one above or below is a corner or junction. From corners
lines are followed to their ends, round `.` and `'` where these turn them; then from arrowheads that
point at a line back to where they come from, since a label may stand between. What is not reached,
such as a hyphen in a label, is text.
"""

from __future__ import annotations

from collections.abc import Mapping

from ascii_diagram.drawing.charset import (
    EAST,
    HORIZONTAL,
    NORTH,
    OPPOSITE,
    SOUTH,
    STEP,
    VERTICAL,
    WEST,
)

Position = tuple[int, int]
"""Row and column, from 0."""

_SIDES = (NORTH, EAST, SOUTH, WEST)
_AXIS = {**dict.fromkeys("-=.", HORIZONTAL), **dict.fromkeys("|:H", VERTICAL)}
"""The sides that the character of a straight line touches."""
_STRAIGHT = {"-": "─", "=": "═", ".": "╌", "|": "│", ":": "╎", "H": "║"}
_HEADS = {("^", NORTH): "▲", (">", EAST): "►", ("v", SOUTH): "▼", ("<", WEST): "◄"}
_JUNCTIONS = dict(enumerate(" ╵╶└╷│┌├╴┘─┴┐┤┬┼"))
"""Box character by its arms, a union of NORTH, EAST, SOUTH and WEST."""
_INNER = {".": SOUTH, "'": NORTH}
"""The side to which a rounded corner turns lines that run along."""
_BESIDE_TURNS = frozenset("-=+<>")
_ARCS = {EAST | SOUTH: "╭", WEST | SOUTH: "╮", NORTH | EAST: "╰", NORTH | WEST: "╯"}
_PASSES = 20
"""Far more than any drawing needs whose arrows lead to boxes."""


def find_lines(
    cells: Mapping[Position, str], known: Mapping[Position, str] | None = None
) -> dict[Position, str]:
    """Return, for the cells that are lines or arrowheads, the box character that stands for each.

    Args:
        cells: Character of each cell that is not blank.
        known: Cells that are known to be lines, and what they stand for.
    """
    finder = _Finder(cells, known or {})
    for place, char in cells.items():
        if char == "+" and finder.is_corner(place):
            finder.follow_corners(place)
    finder.follow_heads()
    return finder.found()


class _Finder:
    def __init__(self, cells: Mapping[Position, str], known: Mapping[Position, str]) -> None:
        self._cells = cells
        self._known = dict(known)
        self._lines: dict[Position, str] = dict(known)
        self._arms: dict[Position, int] = {}
        self._turns: dict[Position, int] = {}

    def found(self) -> dict[Position, str]:
        """Return all lines that were followed, and their corners."""
        corners = {place: self._with_text(place, arms) for place, arms in self._arms.items()}
        junctions = {place: _JUNCTIONS[arms] for place, arms in corners.items()}
        turns = {place: _ARCS[arms] for place, arms in self._turns.items()}
        return self._lines | junctions | turns | self._known

    def is_corner(self, place: Position) -> bool:
        """Tell whether lines or arrowheads leave a `+` both sideways and up or down."""
        sides = sum(side for side in _SIDES if self._leaves(place, side))
        return bool(sides & HORIZONTAL) and bool(sides & VERTICAL)

    def follow_corners(self, corner: Position) -> None:
        """Follow the lines from a corner, and from all corners that they lead to."""
        pending = [corner]
        while pending:
            place = pending.pop()
            if place in self._arms:
                continue
            self._arms[place] = 0
            turn = self._turns.get(place, 0)
            for side in _SIDES:
                if not (turn & side if turn else self._leaves(place, side)):
                    continue
                line, end = self._follow(place, side)
                self._arms[place] |= side
                if self._is_bent(end, side):
                    pending.append(end)
                elif head := _HEADS.get((self._cells.get(end, ""), side)):
                    self._lines[end] = head
                self._add(line)

    def follow_heads(self) -> None:
        """Follow lines back from arrowheads that point at a line.

        What is found then may be what another head points at: they are gone through again.
        """
        heads = [
            (place, side, glyph)
            for (char, side), glyph in _HEADS.items()
            for place in self._cells
            if self._cells[place] == char
        ]
        for _ in range(_PASSES):
            rest: list[tuple[Position, int, str]] = []
            for place, side, glyph in heads:
                target = _next(place, side)
                if target in self._lines or target in self._arms:
                    self._follow_back(place, side, glyph)
                else:
                    rest.append((place, side, glyph))
            if len(rest) == len(heads):
                return
            heads = rest

    def _follow_back(self, place: Position, side: int, glyph: str) -> None:
        back = OPPOSITE[side]
        line, end = self._follow(place, back)
        if line:
            self._lines[place] = glyph
            self._add(line)
            if self._is_bent(end, back):
                self.follow_corners(end)
            elif head := _HEADS.get((self._cells.get(end, ""), back)):
                self._lines[end] = head

    def _add(self, line: list[Position]) -> None:
        self._lines.update((place, _STRAIGHT[self._cells[place]]) for place in line)

    def _leaves(self, place: Position, side: int) -> bool:
        """Tell whether a line, corner or arrowhead goes on from `place` on a side."""
        char = self._cells.get(_next(place, side), "")
        if _AXIS.get(char, 0) & side or char == "+" or (char, side) in _HEADS:
            return True
        return self._turn(_next(place, side), side) != 0

    def _is_bent(self, place: Position, side: int) -> bool:
        """Tell whether a line that comes to a cell bends or branches there."""
        if self._cells.get(place) == "+":
            return True
        turn = self._turn(place, side)
        if turn:
            self._turns.setdefault(place, turn)
        return turn != 0

    def _turn(self, place: Position, side: int) -> int:
        """Return the arms of a rounded corner at which a line arrives, 0 for none."""
        inner = _INNER.get(self._cells.get(place, ""))
        if inner is None or inner == side or self._cells.get(_next(place, inner)) is None:
            return 0
        if not side & HORIZONTAL:
            return inner | self._aside(place)
        ahead = self._cells.get(_next(place, side), "")
        goes_on = ahead in _BESIDE_TURNS or ahead == "." or ahead.isalnum()
        return 0 if goes_on else inner | OPPOSITE[side]

    def _aside(self, place: Position) -> int:
        """Return the arm to the left or right of a rounded corner: side by side they pair off."""
        row, start = place
        dots = [side for side in (EAST, WEST) if self._cells.get(_next(place, side)) == "."]
        if len(dots) == 1 and ":" in map(
            self._cells.get, (_next(place, s) for s in (NORTH, SOUTH))
        ):
            return dots[0]  # a dotted line
        while self._is_bend((row, start - 1)):
            start -= 1
        joined = self._cells.get((row, start - 1), "") in (*_BESIDE_TURNS, ".")
        return WEST if ((place[1] - start) % 2 == 1) != joined else EAST

    def _is_bend(self, place: Position) -> bool:
        """Tell whether a line may turn in a cell, which a dot of a dotted line does not."""
        inner = _INNER.get(self._cells.get(place, ""))
        return inner is not None and self._cells.get(_next(place, inner), "-") not in "-=.<>"

    def _follow(self, place: Position, side: int) -> tuple[list[Position], Position]:
        """Return the cells of the straight line that leaves `place`, and the cell behind it."""
        line: list[Position] = []
        place = _next(place, side)
        stroke = "" if self._turn(place, side) else self._cells.get(place, "")
        while _AXIS.get(stroke, 0) & side and self._cells.get(place) == stroke:
            line.append(place)
            place = _next(place, side)
        dotted = stroke == "." and line and self._cells.get(_next(line[-1], SOUTH)) in (":", "'")
        if dotted and self._turn(line[-1], side):
            place = line.pop()
        return line, place

    def _with_text(self, place: Position, arms: int) -> int:
        """Return the arms of a corner; one at the end of a line turns towards a label beside it."""
        if arms not in _SIDES:
            return arms
        across = VERTICAL if arms & HORIZONTAL else HORIZONTAL
        for side in _SIDES:
            beside = self._cells.get(_next(place, side), "")
            if side & across and beside.isalnum():
                return arms | side
        return arms


def _next(place: Position, side: int) -> Position:
    rows, columns = STEP[side]
    return place[0] + rows, place[1] + columns
