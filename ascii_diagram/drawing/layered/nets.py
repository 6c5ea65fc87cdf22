"""Nets: which segments of a gap are drawn as one connected line.

Segments are parted into stars (one start and many ends, or many starts and one end), so that a
shared trunk never shows an edge that does not exist.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ascii_diagram.drawing.layered.items import SIDES, Item, Kind, Net, PortKey, Segment, Side
from ascii_diagram.drawing.layered.normalise import enclose
from ascii_diagram.drawing.layered.spacing import Spacing

_Hub = tuple[Side, int, PortKey | None, Hashable]

_MOST_GROWTH = 6
"""Most cells that a box grows so that labelled lines beside each other meet it straight."""


def part_into_nets(kinds: Sequence[Kind], segments: Sequence[Segment]) -> list[Net]:
    """Return the nets of one gap; larger stars first, ties in input order.

    Args:
        kinds: What every item is.
        segments: The segments of the gap.
    """
    if len(segments) == 1:
        return [Net([segments[0]])]
    hubs: list[list[_Hub]] = []
    stars: dict[_Hub, list[int]] = {}
    for number, segment in enumerate(segments):
        here = [hub for side in SIDES if (hub := _hub(kinds, segment, side)) is not None]
        hubs.append(here)
        for hub in here:
            stars.setdefault(hub, []).append(number)
    nets: list[Net] = []
    free = [True] * len(segments)

    def take(star: Sequence[int]) -> None:
        nets.append(Net([segments[n] for n in star]))
        for number in star:
            free[number] = False
            for hub in hubs[number]:
                stars[hub].remove(number)

    for star in [star[:] for hub, star in stars.items() if hub[2] is not None]:
        if len(star) > 1:
            if not all(free[n] for n in star):
                raise AssertionError("a port that two stars share")
            take(star)
    while len(star := _largest(stars)) > 1:
        take(star)
    return nets + [Net([segments[n]]) for n in range(len(segments)) if free[n]]


def _largest(stars: dict[_Hub, list[int]]) -> list[int]:
    """Return the largest star; of equal ones that whose first segment, then side, comes first."""
    largest: list[int] = []
    best = (1, 0, False)
    for hub, star in stars.items():
        if len(star) >= best[0] and (rank := (len(star), -star[0], hub[0] == "upper")) > best:
            largest, best = star[:], rank
    return largest


class Landing(NamedTuple):
    """The nets that meet one side of a node or group.

    Attributes:
        side: On which side of the gap the item is.
        item: The item.
        ports: How many nets there are.
        lines: Labels and bends to which nets of a single segment lead.
    """

    side: Side
    item: int
    ports: int
    lines: list[int]


def find_landings(kinds: Sequence[Kind], gaps: Sequence[Sequence[Net]]) -> list[Landing]:
    """Return where nets meet nodes and groups.

    Args:
        kinds: What every item is.
        gaps: The nets of every gap.
    """
    landings: list[Landing] = []
    for side in SIDES:
        counts: dict[int, int] = {}
        lines: dict[int, list[int]] = {}
        for nets in gaps:
            for net in nets:
                for index, key in net.terminals(side):
                    if key is None and kinds[index] in ("node", "group"):
                        counts[index] = counts.get(index, 0) + 1
                if len(net.segments) == 1:
                    first, second = net.segments[0].upper, net.segments[0].lower
                    near, far = (first, second) if side == "upper" else (second, first)
                    if kinds[far] in ("label", "bend"):
                        lines.setdefault(near, []).append(far)
        landings += [Landing(side, i, count, lines.get(i, [])) for i, count in counts.items()]
    return landings


def make_port_room(items: Sequence[Item], landings: Sequence[Landing], spacing: Spacing) -> None:
    """Grow nodes and groups that have more ports on a side than fit."""
    for side, index, ports, lines in landings:
        item = items[index]
        if item.kind == "node":
            if item.shape == "text" and ports > 1:
                enclose(item, spacing)
            if item.shape != "text":
                rules = len(item.rule_rows(0)) if item.ruled else 0
                item.widen(spacing.port_room(ports) + rules)
            if ports > 1 and lines and not spacing.horizontal:
                span = _span([items[i] for i in lines], spacing)
                item.widen(min(span + 3, item.box_breadth + _MOST_GROWTH))
        else:
            fixed = sum(1 for s, _ in item.ports if s != side)
            title = 0 if item.title_span is None else item.title_span[1]
            item.widen(spacing.port_room(ports) + 3 * fixed + title)


def _span(lines: Sequence[Item], spacing: Spacing) -> int:
    """Cells between the middles of the first and last of these when they stand side by side."""
    first, last = lines[0], lines[-1]
    span = sum(item.breadth for item in lines)
    span += sum(spacing.between(a, b) for a, b in pairwise(lines))
    return span - first.anchor - (last.breadth - last.anchor)


def _hub(kinds: Sequence[Kind], segment: Segment, side: Side) -> _Hub | None:
    link = segment.link
    if side == "upper":
        (index, key), star = segment.upper_terminal, link.upper_star
    else:
        (index, key), star = segment.lower_terminal, link.lower_star
    if star is None or kinds[index] not in ("node", "group"):
        return None
    return side, index, key, star
