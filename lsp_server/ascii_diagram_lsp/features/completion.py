"""Completion of the directive's name, its options and their values."""

from __future__ import annotations

from lsprotocol import types

from ascii_diagram.directives.completion import Completion, completions
from ascii_diagram_lsp.session import Session

_KINDS = {
    "word": types.CompletionItemKind.Keyword,
    "option": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.EnumMember,
}


class Completions:
    """`textDocument/completion`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        """Return what may be typed at a place."""
        document = self._session.find(params.text_document.uri)
        if document is None or not self._session.configuration.has("completion"):
            return []
        line, offset = document.place(params.position.line, params.position.character)

        def item(number: int, completion: Completion) -> types.CompletionItem:
            where = self._session.range(document, line, completion.start, offset)
            return types.CompletionItem(
                label=completion.text.rstrip(" ="),
                kind=_KINDS[completion.kind],
                detail=completion.help or None,
                sort_text=f"{number:02}",
                filter_text=completion.text,
                text_edit=types.TextEdit(where, completion.text),
            )

        found = completions(document.line(line), offset)
        return [item(number, completion) for number, completion in enumerate(found)]
