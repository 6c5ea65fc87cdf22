"""What a graph's drawing consists of, whatever the distances: the levels of its group tree.

Every group is a level of its own; edges that cross its frame have ports there.
"""

from __future__ import annotations

from functools import cached_property

from ascii_diagram.diagram import Graph
from ascii_diagram.drawing.layered.group_level import Level, PortRanks
from ascii_diagram.drawing.layered.nesting import Nesting, nest
from ascii_diagram.drawing.layered.port_order import rank_ports


class Structure:
    """A graph and its levels, made once for all layouts that are tried.

    Args:
        graph: The graph.
        nesting: What `nest` tells of it, where that is known.

    Raises:
        DrawingError: The graph is not sound.
        LimitError: Groups are nested too deeply.
    """

    def __init__(self, graph: Graph, nesting: Nesting | None = None) -> None:
        self.nodes = {node.id: node for node in graph.nodes}
        self.groups = {group.id: group for group in graph.groups}
        self.edges = graph.edges
        self.nesting = nesting = nesting or nest(graph)
        self.loops = nesting.loops
        self.levels = {
            group: Level(group, children, nesting.routes)
            for group, children in nesting.children.items()
        }

    @cached_property
    def port_ranks(self) -> dict[str | None, PortRanks]:
        """What `rank_ports` tells of the groups; raises as it does."""
        return rank_ports(self.levels)
