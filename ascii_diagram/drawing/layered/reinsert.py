"""Whole lines put to better places in the order of the layers.

Exchanges of neighbours in one layer cannot mend a line that crosses another along several layers:
the crossing only wanders. So a line's passages through all its layers are taken out together and
put back where they cross the fewest others, by dynamic programming over the slots of each layer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from ascii_diagram.drawing.layered.items import Item, Link

Ends = Sequence[tuple[int, float, int, float]]
"""The segments of a gap: upper item and the place of the port on it (0 to 1), lower likewise."""

_LONGEST_ROW = 40
_BEFORE = -0.001
"""Where a slot lies relative to the item behind it."""


def reinsert(
    items: Sequence[Item], rows: Sequence[list[int]], link: Link, gaps: Sequence[Ends]
) -> list[list[int]] | None:
    """Return `rows` with the inside of `link` where it crosses the fewest other lines.

    Args:
        items: The items with their `layer` and `place`.
        rows: Their indices by layer, in order.
        link: A line with a path.
        gaps: The segments below each layer.

    Returns:
        None when no place is better than the present one, or a layer is too long to try.
    """
    inner = link.path[1:-1]
    if not inner or max(len(rows[items[i].layer]) for i in inner) > _LONGEST_ROW:
        return None
    if not _is_crossed(items, link, gaps):
        return None
    rest = {items[i].layer: [j for j in rows[items[i].layer] if j != i] for i in inner}
    places = {i: place for row in rest.values() for place, i in enumerate(row)}

    def slots(item: int, fraction: float) -> list[float]:
        if item in inner:
            return [k + _BEFORE for k in range(len(rest[items[item].layer]) + 1)]
        return [items[item].place + fraction]

    tables: list[list[list[int]]] = []
    for upper, lower in pairwise(link.path):
        others: list[tuple[float, float]] = []
        tops: list[float] = []
        downs: list[float] = []
        for a, f, b, g in gaps[items[upper].layer]:
            if (a, b) == (upper, lower):
                tops, downs = slots(a, f), slots(b, g)
            elif a not in inner and b not in inner:
                others.append(
                    (places.get(a, items[a].place) + f, places.get(b, items[b].place) + g)
                )
        tables.append(_crossings(tops, downs, others))
    present = [0, *(items[i].place for i in inner), 0]
    best, way = _cheapest(tables, present)
    if best >= sum(t[a][b] for t, (a, b) in zip(tables, pairwise(present), strict=True)):
        return None
    moved = [row[:] for row in rows]
    for i, slot in zip(inner, way[1:-1], strict=True):
        layer = items[i].layer
        moved[layer] = [*rest[layer][:slot], i, *rest[layer][slot:]]
    return moved


def _is_crossed(items: Sequence[Item], link: Link, gaps: Sequence[Ends]) -> bool:
    """Tell whether a line crosses another, so that another place could be better."""
    for upper, lower in pairwise(link.path):
        ends = [
            (items[a].place + f, items[b].place + g, a, b)
            for a, f, b, g in gaps[items[upper].layer]
        ]
        top, bottom = next((p, q) for p, q, a, b in ends if (a, b) == (upper, lower))
        if any((p - top) * (q - bottom) < 0 for p, q, _, _ in ends):
            return True
    return False


def _crossings(
    tops: Sequence[float], downs: Sequence[float], others: Sequence[tuple[float, float]]
) -> list[list[int]]:
    """Crossings with `others` of a line from each of `tops` to each of `downs`, both ascending."""
    ends = [(a, bisect_left(downs, b), bisect_right(downs, b)) for a, b in others]
    table: list[list[int]] = []
    for top in tops:
        steps = [0] * (len(downs) + 1)
        for a, left, right in ends:
            if a < top:
                steps[0] += 1
                steps[left] -= 1
            elif a > top:
                steps[right] += 1
        table.append(list(accumulate(steps[:-1])))
    return table


def _cheapest(
    tables: Sequence[Sequence[Sequence[int]]], present: Sequence[int]
) -> tuple[int, list[int]]:
    """Return the least sum and the slots of its way; the present slots win ties."""
    totals = [0]
    origins: list[list[int]] = []
    for table, here in zip(tables, present, strict=False):
        options = [
            [(totals[top] + table[top][slot], abs(top - here), top) for top in range(len(totals))]
            for slot in range(len(table[0]))
        ]
        best = [min(ways) for ways in options]
        totals = [total for total, _, _ in best]
        origins.append([top for _, _, top in best])
    way = [0]
    for origin in reversed(origins):
        way.append(origin[way[-1]])
    return totals[0], way[::-1]
