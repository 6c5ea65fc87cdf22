"""Turns a finished drawing into a self-contained SVG whose text stays text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape

from ascii_diagram.drawing.cells import clusters, find_unprintable
from ascii_diagram.errors import DrawingError

_FONTS = (
    "ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', 'Liberation Mono', "
    "'Cascadia Mono', Consolas, monospace"
)
_CELL_WIDTH, _CELL_HEIGHT, _FONT_SIZE, _BASELINE = 6, 11, 10, 8
"""User units. Monospaced fonts are 0.6 em wide; 1.1 em between lines leaves no gaps in rules."""
_SCALE = 1.4
"""Pixels for a user unit: text of 14 pixels."""


def render_svg(drawing: str, *, title: str = "", description: str = "") -> str:
    """Render a drawing as SVG.

    Every character stands at the position of its cell whatever font the viewer has, and can be
    selected and searched for. Colours are `currentColor`; there is no style sheet, no script, no
    reference to anything outside, and ids come from the content, so that several of them can stand
    in one page.

    Args:
        drawing: Lines of text without control characters, as the drawing functions return them.
        title: Short name of the picture for readers who cannot see it.
        description: Longer text for the same readers.

    Returns:
        One `svg` element, without XML declaration.

    Raises:
        DrawingError: The drawing holds a control character.
    """
    rows = drawing.split("\n")
    for number, row in enumerate(rows, start=1):
        if find_unprintable(row) >= 0:
            raise DrawingError(
                f"line {number} of the drawing holds an unprintable character",
                hint="remove it before rendering",
            )
    widest = max(sum(width for _, width in clusters(row)) for row in rows)
    width, height = max(widest, 1) * _CELL_WIDTH, len(rows) * _CELL_HEIGHT
    attributes, names = _names(drawing, title, description)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width * _SCALE:g}" height="{height * _SCALE:g}"{attributes}>',
            *names,
            f'<g fill="currentColor" font-family="{_FONTS}" font-size="{_FONT_SIZE}" '
            'direction="ltr" style="white-space:pre;font-variant-ligatures:none">',
            *(_text(number, row) for number, row in enumerate(rows) if row.strip()),
            "</g>",
            "</svg>",
        )
    )


def _names(drawing: str, title: str, description: str) -> tuple[str, list[str]]:
    """Return the root's accessibility attributes and the elements they refer to."""
    content = "\0".join((drawing, title, description)).encode("utf-8", "surrogatepass")
    stem = f"ascii-diagram-{hashlib.sha256(content).hexdigest()[:12]}"
    ids: list[str] = []
    elements: list[str] = []
    for element, text in (("title", title), ("desc", description)):
        if text:
            ids.append(f"{stem}-{element}")
            elements.append(f'<{element} id="{ids[-1]}">{_escape(text)}</{element}>')
    # Without a name the text itself is the better thing to read out.
    return (f' role="img" aria-labelledby="{" ".join(ids)}"' if ids else ""), elements


def _text(number: int, row: str) -> str:
    y = number * _CELL_HEIGHT + _BASELINE
    runs = "".join(
        f'<tspan x="{" ".join(str(x) for x in positions)}">{_escape(run)}</tspan>'
        for run, positions in _runs(row)
    )
    return f'<text y="{y}" xml:space="preserve">{runs}</text>'


def _runs(row: str) -> Iterator[tuple[str, list[int]]]:
    """Split a row into runs of one-cell characters, with an x each, and all other clusters.

    A cluster of several code points, or two cells wide, is placed as a whole: viewers disagree on
    how many positions its parts would take.
    """
    run, positions, column = "", list[int](), 0
    for cluster, width in clusters(row):
        if len(cluster) > 1 or width != 1:
            if run.strip():
                yield run, positions
            run, positions = "", []
            yield cluster, [column * _CELL_WIDTH]
        elif run or cluster != " ":
            run += cluster
            positions.append(column * _CELL_WIDTH)
        column += width
    if run.strip():
        yield run, positions


def _escape(text: str) -> str:
    """Escape text for XML and replace what XML may not hold."""
    return escape("".join(char if _is_xml(char) else "\N{REPLACEMENT CHARACTER}" for char in text))


def _is_xml(char: str) -> bool:
    code = ord(char)
    return char in "\t\n\r" or (
        code >= 0x20 and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
    )
