"""Channel routing: the horizontal pieces of a gap's nets get tracks of their own.

Classic two-layer channel routing with vertical constraints and doglegs (Deutsch 1976), by
topological order and interval packing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ascii_diagram.drawing.layered.items import LayoutError, Net, Terminal

_MAX_DOGLEGS = 60


@dataclass(slots=True, eq=False)
class Trunk:
    """One piece of a net across the flow, with the lines that come to it.

    Attributes:
        net: Index of the net.
        ups: Columns of the lines towards the start of the flow.
        downs: Columns of the lines towards its end.
        above: The piece of the same net that the line in column `joint` comes from.
        below: The piece that a line leads to (in that piece's `joint`).
        track: Its place, from 0.
    """

    net: int
    ups: list[int]
    downs: list[int]
    above: Trunk | None = None
    below: Trunk | None = None
    joint: int = -1
    track: int = -1

    @property
    def span(self) -> tuple[int, int]:
        """First and last column."""
        columns = self.ups + self.downs
        return min(columns), max(columns)


@dataclass(slots=True)
class Channel:
    """The routed gap: trunks with tracks, nets that are one straight line, track offsets."""

    trunks: list[Trunk]
    straight: dict[int, int]
    offsets: list[int]


def route_channel(nets: Sequence[Net], extent: int, *, horizontal: bool) -> Channel:
    """Give every net of a gap its tracks.

    Args:
        nets: Nets with columns assigned.
        extent: Columns in use; doglegs prefer to stay inside.
        horizontal: The flow runs along rows: lines side by side then need a blank column between.

    Raises:
        LayoutError: The constraints could not be broken (a bound on the work).
    """
    trunks: list[Trunk] = []
    straight: dict[int, int] = {}
    for number, net in enumerate(nets):
        ups, downs = _columns(net.upper_columns), _columns(net.lower_columns)
        if len(ups) == 1 and ups == downs:
            straight[number] = ups[0]
        else:
            trunks += _trunks(number, ups, downs)
    if not trunks:
        return Channel(trunks, straight, [])
    busy = set(straight.values())
    busy.update(c for t in trunks for c in t.ups + t.downs)
    before = _break_cycles(trunks, busy, extent)
    _prefer_fewer_crossings(trunks, before)
    tracks = _pack(trunks, before)
    return Channel(trunks, straight, _offsets(tracks, horizontal))


def _columns(places: Mapping[Terminal, int]) -> list[int]:
    columns = places.values()
    return list(columns) if len(columns) == 1 else sorted(set(columns))


def _trunks(net: int, ups: list[int], downs: list[int]) -> list[Trunk]:
    """One piece; two where the hub's column is that of a spoke inside the span.

    Two tees one track apart stand there instead of a four-armed junction, which would look like a
    crossing.
    """
    spokes, hub = (downs, ups[0]) if len(ups) == 1 else (ups, downs[0])
    if min(len(ups), len(downs)) > 1 or hub not in spokes or not spokes[0] < hub < spokes[-1]:
        return [Trunk(net, ups, downs)]
    left, right = [c for c in spokes if c <= hub], [c for c in spokes if c >= hub]
    if spokes is downs:
        first, second = Trunk(net, [hub], left), Trunk(net, [hub], right)
    else:
        first, second = Trunk(net, left, [hub]), Trunk(net, right, [hub])
    first.below, second.above, second.joint = second, first, hub
    return [first, second]


_Order = list[set[int]]
"""For every trunk the trunks that must have lower tracks."""


def _constraints(trunks: Sequence[Trunk]) -> _Order:
    numbers = {id(trunk): number for number, trunk in enumerate(trunks)}
    downs: dict[int, list[int]] = {}
    for number, trunk in enumerate(trunks):
        for column in trunk.downs:
            downs.setdefault(column, []).append(number)
    before: _Order = [set() for _ in trunks]
    for number, trunk in enumerate(trunks):
        if trunk.above is not None:
            before[number].add(numbers[id(trunk.above)])
        for column in trunk.ups:
            for other in downs.get(column, ()):
                if trunks[other].net != trunk.net:
                    before[other].add(number)
    return before


def _cycle(before: _Order) -> list[int]:
    """Return the trunks of one cycle, or an empty list."""
    state = [0] * len(before)
    for root in range(len(before)):
        if state[root]:
            continue
        state[root] = 1
        path = [(root, iter(sorted(before[root])))]
        while path:
            node, rest = path[-1]
            following = next(rest, None)
            if following is None:
                state[node] = 2
                path.pop()
            elif state[following] == 1:
                nodes = [n for n, _ in path]
                return nodes[nodes.index(following) :]
            elif not state[following]:
                state[following] = 1
                path.append((following, iter(sorted(before[following]))))
    return []


def _break_cycles(trunks: list[Trunk], busy: set[int], extent: int) -> _Order:
    """Bend trunks through free columns until the constraints have no cycle; return them."""
    for _ in range(_MAX_DOGLEGS):
        before = _constraints(trunks)
        cycle = _cycle(before)
        if not cycle:
            return before
        width = [trunks[n].span[1] - trunks[n].span[0] for n in cycle]
        upper = trunks[cycle[width.index(max(width))]]
        column = _free_column(upper.span, busy, extent)
        busy.add(column)
        lower = Trunk(upper.net, [column], upper.downs, upper, upper.below, column)
        if upper.below is not None:
            upper.below.above = lower
        upper.downs, upper.below = [column], lower
        trunks.append(lower)
    raise LayoutError("too many doglegs")


def _free_column(span: tuple[int, int], busy: set[int], extent: int) -> int:
    middle = sum(span) // 2
    inside = [c for c in range(extent) if c not in busy]
    if inside:
        return min(inside, key=lambda c: (abs(c - middle), c))
    column = extent
    while column in busy:
        column += 1
    return column


def _prefer_fewer_crossings(trunks: Sequence[Trunk], before: _Order) -> None:
    """Add an order between overlapping trunks where one order crosses less than the other."""
    wishes: list[tuple[int, int, int]] = []
    for a in range(len(trunks)):
        for b in range(a):
            if trunks[a].net == trunks[b].net:
                continue
            gain = _crossings(trunks[b], trunks[a]) - _crossings(trunks[a], trunks[b])
            if gain:
                wishes.append((-abs(gain), a, b) if gain > 0 else (-abs(gain), b, a))
    for _, first, second in sorted(wishes):
        if not _reaches(before, second, first):
            before[second].add(first)


def _crossings(first: Trunk, second: Trunk) -> int:
    """Crossings of two trunks when `first` lies nearer to the start of the flow."""
    (a, b), (c, d) = first.span, second.span
    return sum(a < x < b for x in second.ups) + sum(c < x < d for x in first.downs)


def _reaches(before: _Order, low: int, high: int) -> bool:
    """Whether `low` must already come before `high`."""
    seen = {high}
    stack = [high]
    while stack:
        node = stack.pop()
        if node == low:
            return True
        fresh = before[node] - seen
        seen |= fresh
        stack += sorted(fresh)
    return False


def _pack(trunks: Sequence[Trunk], before: _Order) -> list[list[Trunk]]:
    """Put every trunk on the first track that its predecessors and neighbours allow."""
    tracks: list[list[Trunk]] = []
    waiting = sorted(range(len(trunks)), key=lambda n: (trunks[n].span, n))
    while waiting:
        number = next(n for n in waiting if all(trunks[p].track >= 0 for p in before[n]))
        waiting.remove(number)
        trunk = trunks[number]
        low, high = trunk.span
        track = max((trunks[p].track + 1 for p in before[number]), default=0)
        while track < len(tracks) and any(
            t.span[0] <= high + 1 and low <= t.span[1] + 1 for t in tracks[track]
        ):
            track += 1
        while len(tracks) <= track:
            tracks.append([])
        tracks[track].append(trunk)
        trunk.track = track
    return tracks


def _offsets(tracks: Sequence[Sequence[Trunk]], horizontal: bool) -> list[int]:
    offsets: list[int] = []
    for number, track in enumerate(tracks):
        step = 1
        if horizontal and number:
            for trunk in track:
                low, high = trunk.span
                for other in tracks[number - 1]:
                    near = other.span[0] <= high + 1 and low <= other.span[1] + 1
                    if near and other.net != trunk.net:
                        step = 2
        offsets.append(offsets[-1] + step if offsets else 0)
    return offsets
