"""The library in three calls: draw a diagram, expand a text, parse notation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from ascii_diagram.diagram import Diagram, Direction
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions, TreeForm
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.limits import MAX_HEIGHT, MAX_WIDTH, MIN_WIDTH
from ascii_diagram.resolve.request import Failure, Request, Style

if TYPE_CHECKING:
    from ascii_diagram.expansion.model import Expansion
    from ascii_diagram.resolve import Backend, Resolution, Resolver


def parse(text: str) -> Diagram:
    """Read arrow notation or Mermaid.

    Raises:
        NotationError: The text is neither, with line and column.
        LimitError: The diagram is too large.
    """
    from ascii_diagram.notation import parse as parse_notation

    return parse_notation(text)


def draw(
    diagram_or_text: str | Diagram,
    *,
    width: int = 80,
    direction: Direction | None = None,
    charset: CharsetName = "unicode",
    ambiguous_wide: bool = False,
    tree: TreeForm = "boxes",
    style: Style = "tui_flow",
    height: int | None = None,
    backend: Backend | str | None = None,
) -> str:
    """Draw a diagram.

    Args:
        diagram_or_text: A diagram, arrow notation, Mermaid, or prose for the model.
        width: Most display cells of a line.
        direction: Overrides the diagram's own direction.
        charset: Glyphs to draw with.
        ambiguous_wide: Whether box drawing takes two cells, as in fonts of East Asia.
        tree: Whether trees are drawn with boxes or listed, one name on a line.
        style: Kind of picture that prose asks for.
        height: Most lines of a picture of the style `ascii_art`, at most 200; None for any number.
        backend: Who reads prose, by name or opened already (it stays open); the user's setting
            when None, `none` for nobody.

    Returns:
        Lines without a final line feed or trailing blanks, none wider than `width`.

    Raises:
        NotationError: Notation with a fault, with line and column.
        WidthError: The drawing cannot be that narrow; says how wide it must be.
        BackendError: The prose was not understood, or there is no model to read it.
        AsciiDiagramError: Any other expected fault (a limit, a setting); base of the above.
    """
    from ascii_diagram.drawing import draw_diagram

    if not MIN_WIDTH <= width <= MAX_WIDTH:
        raise AsciiDiagramError(
            f"the width {width} is out of bounds", hint=f"use {MIN_WIDTH} to {MAX_WIDTH}"
        )
    if height is not None and not 1 <= height <= MAX_HEIGHT:
        raise AsciiDiagramError(
            f"the height {height} is out of bounds", hint=f"use 1 to {MAX_HEIGHT}"
        )
    _check_choice("charset", charset, get_args(CharsetName))
    _check_choice("tree", tree, get_args(TreeForm))
    _check_choice("style", style, get_args(Style))
    if direction is not None:
        _check_choice("direction", direction, get_args(Direction))
    diagram = diagram_or_text
    if isinstance(diagram, str):
        diagram = _read(diagram, style, (width, height), backend)
    return draw_diagram(diagram, DrawingOptions(width, direction, charset, ambiguous_wide, tree))


def expand_text(
    text: str,
    *,
    path: str | Path | None = None,
    width: int | None = None,
    charset: CharsetName | Literal["auto"] | None = None,
    resolver: Resolver | None = None,
    force: bool = False,
    frozen: bool = False,
) -> Expansion:
    """Expand the `ascii-diagram:` directives of a text.

    Nothing is read from or written to `path`; it tells the language and which settings hold.
    What stands in the text is drawn again only where the prompt changed.

    Args:
        text: Text of a file, a page or a message.
        path: The file it belongs to; plain text when None.
        width: Most display cells of a whole line; the settings' when None.
        charset: Glyphs to draw with; the settings' when None.
        resolver: Who reads prose, and stays open; the user's store, lock file and model when None.
        force: Draw over hand edits too.
        frozen: Never ask a model. A `resolver` of your own decides that itself.

    Returns:
        The new text, the edits that lead to it, and what became of each directive. A directive
        that cannot be expanded is reported there, not raised.

    Raises:
        SettingsError: Some settings are wrong.
        FileError: The lock file cannot be read or written.
    """
    from ascii_diagram.expansion import finish_expansion, open_resolver, plan_expansion
    from ascii_diagram.settings import load_settings

    flags = {"width": width, "commit.width": width, "charset": charset}
    settings = load_settings(Path(path) if path is not None else None, flags=flags)
    plan = plan_expansion(text, path=path, settings=settings, force=force)
    if not plan.requests:
        return finish_expansion(plan)
    if resolver is not None:
        return finish_expansion(plan, _resolve(resolver, plan.requests, settings.timeout))
    with open_resolver(settings, frozen=frozen) as own:
        return finish_expansion(plan, _resolve(own, plan.requests, settings.timeout))


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise AsciiDiagramError(f"unknown {name} {value!r}", hint=f"use {', '.join(choices)}")


def _read(
    text: str, style: Style, room: tuple[int, int | None], backend: Backend | str | None
) -> Diagram:
    """Return the diagram that notation or prose means."""
    from ascii_diagram.notation import parse as parse_notation
    from ascii_diagram.notation import recognise

    if recognise(text) is not None:
        return parse_notation(text)
    from ascii_diagram.expansion import open_resolver
    from ascii_diagram.resolve import Resolver
    from ascii_diagram.settings import load_settings

    width, height = room if style == "ascii_art" else (None, None)
    request = Request(text, style, width, "prose", height)
    if backend is not None and not isinstance(backend, str):
        opened = backend
        return Resolver(None, None, lambda: opened).resolve_one(request).diagram
    settings = load_settings(None, flags={"backend": backend})
    with open_resolver(settings) as resolver:
        return resolver.resolve_one(request, timeout=settings.timeout).diagram


def _resolve(
    resolver: Resolver, requests: Sequence[Request], timeout: float
) -> dict[Request, Resolution | Failure]:
    deadline = time.monotonic() + timeout * len(requests)
    answers = resolver.resolve(requests, deadline=deadline)
    return {requests[number]: answer for number, answer in answers}
