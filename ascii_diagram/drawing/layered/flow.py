"""Graphs as boxes and arrows."""

from __future__ import annotations

from collections import Counter

from ascii_diagram.diagram import Diagram, Direction, Graph
from ascii_diagram.drawing.charset import CHARSETS
from ascii_diagram.drawing.layered.components import pack, split_components
from ascii_diagram.drawing.layered.fit import Fitted, Ladder
from ascii_diagram.drawing.layered.listing import list_trees
from ascii_diagram.drawing.layered.nesting import nest
from ascii_diagram.drawing.options import Accept, DrawingOptions
from ascii_diagram.errors import DrawingError, WidthError

_FEW_EDGES = 6


def _accept_all(diagram: Diagram, rows: list[str]) -> bool:
    return True


def draw_graph(graph: Graph, options: DrawingOptions, accept: Accept = _accept_all) -> list[str]:
    """Return the lines of a graph's drawing, without trailing blanks.

    Args:
        graph: What to draw.
        options: Width, direction, charset, form of trees.
        accept: Tells of the drawing of a connected part whether it is good enough; as long as there
            are others, those that it refuses are not used.

    Raises:
        DrawingError: The graph has no nodes, or is not sound.
        WidthError: It cannot fit the width.
        LimitError: Groups are nested too deeply.
    """
    if not graph.nodes and not graph.groups:
        raise DrawingError("the diagram is empty", hint="name at least one node")
    if options.tree == "listing":
        listed = list_trees(graph, CHARSETS[options.charset], options.width)
        if listed is not None:
            return listed
    parts = fit_parts(graph, options, accept)
    return pack([part.rows for part in parts], options.width)


def fit_parts(graph: Graph, options: DrawingOptions, accept: Accept = _accept_all) -> list[Fitted]:
    """Return the drawings of the parts of a graph that nothing connects; raises as `draw_graph`."""
    nesting = nest(graph)  # refuses an unsound graph as a whole, before it is taken apart
    direction = options.direction or graph.direction
    fitted: list[Fitted] = []
    least, cut = 0, 0
    parts = split_components(graph)
    for part in parts:
        known = nesting if part is graph else None
        ladder = Ladder(part, options.width, options.charset, accept, known)
        try:
            fitted.append(_climbed(ladder, direction, alone=len(parts) == 1, first=cut + 1))
            cut += fitted[-1].cut
        except WidthError as error:
            least = max(least, error.minimum)
    if least:
        raise WidthError(options.width, least)
    return fitted


def _climbed(ladder: Ladder, direction: Direction | None, *, alone: bool, first: int) -> Fitted:
    graph = ladder.graph
    if direction is None and _reads_across(graph):
        across = ladder.across()
        if across is not None:
            return across
    if direction is None:
        direction = "right" if _is_chain(graph) else "down"
    return ladder.climb(direction, alone=alone, first=first)


def _is_chain(graph: Graph) -> bool:
    most_out, most_in = _most_edges(graph)
    return most_out <= 1 and most_in <= 1


def _most_edges(graph: Graph) -> tuple[int, int]:
    """The most edges that leave a node, and that enter one."""
    leaving = Counter(e.source for e in graph.edges if e.source != e.target)
    entering = Counter(e.target for e in graph.edges if e.source != e.target)
    return max(leaving.values(), default=0), max(entering.values(), default=0)


def _reads_across(graph: Graph) -> bool:
    """Whether a graph without a direction goes right if it fits: chains and small graphs do.

    Trees and decisions read better downwards, and so does anything large.
    """
    if _is_chain(graph):
        return True
    _, most_in = _most_edges(graph)
    labelled = Counter(e.source for e in graph.edges if e.label)
    decision = max(labelled.values(), default=0) > 1
    return len(graph.edges) <= _FEW_EDGES and most_in > 1 and not decision
