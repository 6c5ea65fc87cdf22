"""Long lines made straight where their neighbours leave room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ascii_diagram.drawing.layered.items import Item, Link
from ascii_diagram.drawing.layered.ports import border_reach
from ascii_diagram.drawing.layered.spacing import Spacing

_ROUNDS = 3


def straighten(
    items: Sequence[Item],
    rows: Sequence[Sequence[int]],
    links: Sequence[Link],
    spacing: Spacing,
    shared: Mapping[int, tuple[bool, bool]],
) -> None:
    """Move the bends and labels of every link onto as few different columns as fits.

    `shared` is what `shared_ends` tells of the links.
    """
    extent = max(item.v + item.breadth for item in items)
    inner = [link for link in links if len(link.path) > 2]
    for _ in range(_ROUNDS):
        moved = False
        for link in inner:
            moved |= _straighten_link(items, rows, link, spacing, extent, shared[id(link)])
        if not moved:
            return


def _straighten_link(
    items: Sequence[Item],
    rows: Sequence[Sequence[int]],
    link: Link,
    spacing: Spacing,
    extent: int,
    shared: tuple[bool, bool],
) -> bool:
    path = link.path[1:-1]
    rooms = [_room(items, rows[items[i].layer], i, spacing, extent) for i in path]
    moved = False
    start = 0
    while start < len(path):
        low, high = rooms[start]
        end = start + 1
        while end < len(path) and max(low, rooms[end][0]) <= min(high, rooms[end][1]):
            low, high = max(low, rooms[end][0]), min(high, rooms[end][1])
            end += 1
        ends: list[tuple[int, int]] = []
        if start == 0 and not shared[0]:
            ends.append(border_reach(items, (link.upper, link.upper_port), "upper", spacing))
        if end == len(path) and not shared[1]:
            ends.append(border_reach(items, (link.lower, link.lower_port), "lower", spacing))
        column = _choose(items, path[start:end], (low, high), ends)
        for i in path[start:end]:
            if items[i].middle != column:
                items[i].v += column - items[i].middle
                moved = True
        start = end
    return moved


def _room(
    items: Sequence[Item], row: Sequence[int], i: int, spacing: Spacing, extent: int
) -> tuple[int, int]:
    """Return the least and greatest middle that the item may have between its neighbours."""
    item, place = items[i], items[i].place
    low, high = item.anchor, extent - item.breadth + item.anchor
    if place > 0:
        left = items[row[place - 1]]
        low = left.v + left.breadth + spacing.between(left, item) + item.anchor
    if place + 1 < len(row):
        right = items[row[place + 1]]
        high = right.v - spacing.between(item, right) - item.breadth + item.anchor
    return low, max(low, high)


def shared_ends(links: Sequence[Link]) -> dict[int, tuple[bool, bool]]:
    """Return for every link (by id) whether it shares a trunk at its upper and its lower end.

    A trunk bends anyway, so no line needs to meet such an end straight.
    """
    uppers = [(link.upper, link.upper_port, link.upper_star) for link in links]
    lowers = [(link.lower, link.lower_port, link.lower_star) for link in links]
    often_upper, often_lower = Counter(uppers), Counter(lowers)
    return {
        id(link): (
            upper[2] is not None and often_upper[upper] > 1,
            lower[2] is not None and often_lower[lower] > 1,
        )
        for link, upper, lower in zip(links, uppers, lowers, strict=True)
    }


def _choose(
    items: Sequence[Item],
    run: Sequence[int],
    room: tuple[int, int],
    ends: Sequence[tuple[int, int]],
) -> int:
    """Return the column in `room` that meets the ends best, else the present median."""
    present = sorted(items[i].middle for i in run)[len(run) // 2]
    left, right = room
    for low, high in ends:
        if max(left, low) <= min(right, high):
            left, right = max(left, low), min(right, high)
    return min(max(present, left), right)
