"""MkDocs hook: shows every fence marked `draw` as source, as drawings in both charsets, in words.

```` ```draw width=60 ```` holds notation; the drawings are left to the plugin, so that the gallery
shows what a site gets. Set up by `hooks` in `mkdocs.yml`.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from ascii_diagram.describing import describe
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation import parse

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

_FENCE = re.compile(r"^```draw(?: width=(\d+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Put exhibits in the place of marked fences."""

    def shown(fence: re.Match[str]) -> str:
        try:
            return _exhibit(fence[2], int(fence[1] or 80))
        except AsciiDiagramError as error:
            from mkdocs.exceptions import PluginError

            raise PluginError(f"{page.file.src_uri}: {error}\n{fence[0]}") from error

    return _FENCE.sub(shown, markdown)


def _exhibit(source: str, width: int) -> str:
    """Return Markdown for a diagram's source, drawings and words."""
    figures = [
        f"```ascii-diagram width={width} charset={charset} notation\n{source}```"
        for charset in ("unicode", "ascii")
    ]
    spoken = f"<p><em>In words:</em> {html.escape(describe(parse(source)))}</p>"
    return "\n\n".join((f"```text\n{source}```", *figures, spoken))
