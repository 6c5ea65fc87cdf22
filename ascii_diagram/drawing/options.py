"""What a caller may ask of a drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ascii_diagram.diagram import Diagram, Direction
from ascii_diagram.drawing.charset import CharsetName

TreeForm = Literal["boxes", "listing"]
Accept = Callable[[Diagram, list[str]], bool]
"""Tells whether the lines of a drawing show a diagram as they should."""


@dataclass(frozen=True, slots=True)
class DrawingOptions:
    """Limits and looks of a drawing.

    Attributes:
        width: Most display cells on a line.
        direction: Overrides the diagram's own direction.
        charset: Glyph set.
        ambiguous_wide: For fonts and terminals of East Asia, where box-drawing glyphs and other
            characters of ambiguous width are two cells wide: lines are drawn in ASCII and labels
            measured accordingly.
        tree: Whether trees are drawn with boxes or listed, one name on a line. What is no tree, or
            has labels on its edges, has boxes anyway.
    """

    width: int = 80
    direction: Direction | None = None
    charset: CharsetName = "unicode"
    ambiguous_wide: bool = False
    tree: TreeForm = "boxes"
