"""The Python-Markdown extension `ascii_diagram`.

A preprocessor finds the diagrams before any other extension looks at fences, so that it does not
matter which of `fenced_code` and `pymdownx.superfences` a site uses, or in what order. What it
draws is stashed as HTML, in the place and at the indent of the block.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from ascii_diagram.drawing.html import figure_css
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.settings import load_settings
from ascii_diagram_markdown.blocks import Block, find_blocks
from ascii_diagram_markdown.figures import Figure, make_figures
from ascii_diagram_markdown.host import PageContext, page_context
from ascii_diagram_markdown.identifiers import Identifiers
from ascii_diagram_markdown.ignored_fences import without_ignores
from ascii_diagram_markdown.options import SiteOptions, describe_options, read_options
from ascii_diagram_markdown.reports import report
from ascii_diagram_markdown.session import Session

_BEFORE_FENCES = 26
"""After white space is normalised (30), before `fenced_code` and superfences take fences (25)."""
_BEFORE_HIGHLIGHTING = 35


class AsciiDiagramExtension(Extension):
    """Draws fences and regions. Takes the options of `SiteOptions`, and for hosts a `session`."""

    def __init__(self, **kwargs: Any) -> None:
        # "" stands for what is not given: the host would make truth values of other texts for None
        self.config = {name: ["", text] for name, _, text in describe_options()}
        self.config["session"] = ["", "Answers and drawings that pages share."]
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the host's name for it
        """Register what finds and draws diagrams."""
        values = self.getConfigs()
        session = cast("Session | None", values.pop("session") or None)
        diagrams = DiagramPreprocessor(md, values, session)
        md.registerExtension(self)
        md.preprocessors.register(diagrams, "ascii_diagram", _BEFORE_FENCES)
        code = CodeRestorer(md, diagrams)
        md.treeprocessors.register(code, "ascii_diagram_code", _BEFORE_HIGHLIGHTING)


class DiagramPreprocessor(Preprocessor):
    """Puts figures in the place of diagrams."""

    def __init__(self, md: Markdown, values: dict[str, Any], session: Session | None) -> None:
        super().__init__(md)
        self._values = values
        self._session = session
        self.sources: dict[str, str] = {}
        """What the author wrote, by the placeholder that stands for its figure."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of a page with placeholders for its diagrams."""
        self.sources = {}
        blocks = find_blocks("\n".join(lines))
        if not blocks:
            return without_ignores(lines)
        page = page_context(self.md)
        try:
            session = self._session or shared_session(read_options(self._values))
        except AsciiDiagramError as error:
            raise page.failure(str(error)) from None
        if not session.options.enabled:
            return without_ignores(lines)
        figures = make_figures(blocks, session, Identifiers())
        report_figures(figures, session, page)
        self._announce(figures)
        return without_ignores(self._replaced(lines, figures, session.options.css))

    def _announce(self, figures: list[Figure]) -> None:
        """Tell the host which ids it may link to: it does not look into stashed HTML."""
        if "mkdocs_extract_anchors" in self.md.treeprocessors:
            anchors: Any = self.md.treeprocessors["mkdocs_extract_anchors"]
            anchors.present_anchor_ids.update(figure.identifier for figure in figures)

    def _replaced(self, lines: list[str], figures: list[Figure], css: bool) -> list[str]:
        new: list[str] = []
        done = 0
        for figure in figures:
            block = figure.block
            style = f"<style>\n{figure_css()}</style>\n" if css and not done and not new else ""
            new += lines[done : block.start]
            new += self._placed(block, style + figure.html, lines)
            done = max(done, block.end)
        return new + lines[done:]

    def _placed(self, block: Block, html: str, lines: list[str]) -> list[str]:
        placeholder = self.md.htmlStash.store(html)
        self.sources[placeholder] = "\n".join(lines[block.start : block.end])
        blank = block.prefix.rstrip()
        begins_item = block.first_prefix != block.prefix and block.end > block.start
        apart = block.start > 0 and _holds_text(lines[block.start - 1]) and not begins_item
        return [
            *([blank] if apart else []),
            (block.first_prefix if begins_item else block.prefix) + placeholder,
            *([blank] if block.end < len(lines) and _holds_text(lines[block.end]) else []),
        ]


def _holds_text(line: str) -> bool:
    return bool(line.strip(" \t>"))


class CodeRestorer(Treeprocessor):
    """Puts back what the author wrote where it turned out to stand in a code block."""

    def __init__(self, md: Markdown, diagrams: DiagramPreprocessor) -> None:
        super().__init__(md)
        self._diagrams = diagrams

    def run(self, root: Element) -> None:
        """Look through all code blocks."""
        sources = self._diagrams.sources
        if not sources:
            return
        for code in root.iter("code"):
            text = code.text or ""
            for placeholder, source in sources.items():
                if placeholder in text:
                    text = text.replace(placeholder, source.strip("\n"))
            if text != code.text and code.text:
                code.text = AtomicString(text)


def report_figures(figures: list[Figure], session: Session, page: PageContext) -> None:
    """Log the faults of a page's figures, or raise what stops the host.

    Raises:
        Exception: One of the host's, when the site wants the build to stop.
    """
    if not any(figure.faults for figure in figures):
        return
    on_error = session.options.on_error
    if on_error == "auto":
        on_error = "raise" if page.host == "zensical" else "warn"
    report(
        figures,
        page=page.name or session.page_name,
        source=page.source(),
        on_error=on_error,
        logger=page.logger(),
        fail=page.failure,
    )


_sessions: dict[SiteOptions, Session] = {}


def shared_session(options: SiteOptions) -> Session:
    """Return the session of all pages with these options, in the folder where the host runs.

    Raises:
        SettingsError: Some settings that hold there are wrong.
    """
    settings = load_settings(Path.cwd(), flags=options.flags)
    session = _sessions.get(options)
    if session is None or session.settings != settings:
        if session is not None:
            session.close()
        session = _sessions[options] = Session(settings, options)
    return session
