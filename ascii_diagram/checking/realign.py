"""Brings one row into line with its neighbours by stretching its blanks and strokes.

A shortest path over the row's pieces from left to right: each piece may be shifted by some cells, a
change of shift between two pieces is paid for by the gap between them, and every line that would
miss a line above or below costs more than that. This is dynamic programming as in string alignment
(Needleman-Wunsch), with the rows above and below in the place of the other string.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Literal, NamedTuple

from ascii_diagram.checking.glyphs import (
    BLANK,
    EAST,
    HORIZONTAL,
    NORTH,
    OPPOSITE,
    SOUTH,
    STEP,
    TEXT,
    WEST,
    Glyph,
)
from ascii_diagram.checking.grid import Grid
from ascii_diagram.checking.row_parts import Gap, Piece, split_row

_MAX_SHIFT = 12
_MAX_PIECES = 120
_MISS, _TOUCH, _IDLE = 3.0, 1.0, 0.5
_PER_CELL = 0.06
_NO_PADDING = 0.9
_STROKE = Glyph("line", HORIZONTAL)

Sides = Literal["both", "above", "below"]


class Realigned(NamedTuple):
    """A row in line with its neighbours: its text, and what the changes cost."""

    text: str
    price: float


class _Beside(NamedTuple):
    """What a cell of a neighbouring row does towards the row between.

    Attributes:
        wants: It has an end there that must meet something.
        takes: A line's end meets it.
        kind: What it is.
    """

    wants: bool
    takes: bool
    kind: str


_NOTHING = _Beside(False, False, "blank")
_ANYTHING = _Beside(False, True, "text")


def realign(grid: Grid, row: int, sides: Sides = "both") -> Realigned | None:
    """Return the row as it fits its neighbours best; None when it does already.

    Args:
        grid: The drawing.
        row: Number of the row.
        sides: Which neighbours count.
    """
    gaps, pieces = split_row(grid.row(row))
    if not pieces or len(pieces) > _MAX_PIECES:
        return None
    width = pieces[-1].end + _MAX_SHIFT + 1
    for beside in (row - 1, row + 1):
        if 0 <= beside < len(grid):
            width = max(width, len(grid.row(beside).glyphs))
    costs = _Costs(grid, row, width, sides)
    shifts = _best_shifts(gaps, pieces, costs)
    if shifts is None or not any(shifts):
        return None
    return Realigned(_text(gaps, pieces, shifts), _price(gaps, shifts))


def _best_shifts(gaps: list[Gap], pieces: list[Piece], costs: _Costs) -> list[int] | None:
    shifts = range(-_MAX_SHIFT, _MAX_SHIFT + 1)
    best: dict[int, float] = {0: 0.0}
    origins: list[dict[int, int]] = []
    end = 0
    for gap, piece in zip(gaps, pieces, strict=True):
        reached: dict[int, float] = {}
        origin: dict[int, int] = {}
        longest = gap.length + 2 * _MAX_SHIFT
        changes = [_change(gap, length) for length in range(longest + 1)]
        for shift in shifts:
            start = piece.start + shift
            if start < 0:
                continue
            least, cheapest = 1e9, 0
            for before, cost in best.items():
                length = gap.length + shift - before
                if length < gap.least or cost >= least:
                    continue
                total = cost + changes[length] + costs.fill(gap.fill, end + before, start)
                if total < least - 1e-9:
                    least, cheapest = total, before
            if least < 1e9:
                reached[shift], origin[shift] = least + costs.piece(piece, start), cheapest
        if not reached:
            return None
        best, end = reached, piece.end
        origins.append(origin)
    final = {shift: cost + costs.fill(" ", end + shift, None) for shift, cost in best.items()}
    shift = min(final, key=lambda place: (round(final[place], 6), abs(place)))
    found: list[int] = []
    for origin in reversed(origins):
        found.append(shift)
        shift = origin[shift]
    return found[::-1]


def _change(gap: Gap, length: int) -> float:
    if length == gap.length:
        return 0.0
    bare = _NO_PADDING if length == 0 and gap.least == 0 and gap.price < 4 else 0.0
    return gap.price + _PER_CELL * abs(length - gap.length) + bare


def _price(gaps: list[Gap], shifts: list[int]) -> float:
    price, before = 0.0, 0
    for gap, shift in zip(gaps, shifts, strict=True):
        price += _change(gap, gap.length + shift - before)
        before = shift
    return price


def _text(gaps: list[Gap], pieces: list[Piece], shifts: list[int]) -> str:
    parts: list[str] = []
    before = 0
    for gap, piece, shift in zip(gaps, pieces, shifts, strict=True):
        parts.append(gap.fill * (gap.length + shift - before))
        parts.extend(piece.cells)
        before = shift
    return "".join(parts)


class _Costs:
    """What it costs to have something in a column of the row."""

    def __init__(self, grid: Grid, row: int, width: int, sides: Sides) -> None:
        self._grid = grid
        self._above = self._look(row - 1, SOUTH, width, ignored=sides == "below")
        self._below = self._look(row + 1, NORTH, width, ignored=sides == "above")
        self._width = width
        blank = (self._cell(BLANK, column) for column in range(width))
        stroke = (self._cell(_STROKE, column) for column in range(width))
        self._blanks = [0.0, *accumulate(blank)]
        self._strokes = [0.0, *accumulate(stroke)]

    def fill(self, fill: str, start: int, end: int | None) -> float:
        """Return the cost of a gap from `start` to `end`, None for the rest of the row."""
        sums = self._blanks if fill == " " else self._strokes
        last = self._width if end is None else min(end, self._width)
        return sums[last] - sums[min(start, last)]

    def piece(self, piece: Piece, start: int) -> float:
        """Return the cost of a piece that begins at `start`."""
        return sum(self._cell(glyph, start + n) for n, glyph in enumerate(piece.glyphs))

    def _look(self, row: int, way: int, width: int, *, ignored: bool) -> list[_Beside]:
        if ignored:
            return [_ANYTHING] * width
        return [_beside(self._grid, row, column, way) for column in range(width)]

    def _cell(self, glyph: Glyph, column: int) -> float:
        if column >= self._width:
            return 0.0
        above, below = self._above[column], self._below[column]
        if glyph.kind == "joint":
            return _joint_cost(glyph, above, below)
        return _end_cost(glyph, NORTH, above) + _end_cost(glyph, SOUTH, below)


def _end_cost(glyph: Glyph, way: int, other: _Beside) -> float:
    if glyph.kind == "blank":
        return _MISS if other.wants else 0.0
    if glyph.kind == "head" and glyph.points == way:
        return 0.0 if other.kind != "blank" else _TOUCH
    if glyph.arms & way:
        if other.takes:
            return 0.0
        return _MISS if other.kind == "blank" else _TOUCH
    return _TOUCH if other.wants else 0.0


def _joint_cost(glyph: Glyph, above: _Beside, below: _Beside) -> float:
    if above.takes or below.takes:
        return 0.0
    if glyph.arms not in (EAST, WEST):
        return _IDLE
    return _MISS if "blank" in (above.kind, below.kind) else _TOUCH


def _beside(grid: Grid, row: int, column: int, way: int) -> _Beside:
    """Look at a neighbour's cell from the row that it has on its side `way`."""
    glyph = grid.glyph(row, column)
    if glyph.kind == "blank":
        return _NOTHING
    if glyph == TEXT:
        return _Beside(False, False, "text")
    if glyph.kind == "joint":
        single = glyph.arms in (EAST, WEST)
        wants = single and not _goes_on(grid, row, column, OPPOSITE[way])
        return _Beside(wants, True, "joint")
    if glyph.kind == "head":
        return _Beside(bool(glyph.arms & way), glyph.arms & way > 0 or glyph.points == way, "head")
    return _Beside(bool(glyph.arms & way), bool(glyph.arms & way), "line")


def _goes_on(grid: Grid, row: int, column: int, way: int) -> bool:
    down, right = STEP[way]
    other = grid.glyph(row + down, column + right)
    return other.kind == "joint" or bool(other.arms & OPPOSITE[way])
