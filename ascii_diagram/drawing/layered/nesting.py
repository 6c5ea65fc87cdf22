"""The tree of groups, and every edge assigned to the level where its ends part."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ascii_diagram.diagram import Edge, EdgeStyle, Graph
from ascii_diagram.drawing.layered.cycles import back_arcs
from ascii_diagram.errors import DrawingError, LimitError
from ascii_diagram.limits import MAX_GROUP_DEPTH

End = Literal["source", "target"]
ENDS: tuple[End, End] = ("source", "target")


class Star(NamedTuple):
    """Edges with one end in common that cross frames as one line."""

    end: End
    id: str
    style: EdgeStyle


@dataclass(slots=True, eq=False)
class Route:
    """How an edge runs through the group tree.

    Attributes:
        edge: The edge.
        level: The group whose level joins the two branches; None for the top.
        source_way: From the child of `level` down to the source (groups crossed, then the source);
            empty when the source is the level's own frame.
        target_way: The same for the target.
        back: Drawn against the flow.
        star: Shares a trunk across frames with the routes of an equal star; None for a line alone.
        plain: May share trunks at all.
    """

    edge: Edge
    level: str | None
    source_way: list[str]
    target_way: list[str]
    back: bool = False
    star: Star | None = None
    plain: bool = True


@dataclass(slots=True)
class Nesting:
    """A graph's group tree.

    Attributes:
        children: For every group (None is the top) its nodes and groups in order.
        routes: Edges between different ends, in input order.
        loops: Self-loops by the id of their end.
    """

    children: dict[str | None, list[str]]
    routes: list[Route] = field(default_factory=list[Route])
    loops: dict[str, list[Edge]] = field(default_factory=dict[str, list[Edge]])


def nest(graph: Graph) -> Nesting:
    """Return the group tree of `graph` with its edges routed and those of cycles turned round.

    Raises:
        DrawingError: An edge or a group names what does not exist, or groups contain each other.
        LimitError: Groups are nested too deeply.
    """
    parents = _parents(graph)
    ways = {i: _way(i, parents) for i in parents}
    children: dict[str | None, list[str]] = {g.id: list(g.members) for g in graph.groups}
    children[None] = [i for i, parent in parents.items() if parent is None]
    nesting = Nesting(children)
    for edge in graph.edges:
        for end in (edge.source, edge.target):
            if end not in parents:
                raise DrawingError(f"an edge names {end!r}, which is neither a node nor a group")
        if edge.source == edge.target:
            nesting.loops.setdefault(edge.source, []).append(edge)
        else:
            nesting.routes.append(_route(edge, ways))
    _turn_back(nesting)
    _find_stars(nesting)
    return nesting


def _parents(graph: Graph) -> dict[str, str | None]:
    parents: dict[str, str | None] = dict.fromkeys(n.id for n in graph.nodes)
    parents |= dict.fromkeys(g.id for g in graph.groups)
    for group in graph.groups:
        for member in group.members:
            if member not in parents:
                raise DrawingError(f"group {group.id!r} names {member!r}, which does not exist")
            if parents[member] is not None:
                raise DrawingError(f"{member!r} is in two groups")
            parents[member] = group.id
    return parents


def _way(end: str, parents: dict[str, str | None]) -> list[str]:
    """The groups around an id from the outermost, and itself."""
    way = [end]
    while (parent := parents[way[0]]) is not None:
        way.insert(0, parent)
        if len(way) > MAX_GROUP_DEPTH + 1:
            raise LimitError(
                f"groups are nested deeper than {MAX_GROUP_DEPTH}, or contain each other",
                hint="flatten the innermost groups",
            )
    return way


def _route(edge: Edge, ways: dict[str, list[str]]) -> Route:
    source, target = ways[edge.source], ways[edge.target]
    common = 0
    while common < min(len(source), len(target)) and source[common] == target[common]:
        common += 1
    level = source[common - 1] if common else None
    return Route(edge, level, source[common:], target[common:])


def _turn_back(nesting: Nesting) -> None:
    levels: dict[str | None, list[Route]] = {}
    for route in nesting.routes:
        if route.source_way and route.target_way:
            levels.setdefault(route.level, []).append(route)
    for level, routes in levels.items():
        number = {child: n for n, child in enumerate(nesting.children[level])}
        arcs = [(number[r.source_way[0]], number[r.target_way[0]]) for r in routes]
        for index in sorted(back_arcs(len(number), arcs)):
            routes[index].back = True


def _find_stars(nesting: Nesting) -> None:
    """Give each edge that crosses frames at most one shared end; the largest stars first."""
    pairs: dict[frozenset[str], int] = {}
    for route in nesting.routes:
        pair = frozenset((route.edge.source, route.edge.target))
        pairs[pair] = pairs.get(pair, 0) + 1
    stars: dict[Star, list[Route]] = {}
    for route in nesting.routes:
        edge = route.edge
        single = pairs[frozenset((edge.source, edge.target))] == 1
        route.plain = edge.arrow == "forward" and not route.back and single
        if route.plain and len(route.source_way) + len(route.target_way) > 2:
            stars.setdefault(Star("source", edge.source, edge.style), []).append(route)
            stars.setdefault(Star("target", edge.target, edge.style), []).append(route)
    for key, routes in sorted(stars.items(), key=lambda star: -len(star[1])):
        open_ = [route for route in routes if route.star is None]
        if len(open_) > 1:
            for route in open_:
                route.star = key


def route_key(route: Route, number: int, end: End) -> Hashable:
    """Return the key of the ports of a route on the way of its `end`."""
    return route.star if route.star is not None and route.star.end == end else number


def star_key(route: Route, end: End) -> Hashable | None:
    """Return with what the route may share a trunk at its `end`; None for nothing."""
    if not route.plain:
        return None
    return (end, route.edge.style)
