"""Long lines made straight where their neighbours leave room."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.drawing.items import Item, Link, PortKey, Side
from ascii_diagram.drawing.ports import reach
from ascii_diagram.drawing.spacing import Spacing

_ROUNDS = 3


def straighten(
    items: Sequence[Item], rows: Sequence[Sequence[int]], links: Sequence[Link], spacing: Spacing
) -> None:
    """Move the bends and labels of every link onto as few different columns as fits."""
    extent = max(item.v + item.breadth for item in items)
    inner = [link for link in links if len(link.path) > 2]
    for _ in range(_ROUNDS):
        moved = False
        for link in inner:
            moved |= _straighten_link(items, rows, link, spacing, extent)
        if not moved:
            return


def _straighten_link(
    items: Sequence[Item],
    rows: Sequence[Sequence[int]],
    link: Link,
    spacing: Spacing,
    extent: int,
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
        bounds = (start == 0, end == len(path))
        column = _choose(items, link, path[start:end], (low, high), bounds, spacing)
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


def _choose(
    items: Sequence[Item],
    link: Link,
    run: Sequence[int],
    room: tuple[int, int],
    meets: tuple[bool, bool],
    spacing: Spacing,
) -> int:
    """Return the column in `room` that meets the link's ends best, else the present median.

    `meets` says whether the run reaches the link's upper and lower end.
    """
    present = sorted(items[i].middle for i in run)[len(run) // 2]
    left, right = room
    ends: list[tuple[int, PortKey | None, Side]] = []
    if meets[0]:
        ends.append((link.upper, link.upper_port, "lower"))
    if meets[1]:
        ends.append((link.lower, link.lower_port, "upper"))
    for index, key, border in ends:
        item = items[index]
        if key is None:
            low, high = reach(item, border, spacing)
        else:
            low = high = item.v + item.ports[border, key]
        if max(left, low) <= min(right, high):
            left, right = max(left, low), min(right, high)
    return min(max(present, left), right)
