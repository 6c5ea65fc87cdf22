"""Graphs written as Mermaid flowcharts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ascii_diagram.diagram import Arrow, Direction, Edge, EdgeStyle, Graph, Node, Shape
from ascii_diagram.notation.mermaid_ids import safe_ids
from ascii_diagram.notation.mermaid_text import write_label, write_text

_HEADERS: dict[Direction | None, str] = {
    None: "flowchart",
    "down": "flowchart TD",
    "up": "flowchart BT",
    "right": "flowchart LR",
    "left": "flowchart RL",
}
_BRACKETS: dict[Shape, tuple[str, str]] = {
    "rectangle": ("[", "]"),
    "rounded": ("(", ")"),
    "person": ("([", "])"),  # Mermaid's flowcharts have no person
    "cylinder": ("[(", ")]"),
    "diamond": ("{", "}"),
    "circle": ("((", "))"),
}
_NAMED: dict[Shape, str] = {"queue": "h-cyl", "text": "text"}
_LINKS: dict[tuple[EdgeStyle, Arrow], str] = {
    ("solid", "forward"): "-->",
    ("solid", "both"): "<-->",
    ("solid", "none"): "---",
    ("dashed", "forward"): "-.->",
    ("dashed", "both"): "<-.->",
    ("dashed", "none"): "-.-",
    ("thick", "forward"): "==>",
    ("thick", "both"): "<==>",
    ("thick", "none"): "===",
}
_INDENT = "    "


def flowchart_lines(graph: Graph) -> Iterator[str]:
    """Yield the lines of the flowchart that says the same as `graph`."""
    return _FlowchartWriter(graph).lines()


class _FlowchartWriter:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._nodes = {node.id: node for node in graph.nodes}
        self._groups = {group.id: group for group in graph.groups}
        self._ids = safe_ids(
            [(node.id, node.label) for node in graph.nodes]
            + [(group.id, group.label) for group in graph.groups]
        )
        self._roots = self._top_level()

    def lines(self) -> Iterator[str]:
        yield _HEADERS[self._graph.direction]
        # Nodes are declared inside their groups unless that would change their order.
        in_place = list(self._within(self._roots)) == list(self._nodes)
        if in_place:
            yield from self._members(self._roots, 1, declare=True)
        else:
            yield from (_INDENT + self._declaration(node) for node in self._graph.nodes)
            groups = [name for name in self._roots if name in self._groups]
            yield from self._members(groups, 1, declare=False)
        for edge in self._graph.edges:
            yield _INDENT + self._edge(edge)

    def _top_level(self) -> list[str]:
        """Return what is in no group, each group where the first of its nodes stands."""
        grouped = {member for group in self._graph.groups for member in group.members}
        position = {name: index for index, name in enumerate(self._nodes)}
        for group in self._graph.groups:
            places = [position[name] for name in self._within(group.members)]
            position[group.id] = min(places, default=len(self._nodes))
        every = [*self._nodes, *self._groups]
        return sorted((name for name in every if name not in grouped), key=position.__getitem__)

    def _within(self, members: Iterable[str]) -> Iterator[str]:
        for member in members:
            if member in self._groups:
                yield from self._within(self._groups[member].members)
            else:
                yield member

    def _members(self, members: Iterable[str], depth: int, *, declare: bool) -> Iterator[str]:
        indent = _INDENT * depth
        for member in members:
            group = self._groups.get(member)
            if group:
                label = write_text(group.label) or " "
                yield f'{indent}subgraph {self._ids[member]}["{label}"]'
                yield from self._members(group.members, depth + 1, declare=declare)
                yield f"{indent}end"
            else:
                node = self._nodes[member]
                yield indent + (self._declaration(node) if declare else self._ids[member])

    def _declaration(self, node: Node) -> str:
        name = self._ids[node.id]
        if node.label == name and node.shape == "rectangle":
            return name
        label = write_label(node.label, verbatim=node.verbatim) or " "
        if node.shape in _NAMED:
            return f'{name}@{{ shape: {_NAMED[node.shape]}, label: "{label}" }}'
        opening, closing = _BRACKETS[node.shape]
        return f'{name}{opening}"{label}"{closing}'

    def _edge(self, edge: Edge) -> str:
        label = f'|"{write_text(edge.label)}"|' if edge.label else ""
        link = _LINKS[edge.style, edge.arrow]
        return f"{self._ids[edge.source]} {link}{label} {self._ids[edge.target]}"
