"""Turns a finished drawing into an HTML figure that readers and their aids can use."""

from __future__ import annotations

import hashlib
from html import escape
from importlib import resources

from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.finished import printable_rows


def render_html(
    drawing: str,
    *,
    alt: str,
    caption: str = "",
    description: str = "",
    identifier: str | None = None,
) -> str:
    """Render a drawing as an HTML `figure`.

    The drawing stays text: it can be selected, copied and searched. `pre` scrolls and can be
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

    Returns:
        One `figure` element. Its `--cols` is the width in display cells.

    Raises:
        DrawingError: The drawing holds a control character.
    """
    columns = block_width(printable_rows(drawing))
    name = escape(identifier or _identifier(drawing, alt, caption, description))
    naming = (
        f'aria-labelledby="{name}-caption"'
        if caption
        else f'aria-label="{escape(alt or "Diagram")}"'
    )
    described = f' aria-describedby="{name}-description"' if description else ""
    parts = [
        f'<figure class="ascii-diagram{_charset_class(drawing)}" id="{name}" '
        f'style="--cols:{columns}">',
        '<pre tabindex="0" role="group" aria-label="Diagram">'
        f'<code role="img" {naming}{described} translate="no">{escape(drawing, quote=False)}',
        "</code></pre>",
    ]
    if description:
        parts.append(
            f'<details><summary>Description</summary><p id="{name}-description">'
            f"{escape(description, quote=False)}</p></details>"
        )
    # A caption is valid as the last child only.
    if caption:
        parts.append(f'<figcaption id="{name}-caption">{escape(caption, quote=False)}</figcaption>')
    return "\n".join((*parts, "</figure>"))


def figure_css() -> str:
    """Return the style sheet of the figures; it touches nothing but `.ascii-diagram`."""
    return resources.files("ascii_diagram.drawing").joinpath("figure.css").read_text("utf-8")


def _identifier(*content: str) -> str:
    data = "\0".join(content).encode("utf-8", "surrogatepass")
    return f"ad-{hashlib.sha256(data).hexdigest()[:8]}"


def _charset_class(drawing: str) -> str:
    """Return a further class for drawings without box characters: their lines may stand apart."""
    return " ascii-diagram--ascii" if drawing.isascii() else ""
