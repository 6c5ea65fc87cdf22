"""What of a diagram is compared: names, links, order and nesting, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from ascii_diagram.diagram import Diagram, Graph, Grid, Picture, Sequence, Timeline
from ascii_diagram.resolve.contents import messages

Family = Literal["graph", "sequence", "grid", "timeline", "picture"]


class Link(NamedTuple):
    """A directed line between two ends, given by their indexes in `Skeleton.ends`."""

    source: int
    target: int
    label: str


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The comparable parts of a diagram.

    Attributes:
        family: How it is drawn.
        ends: Titles of nodes, participants, cells or periods; those of groups come last.
        groups: How many of the ends are groups.
        links: Edges or messages in order; a two-way or undirected edge is two links.
        members: Index of a group, index of what is in it.
        columns: Of a grid, else 0.
    """

    family: Family
    ends: tuple[str, ...] = ()
    groups: int = 0
    links: tuple[Link, ...] = ()
    members: frozenset[tuple[int, int]] = frozenset()
    columns: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The ends that are no groups."""
        return self.ends[: len(self.ends) - self.groups]


def skeleton(diagram: Diagram) -> Skeleton:
    """Return what is compared of a diagram."""
    match diagram:
        case Graph():
            return _of_graph(diagram)
        case Sequence(participants, items):
            place = {node.id: index for index, node in enumerate(participants)}
            links = [Link(place[m.source], place[m.target], m.label) for m in messages(items)]
            return Skeleton("sequence", tuple(n.title for n in participants), links=tuple(links))
        case Grid(columns, cells):
            labels = tuple(cell.label for cell in cells if cell.label)
            return Skeleton("grid", labels, columns=columns)
        case Timeline(periods):
            said = ("; ".join((period.label, *period.events)) for period in periods)
            return Skeleton("timeline", tuple(said))
        case Picture():
            return Skeleton("picture")


def _of_graph(graph: Graph) -> Skeleton:
    ids = [*(node.id for node in graph.nodes), *(group.id for group in graph.groups)]
    titles = [*(node.title for node in graph.nodes), *(group.label for group in graph.groups)]
    place = {name: index for index, name in enumerate(ids)}
    links: list[Link] = []
    for edge in graph.edges:
        source, target = place[edge.source], place[edge.target]
        links.append(Link(source, target, edge.label))
        if edge.arrow != "forward" and source != target:
            links.append(Link(target, source, edge.label))
    members = {(place[group.id], place[m]) for group in graph.groups for m in group.members}
    return Skeleton("graph", tuple(titles), len(graph.groups), tuple(links), frozenset(members))


def reachable(pairs: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Return the transitive closure: every pair of ends with a path from one to the other."""
    following: dict[int, set[int]] = {}
    for source, target in pairs:
        following.setdefault(source, set()).add(target)
    closed: set[tuple[int, int]] = set()
    for start in following:
        waiting, seen = list(following[start]), set[int]()
        while waiting:
            end = waiting.pop()
            if end not in seen:
                seen.add(end)
                waiting += following.get(end, ())
        closed |= {(start, end) for end in seen}
    return frozenset(closed)
