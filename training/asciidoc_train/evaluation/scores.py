"""Scores an answer against the gold diagram.

Nodes are aligned as in DiagramEval (arXiv 2510.25761): labels one to one by similarity, then edges
and paths are compared between the aligned nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass

from ascii_diagram.diagram import Diagram
from ascii_diagram.resolve.contents import texts
from ascii_diagram.resolve.wording import Wording
from asciidoc_train.evaluation.labels import ALIKE, match_labels, normalised, similarity
from asciidoc_train.evaluation.skeleton import Link, Skeleton, reachable, skeleton

# A gold name counts as recalled when the answer holds at least this share of its words.
_RECALLED = 0.5
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class GraphScores:
    """How like the gold diagram an answer is; shares from 0 to 1.

    Attributes:
        node_f1: Names aligned one to one.
        edge_f1: Directed edges or messages between aligned ends; None when neither diagram has any.
        path_f1: The same of the transitive closure.
        order_f1: Messages, cells or periods in gold order (longest common subsequence); None for
            graphs.
        edge_labels: Of the right edges that have a label in either diagram, those with like labels;
            None without such.
        exact: The same names, and the same links (in a sequence, grid or timeline in order).
        exact_labels: Exact, with the same labels on the links and the same groups.
        kind: Drawn as the same kind: graph, sequence, grid, timeline or picture.
        concepts: Share of the gold names that the answer speaks of, wherever it does.
    """

    node_f1: float = 0.0
    edge_f1: float | None = 0.0
    path_f1: float | None = 0.0
    order_f1: float | None = None
    edge_labels: float | None = None
    exact: bool = False
    exact_labels: bool = False
    kind: bool = False
    concepts: float = 0.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """Gold and answer with the answer's ends put in terms of the gold ones.

    Attributes:
        gold: The gold diagram.
        found: The answer.
        place: For ends of the answer the gold end that they stand for; the others are missing.
        links: The answer's links between gold ends; an end that stands for none is below zero, and
            different ones are different.
    """

    gold: Skeleton
    found: Skeleton
    place: Mapping[int, int]
    links: tuple[Link, ...]


def align(gold: Diagram, found: Diagram) -> Alignment:
    """Match the names of two diagrams, nodes with nodes first, then what is left with groups."""
    ours, theirs = skeleton(gold), skeleton(found)
    place = dict(match_labels(ours.names, theirs.names))
    rest_ours = [i for i in range(len(ours.ends)) if i not in place.values()]
    rest_theirs = [i for i in range(len(theirs.ends)) if i not in place]
    if ours.groups or theirs.groups:
        more = match_labels(
            [ours.ends[i] for i in rest_ours], [theirs.ends[i] for i in rest_theirs]
        )
        place |= {rest_theirs[i]: rest_ours[j] for i, j in more.items()}

    def at(end: int) -> int:
        return place.get(end, stranger(end))

    links = tuple(Link(at(link.source), at(link.target), link.label) for link in theirs.links)
    return Alignment(ours, theirs, place, links)


def stranger(end: int) -> int:
    """Number an end of an answer that stands for no gold end, below zero; its own inverse."""
    return _NOWHERE - end


def score(gold: Diagram, found: Diagram) -> GraphScores:
    """Compare an answer with the gold diagram."""
    both = align(gold, found)
    ours, theirs = both.gold, both.found
    wanted = [(link.source, link.target) for link in ours.links]
    given = [(link.source, link.target) for link in both.links]
    named = sum(1 for i, j in both.place.items() if i < len(theirs.names) and j < len(ours.names))
    exact = _exact(both)
    return GraphScores(
        node_f1=f1(named, len(ours.names), len(theirs.names), empty=1.0),
        edge_f1=multiset_f1(wanted, given),
        path_f1=multiset_f1(reachable(frozenset(wanted)), reachable(frozenset(given))),
        order_f1=_order_f1(both),
        edge_labels=_edge_labels(both),
        exact=exact,
        exact_labels=exact and _same_labels(both),
        kind=ours.family == theirs.family,
        concepts=concept_recall(gold, found),
    )


def no_scores(gold: Diagram) -> GraphScores:
    """Return the scores of no answer: 0 for all that an answer would have been scored by."""
    ours = skeleton(gold)
    links = 0.0 if ours.links else None
    order = None if ours.family == "graph" else 0.0
    return GraphScores(edge_f1=links, path_f1=links, order_f1=order)


def f1(right: int, wanted: int, given: int, *, empty: float) -> float:
    """Return the harmonic mean of precision and recall; `empty` where there is nothing at all."""
    return 2 * right / (wanted + given) if wanted + given else empty


def multiset_f1(wanted: Iterable[Hashable], given: Iterable[Hashable]) -> float | None:
    """Return the F1 of two collections, equal things counted; None when both are empty."""
    ours, theirs = Counter(wanted), Counter(given)
    if not ours and not theirs:
        return None
    return f1((ours & theirs).total(), ours.total(), theirs.total(), empty=1.0)


def concept_recall(gold: Diagram, found: Diagram) -> float:
    """Return the share of the gold names of which half the words stand in the answer's texts."""
    names = skeleton(gold).names
    said = Wording("\n".join(texts(found)))
    held = sum(said.share(name) >= _RECALLED for name in names)
    return held / len(names) if names else 1.0


