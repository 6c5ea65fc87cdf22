"""Text diagrams that are always aligned, from `ascii-diagram:` directives in any text.

>>> import ascii_diagram
>>> print(ascii_diagram.draw("Lexer -> Parser", width=40))
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` would be most of what importing the package costs
if TYPE_CHECKING:
    from ascii_diagram.api import draw, expand_text, parse
    from ascii_diagram.diagram import (
        Cell,
        Diagram,
        Divider,
        Edge,
        Frame,
        Graph,
        Grid,
        Group,
        Message,
        Node,
        Note,
        Period,
        Picture,
        Section,
        Sequence,
        Timeline,
    )
    from ascii_diagram.errors import (
        AsciiDiagramError,
        BackendError,
        DirectiveError,
        DrawingError,
        FileError,
        LimitError,
        NotationError,
        SettingsError,
        WidthError,
    )

__all__ = [
    "AsciiDiagramError",
    "BackendError",
    "Cell",
    "Diagram",
    "DirectiveError",
    "Divider",
    "DrawingError",
    "Edge",
    "FileError",
    "Frame",
    "Graph",
    "Grid",
    "Group",
    "LimitError",
    "Message",
    "Node",
    "NotationError",
    "Note",
    "Period",
    "Picture",
    "Section",
    "Sequence",
    "SettingsError",
    "Timeline",
    "WidthError",
    "draw",
    "expand_text",
    "parse",
]


def __getattr__(name: str) -> object:
    # Whoever imports a part of the package does not pay for the rest of it.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in {"draw", "expand_text", "parse"}:
        module = "api"
    else:
        module = "errors" if name.endswith("Error") else "diagram"
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{module}"), name)


def __dir__() -> list[str]:
    return __all__
