"""Links threaded through the layers: labels and bends become items that own their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.layered.items import Item, Link, Segment, TooBigError
from ascii_diagram.drawing.layered.labels import edge_lines
from ascii_diagram.drawing.layered.spacing import Spacing

_MAX_ITEMS = 5_000


@dataclass(slots=True)
class Threads:
    """Items by layer, and segments by the gap above which they start."""

    rows: list[list[int]]
    gaps: list[list[Segment]]


def thread_links(
    items: list[Item], links: Sequence[Link], layers: int, spacing: Spacing
) -> Threads:
    """Append label and bend items to `items` and cut every link into segments.

    A labelled link between neighbouring layers gets a new thin layer for its label.

    Raises:
        TooBigError: Long links would need too many items.
    """
    layers = _make_room(items, links, layers)
    inner = sum(items[link.lower].layer - items[link.upper].layer - 1 for link in links)
    if len(items) + inner > _MAX_ITEMS:
        raise TooBigError(f"{len(items) + inner} items")
    rows: list[list[int]] = [[] for _ in range(layers)]
    for i, item in enumerate(items):
        rows[item.layer].append(i)
    gaps: list[list[Segment]] = [[] for _ in range(layers)]
    for link in links:
        start, end = items[link.upper].layer, items[link.lower].layer
        label_layer = end - 1 if link.backward else start + 1
        link.path = [link.upper]
        for layer in range(start + 1, end):
            labelled = bool(link.label) and layer == label_layer
            item = _label_item(link.label, spacing) if labelled else Item("bend", style=link.style)
            item.layer = layer
            rows[layer].append(len(items))
            link.path.append(len(items))
            items.append(item)
        link.path.append(link.lower)
        for upper, lower in zip(link.path, link.path[1:], strict=False):
            gaps[items[upper].layer].append(Segment(upper, lower, link))
    return Threads(rows, gaps)


def _make_room(items: Sequence[Item], links: Sequence[Link], layers: int) -> int:
    needed = [0] * layers
    for link in links:
        if link.label and items[link.lower].layer - items[link.upper].layer == 1:
            needed[items[link.upper].layer] = 1
    shift = [0] * (layers + 1)
    for layer in range(layers):
        shift[layer + 1] = shift[layer] + 1 + needed[layer]
    for item in items:
        item.layer = shift[item.layer]
    return shift[layers]


def _label_item(label: str, spacing: Spacing) -> Item:
    lines = edge_lines(label, spacing)
    width = block_width(lines)
    if spacing.horizontal:
        return Item("label", depth=width + 2, breadth=len(lines), lines=lines)
    return Item("label", depth=len(lines), breadth=width, lines=lines)
