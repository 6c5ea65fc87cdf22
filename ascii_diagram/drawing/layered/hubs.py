"""Hubs of stars set beside the line of a spoke, in flows along rows.

A box of one row cannot slide the port of its trunk, so where it lies level with a spoke in the
middle the trunk would have to be broken in two. A row further up or down it stays whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.drawing.layered.items import Item, Net, Side
from ascii_diagram.drawing.layered.ports import border_reach
from ascii_diagram.drawing.layered.spacing import Spacing

_SIDES: tuple[tuple[Side, Side], ...] = (("upper", "lower"), ("lower", "upper"))


def shift_hubs(
    items: Sequence[Item],
    rows: Sequence[Sequence[int]],
    gaps: Sequence[Sequence[Net]],
    spacing: Spacing,
) -> None:
    """Move hubs that lie level with a spoke by a row where nothing is in the way.

    Only boxes with one row of text move, and only when all their lines are such stars: others would
    bend. The extent of the whole does not grow.
    """
    spokes: dict[int, list[list[int]]] = {}
    for nets in gaps:
        for net in nets:
            for side, other in _SIDES:
                for index, _ in net.terminals(side):
                    middles = [
                        sum(border_reach(items, t, other, spacing)) // 2
                        for t in net.terminals(other)
                    ]
                    spokes.setdefault(index, []).append(middles)
    extent = max(item.v + item.breadth for item in items)
    for index, stars in spokes.items():
        item = items[index]
        movable = item.kind == "node" and item.breadth == 3 and all(len(s) > 1 for s in stars)
        if movable and any(_level(item.middle, star) for star in stars):
            _move(items, rows[item.layer], item, stars, spacing, extent)


def _level(middle: int, spokes: list[int]) -> bool:
    return middle in spokes and min(spokes) < middle < max(spokes)


def _move(
    items: Sequence[Item],
    row: Sequence[int],
    item: Item,
    stars: list[list[int]],
    spacing: Spacing,
    extent: int,
) -> None:
    low, high = 0, extent - item.breadth
    if item.place > 0:
        before = items[row[item.place - 1]]
        low = before.v + before.breadth + spacing.between(before, item)
    if item.place + 1 < len(row):
        after = items[row[item.place + 1]]
        high = after.v - spacing.between(item, after) - item.breadth
    for step in (1, -1):
        clear = not any(item.middle + step in star for star in stars)
        if low <= item.v + step <= high and clear:
            item.v += step
            return
