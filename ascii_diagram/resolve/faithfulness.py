"""How faithful a sound reply is to its prompt, so that several can be compared.

It is scored by how much of what it names the prompt names, how much of the prompt it holds and how
far into it that goes, whether what it links stands together there, whether it hangs together, and
how much had to be dropped.
"""

from __future__ import annotations

from ascii_diagram.connectivity import graph_parts
from ascii_diagram.diagram import Diagram, Graph, Picture
from ascii_diagram.resolve.contents import link_labels, links, names, texts
from ascii_diagram.resolve.refinement import Refinement
from ascii_diagram.resolve.wording import Wording

_CANONICAL_NODES = 12
# `a to b`, `and c`: hardly any prompt says more links with so few words.
_WORDS_OF_A_LINK = 1.5
# What a graph in loose pieces is worth of a whole one: right answers in pieces are rare.
_PIECES = 0.8


def faithfulness(refinement: Refinement, wording: Wording) -> float:
    """Return a score from 0 to 1; the weights were set on hand-written answers."""
    diagram = refinement.diagram
    if isinstance(diagram, Picture):
        return 1.0
    edges = len(diagram.edges) if isinstance(diagram, Graph) else 0
    connected = _connected_share(diagram) if isinstance(diagram, Graph) else 1.0
    parts = [
        (2.0, connected),
        (1.0, edges / (edges + refinement.dropped) if edges else 1.0),
        (1.0, min(1.0, _CANONICAL_NODES / max(1, sum(1 for _ in names(diagram))))),
    ]
    if wording.names_things:
        seen = list(texts(diagram))
        parts += [
            (4.0, grounding(diagram, wording)),
            (2.0, wording.names_used(seen)),
            (4.0, wording.words_used(seen)),
            (2.0, wording.reach(seen)),
            (2.0, _together(diagram, wording)),
            (1.0, _told(diagram, wording)),
        ]
    score = sum(weight * share for weight, share in parts) / sum(weight for weight, _ in parts)
    if wording.names_things:
        score *= _brevity(diagram, wording)
    return score if connected == 1 else score * _PIECES


def grounding(diagram: Diagram, wording: Wording) -> float:
    """Return the mean share, 0 to 1, of the names' words that the prompt holds."""
    shares = [wording.share(name) for name in names(diagram)]
    return sum(shares) / len(shares) if shares else 0.0


def _together(diagram: Diagram, wording: Wording) -> float:
    """Return the share, 0 to 1, of links whose ends stand in one sentence of the prompt."""
    held = [wording.hold_together(*ends) for ends in links(diagram)]
    return sum(held) / len(held) if held else 1.0


def _told(diagram: Diagram, wording: Wording) -> float:
    """Return the mean share, 0 to 1, of the labels' words that the prompt holds."""
    shares = [wording.share(label) for label in link_labels(diagram) if label]
    return sum(shares) / len(shares) if shares else 1.0


def _brevity(diagram: Diagram, wording: Wording) -> float:
    """Return 1 while there are words enough for the links, less the fewer there are."""
    count = sum(1 for _ in links(diagram))
    return min(1.0, wording.length / (_WORDS_OF_A_LINK * count)) if count else 1.0


def _connected_share(graph: Graph) -> float:
    """Return the share of nodes in the largest part held together by edges and groups."""
    if not graph.nodes:
        return 0.0
    nodes = {node.id for node in graph.nodes}
    return max(len(nodes.intersection(part)) for part in graph_parts(graph)) / len(nodes)
