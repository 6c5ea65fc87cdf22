"""Mends the slips of small models without a second try.

A small model most often fails by not stopping: after the right edges come the same ones again,
their echoes (`B -> A` after `A -> B`), self-loops, and things of which the prompt says nothing. It
also spells one thing in two ways, or wrong. What the prompt does not ask for is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ascii_diagram.diagram import Diagram, Edge, Graph, Group, Message, Node, Picture, Sequence
from ascii_diagram.resolve.frames import square_frames
from ascii_diagram.resolve.initial_state import INITIAL, mark_initial
from ascii_diagram.resolve.spelling import Phrases
from ascii_diagram.resolve.without import without_nodes
from ascii_diagram.resolve.wording import Wording

_SELF_WORDS = re.compile(
    r"\b(?:itself|self\w*|stay\w*|keep\w*|remain\w*|loop\w*|again|repeat\w*|retr\w+|leaves it"
    r"|recurs\w+|re-\w+|themselves|own)\b",
    re.IGNORECASE,
)


# They name nothing. Not in capitals: IT and US are names.
_PRONOUNS = frozenset(
    {
        "it",
        "its",
        "he",
        "she",
        "him",
        "her",
        "his",
        "they",
        "them",
        "this",
        "that",
        "these",
        "those",
    }
    | {"both", "each", "which", "itself", "themselves"}
)
_BEGINS = re.compile(r"(?:\A|[.!?:\n])[\s\"'(*-]*\Z")
# In an answer to a prompt that names what to draw, a name is one of the prompt's when it has at
# least this share of its words from there; so are 999 of 1000 names in hand-written answers.
_NAMED = 0.5
# More strangers than this share of the nodes are no slip.
_FEW = 0.4


@dataclass(frozen=True, slots=True)
class Refinement:
    """A diagram without a small model's slips.

    Attributes:
        diagram: What is left.
        dropped: How many edges and nodes were dropped.
    """

    diagram: Diagram
    dropped: int


def refine(diagram: Diagram, prompt: str, wording: Wording | None = None) -> Refinement:
    """Unite twins, mend names, drop repeated edges, echoes, self-loops and nodes that nobody asked
    for, and mark where a state machine begins.

    Of pictures, ragged frames are squared. Messages and cells all stay: there the same may well
    come twice.

    Args:
        diagram: What a model wrote.
        prompt: What it was asked.
        wording: The prompt's words, where the caller has them already.
    """
    if isinstance(diagram, Picture):
        return Refinement(Picture(square_frames(diagram.lines)), 0)
    wording = wording or Wording(prompt)
    if isinstance(diagram, Sequence):
        return Refinement(_with_mended_names(diagram, prompt, wording), 0)
    if not isinstance(diagram, Graph):
        return Refinement(diagram, 0)
    graph = _united(diagram, prompt)
    if wording.names_things:
        graph = _whole_names(_respelled(graph, prompt, wording), wording)
        graph = _without_strangers(graph, wording)
    asked = _Asked(graph, prompt, wording)
    kept: list[Edge] = []
    for edge in graph.edges:
        if not (_repeats(edge, kept) or asked.never_for(edge, kept)):
            kept.append(edge)
    graph = replace(graph, edges=tuple(kept)) if len(kept) < len(graph.edges) else graph
    dropped = len(diagram.edges) - len(kept) + len(diagram.nodes) - len(graph.nodes)
    if wording.names_things:
        graph = mark_initial(graph, prompt)
    return Refinement(graph, dropped)


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
        if edge.source == edge.target and not self._selves:
            return not self._wording.leads_to_itself(ends[0])
        if not self._named or any(self._wording.share(end) < 1 for end in ends):
            return False
        if edge.source == edge.target:
            return False
        forward = [e.label for e in kept if (e.source, e.target) == (edge.target, edge.source)]
        if not forward or self._tells(edge.label, forward):
            return False
        return not self._wording.leads_back(*ends)

    def _tells(self, label: str, others: Iterable[str]) -> bool:
        """Whether the label says something of its own, in the prompt's words if it has them."""
        if not label or label in set(others):
            return False
        return self._topic or self._wording.share(label) > 0


