"""Graphs as boxes and arrows."""

from __future__ import annotations

from collections import Counter

from ascii_diagram.diagram import Direction, Graph
from ascii_diagram.drawing.layered.components import pack, split_components
from ascii_diagram.drawing.layered.fit import fit, fit_across
from ascii_diagram.drawing.layered.nesting import nest
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import DrawingError

_FEW_EDGES = 6


def draw_graph(graph: Graph, options: DrawingOptions) -> list[str]:
    """Return the lines of a graph's drawing, without trailing blanks.

    Raises:
        DrawingError: The graph has no nodes, or is not sound.
        WidthError: It cannot fit the width.
        LimitError: Groups are nested too deeply.
    """
    if not graph.nodes and not graph.groups:
        raise DrawingError("the diagram is empty", hint="name at least one node")
    nest(graph)  # refuses an unsound graph as a whole, before it is taken apart
    direction = options.direction or graph.direction
    parts = split_components(graph)
    return pack([_draw_part(part, direction, options) for part in parts], options.width)


def _draw_part(graph: Graph, direction: Direction | None, options: DrawingOptions) -> list[str]:
    if direction is None:
        rows = fit_across(graph, options.width, options.charset) if _reads_across(graph) else None
        if rows is not None:
            return rows
        direction = "down"
    return fit(graph, direction, options.width, options.charset)


def _reads_across(graph: Graph) -> bool:
    """Whether a graph without a direction goes right if it fits: chains and small graphs do.

    Trees and decisions read better downwards, and so does anything large.
    """
    leaving = Counter(e.source for e in graph.edges if e.source != e.target)
    entering = Counter(e.target for e in graph.edges if e.source != e.target)
    most_out, most_in = max(leaving.values(), default=0), max(entering.values(), default=0)
    if most_out <= 1 and most_in <= 1:
        return True
    labelled = Counter(e.source for e in graph.edges if e.label)
    decision = max(labelled.values(), default=0) > 1
    return len(graph.edges) <= _FEW_EDGES and most_in > 1 and not decision
