"""Which kind of drawing a text holds."""

from __future__ import annotations

from ascii_diagram.reading.boxes import Boxes
from ascii_diagram.reading.graph import read_graph
from ascii_diagram.reading.model import Reading
from ascii_diagram.reading.plane import Plane


def recognise(text: str) -> Reading:
    """Return what the drawing shows. Raises LimitError for texts beyond the bounds."""
    plane = Plane(text)
    boxes = Boxes(plane)
    return read_graph(plane, boxes)
