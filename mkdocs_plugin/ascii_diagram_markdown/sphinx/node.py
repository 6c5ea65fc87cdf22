"""The figure of a diagram in Sphinx's tree, and how each builder writes it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ascii_diagram.drawing.html import FigureForm, render_html
from ascii_diagram_markdown.figures import Figure

_UNICODE_ENGINES = {"xelatex", "lualatex", "uplatex"}
_ARROWS = dict(zip("►▶→◄◀←▲↑▼↓", ">>><<<^^vv", strict=True))


class DiagramFigure(nodes.figure):
    """A drawing (a literal block) with its caption, and what only HTML can show of it."""


def make_node(figure: Figure, form: FigureForm) -> DiagramFigure:
    """Return the node for a figure; builders without HTML show its text, or what is wrong."""
    node = DiagramFigure(
        alt=figure.alt, caption=figure.caption, description=figure.description, form=form
    )
    node["fault_html"] = "" if figure.text else figure.html
    text = figure.text or "\n".join((*(f.message for f in figure.faults), "", figure.block.prompt))
    # The language is that of plain text, so that nothing is highlighted.
    node += nodes.literal_block(text, text, language="text", xml_space="preserve")
    if figure.caption:
        node += nodes.caption(figure.caption, figure.caption)
    return node


def add_figure_node(app: Sphinx) -> None:
    """Register how builders write the node."""
    as_figure = _visit_as_figure, _depart_as_figure
    app.add_enumerable_node(  # one that `numref` knows, and counts with other figures
        DiagramFigure,
        "figure",
        html=(_visit_html, _depart_html),
        latex=(_visit_latex, _depart_latex),
        text=as_figure,
        man=as_figure,
        texinfo=as_figure,
    )


def _visit_html(translator: Any, node: DiagramFigure) -> None:
    translator.body.append(_html(translator, node))
    raise nodes.SkipNode


def _depart_html(translator: Any, node: DiagramFigure) -> None:
    """Do nothing: the node was written as a whole."""


def _html(translator: Any, node: DiagramFigure) -> str:
    if node["fault_html"]:
        return f"{node['fault_html']}\n"
    html = render_html(
        node[0].astext(),
        alt=node["alt"],
        caption=node["caption"],
        description=node["description"],
        identifier=node["ids"][0] if node["ids"] else None,
        form=node["form"],
    )
    number = _number(translator, node) if node["caption"] else ""
    opening, mark, rest = html.rpartition('-caption">')
    return f"{opening}{mark}{number}{rest}\n" if number else f"{html}\n"


def _number(translator: Any, node: DiagramFigure) -> str:
    """Return `Fig. 1` as Sphinx writes it, empty where figures have no numbers."""
    length = len(translator.body)
    translator.add_fignumber(node)
    number = "".join(translator.body[length:])
    del translator.body[length:]
    return number


def _visit_as_figure(translator: Any, node: DiagramFigure) -> None:
    translator.visit_figure(node)


def _depart_as_figure(translator: Any, node: DiagramFigure) -> None:
    translator.depart_figure(node)


def _visit_latex(translator: Any, node: DiagramFigure) -> None:
    if translator.config.latex_engine not in _UNICODE_ENGINES:
        block = node[0]
        text = in_ascii(block.astext())
        node[0] = nodes.literal_block(text, text, language="text")
    if node["caption"]:  # others need no number and must not float away
        translator.visit_figure(node)


def _depart_latex(translator: Any, node: DiagramFigure) -> None:
    if node["caption"]:
        translator.depart_figure(node)


def in_ascii(drawing: str) -> str:
    """Return a drawing with its lines and arrowheads in ASCII, for fonts that lack them."""
    return "".join(_ascii_line(char) for char in drawing)


@lru_cache(maxsize=256)
def _ascii_line(char: str) -> str:
    if char in _ARROWS:
        return _ARROWS[char]
    if not "\u2500" <= char <= "\u257f":
        return char
    name = unicodedata.name(char)
    across = "HORIZONTAL" in name or "LEFT" in name or "RIGHT" in name
    along = "VERTICAL" in name or " UP" in name or "DOWN" in name
    if across and along:
        return "+"
    if across:
        return "=" if "DOUBLE" in name else "-"
    return "|" if along else "+"
