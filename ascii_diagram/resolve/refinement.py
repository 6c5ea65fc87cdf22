"""Mends the slips of small models without a second try.

A small model most often fails by not stopping: after the right edges come the same ones again,
their echoes (`B -> A` after `A -> B`) and self-loops. It also spells one thing in two ways. What
the prompt does not ask for is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ascii_diagram.diagram import Diagram, Edge, Graph, Group, Node
from ascii_diagram.resolve.wording import Wording

_SELF_WORDS = re.compile(
    r"\b(?:itself|self\w*|stay\w*|keep\w*|remain\w*|loop\w*|again|repeat\w*|retr\w+|leaves it"
    r"|recurs\w+|re-\w+|themselves|own)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refinement:
    """A diagram without a small model's slips.

    Attributes:
        diagram: What is left.
        dropped: How many edges were dropped.
    """

    diagram: Diagram
    dropped: int


def refine(diagram: Diagram, prompt: str, wording: Wording | None = None) -> Refinement:
    """Unite twins, and drop repeated edges, and echoes and self-loops that nobody asked for.

    Only graphs change: in a sequence the same message may well come twice.

    Args:
        diagram: What a model wrote.
        prompt: What it was asked.
        wording: The prompt's words, where the caller has them already.
    """
    if not isinstance(diagram, Graph):
        return Refinement(diagram, 0)
    diagram = _united(diagram, prompt)
    asked = _Asked(diagram, prompt, wording or Wording(prompt))
    kept: list[Edge] = []
    for edge in diagram.edges:
        if not (_repeats(edge, kept) or asked.never_for(edge, kept)):
            kept.append(edge)
    dropped = len(diagram.edges) - len(kept)
    return Refinement(replace(diagram, edges=tuple(kept)) if dropped else diagram, dropped)


class _Asked:
    """What the prompt says about an edge that looks like a slip."""

    def __init__(self, graph: Graph, prompt: str, wording: Wording) -> None:
        self._wording = wording
        self._labels = {node.id: node.title for node in graph.nodes}
        self._labels |= {group.id: group.label for group in graph.groups}
        self._selves = bool(_SELF_WORDS.search(prompt))
        # Of a topic ("the water cycle") it cannot be said what was asked.
        self._topic = not wording.names_things
        self._named = not self._topic or all(
            wording.share(label) == 1 for label in self._labels.values()
        )

    def never_for(self, edge: Edge, kept: list[Edge]) -> bool:
        """Whether `edge`, coming after `kept`, is an echo or self-loop nobody asked for."""
        ends = [self._labels.get(end, end) for end in (edge.source, edge.target)]
        if not self._named or any(self._wording.share(end) < 1 for end in ends):
            return False
        if edge.source == edge.target:
            others = (other.label for other in kept if other.source == edge.source)
            return not self._selves and not self._tells(edge.label, others)
        forward = [e.label for e in kept if (e.source, e.target) == (edge.target, edge.source)]
        if not forward or self._tells(edge.label, forward):
            return False
        return not self._wording.leads_back(*ends)

    def _tells(self, label: str, others: Iterable[str]) -> bool:
        """Whether the label says something of its own, in the prompt's words if it has them."""
        if not label or label in set(others):
            return False
        return self._topic or self._wording.share(label) > 0


def _united(graph: Graph, prompt: str) -> Graph:
    """Make one node of those whose labels differ in case alone, spelled as in the prompt.

    Labels that the prompt holds in both spellings are two things (the alleles A and a).
    """
    spellings: dict[str, list[Node]] = {}
    for node in graph.nodes:
        spellings.setdefault(node.label.casefold(), []).append(node)
    renamed: dict[str, str] = {}
    for twins in spellings.values():
        spelled = [node for node in twins if node.label in prompt]
        if len(twins) > 1 and len(spelled) < 2:
            kept = (spelled or twins)[0]
            renamed |= {node.id: kept.id for node in twins if node is not kept}
    groups = _regrouped(graph.groups, renamed)
    if not renamed or not all(group.members for group in groups):
        return graph

    def name(end: str) -> str:
        return renamed.get(end, end)

    return Graph(
        tuple(node for node in graph.nodes if node.id not in renamed),
        tuple(replace(e, source=name(e.source), target=name(e.target)) for e in graph.edges),
        groups,
        graph.direction,
    )


def _regrouped(groups: tuple[Group, ...], renamed: Mapping[str, str]) -> tuple[Group, ...]:
    """Rename the members; of one that is then in several groups the first keeps it."""
    taken: set[str] = set()
    regrouped: list[Group] = []
    for group in groups:
        names = dict.fromkeys(renamed.get(member, member) for member in group.members)
        members = [name for name in names if name not in taken]
        taken.update(members)
        regrouped.append(replace(group, members=tuple(members)))
    return tuple(regrouped)


def _repeats(edge: Edge, kept: list[Edge]) -> bool:
    turned = replace(edge, source=edge.target, target=edge.source)
    return edge in kept or (edge.arrow != "forward" and turned in kept)
