"""Groups: every group is laid out by itself, framed, and placed as one item of its parent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from ascii_diagram.diagram import Edge
from ascii_diagram.drawing.layered.budget import Budget
from ascii_diagram.drawing.layered.frame import framed, title_width
from ascii_diagram.drawing.layered.items import Item, LayoutError, TooWideError
from ascii_diagram.drawing.layered.level import lay_out_level, level_columns, prepare_level
from ascii_diagram.drawing.layered.loops import loops_depth, reserve_loops
from ascii_diagram.drawing.layered.normalise import least_box_width, node_item
from ascii_diagram.drawing.layered.shapes import Block
from ascii_diagram.drawing.layered.spacing import Spacing
from ascii_diagram.drawing.layered.structure import Structure
from ascii_diagram.drawing.layered.wiring import Wiring

_LEAST_LABEL = 5
"""Cells of a gap with a label in it: a character, a blank on either side, and lines."""


def arrange(structure: Structure, spacing: Spacing, limit: int | None, budget: Budget) -> Block:
    """Return the drawing of a graph in flow coordinates.

    Args:
        structure: The graph, which has at least one node or group.
        spacing: Distances.
        limit: Most columns of text; None for any.
        budget: The work that it may take.

    Raises:
        LayoutError: No valid layout was found with these distances, this limit and this budget.
    """
    if structure.groups and limit is not None:
        least = least_columns(structure, spacing)
        if least > limit:
            raise TooWideError(least)
    items, wiring, nets = top_level(structure, spacing, limit, budget)
    return lay_out_level(items, wiring, spacing, nets, budget, limit)


def may_fit(structure: Structure, spacing: Spacing, limit: int) -> bool:
    """Whether `arrange` could find a layout: a quick look that spares most of its work."""
    try:
        return least_columns(structure, spacing) <= limit
    except LayoutError:
        return False


def is_too_long(structure: Structure, spacing: Spacing, limit: int) -> bool:
    """Whether the boxes of a horizontal flow in their layers are wider than the limit already.

    A look at the texts of a graph without groups, before any item is made: False tells nothing.
    """
    if structure.groups:
        return False
    level = structure.levels[None]
    links, nodes = level.wiring.links, [structure.nodes[child] for child in level.children]
    layers = level.wiring.layers([Item("node") for _ in nodes], spacing)
    boxes = [0] * (max(layers) + 1)
    for layer, node in zip(layers, nodes, strict=True):
        boxes[layer] = max(boxes[layer], least_box_width(node, spacing))
    gaps = [1] * len(boxes)
    for link in links:
        upper, lower = layers[link.upper], layers[link.lower]
        if link.label and upper + 1 == lower:
            gaps[upper] = _LEAST_LABEL
        elif link.lower_head:
            gaps[lower - 1] = max(gaps[lower - 1], 2)
    return sum(boxes) + sum(gaps[:-1]) > limit


def least_columns(structure: Structure, spacing: Spacing) -> int:
    """Return how many columns every layout with these distances needs at least.

    Raises:
        LayoutError: There is no layout.
    """
    return _Outline(structure, spacing).least(None)


class TopLevel(NamedTuple):
    """What stands at the top of the group tree: items, links between them, a source of nets."""

    items: list[Item]
    wiring: Wiring
    nets: Iterator[int]


def top_level(
    structure: Structure, spacing: Spacing, limit: int | None, budget: Budget
) -> TopLevel:
    """Return the top level of a graph with its groups laid out; raises as `arrange` does."""
    arrangement = _Arrangement(structure, spacing, budget)
    items = arrangement.items(None, limit)
    return TopLevel(items, structure.levels[None].wiring, arrangement.nets)


class _Outline:
    """Groups as empty items that have no more columns than they need at least."""

    def __init__(self, structure: Structure, spacing: Spacing) -> None:
        self.structure, self.spacing = structure, spacing

    def least(self, group: str | None) -> int:
        """Columns that the inside of a group (None is everything) needs at least."""
        wiring = self.structure.levels[group].wiring
        items = self.items(group)
        if not items:
            return 1
        return level_columns(items, prepare_level(items, wiring, self.spacing), self.spacing)

    def items(self, group: str | None) -> list[Item]:
        """New items of everything directly inside a group."""
        level, structure = self.structure.levels[group], self.structure
        items: list[Item] = []
        for child in level.children:
            loops = structure.loops.get(child, [])
            if child in structure.nodes:
                items.append(node_item(structure.nodes[child], loops, self.spacing))
            else:
                items.append(self._group(child, loops))
        return items + level.port_items()

    def _group(self, group: str, loops: list[Edge]) -> Item:
        spacing, ports = self.spacing, self.structure.levels[group].ports
        title, least = title_width(self.structure.groups[group].label) + 4, self.least(group)
        if spacing.horizontal:
            sides = len({side for side, _ in ports})
            depth = max(least + (2 - sides) * spacing.pad_along, title, loops_depth(loops, spacing))
            item = Item("group", depth, 1 + 2 * spacing.pad_across, loops=tuple(loops))
        else:
            breadth = max(least + 2 * spacing.pad_across, title)
            item = Item("group", 1, breadth, loops=tuple(loops))
        item.ports = dict.fromkeys(ports, 0)
        reserve_loops(item, spacing)
        return item


class _Arrangement:
    def __init__(self, structure: Structure, spacing: Spacing, budget: Budget) -> None:
        self.structure, self.spacing, self.budget = structure, spacing, budget
        self.nets = count()

    def items(self, group: str | None, limit: int | None) -> list[Item]:
        """New items of everything directly inside a group, with the groups there laid out."""
        level = self.structure.levels[group]
        items = [self._item(child, limit) for child in level.children]
        return items + level.port_items(self.structure.port_ranks.get(group))

    def _item(self, child: str, limit: int | None) -> Item:
        loops = self.structure.loops.get(child, [])
        if child in self.structure.nodes:
            return node_item(self.structure.nodes[child], loops, self.spacing)
        spacing = self.spacing
        pad = spacing.pad_along if spacing.horizontal else spacing.pad_across
        inner = None if limit is None else limit - 2 * pad
        try:
            return self._group(child, loops, inner)
        except TooWideError as error:
            raise TooWideError(error.least + 2 * pad) from None

    def _group(self, group: str, loops: list[Edge], limit: int | None) -> Item:
        """The framed item of a group whose inside may take `limit` columns."""
        spacing, title = self.spacing, self.structure.groups[group].label
        level, items = self.structure.levels[group], self.items(group, limit)
        sides = {side for side, _ in level.ports}
        needed = loops_depth(loops, spacing)
        if spacing.horizontal:
            needed = max(needed, title_width(title) + 4)
        least = 0
        if "lower" in sides:
            # ports on the far border must stay there, so the content itself has to be long enough
            least = needed - (0 if "upper" in sides else spacing.pad_along)
        block = Block()
        if items:
            block = lay_out_level(
                items, level.wiring, spacing, self.nets, self.budget, limit, least
            )
        ports = {port: items[i].v for port, i in level.ports.items()}
        return framed(block, title, ports, loops, needed, spacing)
