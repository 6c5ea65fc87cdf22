"""Lines and arrowheads of a drawing as vector geometry: continuous whatever the font.

A cell is `CELL_WIDTH` x `CELL_HEIGHT` units; both are odd, so that a line one unit wide through the
middle of a cell falls on whole pixels. Straight lines are joined across cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ascii_diagram.drawing.box_drawing import DOUBLE, HEAVY, LIGHT, BoxGlyph, box_glyph
from ascii_diagram.drawing.charset import EAST, HORIZONTAL, NORTH, OPPOSITE, SOUTH, STEP, WEST

CELL_WIDTH, CELL_HEIGHT = 9, 17

Position = tuple[int, int]
"""Row and column, from 0."""

_HEADS = {
    **dict.fromkeys("▲▴", NORTH),
    **dict.fromkeys("►▶▸", EAST),
    **dict.fromkeys("▼▾", SOUTH),
    **dict.fromkeys("◄◀◂", WEST),
}
"""The side that an arrowhead points to."""
_MIDDLE_X, _MIDDLE_Y = CELL_WIDTH / 2, CELL_HEIGHT / 2
_STROKE = {LIGHT: 1, HEAVY: 3}
_GAP = 2
"""From the middle of a double line to each of its two strokes."""
_HEAD_LENGTH, _HEAD_HALF = 8, 4
_DASH_SHARE = 0.6
"""How much of a dash and the gap behind it is dash."""


@dataclass(frozen=True, slots=True)
class Path:
    """SVG path data with its stroke.

    Attributes:
        data: The `d` attribute.
        width: Width of the stroke; 0 for an area to fill.
        dash: Lengths of dash and gap; None for an unbroken line. Subpaths begin in mid-gap.
    """

    data: str
    width: int
    dash: tuple[float, float] | None = None


def is_line(char: str) -> bool:
    """Tell whether `line_paths` can draw a character."""
    return char in _HEADS or box_glyph(char) is not None


def line_paths(cells: Mapping[Position, str]) -> list[Path]:
    """Return the paths that draw box characters and arrowheads, heavier strokes last.

    Args:
        cells: The character of each cell that is a line, as `is_line` says.
    """
    heads = {place: _HEADS[char] for place, char in cells.items() if char in _HEADS}
    glyphs = {place: glyph for place, char in cells.items() if (glyph := box_glyph(char))}
    glyphs = {place: _adapted(place, glyphs, heads) for place in glyphs}
    strokes = _Strokes()
    for place, glyph in glyphs.items():
        strokes.add_glyph(glyph, *_middle(place))
    for place, side in heads.items():
        behind = glyphs.get(_neighbour(place, OPPOSITE[side]))
        strokes.add_head(*_middle(place), side, behind, glyphs.get(_neighbour(place, side)))
    return list(strokes.paths())


def _adapted(
    place: Position, glyphs: Mapping[Position, BoxGlyph], heads: Mapping[Position, int]
) -> BoxGlyph:
    """Return the glyph of a cell with each arm as heavy as the arm it meets.

    Few fonts have corners and junctions of every pair of weights, so that drawings make do with
    light ones where thick lines turn.
    """
    glyph = glyphs[place]
    arms = dict(glyph.arms)
    for side, weight in arms.items():
        met = glyphs.get(_neighbour(place, side))
        if met is not None:
            arms[side] = max(weight, met.arms.get(OPPOSITE[side], 0))
    if len(arms) == 2:
        for side in arms:
            if heads.get(_neighbour(place, side)) == side:
                arms[side] = max(arms.values())
    return glyph if arms == glyph.arms else replace(glyph, arms=arms)


class _Strokes:
    """Collects straight pieces by what they have in common, and other shapes as path data."""

    def __init__(self) -> None:
        # (weight, dashes, is horizontal) -> distance from the axis -> starts and ends
        self._pieces: defaultdict[
            tuple[int, int, bool], defaultdict[float, list[tuple[float, float]]]
        ] = defaultdict(lambda: defaultdict(list))
        self._curves: list[str] = []
        self._heads: list[str] = []

    def add_glyph(self, glyph: BoxGlyph, x: float, y: float) -> None:
        """Add a box character whose cell has its middle at `x`, `y`."""
        if glyph.diagonals or glyph.arc:
            self._curves += _curves(glyph, x, y)
            return
        for side, weight in glyph.arms.items():
            if weight == DOUBLE:
                for offset in (-_GAP, _GAP):
                    start = _double_start(glyph.arms, side, offset)
                    self._add_arm(x, y, side, (LIGHT, 0), start, offset)
            else:
                self._add_arm(x, y, side, (weight, glyph.dashes), _start(glyph.arms, side))

    def add_head(
        self, x: float, y: float, side: int, behind: BoxGlyph | None, target: BoxGlyph | None
    ) -> None:
        """Add an arrowhead with its shaft from the line `behind`; its tip touches `target`."""
        tip = _tip(target, side)
        base = tip - _HEAD_LENGTH
        if behind is not None and side in behind.arms:
            weight = behind.arms[side]
            stroke = (LIGHT if weight == DOUBLE else weight, behind.dashes)
            for offset in (-_GAP, _GAP) if weight == DOUBLE else (0,):
                self._add_arm(x, y, OPPOSITE[side], stroke, -base, offset)
        self._heads.append(_triangle(x, y, side, tip, base))

    def _add_arm(
        self,
        x: float,
        y: float,
        side: int,
        stroke: tuple[int, int],
        start: float,
        offset: float = 0,
    ) -> None:
        """Add a line from `start` before the middle to the side; `offset` moves it sideways."""
        horizontal = bool(side & HORIZONTAL)
        middle, axis = (x, y) if horizontal else (y, x)
        sign = 1 if side in (EAST, SOUTH) else -1
        ends = sorted((middle + sign * start, middle + sign * _half(side)))
        self._pieces[(*stroke, horizontal)][axis + offset].append((ends[0], ends[1]))

    def paths(self) -> Iterator[Path]:
        """Give the paths of everything that was added."""
        data: defaultdict[tuple[int, int, bool], list[str]] = defaultdict(list)
        for (weight, dashes, horizontal), lines in self._pieces.items():
            # unbroken lines of both directions share a path
            key = (weight, dashes, horizontal and dashes > 0)
            for axis, pieces in sorted(lines.items()):
                for start, end in _joined(pieces):
                    data[key].append(
                        f"M{start:g} {axis:g}H{end:g}"
                        if horizontal
                        else f"M{axis:g} {start:g}V{end:g}"
                    )
        if self._curves:
            data[(LIGHT, 0, False)] += self._curves
        for (weight, dashes, horizontal), parts in sorted(data.items()):
            yield Path("".join(parts), _STROKE[weight], _dash(dashes, horizontal=horizontal))
        if self._heads:
            yield Path("".join(self._heads), 0)


def _middle(place: Position) -> tuple[float, float]:
    row, column = place
    return column * CELL_WIDTH + _MIDDLE_X, row * CELL_HEIGHT + _MIDDLE_Y


def _half(side: int) -> float:
    """Return the distance from the middle of a cell to a side."""
    return _MIDDLE_X if side & HORIZONTAL else _MIDDLE_Y


def _neighbour(place: Position, side: int) -> Position:
    rows, columns = STEP[side]
    return place[0] + rows, place[1] + columns


def _across(side: int) -> tuple[int, int]:
    """Return the two sides at right angles: the one at smaller coordinates first."""
    return (NORTH, SOUTH) if side & HORIZONTAL else (WEST, EAST)


def _start(arms: Mapping[int, int], side: int) -> float:
    """Return where an arm of one stroke begins, as a distance from the middle towards its side.

    It runs up to the nearer stroke of a double line that it meets, and across one that it crosses.
    """
    doubles = sum(arms.get(other) == DOUBLE for other in _across(side))
    if not doubles or OPPOSITE[side] in arms:
        return 0
    return _GAP if doubles == 2 else -_GAP


def _double_start(arms: Mapping[int, int], side: int, offset: float) -> float:
    """Return where the stroke of a double arm at `offset` begins (see `_start`)."""
    before, after = _across(side)
    near, far = (before, after) if offset < 0 else (after, before)
    if near in arms:
        return _GAP if arms[near] == DOUBLE else 0
    return -_GAP if arms.get(far) == DOUBLE and OPPOSITE[side] not in arms else 0


def _tip(target: BoxGlyph | None, side: int) -> float:
    """Return how far the tip of a head is from the middle of its cell."""
    if target is None:
        return _HEAD_LENGTH / 2
    weights = [target.arms[other] for other in _across(side) if other in target.arms]
    if not weights:  # the line goes on behind the head
        return _half(side)
    weight = max(weights)
    return 2 * _half(side) - (_GAP + 0.5 if weight == DOUBLE else _STROKE[weight] / 2)


def _triangle(x: float, y: float, side: int, tip: float, base: float) -> str:
    sign = 1 if side in (EAST, SOUTH) else -1
    points = ((tip, 0), (base, -_HEAD_HALF), (base, _HEAD_HALF))
    corners = [
        (x + sign * along, y + aside) if side & HORIZONTAL else (x + aside, y + sign * along)
        for along, aside in points
    ]
    return "M" + "L".join(f"{a:g} {b:g}" for a, b in corners) + "Z"


def _curves(glyph: BoxGlyph, x: float, y: float) -> Iterator[str]:
    left, right, top, bottom = x - _MIDDLE_X, x + _MIDDLE_X, y - _MIDDLE_Y, y + _MIDDLE_Y
    if "/" in glyph.diagonals:
        yield f"M{left:g} {bottom:g}L{right:g} {top:g}"
    if "\\" in glyph.diagonals:
        yield f"M{left:g} {top:g}L{right:g} {bottom:g}"
    if glyph.arc:
        side = right if EAST in glyph.arms else left
        start, bend = (bottom, _MIDDLE_X) if SOUTH in glyph.arms else (top, -_MIDDLE_X)
        yield f"M{x:g} {start:g}V{y + bend:g}Q{x:g} {y:g} {side:g} {y:g}"


def _joined(pieces: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Unite pieces of one straight line that touch."""
    start, end = min(pieces)
    for next_start, next_end in sorted(pieces):
        if next_start > end:
            yield start, end
            start, end = next_start, next_end
        end = max(end, next_end)
    yield start, end


def _dash(dashes: int, *, horizontal: bool) -> tuple[float, float] | None:
    if not dashes:
        return None
    period = (CELL_WIDTH if horizontal else CELL_HEIGHT) / dashes
    return round(period * _DASH_SHARE, 2), round(period * (1 - _DASH_SHARE), 2)