def _with_mended_names(sequence: Sequence, prompt: str, wording: Wording) -> Sequence:
    messages = [item for item in sequence.items if isinstance(item, Message)]
    if len(messages) < len(sequence.items):
        return sequence  # small models write no notes and frames
    ends = tuple(Edge(message.source, message.target) for message in messages)
    graph = _united(Graph(sequence.participants, ends), prompt)
    if wording.names_things:
        graph = _respelled(graph, prompt, wording)
    mended = zip(messages, graph.edges, strict=True)
    items = tuple(replace(m, source=ends.source, target=ends.target) for m, ends in mended)
    return Sequence(graph.nodes, items)


def _united(graph: Graph, prompt: str) -> Graph:
    """Make one node of those whose labels differ in case alone, spelled as in the prompt.

    Labels that the prompt holds in both spellings are two things (the alleles A and a), unless the
    one is the other at the beginning of sentences.
    """
    spellings: dict[str, list[Node]] = {}
    for node in graph.nodes:
        spellings.setdefault(node.label.casefold(), []).append(node)
    renamed: dict[str, Node] = {}
    for twins in spellings.values():
        spelled = [node for node in twins if _is_spelled(node.label, prompt)]
        if len(twins) > 1 and len(spelled) < 2:
            renamed |= dict.fromkeys((node.id for node in twins), (spelled or twins)[0])
    nodes = tuple(dict.fromkeys(renamed.get(node.id, node) for node in graph.nodes))
    ids = {old: node.id for old, node in renamed.items()}
    return _renamed(graph, nodes, ids) if renamed else graph


def _is_spelled(label: str, prompt: str) -> bool:
    """Whether the prompt has a name in this spelling, not only as a word that begins a sentence."""
    if len(label) == 1 or not label[0].isupper() or label[1:] != label[1:].lower():
        return label in prompt
    return any(
        not _BEGINS.search(prompt, 0, m.start()) for m in re.finditer(re.escape(label), prompt)
    )


def _respelled(graph: Graph, prompt: str, wording: Wording) -> Graph:
    """Spell names that the prompt does not hold like the phrase that they are near to.

    A name that becomes one that is there already is united with it.
    """
    phrases = Phrases(prompt)
    taken = {node.id for node in graph.nodes}
    groups = {group.id for group in graph.groups}
    renamed: dict[str, str] = {}
    nodes: list[Node] = []
    for node in graph.nodes:
        phrase = None
        if node.label != INITIAL and node.id == node.label:
            strange = wording.share(node.label) < 1
            phrase = (phrases.meant_by if strange else phrases.other_number)(node.label)
        if phrase is None or phrase in groups:
            nodes.append(node)
            continue
        renamed[node.id] = phrase
        if phrase not in taken:
            taken.add(phrase)
            nodes.append(replace(node, id=phrase, label=phrase))
    return _renamed(graph, tuple(nodes), renamed) if renamed else graph


def _whole_names(graph: Graph, wording: Wording) -> Graph:
    """Unite a node with the one that its name is short for: `A` or `bank` with `Bank A`.

    In one of 6,175 hand-written answers do both stand.
    """
    named = [node for node in graph.nodes if node.label != INITIAL]
    renamed: dict[str, str] = {}
    for node in named:
        wholes = [other.id for other in named if wording.is_short_for(node.label, other.label)]
        if len(wholes) == 1:
            renamed[node.id] = wholes[0]
    # What is short for a name that is short itself stays: one of the two is read wrongly.
    renamed = {short: whole for short, whole in renamed.items() if whole not in renamed}
    nodes = tuple(node for node in graph.nodes if node.id not in renamed)
    return _renamed(graph, nodes, renamed) if renamed else graph


def _without_strangers(graph: Graph, wording: Wording) -> Graph:
    """Drop the nodes of which the prompt says nothing or that are pronouns, and their edges.

    Not so where another node would be left without an edge, or where they are many: then more is
    wrong than can be mended. Nor where boxes have bodies, which explain what the prompt leaves out.
    """
    if any(node.body for node in graph.nodes):
        return graph
    strangers = {
        node.id
        for node in graph.nodes
        if node.label in _PRONOUNS or (node.label != INITIAL and wording.share(node.title) < _NAMED)
    }
    return without_nodes(graph, strangers, most=_FEW)


def _renamed(graph: Graph, nodes: tuple[Node, ...], renamed: Mapping[str, str]) -> Graph:
    """Put `nodes` in place of the graph's, with new ids for old ones, unless a group is emptied."""
    groups = _regrouped(graph.groups, renamed)
    if not all(group.members for group in groups):
        return graph

    def name(end: str) -> str:
        return renamed.get(end, end)

    return Graph(
        nodes,
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
