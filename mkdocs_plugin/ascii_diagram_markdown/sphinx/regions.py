"""Shows what `ascii-diagram expand` drew in Markdown: comments around a block of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from docutils import nodes
from sphinx.transforms import SphinxTransform

from ascii_diagram.directives.syntax import WORD, is_end, is_head
from ascii_diagram_markdown.blocks import find_blocks, read_block
from ascii_diagram_markdown.figures import make_figures
from ascii_diagram_markdown.identifiers import Identifiers
from ascii_diagram_markdown.sphinx.directive import place_figure
from ascii_diagram_markdown.sphinx.site import deliver, session_of


class RegionTransform(SphinxTransform):
    """Puts figures in the place of regions, of directives without one, and of plain fences."""

    default_priority = 10

    def apply(self, **_: object) -> None:
        """Go through the document once."""
        session = session_of(self.env)
        if not session.options.enabled:
            return
        starts = [node for node in self.document.findall(nodes.Element) if _begins(node)]
        for node in starts:
            self._replace(node)

    def _replace(self, node: nodes.Element) -> None:
        parent = node.parent
        if parent is None:  # it went with a region above it
            return
        session = session_of(self.env)
        members = _members(node)
        text = "\n\n".join(_markdown(member) for member in members) + "\n"
        if isinstance(node, nodes.literal_block):
            blocks = [read_block("", node.astext())]
        else:
            blocks = find_blocks(text)
        if not blocks:
            return
        figures = make_figures(blocks, session, Identifiers(self.document.ids))
        for figure in figures:
            for fault in figure.faults:
                deliver(self.env, fault, node)
        new = [
            place_figure(figure, self.document, session.options.output, node.line)
            for figure in figures
        ]
        index = parent.index(node)
        if blocks[0].end == blocks[0].start:  # a note about a region that stays
            parent[index:index] = new
        else:
            parent[index : index + len(members)] = new


def _begins(node: nodes.Element) -> bool:
    if isinstance(node, nodes.literal_block):
        return node.get("language") == WORD
    if isinstance(node, nodes.paragraph):
        return is_head(node.rawsource.strip())
    return is_head(_comment(node))


def _members(node: nodes.Element) -> Sequence[nodes.Element]:
    """Return the nodes of the region that begins at `node`: up to its end marker."""
    if isinstance(node, nodes.raw) and node.parent is not None:
        siblings = cast("list[nodes.Element]", node.parent.children)
        index = node.parent.index(node)
        following = siblings[index + 1 : index + 3]
        if len(following) == 2 and is_end(_comment(following[1])):
            return [node, *following]
    return [node]


def _comment(node: nodes.Node) -> str:
    """Return the text of the HTML comment that a node is; empty for any other."""
    if not isinstance(node, nodes.raw) or node.get("format") != "html":
        return ""
    text = node.astext().strip()
    return text[4:-3].strip() if text.startswith("<!--") and text.endswith("-->") else ""


def _markdown(node: nodes.Element) -> str:
    text = node.astext()
    if isinstance(node, nodes.literal_block):
        return f"~~~~~~~~text\n{text}\n~~~~~~~~"
    return node.rawsource if isinstance(node, nodes.paragraph) else text.strip()
