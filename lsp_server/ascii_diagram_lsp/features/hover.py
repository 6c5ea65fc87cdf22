"""Hover: what would be drawn, as far as that is known without a model."""

from __future__ import annotations

from lsprotocol import types

from ascii_diagram.directives import Directive, state
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram_lsp.jobs import Preview, Snapshot, preview
from ascii_diagram_lsp.model import in_thread
from ascii_diagram_lsp.session import Session

_TOLD = {
    "unexpanded": "Not drawn yet.",
    "stale": "The prompt was changed after this was drawn. It would become:",
    "fresh": "",
    "edited": "The drawing was edited by hand and is kept. Drawn anew it would be:",
    "conflict": "The drawing was edited by hand, and the prompt was changed. It would become:",
}


class Hovers:
    """`textDocument/hover`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def at(self, params: types.HoverParams) -> types.Hover | None:
        """Return what to show over a directive."""
        document = self._session.find(params.text_document.uri)
        if document is None or not self._session.configuration.has("hover"):
            return None
        line = params.position.line
        directives = document.scan.directives
        number = next((n for n, d in enumerate(directives) if d.start <= line < d.end), None)
        if number is None:
            return None
        directive = directives[number]
        snapshot = self._session.snapshot(document)
        shown = await in_thread(lambda: self._preview(snapshot, number))
        where = self._session.range(
            document, directive.start, 0, len(document.line(directive.start))
        )
        return types.Hover(self._content(directive, shown), where)

    def _preview(self, snapshot: Snapshot, number: int) -> Preview:
        try:
            settings = self._session.configuration.settings_for(snapshot.path)
            return preview(
                snapshot,
                number,
                settings,
                lambda requests: self._session.model.known(settings, requests),
            )
        except AsciiDiagramError as error:
            return Preview(fault=str(error))

    def _content(self, directive: Directive, shown: Preview) -> types.MarkupContent:
        formats = self._session.can("text_document.hover.content_format") or ()
        plain = types.MarkupKind.Markdown not in formats
        told = _TOLD[state(directive)]
        if shown.fault:
            told = shown.fault
        elif not shown.drawing:
            told = "Not drawn yet: a model has to read this prompt first."
        drawing = "\n".join(shown.drawing)
        if drawing and not plain:
            drawing = f"```text\n{drawing}\n```"
        parts = [part for part in (told, drawing, shown.words) if part]
        kind = types.MarkupKind.PlainText if plain else types.MarkupKind.Markdown
        return types.MarkupContent(kind, "\n\n".join(parts))
