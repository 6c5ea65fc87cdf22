"""Draws until a drawing passes its checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ascii_diagram.diagram import Diagram, Direction, Graph, Sequence
from ascii_diagram.drawing.options import Accept, DrawingOptions
from ascii_diagram.drawing.reread import reread
from ascii_diagram.drawing.verify import verify
from ascii_diagram.errors import DrawingError, WidthError

Draw = Callable[[Diagram, DrawingOptions, Accept], list[str]]

_NARROWER = (1, 3, 6, 10)
"""Columns by which a diagram is drawn narrower to get another layout."""
_SHARES = (2 / 3, 1 / 2, 1 / 3)
"""Shares of the width at which quite other layouts are tried."""
_OTHER_WAYS: tuple[Direction, ...] = ("down", "right")
_LARGE = 60
"""Nodes above which a graph is drawn anew only once."""


def draw_verified(draw: Draw, diagram: Diagram, options: DrawingOptions) -> list[str]:
    """Return the lines of a drawing that passed the checks of `verify` and `reread`.

    A graph or sequence without any such layout is drawn anew narrower, a graph also in another
    direction, which gives other layouts.

    Args:
        draw: Draws a diagram. It is given a test of drawings of the diagram or of parts of it, so
            that it can leave out layouts that fail.
        diagram: What to draw.
        options: Width, direction and charset.

    Raises:
        WidthError: It cannot fit the width; names the smallest width that works.
        DrawingError: No drawing passes the checks.
    """
    checks = _Checks(options)
    rows = draw(diagram, options, checks.accept)
    failure = checks.failure(diagram, rows)
    if failure is None:
        return rows
    for narrower in _attempts(diagram, options):
        try:
            others = draw(diagram, narrower, checks.accept)
        except WidthError:
            continue
        if checks.failure(diagram, others) is None:
            return others
    raise failure


class _Checks:
    """Checks drawings, each once."""

    def __init__(self, options: DrawingOptions) -> None:
        self._options = options
        self._known: dict[tuple[str, ...], DrawingError | None] = {}

    def accept(self, diagram: Diagram, rows: list[str]) -> bool:
        """Tell whether a drawing passes."""
        return self.failure(diagram, rows) is None

    def failure(self, diagram: Diagram, rows: list[str]) -> DrawingError | None:
        """Return what is wrong with a drawing, None for nothing."""
        key = tuple(rows)
        if key not in self._known:
            self._known[key] = _failure(diagram, rows, self._options)
        return self._known[key]


def _attempts(diagram: Diagram, options: DrawingOptions) -> Iterator[DrawingOptions]:
    large = isinstance(diagram, Graph) and len(diagram.nodes) > _LARGE
    if isinstance(diagram, Graph | Sequence):
        for columns in _NARROWER[:1] if large else _NARROWER:
            yield replace(options, width=options.width - columns)
    if isinstance(diagram, Graph):
        for direction in _OTHER_WAYS:
            yield replace(options, direction=direction)
        for share in _SHARES:
            yield replace(options, width=int(options.width * share))


def _failure(diagram: Diagram, rows: list[str], options: DrawingOptions) -> DrawingError | None:
    try:
        # the reader measures characters of ambiguous width as one
        read = not options.ambiguous_wide and reread(diagram, rows, options.charset)
        verify(diagram, rows, options, labels_known=read)
    except DrawingError as error:
        return error
    return None
