"""One short sentence: `the client asks the server`, `browsers talk to nginx`.

A word in -s may be a verb or a noun (`human nervous system`), so this reading is not certain: it
only stands beside the replies of a model that is not sure.
"""

from __future__ import annotations

import re

from ascii_diagram.diagram import Graph
from ascii_diagram.resolve.rules.pieces import graph_of
from ascii_diagram.resolve.statements import PLURAL_VERBS

_NAME = r"[\w./-]*\w"
_SENTENCE = re.compile(
    rf"(?:the |an? )?(?P<a>{_NAME}(?: {_NAME})?) (?P<v>[a-z]{{3,}}s) (?:(?:in)?to )?(?:the|an?) "
    rf"(?P<b>{_NAME}(?: {_NAME})?)"
    rf"|(?P<a1>{_NAME}) (?P<v1>[a-z]{{3,}}s) (?:(?:in)?to )?(?P<b1>{_NAME})"
    rf"|(?:the )?(?P<a2>(?:{_NAME} )?{_NAME}s) (?P<v2>{PLURAL_VERBS}) (?:(?:in)?to )?(?:the |an? )?"
    rf"(?P<b2>{_NAME}(?: {_NAME})?)",
    re.IGNORECASE,
)
# Verbs that only say that something gets there.
_MOVES = frozenset(
    {"goes", "flows", "leads", "feeds", "moves", "passes", "runs", "points", "connects", "links"}
    | {"talks", "sends", "connect", "talk", "send"}
)
# What these say goes the other way, or is no link.
_OTHER_WAY = frozenset(
    {"gets", "takes", "receives", "receive", "comes", "is", "has", "was", "consists"}
)
_NO_NAME = re.compile(
    r"(?<![\w./-])"
    r"(?:it|its|they|them|this|that|which|these|those|both|each|all|and|or|of|in|on|for|to|by|at"
    r"|how|what|why|when|where|who|types?|kinds?|an?|the)(?![\w./-])",
    re.IGNORECASE,
)


def read_sentence(prompt: str) -> Graph | None:
    """Read a prompt that may be one sentence of subject, verb and object."""
    match = _SENTENCE.fullmatch(" ".join(prompt.split()).rstrip("."))
    if match is None:
        return None
    source, verb, target = (
        match[key] or match[f"{key}1"] or match[f"{key}2"] for key in ("a", "v", "b")
    )
    verb = verb.lower()
    if verb in _OTHER_WAY or _NO_NAME.search(f"{source}, {target}"):
        return None
    return graph_of([(source, target, "" if verb in _MOVES else verb)])