def _order_f1(both: Alignment) -> float | None:
    ours, theirs = both.gold, both.found
    if ours.family == "graph":
        return None
    if ours.family != theirs.family:
        return 0.0
    if ours.family == "sequence":
        wanted = [f"{link.source} {link.target}" for link in ours.links]
        given = [f"{link.source} {link.target}" for link in both.links]
        return f1(_common(wanted, given), len(wanted), len(given), empty=1.0)
    given = [str(both.place.get(index, f"- {index}")) for index in range(len(theirs.names))]
    wanted = [str(index) for index in range(len(ours.names))]
    return f1(_common(wanted, given), len(wanted), len(given), empty=1.0)


def _common(first: Items[str], second: Items[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(second) + 1)
    for mine in first:
        before = 0
        for index, other in enumerate(second, 1):
            before, row[index] = (
                row[index],
                (before + 1 if mine == other else max(row[index], row[index - 1])),
            )
    return row[-1]


def _edge_labels(both: Alignment) -> float | None:
    waiting: dict[tuple[int, int], list[str]] = {}
    for link in both.gold.links:
        waiting.setdefault((link.source, link.target), []).append(link.label)
    right = labelled = 0
    for link in both.links:
        labels = waiting.get((link.source, link.target))
        if labels:
            label = max(labels, key=lambda wanted: similarity(wanted, link.label))
            labels.remove(label)
            if label or link.label:
                labelled += 1
                right += similarity(label, link.label) >= ALIKE
    return right / labelled if labelled else None


def _exact(both: Alignment) -> bool:
    ours, theirs = both.gold, both.found
    if ours.family != theirs.family or len(ours.names) != len(theirs.names):
        return False
    if any(both.place.get(index) is None for index in range(len(theirs.names))):
        return False
    if any(
        normalised(theirs.ends[i]) != normalised(ours.ends[j])
        for i, j in both.place.items()
        if i < len(theirs.names)
    ):
        return False
    wanted = [(link.source, link.target) for link in ours.links]
    given = [(link.source, link.target) for link in both.links]
    match ours.family:
        case "sequence":
            return wanted == given
        case "grid" | "timeline":
            return ours.columns == theirs.columns and all(i == j for i, j in both.place.items())
        case _:
            return Counter(wanted) == Counter(given)


def _same_labels(both: Alignment) -> bool:
    wanted = Counter((x.source, x.target, normalised(x.label)) for x in both.gold.links)
    given = Counter((x.source, x.target, normalised(x.label)) for x in both.links)
    members = frozenset(
        (both.place.get(group, _NOWHERE), both.place.get(member, _NOWHERE))
        for group, member in both.found.members
    )
    return wanted == given and members == both.gold.members
