"""Which things hang together: the connected parts of graphs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from ascii_diagram.diagram import Graph

_Thing = TypeVar("_Thing", bound=Hashable)


def connected_parts(
    things: Iterable[_Thing], links: Iterable[tuple[_Thing, _Thing]]
) -> list[list[_Thing]]:
    """Part things by links, whichever way these point.

    Disjoint sets with path halving, after Tarjan and van Leeuwen, "Worst-case Analysis of Set Union
    Algorithms" (1984).

    Args:
        things: Each once.
        links: Pairs of them.

    Returns:
        The parts in the order of their first things, and so within each part.
    """
    leaders = {thing: thing for thing in things}

    def leader(thing: _Thing) -> _Thing:
        while leaders[thing] != thing:
            leaders[thing] = leaders[leaders[thing]]
            thing = leaders[thing]
        return thing

    for first, second in links:
        leaders[leader(second)] = leader(first)
    parts: dict[_Thing, list[_Thing]] = {}
    for thing in leaders:
        parts.setdefault(leader(thing), []).append(thing)
    return list(parts.values())


def graph_parts(graph: Graph) -> list[list[str]]:
    """Return the ids of nodes and groups by connected part; a group keeps its members together."""
    ends = [*(node.id for node in graph.nodes), *(group.id for group in graph.groups)]
    return connected_parts(ends, _links(graph))


def _links(graph: Graph) -> Iterator[tuple[str, str]]:
    for edge in graph.edges:
        yield edge.source, edge.target
    for group in graph.groups:
        for member in group.members:
            yield group.id, member
