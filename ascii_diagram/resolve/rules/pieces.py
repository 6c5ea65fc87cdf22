"""Parts of prompts: titles before a colon, pieces between separators, names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ascii_diagram.diagram import Edge, Graph, Node

MAX_WORDS = 4
MAX_CHARS = 32
MAX_PIECES = 24
MAX_PROMPT_CHARS = 600
"""Longer prompts are stories, not lists."""

_TITLE_WORDS = 7
_TELLS = re.compile(
    r"[,;.?](?=\s|$)|\b(?:which|who|is|are|was|each|both|checks?|sends?|asks?|calls?|goes"
    r"|takes?|uploads?|reads?|writes?|then|if|when)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
# Words that make a phrase part of a sentence: then it is no name, or means something else.
_SENTENCE = re.compile(
    r"\b(?:it|its|they|them|these|those|this|that|which|who|whom|whose|what|where|when|while|until"
    r"|unless|if|else|otherwise|whereas|because|but|or|nor|not|no|never|only|also|too|both|each"
    r"|every|all|any|some|other|others|another|same|former|latter|last|first|second|third|again"
    r"|back|then|there|from|is|are|was|were|be|been|has|have|had|does|do|did|can|may|must|should"
    r"|will|would|goes|go|comes|ends|ends|either|neither|next|finally|after|before|once|please"
    r"|draw|show|diagram|without|except|etc|more|rest|and|plus|via|into|onto|of them|to|at|below"
    r"|above|over|under|if|speaks?|means|gives|makes|beats)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[+&?!:;()\[\]{}|\"“”→⇒↔←=>,]|<|>|(?<!\w)-(?!\w)|—|–|\.\.|…")


def name_of(text: str) -> str | None:
    """Return the name that a piece of a prompt is; None when it may be more than a name."""
    name = _ARTICLE.sub("", " ".join(text.split()).strip().rstrip(".").strip())
    if not name or len(name) > MAX_CHARS or len(name.split()) > MAX_WORDS:
        return None
    if _MARKS.search(name) or _SENTENCE.search(name):
        return None
    return name if any(c.isalnum() for c in name) else None


def names_of(texts: Iterable[str]) -> list[str] | None:
    """Return all texts as names; None when one is no name."""
    names = [name_of(text) for text in texts]
    known = [name for name in names if name is not None]
    return known if len(known) == len(names) else None


def is_title(text: str) -> bool:
    """Whether what stands before a colon only says what the rest is about."""
    return len(text.split()) <= _TITLE_WORDS and not _TELLS.search(text)


def split_title(prompt: str) -> tuple[str, str]:
    """Part `title: rest` at the first colon before a blank; the title may be empty."""
    title, colon, rest = prompt.partition(": ")
    return (title.strip(), rest.strip()) if colon else ("", prompt.strip())


def graph_of(
    edges: Sequence[tuple[str, str, str]], *, two_way: frozenset[int] = frozenset()
) -> Graph | None:
    """Make a graph of (source, target, label); None for what no rule should make."""
    if not 1 <= len(edges) <= MAX_PIECES or any(source == target for source, target, _ in edges):
        return None
    spelled: dict[str, str] = {}
    for end in (end for source, target, _ in edges for end in (source, target)):
        spelled.setdefault(end.casefold(), end)
    drawn = tuple(
        Edge(
            spelled[source.casefold()],
            spelled[target.casefold()],
            label,
            "both" if number in two_way else "forward",
        )
        for number, (source, target, label) in enumerate(edges)
    )
    if len({(edge.source, edge.target, edge.label) for edge in drawn}) < len(drawn):
        return None
    nodes = tuple(Node(name, name) for name in spelled.values())
    return Graph(nodes, drawn, direction="right")
