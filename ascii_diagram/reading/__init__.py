"""Reads drawings: from characters back to boxes, labels, lines and frames, and to a diagram.

Knows nothing of how drawings are made: it measures and recognises by itself, so that a fault of the
drawing engine cannot hide in it. Reads drawings from other hands as far as they are sound.
"""

from __future__ import annotations

from typing import Literal

from ascii_diagram.reading.glyphs import LINE_CHARACTERS
from ascii_diagram.reading.model import Area, Box, Finding, Head, Reading, Wire


def read_drawing(
    text: str,
    *,
    kind: Literal["graph", "sequence", "grid", "timeline"] | None = None,
    ascii_lines: bool | None = None,
    geometry: bool = True,
) -> Reading:
    """Read a drawing.

    Args:
        text: The drawing alone, without comment leaders; line feeds end its lines.
        kind: What it is known to be; by default that is recognised.
        ascii_lines: Whether ASCII characters may be lines or arrowheads of a graph; by default that
            is found out.
        geometry: Whether boxes, frames, wires and heads are asked for besides the diagram of a
            graph; without them, its direction is not looked for either.

    Returns:
        The diagram with its geometry, and findings about what could not be understood.

    Raises:
        LimitError: The text is too long or too wide to be read.
    """
    from ascii_diagram.reading.recognition import recognise

    return recognise(text, kind, ascii_lines=ascii_lines, geometry=geometry)


__all__ = [
    "LINE_CHARACTERS",
    "Area",
    "Box",
    "Finding",
    "Head",
    "Reading",
    "Wire",
    "read_drawing",
]
