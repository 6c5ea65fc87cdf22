"""A graph without some of its nodes, where the others can do without them."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ascii_diagram.diagram import Graph


def without_nodes(graph: Graph, ids: Set[str], *, most: float) -> Graph:
    """Return a graph without nodes and the edges and memberships that they have.

    It stays as it is where another node would be left without an edge or a group without members,
    where no edge would be left, or where more is to go than is a slip.

    Args:
        graph: Any.
        ids: The nodes to leave out.
        most: The largest share of the nodes, 0 to 1, that may go.
    """
    if not 0 < len(ids) <= most * len(graph.nodes):
        return graph
    nodes = tuple(node for node in graph.nodes if node.id not in ids)
    edges = tuple(e for e in graph.edges if e.source not in ids and e.target not in ids)
    groups = tuple(
        replace(group, members=tuple(m for m in group.members if m not in ids))
        for group in graph.groups
    )
    linked = {end for edge in graph.edges for end in (edge.source, edge.target)}
    left = {end for edge in edges for end in (edge.source, edge.target)}
    if not edges or not all(group.members for group in groups):
        return graph
    if any(node.id in linked and node.id not in left for node in nodes):
        return graph
    return replace(graph, nodes=nodes, edges=edges, groups=groups)
