"""Whether a model's notation is an answer to its prompt, and how faithful a one.

Replies are scored, so that several tries can be compared: how much of what they name the prompt
names, how much of the prompt they hold, whether they hang together, how much had to be dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ascii_diagram import notation
from ascii_diagram.diagram import (
    Diagram,
    Graph,
    Grid,
    Picture,
    Sequence,
    Timeline,
)
from ascii_diagram.drawing.cells import block_width, find_unprintable
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.limits import MAX_NOTATION_BYTES
from ascii_diagram.resolve.contents import messages, names, texts
from ascii_diagram.resolve.refinement import Refinement, refine
from ascii_diagram.resolve.request import Request
from ascii_diagram.resolve.wording import Wording

GOOD_SCORE = 0.8
"""A sound reply with this score is taken without looking for a better one."""

_CANONICAL_NODES = 12
# A long prompt of which an answer holds less than this share was not understood.
_TELLING_WORDS = 16
_INVENTED = 0.2
# Of a prompt's words, 19 in 20 right answers hold at least this share.
_USUAL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reply is worth.

    Attributes:
        diagram: The refined diagram; None when the reply is unsound.
        notation: The refined diagram in canonical form; empty when unsound.
        score: Faithfulness to the prompt, 0 to 1; 0 when unsound.
        fault: Why the reply is unsound; empty when it is sound.
    """

    diagram: Diagram | None
    notation: str
    score: float
    fault: str

    @property
    def good(self) -> bool:
        """Whether no better reply needs to be looked for."""
        return self.diagram is not None and self.score >= GOOD_SCORE


def judge(reply: str, request: Request) -> Judgement:
    """Parse, refine and score the notation that a model wrote for `request`. Never raises."""
    if len(reply.encode(errors="replace")) > MAX_NOTATION_BYTES:
        return _unsound("it is too long")
    try:
        parsed = notation.parse(reply)
        wording = Wording(request.prompt)
        refinement = refine(parsed, request.prompt, wording)
        diagram = refinement.diagram
        fault = _fault(diagram, request, wording)
        if fault:
            return _unsound(fault)
        canonical = notation.print_arrow(diagram)
        # What is kept must be readable later.
        if notation.parse(canonical) != diagram:
            return _unsound("it cannot be written down")
    except AsciiDiagramError as error:
        return _unsound(str(error).partition("\n")[0])
    return Judgement(diagram, canonical, _score(refinement, wording), "")


def _unsound(fault: str) -> Judgement:
    return Judgement(None, "", 0.0, fault)


def _fault(diagram: Diagram, request: Request, wording: Wording) -> str:
    """Say why the diagram is no answer to the request; empty when it may be one."""
    if isinstance(diagram, Picture) != (request.style == "ascii_art"):
        return "it is not of the style that was asked for"
    if any(find_unprintable(line) >= 0 for text in texts(diagram) for line in text.split("\n")):
        return "it holds control characters"
    match diagram:
        case Picture(lines):
            return _picture_fault(lines, request)
        case Graph(nodes, edges, groups):
            if not nodes:
                return "it has no nodes"
            if len(nodes) > 1 and not edges and not groups and not _lists(request.prompt):
                return "nothing in it is connected"
        case Sequence(_, items):
            if not any(True for _ in messages(items)):
                return "it has no messages"
        case Grid(_, cells):
            if not cells:
                return "it has no cells"
        case Timeline(periods):
            if not periods:
                return "it has no periods"
    if wording.length >= _TELLING_WORDS and _grounding(diagram, wording) < _INVENTED:
        return "it speaks of other things than the prompt"
    return ""


def _picture_fault(lines: tuple[str, ...], request: Request) -> str:
    if not any(line.strip() for line in lines):
        return "the picture is empty"
    if request.width is not None and (widest := block_width(lines)) > request.width:
        return f"the picture has {widest} columns where {request.width} are allowed"
    if request.height is not None and len(lines) > request.height:
        return f"the picture has {len(lines)} lines where {request.height} are allowed"
    return ""


def _lists(prompt: str) -> bool:
    return "," in prompt or re.search(r"\band\b", prompt) is not None


def _score(refinement: Refinement, wording: Wording) -> float:
    """Weigh faithfulness, wholeness and brevity; the weights were set on hand-written answers."""
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
            (4.0, _grounding(diagram, wording)),
            (2.0, wording.names_used(seen)),
            (2.0, min(1.0, wording.words_used(seen) / _USUAL_SHARE)),
        ]
    score = sum(weight * share for weight, share in parts) / sum(weight for weight, _ in parts)
    # Right answers in loose pieces are so rare that another try is worth its time.
    return score if connected == 1 else score * GOOD_SCORE


def _grounding(diagram: Diagram, wording: Wording) -> float:
    """Return the mean share, 0 to 1, of the names' words that the prompt holds."""
    shares = [wording.share(name) for name in names(diagram)]
    return sum(shares) / len(shares) if shares else 0.0


def _connected_share(graph: Graph) -> float:
    """Return the share of nodes in the largest part held together by edges and groups."""
    if not graph.nodes:
        return 0.0
    parents = {end: end for end in (n.id for n in graph.nodes)}
    parents |= {group.id: group.id for group in graph.groups}

    def root(end: str) -> str:
        while parents[end] != end:
            parents[end] = parents[parents[end]]
            end = parents[end]
        return end

    for edge in graph.edges:
        parents[root(edge.source)] = root(edge.target)
    for group in graph.groups:
        for member in group.members:
            parents[root(member)] = root(group.id)
    sizes: dict[str, int] = {}
    for node in graph.nodes:
        sizes[root(node.id)] = sizes.get(root(node.id), 0) + 1
    return max(sizes.values()) / len(graph.nodes)
