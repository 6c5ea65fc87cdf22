"""Whether a model's notation is an answer to its prompt."""

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
from ascii_diagram.resolve.contents import messages, texts
from ascii_diagram.resolve.faithfulness import faithfulness, grounding
from ascii_diagram.resolve.refinement import refine
from ascii_diagram.resolve.request import Request
from ascii_diagram.resolve.wording import Wording

GOOD_SCORE = 0.8
"""A sound reply with this score is taken without looking for a better one."""

# A long prompt of which an answer holds less than this share was not understood.
_TELLING_WORDS = 16
_INVENTED = 0.2


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reply is worth.

    Attributes:
        diagram: The refined diagram; None when the reply is unsound.
        notation: The refined diagram in canonical form; empty when unsound.
        score: Faithfulness to the prompt, 0 to 1; 0 when unsound.
        telling: Whether the score can tell one sound reply from another: not where a prompt leaves
            it to the model what to draw.
        fault: Why the reply is unsound; empty when it is sound.
    """

    diagram: Diagram | None
    notation: str
    score: float
    telling: bool
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
    telling = wording.names_things and not isinstance(diagram, Picture)
    return Judgement(diagram, canonical, faithfulness(refinement, wording), telling, "")


def _unsound(fault: str) -> Judgement:
    return Judgement(None, "", 0.0, False, fault)


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
            if request.style == "hybrid" and not any(node.body for node in nodes):
                return "no box explains anything"
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
    if wording.length >= _TELLING_WORDS and grounding(diagram, wording) < _INVENTED:
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
