"""Chains of arrows inside prose: `stopwatch: zero → running (start), running → zero (reset)`."""

from __future__ import annotations

import re

from ascii_diagram.connectivity import graph_parts
from ascii_diagram.diagram import Graph
from ascii_diagram.resolve.rules.pieces import (
    MAX_PROMPT_CHARS,
    graph_of,
    is_title,
    name_of,
    split_title,
)

_FORWARD = r"(?:→|⇒|⟶|➜|-{1,3}>|={1,2}>)"
_TWO_WAY = r"(?:↔|⇄|⇆|⟷|<-{1,2}>|<=>|<>)"
_ARROW = re.compile(rf"\s*({_TWO_WAY}|{_FORWARD})\s*")
_PLACED = re.compile(r"\s\(([^()]{1,40})\)$")
_CLAUSE = re.compile(r"\s+(?:on|when|once|upon)\s+([^()]{1,40})$")
_NAMED = re.compile(r"([^:→>]{1,40}):\s+(.+)")
"""An arrow with its label before it: `paper jam: printing → stuck`."""
_BREAKS = re.compile(r"[;\n]\s*|,\s+|\.\s+(?=\S)")


def read_arrows(prompt: str) -> Graph | None:
    """Read a prompt of which every piece between commas or semicolons is a chain of arrows.

    A title before a colon is left out. A label stands behind the last name of a piece, after `on`,
    `when`, `once` or, set off by a blank, in brackets, and is that of the last arrow; in brackets
    it may also stand behind any other name that an arrow comes to. Where there is no title, one may
    stand before a single arrow and a colon.
    """
    if len(prompt) > MAX_PROMPT_CHARS or not _ARROW.search(prompt):
        return None
    title, text = split_title(prompt)
    if _ARROW.search(title):
        title, text = "", prompt.strip()
    if title and not is_title(title):
        return None
    edges: list[tuple[str, str, str]] = []
    two_way: set[int] = set()
    for number, piece in enumerate(_BREAKS.split(text.rstrip(" .;"))):
        named = _NAMED.fullmatch(piece) if number and not title else None
        parts = _ARROW.split(named[2] if named else piece)
        if len(parts) < 3 or (named and len(parts) > 3):
            return None
        ends = [_end(part, first=index == 0) for index, part in enumerate(parts[::2])]
        for index, arrow in enumerate(parts[1::2]):
            source, target = ends[index], ends[index + 1]
            if source is None or target is None:
                return None
            if re.fullmatch(_TWO_WAY, arrow):
                two_way.add(len(edges))
            label = name_of(named[1]) if named else target[1]
            if label is None or (named and target[1]):
                return None
            edges.append((source[0], target[0], label))
    if _may_be_titled(edges):
        return None
    graph = graph_of(edges, two_way=frozenset(two_way))
    return graph if graph is not None and len(graph_parts(graph)) == 1 else None


def _may_be_titled(edges: list[tuple[str, str, str]]) -> bool:
    """Whether the first name may have a title before it: `app online`, when `online` is a name."""
    first = edges[0][0].casefold()
    ends = {end.casefold() for source, target, _ in edges for end in (source, target)}
    return any(first.endswith(f" {name}") for name in ends)


def _end(text: str, *, first: bool) -> tuple[str, str] | None:
    """Return the name and the label behind it."""
    label = ""
    match = _PLACED.search(text.strip()) or _CLAUSE.search(text)
    if match and not first:
        label = match[1].strip()
        text = text.strip()[: match.start()] if match.re is _PLACED else text[: match.start()]
    name = name_of(text)
    return (name, label) if name else None
