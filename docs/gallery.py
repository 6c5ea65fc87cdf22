"""MkDocs hook: draws every fence marked `draw`, so that the gallery shows what the engine does now.

```` ```draw width=60 ```` holds notation; the page gets its source, its words, and its drawing in
both charsets. Set up by `hooks` in `mkdocs.yml`; a fence that cannot be drawn stops the build.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from ascii_diagram.describing import describe
from ascii_diagram.drawing import DrawingOptions, draw_diagram
from ascii_diagram.drawing.html import figure_css, render_html
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation import parse

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_FENCE = re.compile(r"^```draw(?: width=(\d+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STYLE_SHEET = "stylesheets/figure.css"


def on_config(config: MkDocsConfig, **_: Any) -> MkDocsConfig:
    """Have every page use the figures' style sheet."""
    config.extra_css.append(_STYLE_SHEET)
    return config


def on_files(files: Files, config: MkDocsConfig, **_: Any) -> Files:
    """Add the style sheet, which is part of the package, to the site."""
    from mkdocs.structure.files import File

    files.append(File.generated(config, _STYLE_SHEET, content=figure_css()))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Put drawings in the place of marked fences."""

    def drawn(fence: re.Match[str]) -> str:
        try:
            return _exhibit(fence[2], int(fence[1] or 80))
        except AsciiDiagramError as error:
            from mkdocs.exceptions import PluginError

            raise PluginError(f"{page.file.src_uri}: {error}\n{fence[0]}") from error

    return _FENCE.sub(drawn, markdown)


def _exhibit(source: str, width: int) -> str:
    """Return a diagram's source, words and drawings as Markdown."""
    diagram = parse(source)
    words = describe(diagram)
    figures = [
        render_html(
            draw_diagram(diagram, DrawingOptions(width, charset=charset)),
            alt=words,
            caption="",
        )
        for charset in ("unicode", "ascii")
    ]
    spoken = f"<p><em>In words:</em> {html.escape(words)}</p>"
    return "\n\n".join((f"```text\n{source}```", *figures, spoken))
