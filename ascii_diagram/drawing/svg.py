"""Turns a finished drawing into a self-contained SVG: lines become paths, text stays text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from ascii_diagram.drawing.ascii_lines import find_lines
from ascii_diagram.drawing.cells import clusters
from ascii_diagram.drawing.finished import printable_rows
from ascii_diagram.drawing.soft_boxes import find_soft_boxes
from ascii_diagram.drawing.strokes import (
    CELL_HEIGHT,
    CELL_WIDTH,
    Path,
    Position,
    is_line,
    line_paths,
)
from ascii_diagram.line_signs import text_signs
from ascii_diagram.signs import DASH_ALONG, DASH_DOWN

FONTS = (
    "ui-monospace, SFMono-Regular, Menlo, 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', "
    "'Liberation Mono', 'Noto Sans Mono', 'Ubuntu Mono', 'Courier New', monospace"
)
"""Local fonts by name, for viewers that do not know which one `monospace` is."""

_FONT_SIZE, _BASELINE = 15, 13
"""Monospaced fonts are about 0.6 em wide: 15 units fill a cell of 9."""


def render_svg(
    drawing: str,
    *,
    title: str = "",
    description: str = "",
    attributes: Mapping[str, str] | None = None,
) -> str:
    """Render a drawing as SVG.

    Box characters and arrowheads are drawn as paths through the middle of their cells, so that
    lines touch in every font; so are the `+`, `-`, `|` of an ASCII drawing as far as they are lines
    beyond doubt. Every other character stands at the position of its cell. The whole drawing can be
    selected, copied and searched: characters that are drawn as paths are there as transparent text.

    Colours are `currentColor`, and a viewer that knows of light and dark chooses; there is no style
    sheet, no script, no reference to anything outside, and ids come from the content, so that
    several of them can stand in one page.

    Args:
        drawing: Lines of text without control characters, as the drawing functions return them.
        title: Short name of the picture for readers who cannot see it.
        description: Longer text for the same readers.
        attributes: Of the root, in place of those that name it: for pages that name it elsewhere
            or want no tooltip, which viewers make of a title.

    Returns:
        One `svg` element, without XML declaration. A cell is 9 x 17 pixels.

    Raises:
        DrawingError: The drawing holds a control character.
    """
    rows = [clusters(row) for row in printable_rows(drawing)]
    width = max(sum(width for _, width in row) for row in rows) * CELL_WIDTH or CELL_WIDTH
    height = len(rows) * CELL_HEIGHT
    naming, names = _names(drawing, title, description)
    if attributes is not None:
        naming = "".join(f' {name}="{_escape(value)}"' for name, value in attributes.items())
    lines = _lines(rows)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img"{naming} '
            'style="color-scheme:light dark">',
            *names,
            *_groups(line_paths(lines)),
            f'<g fill="currentColor" font-family="{FONTS}" font-size="{_FONT_SIZE}" '
            'direction="ltr" style="font-variant-ligatures:none">',
            *(_text(number, row, lines) for number, row in enumerate(rows)),
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
    return (f' aria-labelledby="{" ".join(ids)}"' if ids else ' aria-label="Diagram"'), elements


def _lines(rows: Sequence[Sequence[tuple[str, int]]]) -> dict[Position, str]:
    """Return the cells that are lines, as box characters.

    Where there are box characters, ASCII is text, but for the borders of shapes.
    """
    cells: dict[Position, str] = {}
    for number, row in enumerate(rows):
        column = 0
        for cluster, width in row:
            if width == 1 and cluster != " ":
                cells[number, column] = cluster
            column += width
    lines = {place: char for place, char in cells.items() if is_line(char)}
    boxes = find_soft_boxes(cells)
    if {DASH_ALONG, DASH_DOWN}.issuperset(lines.values()):
        return find_lines(cells, boxes)
    plain = ["".join(cluster[0] * width for cluster, width in row) for row in rows]
    longest = max(map(len, plain))
    for place in text_signs([row.ljust(longest) for row in plain]):
        lines.pop(place, None)
    return lines | boxes


def _groups(paths: list[Path]) -> Iterator[str]:
    """Give the elements that draw `paths`; those of a kind have what they share around them."""
    for filled, group in groupby(paths, key=lambda path: not path.width):
        if filled:
            yield from (f'<path fill="currentColor" d="{path.data}"/>' for path in group)
            continue
        yield '<g fill="none" stroke="currentColor" stroke-linecap="square">'
        for path in group:
            yield f'<path stroke-width="{path.width}"{_dashes(path)} d="{path.data}"/>'
        yield "</g>"


def _dashes(path: Path) -> str:
    if path.dash is None:
        return ""
    dash, gap = path.dash
    return (
        f' stroke-linecap="butt" stroke-dasharray="{dash:g} {gap:g}"'
        f' stroke-dashoffset="{dash + gap / 2:g}"'
    )


def _text(number: int, row: Sequence[tuple[str, int]], lines: dict[Position, str]) -> str:
    runs = "".join(
        f'<tspan x="{x}"{attributes}>{_escape(run)}</tspan>'
        for run, x, attributes in _runs(number, row, lines)
    )
    # Blanks are kept, and blank lines copied, only when the element itself says so and holds one.
    return f'<text y="{number * CELL_HEIGHT + _BASELINE}" xml:space="preserve">{runs or " "}</text>'


def _runs(
    number: int, row: Sequence[tuple[str, int]], lines: dict[Position, str]
) -> Iterator[tuple[str, str, str]]:
    """Split a row into transparent runs, runs of one-cell characters, and all other clusters.

    Give text, position, and other attributes. In a run of characters each has its own position;
    a cluster of several code points, or two cells wide, is centred in its cells as a whole: viewers
    disagree on how many positions its parts would take.
    """
    placed: list[tuple[str, str, int]] = []
    column = 0
    for cluster, width in row:
        if cluster == " " or (number, column) in lines:
            kind = "transparent"
        else:
            kind = "plain" if len(cluster) == width == 1 else f"cluster at {column}"
        placed.append((cluster, kind, column * CELL_WIDTH))
        column += width
    for kind, group in groupby(placed, key=lambda item: item[1]):
        parts = list(group)
        run = "".join(cluster for cluster, _, _ in parts)
        x = parts[0][2]
        if kind == "transparent":
            yield run, str(x), ' fill-opacity="0"'
        elif kind == "plain":
            yield run, " ".join(str(x) for _, _, x in parts), ""
        else:
            _, width = clusters(run)[0]
            yield run, f"{x + width * CELL_WIDTH / 2:g}", ' text-anchor="middle"'


def _escape(text: str) -> str:
    """Escape text for XML and replace what XML may not hold."""
    return escape("".join(char if _is_xml(char) else "\N{REPLACEMENT CHARACTER}" for char in text))


def _is_xml(char: str) -> bool:
    code = ord(char)
    return char in "\t\n\r" or (
        code >= 0x20 and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
    )
