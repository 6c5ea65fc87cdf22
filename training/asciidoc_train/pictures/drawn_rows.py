"""Rows as pictures."""

from __future__ import annotations

from ascii_diagram import draw, parse
from ascii_diagram.diagram import Picture
from ascii_diagram.errors import AsciiDiagramError
from asciidoc_train.pictures.layout import Layout
from asciidoc_train.rows import Row


def drawn_lines(row: Row, layout: Layout) -> list[str] | None:
    """Return what a row shows, in ASCII; None when that does not fit the layout.

    A picture stands in the row; what a row of another style shows is drawn as the product would.
    """
    try:
        diagram = parse(row.notation)
        if isinstance(diagram, Picture):
            lines = [line.rstrip() for line in diagram.lines]
        else:
            lines = draw(diagram, width=layout.widest, charset="ascii").split("\n")
    except AsciiDiagramError:
        return None
    return lines if layout.holds(lines) else None
