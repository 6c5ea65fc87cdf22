"""Whether an answer is a usable diagram at all, right or wrong."""

from __future__ import annotations

from collections import Counter

from ascii_diagram.connectivity import connected_parts
from ascii_diagram.diagram import Diagram, Graph, Picture
from ascii_diagram.drawing.cells import block_width
from asciidoc_train.evaluation.skeleton import Skeleton, skeleton
from asciidoc_train.rows import Row

MAX_NAMES = 24
"""More boxes than this are no answer to prompts of the kind that are asked here."""

_MAX_CELLS = 64


def fault_of(diagram: Diagram, row: Row, gold: Diagram | None) -> str:
    """Return why an answer is unsound, in a few words; empty when it is sound.

    Sound is: of the style that was asked for, within its limits, neither empty nor far too large,
    in one piece (by edges and groups), no edge twice, and no edge from a box to itself unless the
    gold diagram has one.
    """
    if isinstance(diagram, Picture) != (row.style == "ascii_art"):
        return "another style"
    if isinstance(diagram, Picture):
        return _picture_fault(diagram, row)
    found = skeleton(diagram)
    wanted = skeleton(gold) if gold is not None else None
    least = min(2, len(wanted.names)) if wanted else 2
    if len(found.names) < least:
        return "too few names"
    if len(found.names) > (_MAX_CELLS if found.family == "grid" else MAX_NAMES):
        return "too many names"
    if found.family == "sequence" and not found.links:
        return "no messages"
    if isinstance(diagram, Graph):
        return _graph_fault(diagram, found, wanted, row)
    return ""


def _picture_fault(picture: Picture, row: Row) -> str:
    if not any(line.strip() for line in picture.lines):
        return "empty picture"
    if row.width is not None and block_width(picture.lines) > row.width:
        return "wider than asked"
    if row.height is not None and len(picture.lines) > row.height:
        return "higher than asked"
    return ""


def _graph_fault(graph: Graph, found: Skeleton, wanted: Skeleton | None, row: Row) -> str:
    if row.style == "hybrid" and not any(node.body for node in graph.nodes):
        return "no box has a body"
    twice = Counter((edge.source, edge.target, edge.label) for edge in graph.edges)
    if any(count > 1 for count in twice.values()):
        return "an edge twice"
    own = any(link.source == link.target for link in found.links)
    allowed = wanted is not None and any(link.source == link.target for link in wanted.links)
    if own and not allowed:
        return "an edge to itself"
    pieces, gold_pieces = _pieces(found), _pieces(wanted) if wanted else 1
    return "in pieces" if pieces > max(1, gold_pieces) else ""


def _pieces(parts: Skeleton) -> int:
    """Return how many pieces are held together by links and groups."""
    links = [(source, target) for source, target, _ in parts.links]
    return len(connected_parts(range(len(parts.ends)), [*links, *parts.members]))
