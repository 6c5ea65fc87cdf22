"""Turns a finished drawing into an HTML figure that readers and their aids can use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib import resources
from itertools import groupby
from typing import Literal

from ascii_diagram.drawing.cells import block_width, clusters, is_narrow
from ascii_diagram.drawing.finished import printable_rows

FigureForm = Literal["text", "svg", "both"]
"""Characters, a picture made of them, or the picture with the characters folded away below it."""


def render_html(
    drawing: str,
    *,
    alt: str,
    caption: str = "",
    description: str = "",
    identifier: str | None = None,
    form: FigureForm = "text",
    searchable: bool = True,
) -> str:
    """Render a drawing as an HTML `figure`.

    As text the drawing can be selected, copied and searched. `pre` scrolls and can be
    reached by keyboard; `code` is the image that a screen reader names instead of spelling out
    lines. `figure_css()` makes the lines touch; without it the figure is readable too.

    Args:
        drawing: Lines of text without control characters, as the drawing functions return them.
        alt: What the drawing shows, for readers who cannot see it; unused when there is a caption,
            which then is the name, so that nothing is said twice.
        caption: Text shown below the drawing.
        description: Longer text, folded away below the drawing and tied to it for screen readers.
        identifier: The figure's `id`, unique in its page; derived from the content when None, so
            that a page with the same figure twice must give one.
        form: How the drawing is shown.
        searchable: Whether a site's search may find the words in the drawing.

    Returns:
        One `figure` element. Its `--cols` is the width in display cells.

    Raises:
        DrawingError: The drawing holds a control character.
    """
    columns = block_width(printable_rows(drawing))
    figure = _Figure(
        drawing,
        identifier or _identifier(drawing, alt, caption, description),
        alt,
        caption,
        description,
        "" if searchable else " data-search-exclude",
    )
    parts = [
        f'<figure class="ascii-diagram{_charset_class(drawing)}" id="{escape(figure.name)}" '
        f'style="--cols:{columns}">'
    ]
    if form != "text":
        parts.append(figure.picture())
    if form == "text":
        parts.append(figure.text())
    elif form == "both":
        parts.append(f"<details><summary>As text</summary>{figure.text()}</details>")
    if description:
        parts.append(
            f'<details><summary>Description</summary><p id="{escape(figure.name)}-description">'
            f"{escape(description, quote=False)}</p></details>"
        )
    # A caption is valid as the last child only.
    if caption:
        parts.append(
            f'<figcaption id="{escape(figure.name)}-caption">'
            f"{escape(caption, quote=False)}</figcaption>"
        )
    return "\n".join((*parts, "</figure>"))


@dataclass(frozen=True, slots=True)
class _Figure:
    """What the two images of one figure share."""

    drawing: str
    name: str
    alt: str
    caption: str
    description: str
    excluded: str

    def naming(self) -> dict[str, str]:
        """Return the attributes that name an image of the drawing."""
        named = (
            {"aria-labelledby": f"{self.name}-caption"}
            if self.caption
            else {"aria-label": self.alt or "Diagram"}
        )
        if self.description:
            named["aria-describedby"] = f"{self.name}-description"
        return named

    def text(self) -> str:
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in self.naming().items())
        return (
            f'<pre tabindex="0" role="group" aria-label="Diagram"{self.excluded}>'
            f'<code role="img"{attributes} translate="no">'
            f"{_characters(self.drawing)}\n</code></pre>"
        )

    def picture(self) -> str:
        from ascii_diagram.drawing.svg import render_svg

        svg = render_svg(self.drawing, attributes=self.naming())
        return (
            '<div class="ascii-diagram__picture" tabindex="0" role="group" aria-label="Diagram"'
            f' translate="no"{self.excluded}>{svg}</div>'
        )


def figure_css() -> str:
    """Return the style sheet of the figures; it touches nothing but `.ascii-diagram`."""
    return resources.files("ascii_diagram.drawing").joinpath("figure.css").read_text("utf-8")


def _characters(drawing: str) -> str:
    """Escape a drawing; characters of two cells get the width of two, whatever font has them."""
    return "\n".join(
        escape(row, quote=False) if is_narrow(row) else "".join(_runs(row))
        for row in drawing.split("\n")
    )


def _runs(row: str) -> Iterator[str]:
    for wide, run in groupby(clusters(row), key=lambda cluster: cluster[1] == 2):
        pieces = [piece for piece, _ in run]
        text = escape("".join(pieces), quote=False)
        yield f'<span style="--cells:{2 * len(pieces)}">{text}</span>' if wide else text


def _identifier(*content: str) -> str:
    data = "\0".join(content).encode("utf-8", "surrogatepass")
    return f"ad-{hashlib.sha256(data).hexdigest()[:8]}"


def _charset_class(drawing: str) -> str:
    """Return a further class for drawings without box characters: their lines may stand apart."""
    return " ascii-diagram--ascii" if drawing.isascii() else ""
