"""Semantic tokens: a directive's name, options and prompt stand out from the comment around."""

from __future__ import annotations

from lsprotocol import types

from ascii_diagram.directives.parts import directive_parts
from ascii_diagram_lsp.offered import TOKEN_TYPES
from ascii_diagram_lsp.session import Session

_NUMBERS = {kind: number for number, kind in enumerate(TOKEN_TYPES)}


class SemanticTokens:
    """`textDocument/semanticTokens/full` and `/range`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def full(self, params: types.SemanticTokensParams) -> types.SemanticTokens:
        """Return the tokens of a document."""
        return self._tokens(params.text_document.uri, None)

    def range(self, params: types.SemanticTokensRangeParams) -> types.SemanticTokens:
        """Return the tokens of a stretch of a document."""
        return self._tokens(params.text_document.uri, params.range)

    def _tokens(self, uri: str, within: types.Range | None) -> types.SemanticTokens:
        document = self._session.find(uri)
        if document is None or not self._session.configuration.has("tokens"):
            return types.SemanticTokens([])
        data: list[int] = []
        last_line = last_start = 0
        for directive in document.scan.directives:
            if within and (directive.start > within.end.line or directive.end <= within.start.line):
                continue
            for part in directive_parts(directive):
                start = document.position(part.line, part.start)[1]
                length = document.position(part.line, part.end)[1] - start
                down = part.line - last_line
                right = start if down else start - last_start
                data += (down, right, length, _NUMBERS[part.kind], 0)
                last_line, last_start = part.line, start
        return types.SemanticTokens(data)
