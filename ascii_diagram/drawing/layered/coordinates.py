"""Coordinates across the flow.

Each row is fitted to its neighbours by isotonic regression, up and down in turn. Positions are
those of the items' middle cells, so that a line between two middles is straight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ascii_diagram.drawing.layered.isotonic import rounded
from ascii_diagram.drawing.layered.items import Item, Segment, Side
from ascii_diagram.drawing.layered.spacing import Spacing

_Ends = list[list[tuple[int, float]]]
"""For every item its neighbours on one side and how far right of them it would like to be.

Everything is counted from where the items lie when their rows are packed against 0, so that least
distances within a row become an order without distances.
"""

_SWEEPS = 5
_SETTLED = 1e-3
"""Moves of less than this many cells change nothing any more."""
_BEND_COST = 20.0
_OFF_MIDDLE = 5.0
_LOOSE, _STIFF = 0.3, 8.0
"""Weights of items without a neighbour, and of bends and ports."""


def assign_coordinates(
    items: Sequence[Item],
    rows: Sequence[Sequence[int]],
    gaps: Sequence[Sequence[Segment]],
    spacing: Spacing,
    limit: int | None,
) -> None:
    """Set every item's `v`, from 0.

    Args:
        items: The items.
        rows: Their indices by layer, in order.
        gaps: The segments between layers.
        spacing: Distances.
        limit: Cells across that should be enough; None when it does not matter.
    """
    packed = [row_offsets(items, row, spacing) for row in rows]
    fitting = _Fitting(items, rows, packed, gaps)
    shifts = fitting.fit(None)
    if limit is not None and fitting.extent(shifts) > limit:
        shifts = fitting.fit(limit)
    for row, offsets in zip(rows, packed, strict=True):
        whole = rounded([shifts[i] + o for i, o in zip(row, offsets, strict=True)], offsets)
        for i, middle in zip(row, whole, strict=True):
            items[i].v = middle - items[i].anchor
    left = min(item.v for item in items)
    for item in items:
        item.v -= left


def row_offsets(items: Sequence[Item], row: Sequence[int], spacing: Spacing) -> list[int]:
    """Return the middles of a row's items when packed against 0."""
    offsets: list[int] = []
    start = 0
    for place, i in enumerate(row):
        if place:
            start += spacing.between(items[row[place - 1]], items[i])
        offsets.append(start + items[i].anchor)
        start += items[i].breadth
    return offsets


def _port(items: Sequence[Item], segment: Segment, side: Side) -> int:
    """Offset of the segment's port from the middle of its item."""
    index, key = segment.upper_terminal if side == "upper" else segment.lower_terminal
    if key is None:
        return 0
    border: Side = "lower" if side == "upper" else "upper"
    return items[index].ports[border, key] - items[index].anchor


class _RowPlan(NamedTuple):
    """What a sweep needs of one row: for every item its weight and its neighbours; the extent."""

    items: list[tuple[int, float, list[tuple[int, float]]]]
    extent: int


_Plan = list[_RowPlan]


