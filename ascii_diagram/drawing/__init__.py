"""How a diagram is drawn: text measured in cells, layout on an integer grid, painting, checks."""

from __future__ import annotations

from dataclasses import replace

from ascii_diagram.diagram import Diagram, Graph, Grid, Picture, Sequence, Timeline
from ascii_diagram.drawing.options import Accept, DrawingOptions


def draw_diagram(diagram: Diagram, options: DrawingOptions = DrawingOptions()) -> str:  # noqa: B008
    """Return the drawing of any diagram as text.

    The result has no trailing newline and no trailing blanks, and passed the run-time checks.

    Raises:
        WidthError: It cannot fit `options.width`; names the smallest width that works.
        DrawingError: The diagram is empty or unsound, or no drawing passes the checks.
        LimitError: The diagram is beyond a fixed bound.
    """
    from ascii_diagram.drawing.cells import ambiguous_characters
    from ascii_diagram.drawing.verified import draw_verified

    if options.ambiguous_wide and not isinstance(diagram, Picture):
        options = replace(options, charset="ascii")
    with ambiguous_characters(wide=options.ambiguous_wide):
        return "\n".join(draw_verified(_rows, diagram, options))


def _rows(diagram: Diagram, options: DrawingOptions, accept: Accept) -> list[str]:
    # each kind has an engine of its own, loaded when it is first needed
    if isinstance(diagram, Graph):
        from ascii_diagram.drawing.layered.flow import draw_graph

        return draw_graph(diagram, options, accept)
    if isinstance(diagram, Sequence):
        from ascii_diagram.drawing.sequence import draw_sequence

        return draw_sequence(diagram, options)
    if isinstance(diagram, Grid):
        from ascii_diagram.drawing.grid import draw_grid

        return draw_grid(diagram, options)
    if isinstance(diagram, Timeline):
        from ascii_diagram.drawing.timeline import draw_timeline

        return draw_timeline(diagram, options)
    from ascii_diagram.drawing.picture import draw_picture

    return draw_picture(diagram, options)


__all__ = ["DrawingOptions", "draw_diagram"]
