"""Boxes on which several replies to one prompt agree, against the one that was chosen.

The thresholds were found on the prompts of `training/data/tuning.jsonl`, five replies each: a box at the end of a line that no
other reply has is nearly always a word of the prompt that is no thing, and one that all others have
is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ascii_diagram.diagram import Edge, Graph, Node
from ascii_diagram.resolve.initial_state import INITIAL
from ascii_diagram.resolve.words import folded

_LEAST_REPLIES = 4
_LEAST_NODES = 4
# Fewer replies than this share of them all have a box that is dropped, more one that is added ...
_RARE, _COMMON = 0.25, 0.75
# ... with the lines to it that at least this share has.
_COMMON_LINE = 0.4
# More than these are no slips: then the replies differ as a whole.
_MOST_DROPPED, _MOST_ADDED = 1 / 3, 3


def agreed(chosen: Graph, replies: Sequence[Graph]) -> Graph:
    """Return the chosen graph without boxes that it alone has, with those that only it lacks.

    Args:
        chosen: One of the replies. It stays as it is where it has groups or is very small.
        replies: All of them; too few are no vote.
    """
    if len(replies) < _LEAST_REPLIES or len(chosen.nodes) < _LEAST_NODES or chosen.groups:
        return chosen
    votes = _Votes(replies)
    return _with_common(_without_rare(chosen, votes), votes)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line by the folded labels of its ends."""

    source: str
    target: str


class _Votes:
    """How many replies have each box and each line."""

    def __init__(self, replies: Sequence[Graph]) -> None:
        self.total = len(replies)
        self.labels: dict[str, str] = {}
        self.edges: dict[_Line, list[Edge]] = {}
        boxes: list[set[str]] = []
        lines: list[set[_Line]] = []
        for graph in replies:
            names = {node.id: folded(node.label) for node in graph.nodes}
            boxes.append(set(names.values()))
            for node in graph.nodes:
                self.labels.setdefault(folded(node.label), node.label)
            lines.append(set())
            for edge in graph.edges:
                if edge.source in names and edge.target in names:
                    line = _Line(names[edge.source], names[edge.target])
                    lines[-1].add(line)
                    self.edges.setdefault(line, []).append(edge)
        self.boxes = Counter(chain.from_iterable(boxes))
        self.lines = Counter(chain.from_iterable(lines))

    def have(self, count: int, share: float) -> bool:
        """Whether so many replies are at least this share of all."""
        return count >= share * self.total


def _without_rare(graph: Graph, votes: _Votes) -> Graph:
    """Drop boxes at the ends of lines that hardly any reply has, unless other boxes fall alone."""
    ends = Counter(chain.from_iterable((edge.source, edge.target) for edge in graph.edges))
    rare = {
        node.id
        for node in graph.nodes
        if node.id != INITIAL
        and ends[node.id] <= 1
        and not votes.have(votes.boxes[folded(node.label)], _RARE)
    }
    if not rare or len(rare) > _MOST_DROPPED * len(graph.nodes):
        return graph
    nodes = tuple(node for node in graph.nodes if node.id not in rare)
    edges = tuple(edge for edge in graph.edges if rare.isdisjoint((edge.source, edge.target)))
    joined = {end for edge in edges for end in (edge.source, edge.target)}
    whole = all(node.id in joined for node in nodes)
    return replace(graph, nodes=nodes, edges=edges) if edges and whole else graph


def _with_common(graph: Graph, votes: _Votes) -> Graph:
    """Add the boxes that nearly all replies have, each with its lines to boxes that are there."""
    ids = {folded(node.label): node.id for node in graph.nodes}
    missing = {
        name
        for name, count in votes.boxes.items()
        if name not in ids and votes.have(count, _COMMON)
    }
    if not missing or len(missing) > _MOST_ADDED or missing & set(ids.values()):
        return graph
    lines = [
        line
        for line, count in sorted(votes.lines.items(), key=lambda item: -item[1])
        if votes.have(count, _COMMON_LINE)
        and (
            (line.source in missing and line.target in ids)
            or (line.target in missing and line.source in ids)
        )
    ]
    added = {name: votes.labels[name] for line in lines for name in (line.source, line.target)}
    new = {name: label for name, label in added.items() if name in missing}
    ids |= new
    nodes = (*graph.nodes, *(Node(label, label) for label in new.values()))
    edges = (
        replace(
            Counter(votes.edges[line]).most_common(1)[0][0],
            source=ids[line.source],
            target=ids[line.target],
        )
        for line in lines
    )
    return replace(graph, nodes=nodes, edges=(*graph.edges, *edges))
