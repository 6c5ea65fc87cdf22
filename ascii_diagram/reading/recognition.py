"""Which kind of drawing a text holds."""

from __future__ import annotations

from typing import Literal

from ascii_diagram.reading.boxes import Boxes
from ascii_diagram.reading.graph import read_graph
from ascii_diagram.reading.grid import read_grid
from ascii_diagram.reading.lifelines import find_lifelines
from ascii_diagram.reading.listing import read_listing
from ascii_diagram.reading.model import Finding, Reading
from ascii_diagram.reading.plane import Plane
from ascii_diagram.reading.sequence import read_sequence
from ascii_diagram.reading.timeline import read_timeline
from ascii_diagram.reading.timeline_across import read_timeline_across

Kind = Literal["graph", "sequence", "grid", "timeline"]


def recognise(text: str, kind: Kind | None, *, ascii_lines: bool | None) -> Reading:
    """Return what the drawing shows. Raises LimitError for texts beyond the bounds."""
    plane = Plane(text)
    boxes = Boxes(plane)
    reading = _read(plane, boxes, kind, ascii_lines)
    if reading is not None and reading.diagram is not None:
        return reading
    nothing = Finding(0, 0, "nothing", "no diagram was found")
    findings = reading.findings if reading is not None else tuple(plane.findings)
    return Reading(None, (nothing, *findings))


def _read(
    plane: Plane, boxes: Boxes, kind: Kind | None, ascii_lines: bool | None
) -> Reading | None:
    if kind in (None, "sequence"):
        lifelines = find_lifelines(plane, boxes)
        if lifelines is not None:
            return read_sequence(plane, boxes, lifelines)
    if kind in (None, "grid"):
        grid = read_grid(plane, boxes, least=1 if kind else 2)
        if grid is not None:
            return grid
    if kind == "timeline" or (kind is None and not boxes.nodes):
        timeline = read_timeline_across(plane) or read_timeline(plane)
        if timeline is not None:
            return timeline
    if kind in (None, "graph") and not boxes.nodes:
        listing = read_listing(plane)
        if listing is not None:
            return listing
    return read_graph(plane, boxes, ascii_lines) if kind in (None, "graph") else None
