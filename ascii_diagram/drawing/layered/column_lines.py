"""Lines between the boxes of a column, and texts at the ends of lines that are cut."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.diagram import Edge
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.layered.shapes import Block, Head, Tee, TextShape, Wire


def between_rows(edge: Edge, lines: Sequence[str]) -> int:
    """Return the rows between two boxes that a straight line with this label needs."""
    heads = {"forward": 1, "both": 2, "none": 0}[edge.arrow]
    return max(1, heads + len(lines))


def draw_between(
    block: Block, net: int, edge: Edge, upper: str, column: int, label: TextShape
) -> None:
    """Draw an edge straight down between two boxes.

    Args:
        block: Where to draw it.
        net: Number of its line.
        edge: The edge.
        upper: The id of the upper box.
        column: Where the line runs.
        label: The label's lines; it starts in the first row between the boxes.
    """
    first = label.u
    last = first + between_rows(edge, label.lines) - 1
    lower_headed = edge.arrow == "both" or (edge.arrow == "forward" and upper == edge.source)
    upper_headed = edge.arrow == "both" or (edge.arrow == "forward" and upper == edge.target)
    if upper_headed:
        block.heads.append(Head(first, column, -1, 0))
    else:
        block.tees.append(Tee(first - 1, column, 1, 0))
    if lower_headed:
        block.heads.append(Head(last, column, 1, 0))
    else:
        block.tees.append(Tee(last + 1, column, -1, 0))
    if label.lines:
        block.texts.append(label._replace(u=first + upper_headed))
    else:
        block.wires.append(Wire(net, first, column, last, column, True, True, edge.style))


def write_lines(block: Block, lines: Sequence[str], row: int, column: int) -> None:
    """Write lines of text below each other, aligned on the left."""
    for offset, line in enumerate(lines):
        block.texts.append(TextShape(row + offset, column, 1, cell_width(line), (line,)))
