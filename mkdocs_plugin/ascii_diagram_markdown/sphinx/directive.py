"""The directive `ascii-diagram` of reStructuredText and MyST."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from ascii_diagram.drawing.html import FigureForm
from ascii_diagram_markdown.blocks import read_block
from ascii_diagram_markdown.faults import Fault
from ascii_diagram_markdown.figures import Figure, make_figures
from ascii_diagram_markdown.identifiers import Identifiers
from ascii_diagram_markdown.sphinx.node import DiagramFigure, make_node
from ascii_diagram_markdown.sphinx.site import deliver, session_of

_WITH_VALUE = (
    "width",
    "height",
    "direction",
    "charset",
    "style",
    "alt",
    "caption",
    "output",
    "id",
    "name",
    "describe",
)
_FLAGS = ("notation", "prose")


class DiagramDirective(SphinxDirective):
    """Draws its content, or its argument where there is no content.

    With content, the argument holds options as the header of a Markdown fence does: MyST passes
    them there. `name` is another word for `id`.
    """

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {
        **dict.fromkeys(_WITH_VALUE, directives.unchanged),
        **dict.fromkeys(_FLAGS, directives.flag),
    }

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        session = session_of(self.env)
        argument = self.arguments[0] if self.arguments else ""
        content = "\n".join(self.content)
        if not content.strip():
            argument, content = "", argument
        if not session.options.enabled:
            return [nodes.literal_block(content, content, language="text")]
        header = " ".join((argument, *self._options()))
        block = read_block(header, content)
        figure = make_figures([block], session, Identifiers(self.state.document.ids))[0]
        for fault in figure.faults:
            deliver(self.env, fault, (self.env.docname, self._line(fault)))
        return [place_figure(figure, self.state.document, session.options.output, self.lineno)]

    def _line(self, fault: Fault) -> int:
        """Return the line of a fault in the page."""
        if not fault.line or not self.content:
            return self.lineno
        relative = type(self.state).__module__.startswith("myst_parser")
        return self.content_offset + fault.line + (self.lineno if relative else 0)

    def _options(self) -> list[str]:
        """Return the options as a fence's header would say them."""
        return [_written(key, value) for key, value in self.options.items()]


def _written(key: str, value: object) -> str:
    if key in _FLAGS:
        return key
    text = " ".join(str(value).split())
    if '"' in text:
        return f"{key}='{text.replace(chr(39), '’')}'"
    return f'{"id" if key == "name" else key}="{text}"'


def place_figure(
    figure: Figure, document: nodes.document, output: FigureForm, line: int | None
) -> DiagramFigure:
    """Return the node for a figure, known to its document under its name."""
    block = figure.block
    options = block.directive.options if block.directive else None
    node = make_node(figure, (options.output if options else None) or output)
    node.line = line
    if options and options.id:
        node["names"].append(nodes.fully_normalize_name(options.id))
        document.note_explicit_target(node, node)
    else:
        node["ids"].append(figure.identifier)
        document.set_id(node)
    return node
