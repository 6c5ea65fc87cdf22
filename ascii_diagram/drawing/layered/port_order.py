"""The order that lines through the frames of groups have outside.

A group is laid out before what is around it, so its ports would take the order that suits its
inside. Every level is therefore ordered once from the outside in, with its groups as points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ascii_diagram.drawing.layered.group_level import Level, PortRanks
from ascii_diagram.drawing.layered.items import Item, PortKey, Segment, Side
from ascii_diagram.drawing.layered.order import order_layers
from ascii_diagram.drawing.layered.spacing import Spacing

_Levels = Mapping[str | None, Level]
"""By the group; None is the top."""


def rank_ports(levels: _Levels) -> dict[str | None, PortRanks]:
    """Return for groups where the lines through their ports go on outside.

    Raises:
        TooBigError: Long links would need too many items.
    """
    ranks: dict[str | None, PortRanks] = {}
    waiting: list[str | None] = [None]
    while waiting:
        group = waiting.pop()
        inner = [child for child in levels[group].children if child in levels]
        if any(_has_order(levels, child) for child in inner):
            ranks |= _rank(levels, group, ranks.get(group))
        waiting += inner
    return ranks


def _has_order(levels: _Levels, group: str) -> bool:
    """Whether a group, or one in it, has two ports on one side."""
    level = levels[group]
    sides = [side for side, _ in level.ports]
    return len(set(sides)) < len(sides) or any(
        _has_order(levels, child) for child in level.children if child in levels
    )


def _rank(levels: _Levels, group: str | None, own: PortRanks | None) -> dict[str | None, PortRanks]:
    """Return the ranks of the ports of the groups directly inside a group (None is the top)."""
    level = levels[group]
    items = [
        Item("group", ports=dict.fromkeys(levels[child].ports, 0))
        if child in levels
        else Item("node")
        for child in level.children
    ]
    items += level.port_items(own)
    threads, _, _ = level.wiring.thread(items, Spacing(False))
    order_layers(items, threads.rows, threads.gaps)
    places: defaultdict[tuple[int, Side, PortKey], list[float]] = defaultdict(list)
    for segment in (segment for gap in threads.gaps for segment in gap):
        _note(places, items, segment)
    ranks: defaultdict[str | None, dict[tuple[Side, PortKey], float]] = defaultdict(dict)
    for (index, side, key), ends in places.items():
        ranks[level.children[index]][side, key] = sum(ends) / len(ends)
    return dict(ranks)


def _note(
    places: dict[tuple[int, Side, PortKey], list[float]], items: list[Item], segment: Segment
) -> None:
    """Note for the ports of a segment the place of its other end."""
    upper, lower = segment.upper_terminal, segment.lower_terminal
    if upper[1] is not None:
        places[upper[0], "lower", upper[1]].append(items[segment.lower].place)
    if lower[1] is not None:
        places[lower[0], "upper", lower[1]].append(items[segment.upper].place)
