"""The order of items within layers: few crossings, ties in input order.

Barycentre sweeps with adjacent exchanges (Sugiyama, Tagawa and Toda 1981), then whole lines moved
at once.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence

from ascii_diagram.drawing.layered.items import Item, Segment, Side
from ascii_diagram.drawing.layered.reinsert import Ends, reinsert

_Ends = list[list[tuple[int, float]]]
"""For every item its neighbours on one side, each with the place of the port on it (0 to 1)."""

_Pairs = list[list[tuple[int, float, int, float]]]
"""By gap the ends of the segments."""

_MANY = 200
_REINSERTIONS = 2


def order_layers(
    items: Sequence[Item], rows: list[list[int]], gaps: Sequence[Sequence[Segment]]
) -> list[list[int]]:
    """Return `rows` reordered; sets every item's `place`."""
    above: _Ends = [[] for _ in items]
    below: _Ends = [[] for _ in items]
    pairs: _Pairs = []
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
    for start in _starts(rows, above, below, items):
        ordered, crossings = _sweep(items, start, above, below, pairs)
        if fewest < 0 or crossings < fewest:
            best, fewest = ordered, crossings
        if not fewest:
            break
    _number(items, best)
    if fewest and len(items) <= _MANY:
        best = _reinsert_links(items, best, gaps, pairs)
    return best


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


def _starts(
    rows: list[list[int]], above: _Ends, below: _Ends, items: Sequence[Item]
) -> Iterator[list[list[int]]]:
    """Yield first orders: from the sources, from the sinks, and the mirror of the first."""
    first = _first_order(rows, below, items)
    yield [row[:] for row in first]
    if len(items) <= _MANY:
        yield _first_order(list(reversed(rows)), above, items)
        yield [row[::-1] for row in first]


def _sweep(
    items: Sequence[Item], current: list[list[int]], above: _Ends, below: _Ends, pairs: _Pairs
) -> tuple[list[list[int]], int]:
    """Return the best order met on barycentre sweeps from `current`, and its crossings."""
    _number(items, current)
    best, fewest = [row[:] for row in current], _crossings(items, pairs)
    for sweep in range(14 if len(items) <= _MANY else 8):
        if not fewest:
            break
        downward = sweep % 2 == 0
        neighbours = above if downward else below
        for row in current if downward else reversed(current):
            _sort_row(items, row, neighbours)
        for row in current:
            _exchange(items, row, above, below)
        count = _crossings(items, pairs)
        if count < fewest:
            best, fewest = [row[:] for row in current], count
    return best, fewest


def _fraction(items: Sequence[Item], segment: Segment, side: Side) -> float:
    index, key = segment.upper_terminal if side == "upper" else segment.lower_terminal
    if key is None:
        return 0.5
    # links leave the upper item through its lower border
    border: Side = "lower" if side == "upper" else "upper"
    return (items[index].ports[border, key] + 0.5) / items[index].breadth


def _first_order(rows: list[list[int]], onward: _Ends, items: Sequence[Item]) -> list[list[int]]:
    """Items in the order of a depth-first search that begins with the first of `rows`."""
    ordered: dict[int, list[int]] = {items[row[0]].layer: [] for row in rows}
    seen = [False] * len(items)
    for row in rows:
        for root in row:
            stack = [root]
            while stack:
                i = stack.pop()
                if seen[i]:
                    continue
                seen[i] = True
                ordered[items[i].layer].append(i)
                stack += [j for j, _ in reversed(onward[i])]
    return [ordered[layer] for layer in range(len(rows))]


def _number(items: Sequence[Item], rows: list[list[int]]) -> None:
    for row in rows:
        for place, i in enumerate(row):
            items[i].place = place


def _sort_row(items: Sequence[Item], row: list[int], neighbours: _Ends) -> None:
    def barycentre(i: int) -> float:
        ends = neighbours[i]
        if not ends:
            return float(items[i].place)
        return sum(items[j].place + f - 0.5 for j, f in ends) / len(ends)

    row.sort(key=barycentre)
    for place, i in enumerate(row):
        items[i].place = place


def _exchange(items: Sequence[Item], row: list[int], above: _Ends, below: _Ends) -> None:
    for _ in range(4):
        improved = False
        for place in range(len(row) - 1):
            a, b = row[place], row[place + 1]
            now = after = 0
            for neighbours in (above, below):
                for i, f in neighbours[a]:
                    p = items[i].place + f
                    for j, g in neighbours[b]:
                        q = items[j].place + g
                        now += p > q
                        after += p < q
            if after < now:
                row[place], row[place + 1] = b, a
                items[a].place, items[b].place = place + 1, place
                improved = True
        if not improved:
            return


def _crossings(items: Sequence[Item], pairs: _Pairs) -> int:
    count = 0
    for gap in pairs:
        ends = sorted((items[i].place + f, items[j].place + g) for i, f, j, g in gap)
        passed: list[float] = []
        for _, lower in ends:
            count += len(passed) - bisect_right(passed, lower)
            insort(passed, lower)
    return count
