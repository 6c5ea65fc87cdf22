"""Parts of a graph that nothing connects, drawn apart and packed on shelves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ascii_diagram.diagram import Graph
from ascii_diagram.drawing.cells import block_width, pad

_BESIDE = 3


def split_components(graph: Graph) -> list[Graph]:
    """Return the connected parts of `graph` in input order; a group keeps its members together."""
    leader: dict[str, str] = {n.id: n.id for n in graph.nodes} | {g.id: g.id for g in graph.groups}

    def find(end: str) -> str:
        while leader[end] != end:
            leader[end] = leader[leader[end]]
            end = leader[end]
        return end

    for edge in graph.edges:
        leader[find(edge.target)] = find(edge.source)
    for group in graph.groups:
        for member in group.members:
            leader[find(member)] = find(group.id)
    roots = dict.fromkeys(find(end) for end in leader)
    if len(roots) == 1:
        return [graph]
    return [
        replace(
            graph,
            nodes=tuple(n for n in graph.nodes if find(n.id) == root),
            edges=tuple(e for e in graph.edges if find(e.source) == root),
            groups=tuple(g for g in graph.groups if find(g.id) == root),
        )
        for root in roots
    ]


def pack(drawings: Sequence[Sequence[str]], width: int) -> list[str]:
    """Put drawings side by side on shelves at most `width` cells wide, in order.

    Returns:
        The lines, without trailing blanks; a blank line parts the shelves.
    """
    if len(drawings) == 1:
        return list(drawings[0])
    shelves: list[list[Sequence[str]]] = []
    used = 0
    for drawing in drawings:
        own = block_width(list(drawing))
        if shelves and used + _BESIDE + own <= width:
            shelves[-1].append(drawing)
            used += _BESIDE + own
        else:
            shelves.append([drawing])
            used = own
    rows: list[str] = []
    for shelf in shelves:
        if rows:
            rows.append("")
        widths = [block_width(list(drawing)) for drawing in shelf]
        for row in range(max(len(drawing) for drawing in shelf)):
            cells = [
                pad(drawing[row] if row < len(drawing) else "", own)
                for drawing, own in zip(shelf, widths, strict=True)
            ]
            rows.append((" " * _BESIDE).join(cells).rstrip())
    return rows
