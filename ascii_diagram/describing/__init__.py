"""Diagrams in plain English, for alternative texts and screen readers."""

from __future__ import annotations

from ascii_diagram.describing.english import listing, sentence
from ascii_diagram.describing.graph import describe_graph, summarise_graph
from ascii_diagram.describing.grid import describe_grid, summarise_grid
from ascii_diagram.describing.model import Summary
from ascii_diagram.describing.picture import describe_picture, summarise_picture
from ascii_diagram.describing.sequence import describe_sequence, summarise_sequence
from ascii_diagram.describing.timeline import describe_timeline, summarise_timeline
from ascii_diagram.diagram import Diagram, Graph, Grid, Sequence, Timeline

DEFAULT_LIMIT = 1_000
"""Characters: about a minute of speech."""


def describe(diagram: Diagram, *, limit: int = DEFAULT_LIMIT) -> str:
    """Say in plain English what a diagram shows.

    Every label is mentioned and every connection told, in the order of the diagram. Labels that
    read as verbs are used as verbs; arrows in labels are said in words. When that takes more than
    `limit` characters, the parts are counted and the main ones named instead.

    Args:
        diagram: Any diagram.
        limit: Most characters.

    Returns:
        Sentences on one line.
    """
    sentences, summary = _words(diagram)
    text = " ".join(sentences)
    return text if len(text) <= limit else _shorten(summary, limit)


def _words(diagram: Diagram) -> tuple[list[str], Summary]:
    if isinstance(diagram, Graph):
        return describe_graph(diagram), summarise_graph(diagram)
    if isinstance(diagram, Sequence):
        return describe_sequence(diagram), summarise_sequence(diagram)
    if isinstance(diagram, Grid):
        return describe_grid(diagram), summarise_grid(diagram)
    if isinstance(diagram, Timeline):
        return describe_timeline(diagram), summarise_timeline(diagram)
    return describe_picture(diagram), summarise_picture(diagram)


def _shorten(summary: Summary, limit: int) -> str:
    """Return the counts and as many of the names as `limit` leaves room for."""
    counts = sentence([summary.counts])
    for kept in range(min(len(summary.names), _MOST_NAMES), 0, -1):
        names = list(summary.names[:kept])
        if kept < len(summary.names):
            names.append(f"{len(summary.names) - kept} more")
        text = f"{counts} {sentence([f'{summary.lead}: {listing(names)}'])}"
        if len(text) <= limit:
            return text
    return counts if len(counts) <= limit else counts[: max(limit - 1, 0)].rstrip() + "…"


_MOST_NAMES = 12
"""A longer list of names tells a listener nothing."""

__all__ = ["DEFAULT_LIMIT", "describe"]
