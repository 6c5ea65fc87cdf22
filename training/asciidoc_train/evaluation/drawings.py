"""Scores the drawing of an answer: whether it is complete, fits, and says what it should."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ascii_diagram.diagram import Diagram, Graph, Grid, Picture, Sequence
from ascii_diagram.drawing import DrawingOptions, draw_diagram
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.reread import is_readable
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.reading import read_drawing
from ascii_diagram.resolve.contents import texts
from asciidoc_train.evaluation.alignment import NOTHING, AlignmentScores, measure_alignment
from asciidoc_train.evaluation.scores import score

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class DrawingScores:
    """What a drawing is worth, against the diagram that it draws.

    Attributes:
        drawing: The drawing; empty when there is none.
        drawn: Whether it could be drawn at all.
        fits: Whether no line is wider than the limit.
        labels: Share of the labels of which every word stands in the drawing.
        node_f1: Nodes read back from the characters; None when the kind is not read.
        edge_f1: Edges read back; None as above, and for diagrams without edges.
        alignment: What meets in its characters.
    """

    drawing: str = ""
    drawn: bool = False
    fits: bool = False
    labels: float = 0.0
    node_f1: float | None = None
    edge_f1: float | None = None
    alignment: AlignmentScores = NOTHING


def score_drawing(diagram: Diagram, width: int) -> DrawingScores:
    """Draw a diagram with Unicode glyphs, at most `width` columns, and read it back."""
    try:
        drawing = draw_diagram(diagram, DrawingOptions(width=width))
    except AsciiDiagramError:
        return DrawingScores()
    node_f1, edge_f1 = _read_back(diagram, drawing)
    return DrawingScores(
        drawing,
        drawn=True,
        fits=block_width(drawing.split("\n")) <= width,
        labels=_label_share(diagram, drawing),
        node_f1=node_f1,
        edge_f1=edge_f1,
        alignment=measure_alignment(drawing),
    )


def score_text(drawing: str, width: int) -> DrawingScores:
    """Measure a drawing that a model made itself, of which no diagram is known."""
    return DrawingScores(
        drawing,
        drawn=True,
        fits=block_width(drawing.split("\n")) <= width,
        labels=1.0,
        alignment=measure_alignment(drawing),
    )


def _label_share(diagram: Diagram, drawing: str) -> float:
    if isinstance(diagram, Picture):
        return 1.0
    shown = _BLANKS.sub("", drawing)
    labels = [text for text in texts(diagram) if text.strip()]
    held = sum(all(word in shown for word in label.split()) for label in labels)
    return held / len(labels) if labels else 1.0


def _read_back(diagram: Diagram, drawing: str) -> tuple[float | None, float | None]:
    if not isinstance(diagram, Graph | Sequence | Grid) or not is_readable(diagram, "unicode"):
        return None, None
    match diagram:
        case Graph():
            found = read_drawing(drawing, kind="graph").diagram
        case Sequence():
            found = read_drawing(drawing, kind="sequence").diagram
        case Grid():
            found = read_drawing(drawing, kind="grid").diagram
    if found is None:
        return 0.0, 0.0
    scores = score(diagram, found)
    return scores.node_f1, scores.edge_f1
