"""Which kind of drawing a text holds."""

from __future__ import annotations

from typing import Literal

from ascii_diagram.reading.boxes import Boxes
from ascii_diagram.reading.model import Finding, Reading
from ascii_diagram.reading.plane import Plane

Kind = Literal["graph", "sequence", "grid", "timeline"]


def recognise(text: str, kind: Kind | None, *, ascii_lines: bool | None, geometry: bool) -> Reading:
    """Return what the drawing shows. Raises LimitError for texts beyond the bounds."""
    plane = Plane(text)
    boxes = Boxes(plane)
    reading = _read(plane, boxes, kind, ascii_lines, geometry=geometry)
    if reading is not None and reading.diagram is not None:
        return reading
    nothing = Finding(0, 0, "nothing", "no diagram was found")
    findings = reading.findings if reading is not None else tuple(plane.findings)
    return Reading(None, (nothing, *findings))


def _read(
    plane: Plane, boxes: Boxes, kind: Kind | None, ascii_lines: bool | None, *, geometry: bool
) -> Reading | None:
    # Each kind has a reader of its own, loaded when it is first needed.
    if kind in (None, "sequence") and (sequence := _read_sequence(plane, boxes)):
        return sequence
    if kind in (None, "grid"):
        from ascii_diagram.reading.grid import read_grid

        if grid := read_grid(plane, boxes, least=1 if kind else 2):
            return grid
    if (kind == "timeline" or (kind is None and not boxes.nodes)) and (
        timeline := _read_timeline(plane)
    ):
        return timeline
    if kind not in (None, "graph"):
        return None
    return _read_graph(plane, boxes, ascii_lines, geometry=geometry)


def _read_sequence(plane: Plane, boxes: Boxes) -> Reading | None:
    from ascii_diagram.reading.lifelines import find_lifelines

    lifelines = find_lifelines(plane, boxes)
    if lifelines is None:
        return None
    from ascii_diagram.reading.sequence import read_sequence

    return read_sequence(plane, boxes, lifelines)


def _read_timeline(plane: Plane) -> Reading | None:
    from ascii_diagram.reading.timeline import read_timeline
    from ascii_diagram.reading.timeline_across import read_timeline_across

    return read_timeline_across(plane) or read_timeline(plane)


def _read_graph(
    plane: Plane, boxes: Boxes, ascii_lines: bool | None, *, geometry: bool
) -> Reading | None:
    if not boxes.nodes:
        from ascii_diagram.reading.listing import read_listing

        listing = read_listing(plane)
        if listing is not None:
            return listing
    from ascii_diagram.reading.graph import read_graph

    return read_graph(plane, boxes, ascii_lines, geometry=geometry)
