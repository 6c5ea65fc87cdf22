"""Groups: every group is laid out by itself, framed, and placed as one item of its parent.

Edges cross a frame only at ports, which are items of the first or the last layer inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from ascii_diagram.diagram import Edge, Graph
from ascii_diagram.drawing.layered.budget import Budget
from ascii_diagram.drawing.layered.frame import framed, title_width
from ascii_diagram.drawing.layered.items import Item, LayoutError, Link, PortKey, Side, TooWideError
from ascii_diagram.drawing.layered.labels import visible
from ascii_diagram.drawing.layered.level import lay_out_level, prepare_level
from ascii_diagram.drawing.layered.loops import loops_depth
from ascii_diagram.drawing.layered.nesting import (
    ENDS,
    End,
    Nesting,
    Route,
    nest,
    route_key,
    star_key,
)
from ascii_diagram.drawing.layered.normalise import node_item
from ascii_diagram.drawing.layered.shapes import Block
from ascii_diagram.drawing.layered.spacing import Spacing


def arrange(graph: Graph, spacing: Spacing, limit: int | None, budget: Budget) -> Block:
    """Return the drawing of a graph in flow coordinates.

    Args:
        graph: At least one node or group.
        spacing: Distances.
        limit: Most columns of text; None for any.
        budget: The work that it may take.

    Raises:
        LayoutError: No valid layout was found with these distances, this limit and this budget.
        DrawingError: The graph is not sound.
        LimitError: Groups are nested too deeply.
    """
    items, links, nets = top_level(graph, spacing, limit, budget)
    return lay_out_level(items, links, spacing, nets, budget, limit)


def may_fit(graph: Graph, spacing: Spacing, limit: int, budget: Budget) -> bool:
    """Whether `arrange` could find a layout: a quick look that spares most of its work."""
    try:
        items, links, _ = top_level(graph, spacing, limit, budget)
        prepare_level(items, links, spacing, limit)
    except LayoutError:
        return False
    return True


class TopLevel(NamedTuple):
    """What stands at the top of the group tree: items, links between them, a source of nets."""

    items: list[Item]
    links: list[Link]
    nets: Iterator[int]


def top_level(graph: Graph, spacing: Spacing, limit: int | None, budget: Budget) -> TopLevel:
    """Return the top level of a graph with its groups laid out; raises as `arrange` does."""
    arrangement = _Arrangement(graph, nest(graph), spacing, budget)
    level = arrangement.parts(None, limit)
    return TopLevel(level.items, level.links, arrangement.nets)


class _Arrangement:
    def __init__(self, graph: Graph, nesting: Nesting, spacing: Spacing, budget: Budget) -> None:
        self.budget = budget
        self.nodes = {node.id: node for node in graph.nodes}
        self.groups = {group.id: group for group in graph.groups}
        self.nesting, self.spacing = nesting, spacing
        self.nets = count()

    def parts(self, group: str | None, limit: int | None) -> _Level:
        """The items and links inside `group` (None is everything)."""
        level = _Level(group)
        for child in self.nesting.children[group]:
            level.index[child] = len(level.items)
            level.items.append(self._item(child, limit))
        for number, route in enumerate(self.nesting.routes):
            level.add(number, route)
        return level

    def _item(self, child: str, limit: int | None) -> Item:
        loops = self.nesting.loops.get(child, [])
        if child in self.nodes:
            return node_item(self.nodes[child], loops, self.spacing)
        spacing = self.spacing
        pad = spacing.pad_along if spacing.horizontal else spacing.pad_across
        inner = None if limit is None else limit - 2 * pad
        try:
            return self._group(child, loops, inner)
        except TooWideError as error:
            raise TooWideError(error.least + 2 * pad) from None

    def _group(self, group: str, loops: list[Edge], limit: int | None) -> Item:
        """The framed item of a group whose inside may take `limit` columns."""
        spacing, title = self.spacing, self.groups[group].label
        level = self.parts(group, limit)
        sides = {side for side, _ in level.ports}
        needed = loops_depth(loops, spacing)
        if spacing.horizontal:
            needed = max(needed, title_width(title) + 4)
        least = 0
        if "lower" in sides:
            # ports on the far border must stay there, so the content itself has to be long enough
            least = needed - (0 if "upper" in sides else spacing.pad_along)
        block = Block()
        if level.items:
            block = lay_out_level(
                level.items, level.links, spacing, self.nets, self.budget, limit, least
            )
        ports = {port: level.items[i].v for port, i in level.ports.items()}
        return framed(block, title, ports, loops, needed, spacing)


class _Level:
    """Items and links of one level, with the ports in its frame."""

    def __init__(self, group: str | None) -> None:
        self.group = group
        self.items: list[Item] = []
        self.index: dict[str, int] = {}
        self.links: list[Link] = []
        self.ports: dict[tuple[Side, PortKey], int] = {}

    def add(self, number: int, route: Route) -> None:
        """Add the part of a route that lies on this level, if any."""
        if route.level == self.group:
            if route.source_way and route.target_way:
                self._join(number, route)
            elif route.source_way:
                self._cross(number, route, "source", route.source_way, through=False)
            else:
                self._cross(number, route, "target", route.target_way, through=False)
        elif self.group in route.source_way[:-1]:
            way = route.source_way[route.source_way.index(self.group) + 1 :]
            self._cross(number, route, "source", way, through=True)
        elif self.group in route.target_way[:-1]:
            way = route.target_way[route.target_way.index(self.group) + 1 :]
            self._cross(number, route, "target", way, through=True)

    def _join(self, number: int, route: Route) -> None:
        """Link the two branches of a route, which part on this level."""
        edge = route.edge
        ends = [
            (
                self.index[way[0]],
                route_key(route, number, end) if len(way) > 1 else None,
                len(way) == 1
                and (edge.arrow == "both" or (end, edge.arrow) == ("target", "forward")),
                star_key(route, end),
            )
            for end, way in zip(ENDS, (route.source_way, route.target_way), strict=True)
        ]
        upper, lower = reversed(ends) if route.back else ends
        self.links.append(
            Link(
                upper=upper[0],
                lower=lower[0],
                upper_port=upper[1],
                lower_port=lower[1],
                upper_head=upper[2],
                lower_head=lower[2],
                label=visible(edge.label),
                style=edge.style,
                upper_star=upper[3],
                lower_star=lower[3],
                backward=route.back,
            )
        )

    def _cross(self, number: int, route: Route, end: End, way: list[str], *, through: bool) -> None:
        """Link an inner end to the level's own frame: through it, or from it."""
        edge = route.edge
        side: Side = "lower" if (end == "source") != route.back else "upper"
        key = route_key(route, number, end)
        if not through:
            side, key = ("lower" if end == "source" else "upper"), ("frame", number)
        if (side, key) in self.ports:
            return
        port = len(self.items)
        self.items.append(Item("port", pinned=side, through=through, style=edge.style))
        self.ports[side, key] = port
        child, last = self.index[way[0]], len(way) == 1
        fixed = None if last else route_key(route, number, end)
        headed = edge.arrow == "both" or (end, edge.arrow) == ("target", "forward")
        other = edge.arrow == "both" or (end, edge.arrow) == ("source", "forward")
        at_child, at_port, star = last and headed, other and not through, star_key(route, end)
        label = "" if through else visible(edge.label)
        if side == "lower":
            link = Link(child, port, fixed, None, at_child, at_port, label, edge.style, star)
        else:
            link = Link(port, child, None, fixed, at_port, at_child, label, edge.style, None, star)
        self.links.append(link)
