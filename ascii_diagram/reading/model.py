"""What a reader finds in a drawing: the diagram, the geometry it was read from, and the doubts.

Rows and columns count from 0 in the text that was given; columns are display cells.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from ascii_diagram.diagram import Diagram, Direction, EdgeStyle, Shape

FindingCode = Literal[
    "open-box",
    "loose-line",
    "loose-head",
    "unclear-junction",
    "unclear-label",
    "unclear-text",
    "unreadable-character",
    "nothing",
]


class Area(NamedTuple):
    """A rectangle of cells; all four borders are included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, other: Area) -> bool:
        """Tell whether `other` lies inside without touching the border."""
        return (
            self.top < other.top
            and self.left < other.left
            and self.bottom > other.bottom
            and self.right > other.right
        )


class Finding(NamedTuple):
    """Something in the drawing that could not be understood, and where it stands."""

    row: int
    column: int
    code: FindingCode
    message: str


class Box(NamedTuple):
    """A closed border and what stands inside.

    Attributes:
        area: The border's rectangle.
        lines: The texts inside, each without blanks at its ends; rules inside are left out.
        title: Text that interrupts the border, empty for none.
        rules: Rows of lines from border to border inside.
        shape: What corners, sides and inside make of it.
        frame: Whether it holds other boxes or lets lines through: a group.
        name: Id of the node or group in the diagram.
    """

    area: Area
    lines: tuple[str, ...] = ()
    title: str = ""
    rules: tuple[int, ...] = ()
    shape: Shape = "rectangle"
    frame: bool = False
    name: str = ""


class Wire(NamedTuple):
    """A straight piece of line from cell to cell, both included, of one connected net."""

    net: int
    row0: int
    column0: int
    row1: int
    column1: int
    style: EdgeStyle = "solid"


class Head(NamedTuple):
    """An arrowhead, where it points, and the node or group it reaches (empty for none)."""

    row: int
    column: int
    direction: Direction
    target: str = ""


class Reading(NamedTuple):
    """A drawing as it was understood.

    Attributes:
        diagram: What the drawing shows; None when nothing was recognised.
        findings: What could not be understood, in reading order; none when all was.
        boxes: Boxes of nodes, participants or cells.
        frames: Frames of groups or fragments.
        wires: Lines.
        heads: Arrowheads.
    """

    diagram: Diagram | None
    findings: tuple[Finding, ...] = ()
    boxes: tuple[Box, ...] = ()
    frames: tuple[Box, ...] = ()
    wires: tuple[Wire, ...] = ()
    heads: tuple[Head, ...] = ()
