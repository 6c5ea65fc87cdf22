"""Local moves that take bends out of lines, pushing neighbours aside where that pays.

Runs on whole coordinates after the layers were fitted. A move is kept only when it lowers the
cost: bends that need not be, length, and boxes off the middle of a fan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ascii_diagram.drawing.layered.items import Item, Link, Segment, Side, Terminal
from ascii_diagram.drawing.layered.ports import border_reach
from ascii_diagram.drawing.layered.spacing import Spacing

_ROUNDS = 3
_BEND = 20.0
_OFF_MIDDLE = 5.0
_LENGTH = 1.0
_OFF_CENTRE = 0.3
"""Per cell that a straight line misses the middle of a box."""


def refine(
    items: Sequence[Item],
    rows: Sequence[Sequence[int]],
    gaps: Sequence[Sequence[Segment]],
    links: Sequence[Link],
    spacing: Spacing,
    shared: Mapping[int, tuple[bool, bool]],
) -> None:
    """Improve the items' `v`; the extent of the whole does not grow.

    `shared` is what `shared_ends` tells of the links.
    """
    search = _Search(items, rows, gaps, links, spacing, shared)
    for _ in range(_ROUNDS):
        improved = False
        for unit in search.units():
            improved |= search.improve(unit)
        if not improved:
            return


class _Search:
    def __init__(
        self,
        items: Sequence[Item],
        rows: Sequence[Sequence[int]],
        gaps: Sequence[Sequence[Segment]],
        links: Sequence[Link],
        spacing: Spacing,
        shared: Mapping[int, tuple[bool, bool]],
    ) -> None:
        self.items, self.rows, self.links, self.spacing = items, rows, links, spacing
        self.gaps = [[spacing.between(items[a], items[b]) for a, b in pairwise(r)] for r in rows]
        """Least cells between neighbours of each row."""
        self.extent = max(item.v + item.breadth for item in items)
        self.segments = [segment for gap in gaps for segment in gap]
        self.incident: list[list[int]] = [[] for _ in items]
        self.above: list[list[int]] = [[] for _ in items]
        self.below: list[list[int]] = [[] for _ in items]
        self.trunked: list[bool] = []
        for number, segment in enumerate(self.segments):
            link = segment.link
            self.incident[segment.upper].append(number)
            self.incident[segment.lower].append(number)
            self.below[segment.upper].append(number)
            self.above[segment.lower].append(number)
            upper, lower = shared[id(link)]
            self.trunked.append(
                (upper and segment.upper == link.upper) or (lower and segment.lower == link.lower)
            )
        self.uppers = [self._offsets(s.upper_terminal, "upper") for s in self.segments]
        self.lowers = [self._offsets(s.lower_terminal, "lower") for s in self.segments]

    def _offsets(self, terminal: Terminal, side: Side) -> tuple[Item, int, int]:
        """An end's item, and the columns open to it relative to the item's `v`."""
        item = self.items[terminal[0]]
        low, high = border_reach(self.items, terminal, side, self.spacing)
        return item, low - item.v, high - item.v

    def units(self) -> Iterator[tuple[int, ...]]:
        """What moves as one: the inside of a long link, or a box."""
        for link in self.links:
            if len(link.path) > 2:
                yield tuple(link.path[1:-1])
        for i, item in enumerate(self.items):
            if item.kind in ("node", "group"):
                yield (i,)

    def improve(self, unit: tuple[int, ...]) -> bool:
        """Make the best of the unit's moves, if one lowers the cost."""
        segments = sorted({s for i in unit for s in self.incident[i]})
        if not any(not self.trunked[s] and self._untidy(s) for s in segments):
            return False
        present = {self.items[i].middle for i in unit}
        columns = present | {c for s in segments for c in self._straight_columns(s, unit)}
        if len(unit) == 1:
            columns -= present
        best, gain = None, 1e-6
        for column in sorted(columns):
            moved = self._push(unit, column)
            if moved is None:
                continue
            saved = self._apply(moved)
            if saved > gain:
                best, gain = moved, saved
        if best is None:
            return False
        for i, v in best.items():
            self.items[i].v = v
        return True

    def _apply(self, moved: dict[int, int]) -> float:
        """How much cost the move saves; the coordinates stay as they are."""
        segments = {s for i in moved for s in self.incident[i]}
        ends = {e for s in segments for e in (self.segments[s].upper, self.segments[s].lower)}
        before = self._cost(segments, ends)
        old = {i: self.items[i].v for i in moved}
        for i, v in moved.items():
            self.items[i].v = v
        after = self._cost(segments, ends)
        for i, v in old.items():
            self.items[i].v = v
        return before - after

    def _straight_columns(self, number: int, unit: tuple[int, ...]) -> list[int]:
        """Middles of the unit's item at which this segment would be straight."""
        segment = self.segments[number]
        if segment.upper in unit and segment.lower in unit:
            return []
        if segment.upper in unit:
            own, (low, high) = segment.upper, self._reach(number, "lower")
            mine = self._reach(number, "upper")
        else:
            own, (low, high) = segment.lower, self._reach(number, "upper")
            mine = self._reach(number, "lower")
        middle = self.items[own].middle
        centre = middle + (low + high) // 2 - (mine[0] + mine[1]) // 2
        near = middle + (low - mine[1] if mine[1] < low else high - mine[0])
        return [centre, near]

    def _push(self, unit: tuple[int, ...], column: int) -> dict[int, int] | None:
        """The coordinates that change when the unit goes to `column`; None outside the extent."""
        moved: dict[int, int] = {}
        items = self.items
        for i in unit:
            item = self.items[i]
            row, place, gaps = self.rows[item.layer], item.place, self.gaps[item.layer]
            v = column - item.anchor
            if v < 0 or v + item.breadth > self.extent:
                return None
            moved[i] = v
            left = v
            for k in range(place - 1, -1, -1):
                other = items[row[k]]
                left -= gaps[k] + other.breadth
                if other.v <= left:
                    break
                if left < 0:
                    return None
                moved[row[k]] = left
            right = v + item.breadth
            for k in range(place + 1, len(row)):
                other = items[row[k]]
                right += gaps[k - 1]
                if other.v >= right:
                    break
                moved[row[k]] = right
                right += other.breadth
                if right > self.extent:
                    return None
        return {i: v for i, v in moved.items() if v != items[i].v} or None

    def _reach(self, number: int, side: Side) -> tuple[int, int]:
        item, low, high = (self.uppers if side == "upper" else self.lowers)[number]
        return item.v + low, item.v + high

    def _untidy(self, number: int) -> bool:
        """Whether the segment bends, or meets a box well off its middle."""
        upper, lower = self._reach(number, "upper"), self._reach(number, "lower")
        return abs(sum(upper) // 2 - sum(lower) // 2) > 1

    def _cost(self, segments: set[int], ends: set[int]) -> float:
        cost = 0.0
        for number in segments:
            above, a, b = self.uppers[number]
            below, c, d = self.lowers[number]
            a, b, c, d = above.v + a, above.v + b, below.v + c, below.v + d
            apart = abs((a + b) // 2 - (c + d) // 2)
            if self.trunked[number]:
                cost += _LENGTH * apart
            elif c > b or a > d:
                heavy = above.kind == below.kind == "bend"
                cost += (2 * _BEND if heavy else _BEND) + _LENGTH * apart
            else:
                cost += _OFF_CENTRE * apart
        for i in ends:
            for numbers in (self.above[i], self.below[i]):
                if len(numbers) > 1 and self.items[i].kind == "node":
                    cost += _OFF_MIDDLE * self._off_middle(i, numbers)
        return cost

    def _off_middle(self, i: int, numbers: Sequence[int]) -> float:
        wishes: list[int] = []  # twice as far, so that they are whole
        for n in numbers:
            far, low, high = (self.lowers if self.segments[n].upper == i else self.uppers)[n]
            wishes.append(2 * far.v + low + high)
        wishes.sort()
        half = len(wishes) // 2
        return abs((wishes[half] + wishes[-1 - half]) / 4 - self.items[i].middle)
