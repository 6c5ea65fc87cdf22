"""The plugin of markdown-it-py: `MarkdownIt().use(ascii_diagram_plugin)`."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from ascii_diagram.drawing.html import figure_css
from ascii_diagram.settings import load_settings
from ascii_diagram_markdown.blocks import Block, find_blocks
from ascii_diagram_markdown.figures import Figure, make_figures
from ascii_diagram_markdown.identifiers import Identifiers
from ascii_diagram_markdown.options import read_options
from ascii_diagram_markdown.reports import report
from ascii_diagram_markdown.session import Session

TOKEN = "ascii_diagram"
_LEAVES = {"fence", "html_block", "paragraph_open", "code_block"}
_log = logging.getLogger("ascii_diagram_markdown")


def ascii_diagram_plugin(md: MarkdownIt, session: Session | None = None, **options: object) -> None:
    """Draw `ascii-diagram` fences, and what `ascii-diagram expand` drew in comment regions.

    Example::

        ```ascii-diagram caption="Upload"
        client -> server
        ```

    Each becomes one token `ascii_diagram`, whose `content` is the drawing as text, `meta["figure"]`
    the whole result, and which is rendered as a `figure`. `env["path"]` names the page in messages.

    Args:
        md: The parser.
        session: Answers and drawings to share; one of its own when None.
        **options: Those of the site (`SiteOptions`).

    Raises:
        SettingsError: An option, or a setting that holds here, is wrong.
    """
    site = read_options(options)
    shared = session or Session(load_settings(Path.cwd(), flags=site.flags), site)

    def draw(state: StateCore) -> None:
        if shared.options.enabled:
            _draw_page(state, shared)

    # Inline text is parsed next: a prompt in a paragraph must not be taken for emphasis or links.
    md.core.ruler.after("block", TOKEN, draw)
    md.add_render_rule(TOKEN, _render)


def _draw_page(state: StateCore, session: Session) -> None:
    places = [
        (block, found)
        for block in find_blocks(state.src)
        if (found := _leaves(state.tokens, block)) is not None
    ]
    if not places:
        return
    figures = make_figures([block for block, _ in places], session, Identifiers())
    report(
        figures,
        page=str(state.env.get("path", "")),
        source="",
        on_error=session.options.on_error,
        logger=_log,
    )
    tokens = [
        _token(figure, state.tokens[found.start].level)
        for figure, (_, found) in zip(figures, places, strict=True)
    ]
    tokens[0].meta["css"] = session.options.css
    for (_, found), token in reversed(list(zip(places, tokens, strict=True))):
        state.tokens[found.start : found.stop] = [token]


def _leaves(tokens: Sequence[Token], block: Block) -> range | None:
    """Return the tokens that a figure takes the place of; None where this parser sees none.

    A body that is indented code here may be Markdown to another parser, and the other way round.
    """
    inside = [
        number
        for number, token in enumerate(tokens)
        if token.map is not None
        and token.type in _LEAVES
        and block.start <= token.map[0] < max(block.end, block.start + 1)
    ]
    if not inside or tokens[inside[0]].type == "code_block":
        return None
    first, last = inside[0], inside[-1]
    if block.end == block.start:
        return range(first, first)
    return range(first, last + (3 if tokens[last].type == "paragraph_open" else 1))


def _token(figure: Figure, level: int) -> Token:
    block = figure.block
    return Token(
        TOKEN,
        "figure",
        0,
        map=[block.start, block.end],
        level=level,
        content=figure.text,
        block=True,
        meta={"figure": figure, "css": False},
    )


def _render(
    self: RendererProtocol,
    tokens: Sequence[Token],
    idx: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    style = f"<style>\n{figure_css()}</style>\n" if tokens[idx].meta["css"] else ""
    return f"{style}{tokens[idx].meta['figure'].html}\n"
