"""A diagram in the form the user asked for."""

from __future__ import annotations

import json
import sys
from typing import Literal, get_args

from ascii_diagram.diagram import Diagram
from ascii_diagram.drawing.options import DrawingOptions

Format = Literal["text", "source", "mermaid", "d2", "json", "svg"]
FORMATS: tuple[Format, ...] = get_args(Format)


def format_diagram(diagram: Diagram, form: Format, options: DrawingOptions) -> str:
    """Return `diagram` as text, without a line feed at the end.

    Raises:
        WidthError: `text` or `svg` cannot fit `options.width`.
        AsciiDiagramError: The form cannot hold this kind of diagram.
    """
    from ascii_diagram import notation

    match form:
        case "source":
            return notation.print_arrow(diagram)
        case "mermaid":
            return notation.write_mermaid(diagram)
        case "d2":
            return notation.write_d2(diagram)
        case "json":
            return json.dumps(notation.to_json(diagram), ensure_ascii=False, indent=2)
        case "text" | "svg":
            return _drawn(diagram, form, options)


def _drawn(diagram: Diagram, form: Literal["text", "svg"], options: DrawingOptions) -> str:
    from ascii_diagram.drawing import draw_diagram
    from ascii_diagram.drawing.svg import render_svg

    drawing = draw_diagram(diagram, options)
    return drawing if form == "text" else render_svg(drawing, title="Diagram")


def terminal_charset() -> Literal["unicode", "ascii"]:
    """Return `ascii` where standard output cannot show box drawing."""
    try:
        "┌─┼─►▼│".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "ascii"
    return "unicode"
