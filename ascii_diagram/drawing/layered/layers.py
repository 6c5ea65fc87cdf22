"""Layers: which items stand side by side."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.drawing.layered.items import Item, Link
from ascii_diagram.drawing.layered.spacing import Spacing


def assign_layers(items: Sequence[Item], links: Sequence[Link], spacing: Spacing) -> list[int]:
    """Return the layer of every item, so that links lead to higher layers without empty ones.

    Longest paths from the sources, then items move towards the side where they have more links
    (which shortens lines). With `spacing.bound` a list scheduling by remaining path length keeps
    the breadth of each layer within the bound. Upper ports take the first layer, lower ports the
    last, alone.
    """
    below: list[list[int]] = [[] for _ in items]
    above: list[list[int]] = [[] for _ in items]
    for link in links:
        below[link.upper].append(link.lower)
        above[link.lower].append(link.upper)
    order = _topological(below, above)
    free = [i for i in order if items[i].pinned is None]
    first = 1 if any(item.pinned == "upper" for item in items) else 0
    if spacing.bound is None:
        layer = _longest_paths(items, order, above, first)
        _shorten(layer, free, below, above)
    else:
        layer = _bounded(items, free, below, above, spacing, first)
    last = max((layer[i] for i in free), default=first - 1) + 1
    for i, item in enumerate(items):
        layer[i] = 0 if item.pinned == "upper" else last if item.pinned == "lower" else layer[i]
    used = {value: rank for rank, value in enumerate(sorted(set(layer)))}
    return [used[value] for value in layer]


def _topological(below: list[list[int]], above: list[list[int]]) -> list[int]:
    missing = [len(a) for a in above]
    order = [i for i, n in enumerate(missing) if not n]
    for i in order:
        for j in below[i]:
            missing[j] -= 1
            if not missing[j]:
                order.append(j)
    return order


def _longest_paths(
    items: Sequence[Item], order: list[int], above: list[list[int]], first: int
) -> list[int]:
    layer = [0] * len(items)
    for i in order:
        if items[i].pinned != "upper":
            layer[i] = max([first, *(layer[j] + 1 for j in above[i])])
    return layer


def _shorten(
    layer: list[int], free: list[int], below: list[list[int]], above: list[list[int]]
) -> None:
    for _ in range(len(free)):
        moved = False
        for i in reversed(free):
            if len(below[i]) <= len(above[i]):
                continue
            limit = min(layer[j] for j in below[i]) - 1
            if limit > layer[i]:
                layer[i] = limit
                moved = True
        if not moved:
            return


def _bounded(
    items: Sequence[Item],
    free: list[int],
    below: list[list[int]],
    above: list[list[int]],
    spacing: Spacing,
    first: int,
) -> list[int]:
    """Fill layer after layer up to the bound."""
    assert spacing.bound is not None
    gap = 2 if spacing.tight else 3
    height = [0] * len(items)
    for i in reversed(free):
        height[i] = max([0, *(height[j] + 1 for j in below[i])])
    layer = [0] * len(items)
    placed = [item.pinned is not None for item in items]
    waiting = sorted(free, key=lambda i: (-height[i], i))
    current = first
    while waiting:
        ready = [i for i in waiting if all(placed[j] for j in above[i])]
        if spacing.thrifty:
            ready.sort(key=lambda i: len(below[i]) - len(above[i]))
        # a link that passes this layer costs a line and its blanks
        passing = sum(1 for i in waiting for j in above[i] if items[j].pinned is None)
        used = 2 * passing
        chosen: list[int] = []
        for i in ready:
            cost = items[i].breadth + gap - 2 * len(above[i])
            if not chosen or used + cost - gap <= spacing.bound:
                chosen.append(i)
                used += cost
        for i in chosen:
            layer[i] = current
            placed[i] = True
        waiting = [i for i in waiting if not placed[i]]
        current += 1
    return layer
