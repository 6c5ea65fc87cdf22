"""A diagram in the form the user asked for."""

from __future__ import annotations

import json
import sys
from typing import Literal, get_args

from ascii_diagram.diagram import Diagram
from ascii_diagram.drawing.options import DrawingOptions

DrawnFormat = Literal["text", "svg", "html", "png"]
WrittenFormat = Literal["source", "mermaid", "d2", "json", "description"]
Format = Literal[DrawnFormat, WrittenFormat]
FORMATS: tuple[Format, ...] = (*get_args(DrawnFormat), *get_args(WrittenFormat))

_SHORT = 200
"""Characters of a name for readers who cannot see; what takes more is told in a description."""


def format_diagram(diagram: Diagram, form: Format, options: DrawingOptions) -> str | bytes:
    """Return `diagram` as text without a line feed at the end, or as the bytes of an image.

    Raises:
        WidthError: A drawing cannot fit `options.width`.
        AsciiDiagramError: The form cannot hold this kind of diagram, or needs an extra.
    """
    match form:
        case "text" | "svg" | "html" | "png":
            return _drawn(diagram, form, options)
        case _:
            return _written(diagram, form)


def _written(diagram: Diagram, form: WrittenFormat) -> str:
    from ascii_diagram import notation
    from ascii_diagram.describing import describe

    match form:
        case "source":
            return notation.print_arrow(diagram)
        case "mermaid":
            return notation.write_mermaid(diagram)
        case "d2":
            return notation.write_d2(diagram)
        case "json":
            return json.dumps(notation.to_json(diagram), ensure_ascii=False, indent=2)
        case "description":
            return describe(diagram)


def _drawn(diagram: Diagram, form: DrawnFormat, options: DrawingOptions) -> str | bytes:
    from ascii_diagram.drawing import draw_diagram

    drawing = draw_diagram(diagram, options)
    match form:
        case "text":
            return drawing
        case "png":
            from ascii_diagram.drawing.png import render_png

            return render_png(drawing)
        case "svg" | "html":
            return _marked_up(diagram, drawing, form)


def _marked_up(diagram: Diagram, drawing: str, form: Literal["svg", "html"]) -> str:
    from ascii_diagram.describing import describe
    from ascii_diagram.drawing.html import figure_css, render_html
    from ascii_diagram.drawing.svg import render_svg

    short, whole = describe(diagram, limit=_SHORT), describe(diagram)
    description = whole if whole != short else ""
    if form == "svg":
        return render_svg(drawing, title=short, description=description)
    figure = render_html(drawing, alt=short, description=description)
    return f"<style>\n{figure_css()}</style>\n{figure}"


def terminal_charset() -> Literal["unicode", "ascii"]:
    """Return `ascii` where standard output cannot show box drawing."""
    try:
        "┌─┼─►▼│".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "ascii"
    return "unicode"
