"""Which kind of drawing a text holds."""

from __future__ import annotations

from ascii_diagram.diagram import Graph, Node
from ascii_diagram.reading.boxes import Boxes
from ascii_diagram.reading.model import Reading
from ascii_diagram.reading.plane import Plane


def recognise(text: str) -> Reading:
    """Return what the drawing shows. Raises LimitError for texts beyond the bounds."""
    plane = Plane(text)
    boxes = Boxes(plane)
    nodes = tuple(Node(str(i), "\n".join(box.lines)) for i, box in enumerate(boxes.nodes))
    diagram = Graph(nodes) if nodes else None
    return Reading(diagram, tuple(plane.findings), tuple(boxes.nodes), tuple(boxes.frames))
