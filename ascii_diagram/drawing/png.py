"""Turns a finished drawing into a PNG by way of its SVG; needs the extra `png`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.finished import printable_rows
from ascii_diagram.drawing.strokes import CELL_HEIGHT, CELL_WIDTH
from ascii_diagram.drawing.svg import FONTS, render_svg
from ascii_diagram.errors import DrawingError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable

SCALE = 2
"""Pixels of the image for one pixel of the SVG, for sharp text on dense screens."""

_MAX_PIXELS = 50_000_000
_MARGIN = CELL_WIDTH
_INK = "#000000"
_PAPER = "#ffffff"
"""An image cannot follow the viewer's colours, so it brings its own paper."""

_PROBE = f'<text y="9" font-family="{FONTS}">M</text>'
"""Leaves an empty image where there is no font: the renderer passes over such text in silence."""


def render_png(drawing: str) -> bytes:
    """Render a drawing as a PNG, black on white, with a margin of one column.

    Labels are drawn with a monospaced font of this machine; lines need none.

    Args:
        drawing: Lines of text without control characters, as the drawing functions return them.

    Raises:
        DrawingError: The renderer is not installed, there is no font, or the drawing holds a
            control character.
        LimitError: The image would be too large.
    """
    rows = printable_rows(drawing)
    width, height = block_width(rows) * CELL_WIDTH, len(rows) * CELL_HEIGHT
    if (width + 2 * _MARGIN) * (height + 2 * _MARGIN) * SCALE**2 > _MAX_PIXELS:
        raise LimitError(
            f"a PNG of {len(rows)} lines would be too large", hint="write an SVG instead"
        )
    rasterise = _rasteriser()
    if rasterise(_page(_PROBE, 9, 9)) == rasterise(_page("", 9, 9)):
        raise DrawingError(
            "there is no font to write the labels of a PNG with",
            hint="install a monospaced font such as DejaVu Sans Mono, or write an SVG instead",
        )
    inner = render_svg(drawing).replace("<svg ", f'<svg x="{_MARGIN}" y="{_MARGIN}" ', 1)
    return rasterise(_page(inner, width + 2 * _MARGIN, height + 2 * _MARGIN))


def _page(content: str, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'color="{_INK}">{content}</svg>'
    )


def _rasteriser() -> Callable[[str], bytes]:
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise DrawingError(
            "PNG needs a renderer that is not installed",
            hint="pip install 'ascii-diagram[png]', or write an SVG instead",
        ) from None
    return lambda svg: svg_to_bytes(svg_string=svg, background=_PAPER, zoom=SCALE)
