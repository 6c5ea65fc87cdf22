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
    """How links run through the layers; nothing in it depends on distances.

    Attributes:
        rows: Items by layer.
        gaps: Segments by the layer that they start in.
        layers: The layer of every item.
        inner: For each item behind the given ones its link, and whether it is the link's label.
        paths: The items along each link.
    """

    rows: list[list[int]]
    gaps: list[list[Segment]]
    layers: list[int]
    inner: list[tuple[Link, bool]]
    paths: list[list[int]]

    def apply(self, items: list[Item], links: Sequence[Link], spacing: Spacing) -> None:
        """Set the layers of `items` and the paths of `links`; append label and bend items."""
        for link, labelled in self.inner:
            item = _label_item(link.label, spacing) if labelled else Item("bend", style=link.style)
            items.append(item)
        for item, layer in zip(items, self.layers, strict=True):
            item.layer = layer
        for link, path in zip(links, self.paths, strict=True):
            link.path = path


def thread_links(layers: list[int], links: Sequence[Link]) -> Threads:
    """Cut every link into segments between items in neighbouring layers.

    A labelled link between neighbouring layers gets a new thin layer for its label.

    Args:
        layers: The layer of every item, from 0.
        links: Lines between them.

    Raises:
        TooBigError: Long links would need too many items.
    """
    layers, count = _with_room(layers, links)
    inner = sum(layers[link.lower] - layers[link.upper] - 1 for link in links)
    if len(layers) + inner > _MAX_ITEMS:
        raise TooBigError(f"{len(layers) + inner} items")
    threads = Threads([[] for _ in range(count)], [[] for _ in range(count)], layers, [], [])
    for i, layer in enumerate(layers):
        threads.rows[layer].append(i)
    for link in links:
        start, end = layers[link.upper], layers[link.lower]
        label_layer = end - 1 if link.backward else start + 1
        path = [link.upper]
        for layer in range(start + 1, end):
            threads.rows[layer].append(len(layers))
            path.append(len(layers))
            layers.append(layer)
            threads.inner.append((link, bool(link.label) and layer == label_layer))
        path.append(link.lower)
        threads.paths.append(path)
        for layer, upper, lower in zip(range(start, end), path, path[1:], strict=False):
            threads.gaps[layer].append(Segment(upper, lower, link))
    return threads


def _with_room(layers: Sequence[int], links: Sequence[Link]) -> tuple[list[int], int]:
    """Return the layers with new ones for labels between them, and how many there are."""
    count = max(layers, default=-1) + 1
    needed = [0] * count
    for link in links:
        if link.label and layers[link.lower] - layers[link.upper] == 1:
            needed[layers[link.upper]] = 1
    shift = [0] * (count + 1)
    for layer in range(count):
        shift[layer + 1] = shift[layer] + 1 + needed[layer]
    return [shift[layer] for layer in layers], shift[count]


def _label_item(label: str, spacing: Spacing) -> Item:
    lines = edge_lines(label, spacing)
    width = block_width(lines)
    if spacing.horizontal:
        return Item("label", depth=width + 2, breadth=len(lines), lines=lines)
    return Item("label", depth=len(lines), breadth=width, lines=lines)
