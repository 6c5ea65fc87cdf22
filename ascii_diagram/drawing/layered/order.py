"""The order of items within layers: few crossings, ties in input order.

Barycentre sweeps with adjacent exchanges (Sugiyama, Tagawa and Toda 1981), then whole lines moved
at once.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ascii_diagram.drawing.layered.items import SIDES, Item, Segment, Side
from ascii_diagram.drawing.layered.reinsert import Ends, reinsert

_Ends = list[list[tuple[int, float]]]
"""For every item its neighbours on one side, each with the place of the port on it (0 to 1)."""

_Rows = list[list[int]]
_MANY = 200
_SWEEPS, _SWEEPS_OF_MANY = 14, 8
_EXCHANGES = 4
_REINSERTIONS = 2


def order_layers(
    items: Sequence[Item], rows: list[list[int]], gaps: Sequence[Sequence[Segment]]
) -> list[list[int]]:
    """Return `rows` reordered; sets every item's `place`."""
    above: _Ends = [[] for _ in items]
    below: _Ends = [[] for _ in items]
    pairs: list[Ends] = []
    for gap in gaps:
        ends: list[tuple[int, float, int, float]] = []
        for segment in gap:
            start = _fraction(items, segment, "upper")
            end = _fraction(items, segment, "lower")
            above[segment.lower].append((segment.upper, start))
            below[segment.upper].append((segment.lower, end))
            ends.append((segment.upper, start, segment.lower, end))
        pairs.append(ends)
    best, fewest = rows, -1
    level = _with_outside(items, rows, above, below, pairs)
    for start in _starts(level):
        ordered, crossings = _Sweeping(start, level).run()
        if fewest < 0 or crossings < fewest:
            best, fewest = ordered, crossings
        if not fewest:
            break
    best = [row for row in best if row[0] < len(items)]
    _number(items, best)
    if fewest and len(items) <= _MANY:
        best = _reinsert_links(items, best, gaps, pairs)
    return best


class _Layers(NamedTuple):
    """Rows and the links between them, by the numbers of the items.

    Attributes:
        rows: The items of each layer.
        above: Their neighbours.
        below: The same on the other side.
        pairs: The links below each layer.
        fixed: Places of rows that keep their order.
    """

    rows: _Rows
    above: _Ends
    below: _Ends
    pairs: list[Ends]
    fixed: frozenset[int]


def _with_outside(
    items: Sequence[Item], rows: _Rows, above: _Ends, below: _Ends, pairs: list[Ends]
) -> _Layers:
    """Add to a level the rows of what its ports lead to outside, in the order that they have there.

    So lines that would cross outside of a group's frame count as those that cross inside. The lists
    `above` and `below` grow; `rows` and `pairs` are copied.
    """
    fixed: set[int] = set()
    rows, pairs = rows[:], pairs[:]
    for side in SIDES:
        ports = rows[0 if side == "upper" else -1]
        ranked = [(rank, i) for i in ports if (rank := items[i].rank) is not None]
        if len(ranked) < 2 or items[ports[0]].pinned != side:
            continue
        places = sorted({rank for rank, _ in ranked})
        outside = {rank: len(above) + number for number, rank in enumerate(places)}
        ends: list[tuple[int, float, int, float]] = []
        above += [[] for _ in places]
        below += [[] for _ in places]
        for rank, i in ranked:
            upper, lower = (outside[rank], i) if side == "upper" else (i, outside[rank])
            above[lower].append((upper, 0.5))
            below[upper].append((lower, 0.5))
            ends.append((upper, 0.5, lower, 0.5))
        rows.insert(0 if side == "upper" else len(rows), [*outside.values()])
        pairs.insert(0 if side == "upper" else len(rows) - 2, ends)
        fixed.add(0 if side == "upper" else len(rows) - 1)
    return _Layers(rows, above, below, pairs, frozenset(fixed))


def _reinsert_links(
    items: Sequence[Item],
    rows: list[list[int]],
    gaps: Sequence[Sequence[Segment]],
    pairs: Sequence[Ends],
) -> list[list[int]]:
    """Put whole lines to better places until none has one."""
    links = {id(s.link): s.link for gap in gaps for s in gap if len(s.link.path) > 2}
    for _ in range(_REINSERTIONS):
        improved = False
        for link in links.values():
            moved = reinsert(items, rows, link, pairs)
            if moved is not None:
                rows, improved = moved, True
                _number(items, rows)
        if not improved:
            break
    return rows


def _starts(level: _Layers) -> Iterator[_Rows]:
    """Yield first orders: from the sources, from the sinks, and the mirror of the first."""
    first = _first_order(level.rows, level.below)
    yield _kept(level, [row[:] for row in first])
    if len(level.above) <= _MANY:
        yield _kept(level, _first_order(level.rows[::-1], level.above)[::-1])
        yield _kept(level, [row[::-1] for row in first])


def _kept(level: _Layers, rows: _Rows) -> _Rows:
    """Return rows with the fixed ones as they were."""
    for number in level.fixed:
        rows[number] = level.rows[number][:]
    return rows


def _first_order(rows: _Rows, onward: _Ends) -> _Rows:
    """Items in the order of a depth-first search that begins with the first of `rows`."""
    place_of_row = {i: number for number, row in enumerate(rows) for i in row}
    ordered: _Rows = [[] for _ in rows]
    seen = [False] * len(onward)
    for row in rows:
        for root in row:
            stack = [root]
            while stack:
                i = stack.pop()
                if seen[i]:
                    continue
                seen[i] = True
                ordered[place_of_row[i]].append(i)
                stack += [j for j, _ in reversed(onward[i])]
    return ordered


