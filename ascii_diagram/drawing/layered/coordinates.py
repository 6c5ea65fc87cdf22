"""Coordinates across the flow.

Each row is fitted to its neighbours by isotonic regression, up and down in turn. Positions are
those of the items' middle cells, so that a line between two middles is straight.
"""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.drawing.layered.isotonic import pooled, rounded
from ascii_diagram.drawing.layered.items import Item, Segment, Side
from ascii_diagram.drawing.layered.spacing import Spacing

_Ends = list[list[tuple[int, int]]]
"""For every item its neighbours on one side and how far right of them it would like to be."""

_SWEEPS = 10
_SETTLED = 1e-3
"""Moves of less than this many cells change nothing any more."""
_BEND_COST = 20.0
_OFF_MIDDLE = 5.0


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
    above, below = _ends(items, gaps)
    packed = [row_offsets(items, row, spacing) for row in rows]
    free = _Fitting(items, rows, packed, above, below)
    positions = free.fit(None)
    if limit is not None and free.extent(positions) > limit:
        positions = free.fit(limit)
    for row, offsets in zip(rows, packed, strict=True):
        whole = rounded([positions[i] for i in row], offsets)
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


def _ends(items: Sequence[Item], gaps: Sequence[Sequence[Segment]]) -> tuple[_Ends, _Ends]:
    above: _Ends = [[] for _ in items]
    below: _Ends = [[] for _ in items]
    for gap in gaps:
        for segment in gap:
            shift = _port(items, segment, "upper") - _port(items, segment, "lower")
            above[segment.lower].append((segment.upper, shift))
            below[segment.upper].append((segment.lower, -shift))
    return above, below


def _port(items: Sequence[Item], segment: Segment, side: Side) -> int:
    """Offset of the segment's port from the middle of its item."""
    index, key = segment.upper_terminal if side == "upper" else segment.lower_terminal
    if key is None:
        return 0
    border: Side = "lower" if side == "upper" else "upper"
    return items[index].ports[border, key] - items[index].anchor


class _Fitting:
    def __init__(
        self,
        items: Sequence[Item],
        rows: Sequence[Sequence[int]],
        packed: Sequence[Sequence[int]],
        above: _Ends,
        below: _Ends,
    ) -> None:
        self.items, self.rows, self.packed = items, rows, packed
        self.above, self.below = above, below
        self.plain = [item.kind in ("node", "label") for item in items]
        self.both: _Ends = [a + b for a, b in zip(above, below, strict=True)]

    def fit(self, limit: int | None) -> list[float]:
        """Return the best positions of a few that end their sweeps differently."""
        positions = [0.0] * len(self.items)
        widest = max(
            self._row_extent(row, o) for row, o in zip(self.rows, self.packed, strict=True)
        )
        for row, offsets in zip(self.rows, self.packed, strict=True):
            start = (widest - self._row_extent(row, offsets)) / 2
            for i, offset in zip(row, offsets, strict=True):
                positions[i] = start + offset
        for _ in range(_SWEEPS // 2):
            before = positions[:]
            self._sweep(positions, self.above, limit)
            self._sweep(positions, self.below, limit)
            if all(abs(a - b) < _SETTLED for a, b in zip(before, positions, strict=True)):
                break
        best, cost = positions, float("inf")
        for ending in (
            (self.above,),
            (self.below,),
            (self.both, self.both),
            (self.both, self.both, self.above),
            (self.both, self.both, self.below),
        ):
            tried = positions[:]
            for ends in ending:
                self._sweep(tried, ends, limit)
            if (found := self._cost(tried)) < cost - 1e-6:
                best, cost = tried, found
        return best

    def extent(self, positions: Sequence[float]) -> float:
        low = min(p - item.anchor for p, item in zip(positions, self.items, strict=True))
        high = max(
            p - item.anchor + item.breadth for p, item in zip(positions, self.items, strict=True)
        )
        return high - low

    def _row_extent(self, row: Sequence[int], offsets: Sequence[int]) -> int:
        last = self.items[row[-1]]
        return offsets[-1] - last.anchor + last.breadth

    def _sweep(self, positions: list[float], ends: _Ends, limit: int | None) -> None:
        upward = ends is self.below
        for number in range(len(self.rows)):
            at = len(self.rows) - 1 - number if upward else number
            row, offsets = self.rows[at], self.packed[at]
            desired: list[float] = []
            weights: list[float] = []
            for i in row:
                here = ends[i]
                if not here:
                    desired.append(positions[i])
                    weights.append(0.3)
                    continue
                if len(here) == 1:
                    j, shift = here[0]
                    desired.append(positions[j] + shift)
                else:
                    wishes = sorted([positions[j] + shift for j, shift in here])
                    half = len(wishes) // 2
                    desired.append((wishes[half] + wishes[-1 - half]) / 2)
                weights.append(1.0 + len(here) * 0.2 if self.plain[i] else 8.0)
            first, last = self.items[row[0]], self.items[row[-1]]
            low = None if limit is None else float(first.anchor)
            high = None if limit is None else float(limit - last.breadth + last.anchor)
            fitted = pooled(desired, weights, offsets, low=low, high=high)
            for i, position in zip(row, fitted, strict=True):
                positions[i] = position

    def _cost(self, positions: Sequence[float]) -> float:
        """Length of the lines, bends that need not be, and boxes off the middle of a fan."""
        cost = 0.0
        for i, ends in enumerate(self.above):
            for j, shift in ends:
                distance = abs(positions[j] + shift - positions[i])
                heavy = self.items[i].kind == "bend" or self.items[j].kind == "bend"
                single = len(ends) == 1 and len(self.below[j]) == 1
                if distance > 0.5 and (heavy or single):
                    cost += _BEND_COST
                cost += distance
        for side in (self.above, self.below):
            for i, ends in enumerate(side):
                if len(ends) > 1:
                    wishes = sorted(positions[j] + shift for j, shift in ends)
                    half = len(wishes) // 2
                    cost += _OFF_MIDDLE * abs((wishes[half] + wishes[-1 - half]) / 2 - positions[i])
        return cost
