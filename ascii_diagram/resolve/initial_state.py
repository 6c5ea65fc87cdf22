"""Marks where a state machine begins, where the prompt says it and a small model left it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from ascii_diagram.diagram import Edge, Graph, Node
from ascii_diagram.resolve.words import as_whole_words, folded

INITIAL = "start"
"""The name that canonical notation gives to the mark where a state machine begins."""

# Transitions are mostly labelled, have one direction, and lead back somewhere. Of the hand-written
# answers that are so, these phrases meant the first state in 69 of 70.
_LABELLED = 0.6
_BEFORE = (
    r"\b(?:start(?:s|ing|ed)?|begin(?:s|ning)?|began)(?: out| off| life| up)? (?:as|in)",
    r"\b(?:everyone|everything|it|all) boots (?:as|into)",
    r"\b(?:initially|by default|initial(?: state)?:?(?: is)?|(?:is|are) created(?: as| in)?|born)",
    r"\bcreated as",
)
_IT_STARTS = r"(?:\A|[.;:] )it (?:always )?(?:starts|begins)(?: out| off)? {state}\s*(?:[;.]|\Z)"
_BEHIND = (
    r"(?:at first|(?:is )?at (?:the )?(?:start|beginning)|initially|to (?:start|begin) with"
    r"|by default|is (?:first|initial)|is the (?:start|initial)(?:ing)? state)\s*(?:[,;.:]|\Z)"
    r"|\((?:initial|initially)\)"
)
# `A job starts queued`; what starts something else is a name in the diagram: `cron starts backup`.
_STARTS = (
    r"(?:\A|[,;.:] )(?P<who>[^,;:]{{0,60}}?)\b(?:starts|starting|begins)(?: out| off| life)? "
    r"{state}\s*(?:[,;.:]|\Z)"
)
_STARTER = re.compile(r"\b(?:that|which|who|and|or|then|but|it)\s*\Z")
_DENIED = re.compile(r"(?:n't|\bnever|\bnot|\bno longer|\bonly)\s*\Z")
_STATE = re.compile(r"[^\W\d_][\w -]*")
# Where the one who does something is named, it is no state: `Client initially sends a hello`.
_END = (
    r"(?! or\b)"
    r"(?=\s*(?:[,;.:()]|\Z|(?:and|then|until|but|when|where|if|after|which)\b))"
)


def is_initial(node: Node) -> bool:
    """Whether a node is the mark where a state machine begins."""
    return folded(node.label) in (INITIAL, "starts")


def mark_initial(graph: Graph, prompt: str) -> Graph:
    """Return a graph whose edges look like transitions with a mark before its first state.

    It stays as it is where it has such a mark, or where the prompt does not say for certain in
    which one of its states it begins.
    """
    if any(map(is_initial, graph.nodes)) or not _has_transitions(graph):
        return graph
    text = folded(prompt)
    names = [folded(node.label) for node in graph.nodes]
    begun = [node for node in graph.nodes if _begins(text, folded(node.label), names)]
    if len(begun) != 1:
        return graph
    return replace(
        graph,
        nodes=(Node(INITIAL, INITIAL), *graph.nodes),
        edges=(Edge(INITIAL, begun[0].id), *graph.edges),
    )


def _has_transitions(graph: Graph) -> bool:
    labelled = sum(1 for edge in graph.edges if edge.label)
    if labelled < _LABELLED * len(graph.edges) or any(e.arrow != "forward" for e in graph.edges):
        return False
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for edge in graph.edges:
        sorter.add(edge.target, edge.source)
    try:
        sorter.prepare()
    except CycleError:
        return True
    return False


def _begins(text: str, state: str, names: Sequence[str]) -> bool:
    named = rf"[\"'`]?{as_whole_words(state)}[\"'`]?"
    ways = [rf"{phrase} (?:the |an? )?{named}{_END}" for phrase in _BEFORE]
    for way in (*ways, rf"{named},? {_BEHIND}"):
        for found in re.finditer(way, text):
            if not _DENIED.search(text, 0, found.start()):
                return True
    if re.search(_IT_STARTS.format(state=named), text):
        return True
    found = re.search(_STARTS.format(state=named), text) if _STATE.fullmatch(state) else None
    if found is None or _STARTER.search(found["who"]) or _DENIED.search(found["who"]):
        return False
    return not found["who"].strip().endswith(tuple(names))
