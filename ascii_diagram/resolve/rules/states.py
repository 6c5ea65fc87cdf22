"""Lists of transitions: `green to yellow after 30 s, yellow to red after 5 s`."""

from __future__ import annotations

import re

from ascii_diagram.connectivity import graph_parts
from ascii_diagram.diagram import Graph
from ascii_diagram.resolve.rules.pieces import (
    MAX_PROMPT_CHARS,
    graph_of,
    name_of,
    split_title,
)

_TRANSITIONS = (
    re.compile(r"(?:from )?(?P<a>.+?) to (?P<b>.+?) (?:on|when|once|upon|at|by|via) (?P<l>.+)"),
    re.compile(r"(?:from )?(?P<a>.+?) to (?P<b>.+?) after (?P<l>.+)"),
    re.compile(r"(?:from )?(?P<a>.+?) to (?P<b>.+?) \((?P<l>[^()]+)\)"),
    re.compile(r"on (?P<l>.+?),? (?P<a>\S+) (?:becomes|turns into|goes to|moves to) (?P<b>.+)"),
    re.compile(r"(?P<l>[^:]+): (?P<a>.+?) to (?P<b>.+)"),
)
_MAX_LABEL = 32
_MAX_PIECE = 120
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|this|that|which|these|those|both|either|any|each|all|former|latter"
    r"|and|or|but|then|from|unless|else|otherwise)\b"
)


def read_states(prompt: str) -> Graph | None:
    """Read a prompt of which every piece is `a to b on x`, `on x a becomes b` or `x: a to b`."""
    if len(prompt) > MAX_PROMPT_CHARS:
        return None
    folded = " ".join(prompt.split()).rstrip(" .")
    title, text = split_title(folded)
    for candidate in (text, folded) if title else (text,):
        edges = [_transition(piece) for piece in re.split(r"[;,.]\s+(?:and\s+)?", candidate)]
        known = [edge for edge in edges if edge is not None]
        if len(known) == len(edges) >= 2:
            graph = graph_of(known)
            return graph if graph is not None and len(graph_parts(graph)) == 1 else None
    return None


def _transition(piece: str) -> tuple[str, str, str] | None:
    if len(piece) > _MAX_PIECE:
        return None
    for pattern in _TRANSITIONS:
        match = pattern.fullmatch(piece)
        if match is None:
            continue
        source, target = name_of(match["a"]), name_of(match["b"])
        label = " ".join(match["l"].split())
        fits = len(label) <= _MAX_LABEL and not _PRONOUN.search(label) and " to " not in label
        if source and target and fits:
            return source, target, label
    return None