def _fraction(items: Sequence[Item], segment: Segment, side: Side) -> float:
    index, key = segment.upper_terminal if side == "upper" else segment.lower_terminal
    if key is None:
        return 0.5
    # links leave the upper item through its lower border
    border: Side = "lower" if side == "upper" else "upper"
    return (items[index].ports[border, key] + 0.5) / items[index].breadth


def _number(items: Sequence[Item], rows: Sequence[Sequence[int]]) -> None:
    for row in rows:
        for place, i in enumerate(row):
            items[i].place = place


class _Sweeping:
    """Barycentre sweeps over the layers from one first order.

    Rows are sorted and exchanged again, and crossings counted again, only where a row has changed.
    """

    def __init__(self, rows: _Rows, level: _Layers) -> None:
        self.rows, self.above, self.below, self.pairs = rows, level.above, level.below, level.pairs
        self.loose = [
            number for number, row in enumerate(rows) if len(row) > 1 and number not in level.fixed
        ]
        """Rows that can be sorted."""
        self.place = [0] * len(self.above)
        for row in rows:
            self._number(row)
        self.counts = [self._crossings(gap) for gap in self.pairs]
        self.changes = [0] * (len(rows) + 2)
        """How often each row has changed, with one more before the first and behind the last."""
        self.settled: list[Sequence[int]] = [()] * len(rows)
        """For each row the changes of it and its neighbours at which no exchange was left."""

    def run(self) -> tuple[_Rows, int]:
        """Return the best order met, and its crossings."""
        best, fewest = [row[:] for row in self.rows], sum(self.counts)
        idle = 0
        met: set[tuple[int, ...]] = set()
        for sweep in range(_SWEEPS if len(self.place) <= _MANY else _SWEEPS_OF_MANY):
            # sweeps alternate: behind two without a change there are only more of them
            if not fewest or idle == 2:
                break
            idle = 0 if self._sweep(downward=sweep % 2 == 0) else idle + 1
            if (count := sum(self.counts)) < fewest:
                best, fewest = [row[:] for row in self.rows], count
            if sweep % 2:
                if (state := tuple(self.place)) in met:
                    break  # from here on all orders come again
                met.add(state)
        return best, fewest

    def _sweep(self, *, downward: bool) -> bool:
        """Sort the rows one after the other, then exchange neighbours; tell whether any moved."""
        before = self.changes[:]
        for layer in self.loose if downward else reversed(self.loose):
            self._sort(layer, self.above if downward else self.below)
        for layer in self.loose:
            self._exchange(layer)
        moved = [old != new for old, new in zip(before[1:], self.changes[1:], strict=True)]
        for number, gap in enumerate(self.pairs):
            if moved[number] or moved[number + 1]:
                self.counts[number] = self._crossings(gap)
        return any(moved)

    def _number(self, row: Sequence[int]) -> None:
        for place, i in enumerate(row):
            self.place[i] = place

    def _sort(self, layer: int, neighbours: _Ends) -> None:
        place, row = self.place, self.rows[layer]
        centres: dict[int, float] = {}
        for i in row:
            ends = neighbours[i]
            if len(ends) == 1:
                j, fraction = ends[0]
                centres[i] = place[j] + fraction - 0.5
            elif ends:
                centres[i] = sum([place[j] + f - 0.5 for j, f in ends]) / len(ends)
            else:
                centres[i] = place[i]
        ordered = sorted(row, key=centres.__getitem__)
        if ordered != row:
            row[:] = ordered
            self._number(row)
            self.changes[layer + 1] += 1

    def _exchange(self, layer: int) -> None:
        """Exchange neighbours as long as that saves crossings."""
        row = self.rows[layer]
        if self.settled[layer] == self.changes[layer : layer + 3]:
            return
        moved, improved = False, True
        ends = [(i, self._ends(self.above[i]), self._ends(self.below[i])) for i in row]
        for _ in range(_EXCHANGES):
            improved = False
            for place in range(len(row) - 1):
                first, second = ends[place], ends[place + 1]
                if _gain(first[1], second[1]) + _gain(first[2], second[2]) > 0:
                    ends[place], ends[place + 1] = second, first
                    improved = True
            if not improved:
                break
            moved = True
        if moved:
            row[:] = [i for i, _, _ in ends]
            self._number(row)
            self.changes[layer + 1] += 1
        self.settled[layer] = () if improved else self.changes[layer : layer + 3]

    def _ends(self, ends: Sequence[tuple[int, float]]) -> list[float]:
        """Return where the other ends of an item's lines lie."""
        place = self.place
        return [place[i] + f for i, f in ends]

    def _crossings(self, gap: Ends) -> int:
        place = self.place
        count = 0
        passed: list[float] = []
        for _, lower in sorted([(place[i] + f, place[j] + g) for i, f, j, g in gap]):
            count += len(passed) - bisect_right(passed, lower)
            insort(passed, lower)
        return count


def _gain(first: Sequence[float], second: Sequence[float]) -> int:
    """Return how many crossings on one side an exchange of neighbours saves.

    Args:
        first: The other ends of the lines of the left one.
        second: Those of the right one.
    """
    gain = 0
    for p in first:
        for q in second:
            gain += (p > q) - (p < q)
    return gain
