"""Keeps mdformat from breaking directives: the plugin `ascii_diagram`.

Comments and fences, and so all regions, pass through mdformat as they are. A paragraph that is a
directive does not: its brackets and arrows would be escaped and its lines wrapped, which changes
the prompt. This plugin puts such paragraphs back as they were written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ascii_diagram.directives.syntax import is_head

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from mdformat.renderer import RenderContext, RenderTreeNode
    from mdformat.renderer.typing import Postprocess, Render


def update_mdit(mdit: MarkdownIt) -> None:
    """Leave the parser as it is."""


def _kept(text: str, node: RenderTreeNode, context: RenderContext) -> str:
    """Return a directive's paragraph as it was written, any other as mdformat wants it."""
    del context
    written = node.children[0].content if node.children else ""
    return written if is_head(written) else text


RENDERERS: Mapping[str, Render] = {}
POSTPROCESSORS: Mapping[str, Postprocess] = {"paragraph": _kept}
