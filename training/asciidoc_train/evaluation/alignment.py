"""Whether the characters of a drawing meet: the ends of lines at corners, and closed boxes.

Looks at characters alone, so that it serves drawings from any source, broken ones too.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from ascii_diagram.drawing.cells import clusters

_STEPS = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
_OPPOSITE = {"left": "right", "right": "left", "up": "down", "down": "up"}
_HEADS = frozenset("▼▲►◄▶◀→←↑↓▷◁△▽<>^vV")
_PLUS = "+"
_FLAT = frozenset("-=+─━═")
_UPRIGHT = frozenset("|+│┃║")
_MIN_BOX = 3


@dataclass(frozen=True, slots=True)
class AlignmentScores:
    """What meets and what does not.

    Attributes:
        met: Arms of corners, tees and crossings that meet an arm, an arrowhead or a label.
        arms: All such arms.
        closed: Boxes with text that are closed rectangles.
        opened: Boxes with text, closed or not, told by their top borders.
    """

    met: int
    arms: int
    closed: int
    opened: int

    def __add__(self, other: AlignmentScores) -> AlignmentScores:
        return AlignmentScores(
            self.met + other.met,
            self.arms + other.arms,
            self.closed + other.closed,
            self.opened + other.opened,
        )

    @property
    def junctions(self) -> float | None:
        """Share of the arms that meet something; None without arms."""
        return self.met / self.arms if self.arms else None

    @property
    def closed_boxes(self) -> float | None:
        """Share of the boxes that are closed rectangles; None without boxes."""
        return self.closed / self.opened if self.opened else None


NOTHING = AlignmentScores(0, 0, 0, 0)


def measure_alignment(drawing: str) -> AlignmentScores:
    """Measure a drawing of Unicode or ASCII lines; tabs count as eight columns."""
    plane = _Plane(drawing)
    met = arms = closed = opened = 0
    for row, cells in enumerate(plane.rows):
        for column, glyph in enumerate(cells):
            own = arms_of(glyph)
            if len(own) >= 2 and own not in _STRAIGHT:
                arms += len(own)
                met += sum(plane.meets(row, column, arm) for arm in own)
            if plane.opens_box(row, column, glyph):
                opened += 1
                closed += plane.closes_box(row, column)
    return AlignmentScores(met, arms, closed, opened)


@cache
def arms_of(glyph: str) -> frozenset[str]:
    """Return the sides on which a box-drawing character touches its cell's border."""
    name = unicodedata.name(glyph, "") if len(glyph) == 1 else ""
    if not name.startswith("BOX DRAWINGS ") or "DIAGONAL" in name:
        return frozenset()
    words = set(name.split())
    sides = {word.lower() for word in words & {"LEFT", "RIGHT", "UP", "DOWN"}}
    sides |= {"left", "right"} if "HORIZONTAL" in words else set()
    sides |= {"up", "down"} if "VERTICAL" in words else set()
    return frozenset(sides)


_TOP_LEFT = frozenset({"right", "down"})
_STRAIGHT = frozenset({frozenset({"left", "right"}), frozenset({"up", "down"})})


class _Plane:
    """Characters by row and display column; the second cell of a wide one is empty."""

    def __init__(self, drawing: str) -> None:
        self.rows = [_cells(line) for line in drawing.expandtabs(8).split("\n")]

    def at(self, row: int, column: int) -> str:
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if inside else " "

    def meets(self, row: int, column: int, arm: str) -> bool:
        down, right = _STEPS[arm]
        other = self.at(row + down, column + right)
        # a label may stand in the middle of a line
        label = down != 0 and other.strip() != "" and not arms_of(other)
        return label or other in _HEADS or _OPPOSITE[arm] in arms_of(other)

    def opens_box(self, row: int, column: int, glyph: str) -> bool:
        """Whether a box with text seems to start here: the top border is there, text below it."""
        if glyph != _PLUS and arms_of(glyph) != _TOP_LEFT:
            return False
        if self.at(row + 1, column) not in _UPRIGHT:
            return False
        corners = [c for c in self._run(row, column, 0, 1) if c - column >= _MIN_BOX]
        if not corners:
            return False
        inside = (self.at(row + 1, place) for place in range(column + 1, corners[-1]))
        return any(cell.isalnum() for cell in inside)

    def closes_box(self, row: int, column: int) -> bool:
        """Whether a rectangle of lines starts here, at its top left corner."""
        right = self._run(row, column, 0, 1)
        bottom = self._run(row, column, 1, 0)
        for last in right:
            for low in bottom:
                if last in self._run(low, column, 0, 1, whole=True) and low in self._run(
                    row, last, 1, 0, whole=True
                ):
                    return True
        return False

    def _run(
        self, row: int, column: int, down: int, right: int, *, whole: bool = False
    ) -> list[int]:
        """Return where the line from here to the right or down has corners (or, with `whole`, all
        places that it gets to).
        """
        lines, step = (_UPRIGHT, row) if down else (_FLAT, column)
        places: list[int] = []
        back = {"up"} if down else {"left"}
        along = frozenset({"up", "down"}) if down else frozenset({"left", "right"})
        while True:
            row, column, step = row + down, column + right, step + 1
            glyph = self.at(row, column)
            arms = arms_of(glyph)
            if not (glyph in lines or back <= arms or glyph in _HEADS):
                return places
            if whole or glyph == _PLUS or not arms <= along:
                places.append(step)
            if not (glyph in lines or along <= arms or glyph in _HEADS):
                return places


def _cells(line: str) -> list[str]:
    cells: list[str] = []
    for glyph, width in clusters(line):
        cells += [glyph, *[""] * (width - 1)] if width else []
    return cells
