"""Lists of lists: `File: Open, Save. Save: Copy, Draft`."""

from __future__ import annotations

import re
from dataclasses import replace

from ascii_diagram.diagram import Graph
from ascii_diagram.resolve.rules.pieces import MAX_PROMPT_CHARS, graph_of, name_of, names_of

_SENTENCE_END = re.compile(r"(?:[.;]\s+|\s*\n\s*)(?:[-*]\s+)?")
_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
# `Calculus splits up: Limits and Derivatives`: no name, but what it does.
_VERB = re.compile(r"\s\w+s\b")
# What other kinds of drawings are called, and what begins a remark.
_NO_WHOLE = re.compile(
    r"\b(?:tables?|grid|rows?|columns?|matrix|timeline|sequence|states?|steps?|stages?|phases?|cycle"
    r"|loop|flow|chain|gantt|class|classes|layers?|stack|notes?|todo|fixme|example|team|roles?)\b",
    re.IGNORECASE,
)


def read_tree(prompt: str) -> Graph | None:
    """Read a prompt of sentences `name: parts`, each but the first about a part named before.

    The parts are single words: of more, one may be what a part does.
    """
    text = prompt.strip().removeprefix("- ").removeprefix("* ")
    if len(text) > MAX_PROMPT_CHARS:
        return None
    sentences = _SENTENCE_END.split(text.rstrip(" .;"))
    if len(sentences) < 2:
        return None
    edges: list[tuple[str, str, str]] = []
    known: set[str] = set()
    for sentence in sentences:
        head, colon, rest = sentence.partition(":")
        whole, parts = name_of(head), names_of(_AND.split(rest.strip()))
        if not colon or whole is None or not parts or _VERB.search(head):
            return None
        if any(len(part.split()) > 1 or part.isdigit() for part in parts):
            return None
        if whole.casefold() not in known if edges else _NO_WHOLE.search(whole):
            return None
        names = {part.casefold() for part in parts}
        if len(names) < len(parts) or names & (known | {whole.casefold()}):
            return None
        known |= names | {whole.casefold()}
        edges += [(whole, part, "") for part in parts]
    graph = graph_of(edges)
    return None if graph is None else replace(graph, direction="down")
