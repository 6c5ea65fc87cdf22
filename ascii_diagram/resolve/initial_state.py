"""Marks where a state machine begins, where the prompt says it and a small model left it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ascii_diagram.diagram import Edge, Graph, Node
from ascii_diagram.resolve.words import as_whole_words, folded

INITIAL = "start"
"""The name that canonical notation gives to the mark where a state machine begins."""

# Transitions are mostly labelled.
_LABELLED = 0.6
_BEFORE = (
    r"\b(?:start(?:s|ing|ed)?|begin(?:s|ning)?|began|boots)(?: out| off| life| up)? (?:as|in|into)",
    r"\b(?:initially|by default|initial(?: state)?:?(?: is)?|(?:is|are) created(?: as| in)?|born)",
    r"\bcreated as",
)
_BEHIND = (
    r"(?:at first|(?:is )?at (?:the )?(?:start|beginning)\b|initially|to (?:start|begin) with"
    r"|by default|\((?:initial|initially)\)|is (?:first|initial)\b"
    r"|is the (?:start|first|initial)(?:ing)?(?: state)?\b)"
)
# `A job starts queued`; what starts something else is a name in the diagram: `cron starts backup`.
_STARTS = (
    r"(?:\A|[,;.:] )(?P<who>[^,;:]{{0,60}}?)\b(?:starts|starting|begins)(?: out| off| life)? "
    r"{state}\s*(?:[,;.:]|\Z)"
)
_STARTER = re.compile(r"\b(?:that|which|who|and|or|then|but|it)\s*\Z")
_STATE = re.compile(r"[^\W\d_][\w -]*")


def mark_initial(graph: Graph, prompt: str) -> Graph:
    """Return a graph of states with a mark before the one where it begins.

    It stays as it is where it has such a mark, is no graph of states, or the prompt does not say
    where it begins.
    """
    labelled = sum(1 for edge in graph.edges if edge.label)
    if any(node.id == INITIAL for node in graph.nodes) or not graph.edges:
        return graph
    if labelled < _LABELLED * len(graph.edges):
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


def _begins(text: str, state: str, names: Sequence[str]) -> bool:
    named = rf"[\"'`]?{as_whole_words(state)}[\"'`]?"
    if any(re.search(rf"{phrase} (?:the |an? )?{named}(?! or\b)", text) for phrase in _BEFORE):
        return True
    if re.search(rf"{named},? {_BEHIND}", text):
        return True
    found = re.search(_STARTS.format(state=named), text) if _STATE.fullmatch(state) else None
    if found is None or _STARTER.search(found["who"]):
        return False
    return not found["who"].strip().endswith(tuple(names))
