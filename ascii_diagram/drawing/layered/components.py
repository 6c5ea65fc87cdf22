"""Parts of a graph that nothing connects, drawn apart and packed on shelves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ascii_diagram.connectivity import graph_parts
from ascii_diagram.diagram import Graph
from ascii_diagram.drawing.cells import block_width, pad

_BESIDE = 3


def split_components(graph: Graph) -> list[Graph]:
    """Return the connected parts of `graph` in input order; a group keeps its members together."""
    parts = graph_parts(graph)
    if len(parts) == 1:
        return [graph]
    return [
        replace(
            graph,
            nodes=tuple(n for n in graph.nodes if n.id in ends),
            edges=tuple(e for e in graph.edges if e.source in ends),
            groups=tuple(g for g in graph.groups if g.id in ends),
        )
        for ends in map(set, parts)
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