class _Fitting:
    """Finds how far each item is shifted from its place in the packed row."""

    def __init__(
        self,
        items: Sequence[Item],
        rows: Sequence[Sequence[int]],
        packed: Sequence[Sequence[int]],
        gaps: Sequence[Sequence[Segment]],
    ) -> None:
        self.kinds = [item.kind for item in items]
        self.rows = rows
        self.extents = [
            offsets[-1] - items[row[-1]].anchor + items[row[-1]].breadth
            for row, offsets in zip(rows, packed, strict=True)
        ]
        at = [0] * len(items)
        for row, offsets in zip(rows, packed, strict=True):
            for i, offset in zip(row, offsets, strict=True):
                at[i] = offset
        self.above: _Ends = [[] for _ in items]
        self.below: _Ends = [[] for _ in items]
        for gap in gaps:
            for segment in gap:
                upper, lower = segment.upper, segment.lower
                shift = _port(items, segment, "upper") - _port(items, segment, "lower")
                shift += at[upper] - at[lower]
                self.above[lower].append((upper, shift))
                self.below[upper].append((lower, -shift))
        both = [a + b for a, b in zip(self.above, self.below, strict=True)]
        self.downward, self.settling = self._plan(self.above), self._plan(both)
        self.upward = self._plan(self.below)[::-1]

    def _plan(self, ends: _Ends) -> _Plan:
        plan: _Plan = []
        for row, extent in zip(self.rows, self.extents, strict=True):
            parts: list[tuple[int, float, list[tuple[int, float]]]] = []
            for i in row:
                here = ends[i]
                weight = 1.0 + len(here) * 0.2 if self.kinds[i] in ("node", "label") else _STIFF
                parts.append((i, weight if here else _LOOSE, here))
            plan.append(_RowPlan(parts, extent))
        return plan

    def fit(self, limit: int | None) -> list[float]:
        """Return the best shifts of a few that end their sweeps differently."""
        shifts = [0.0] * len(self.kinds)
        widest = max(self.extents)
        for row, extent in zip(self.rows, self.extents, strict=True):
            for i in row:
                shifts[i] = (widest - extent) / 2
        for _ in range(_SWEEPS):
            before = shifts[:]
            _sweep(shifts, self.downward, limit)
            _sweep(shifts, self.upward, limit)
            if all(abs(a - b) < _SETTLED for a, b in zip(before, shifts, strict=True)):
                break
        best, cost = shifts, float("inf")
        endings = self._endings(shifts, limit)
        for number, tried in enumerate(endings):
            if tried in endings[:number]:
                continue
            if (found := self._cost(tried)) < cost - 1e-6:
                best, cost = tried, found
        return best

    def _endings(self, shifts: list[float], limit: int | None) -> list[list[float]]:
        """Return the shifts after last sweeps down, up, to both sides, and these two after it."""
        down, up, both = shifts[:], shifts[:], shifts[:]
        _sweep(down, self.downward, limit)
        _sweep(up, self.upward, limit)
        _sweep(both, self.settling, limit)
        _sweep(both, self.settling, limit)
        both_down, both_up = both[:], both[:]
        _sweep(both_down, self.downward, limit)
        _sweep(both_up, self.upward, limit)
        return [down, up, both, both_down, both_up]

    def extent(self, shifts: Sequence[float]) -> float:
        """Return the cells across that the items take."""
        low = min(shifts[row[0]] for row in self.rows)
        high = max(shifts[row[-1]] + e for row, e in zip(self.rows, self.extents, strict=True))
        return high - low

    def _cost(self, shifts: Sequence[float]) -> float:
        """Length of the lines, bends that need not be, and boxes off the middle of a fan."""
        cost = 0.0
        kinds, below = self.kinds, self.below
        for i, ends in enumerate(self.above):
            here = shifts[i]
            for j, shift in ends:
                distance = abs(shifts[j] + shift - here)
                if distance > 0.5:
                    heavy = kinds[i] == "bend" or kinds[j] == "bend"
                    if heavy or (len(ends) == 1 and len(below[j]) == 1):
                        cost += _BEND_COST
                cost += distance
        for side in (self.above, below):
            for i, ends in enumerate(side):
                if len(ends) > 1:
                    cost += _OFF_MIDDLE * abs(_median(shifts, ends) - shifts[i])
        return cost


def _median(shifts: Sequence[float], ends: Sequence[tuple[int, float]]) -> float:
    if len(ends) == 1:
        j, shift = ends[0]
        return shifts[j] + shift
    if len(ends) == 2:
        (j, first), (k, second) = ends
        return ((shifts[j] + first) + (shifts[k] + second)) / 2
    wishes = sorted([shifts[j] + shift for j, shift in ends])
    half = len(wishes) // 2
    return (wishes[half] + wishes[-1 - half]) / 2


def _sweep(shifts: list[float], plan: _Plan, limit: int | None) -> None:
    """Fit row after row to its neighbours: isotonic regression, as `isotonic.pooled` has it."""
    for parts, extent in plan:
        if len(parts) == 1:
            i, _, ends = parts[0]
            mean = _median(shifts, ends) if ends else shifts[i]
            shifts[i] = mean if limit is None else max(0.0, min(mean, limit - extent))
            continue
        pools: list[tuple[float, float, int]] = []  # mean, weight, last place in the row
        for place, (i, weight, ends) in enumerate(parts):
            if len(ends) == 1:
                j, shift = ends[0]
                mean = shifts[j] + shift
            else:
                mean = _median(shifts, ends) if ends else shifts[i]
            while pools and pools[-1][0] > mean:
                mean_, weight_, _ = pools.pop()
                mean = (mean_ * weight_ + mean * weight) / (weight_ + weight)
                weight += weight_
            pools.append((mean, weight, place))
        place = 0
        for mean, _, last in pools:
            if limit is not None:
                mean = max(0.0, min(mean, limit - extent))
            while place <= last:
                shifts[parts[place][0]] = mean
                place += 1
