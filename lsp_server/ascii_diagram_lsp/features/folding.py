"""Folding: a drawing folds into its directive."""

from __future__ import annotations

from lsprotocol import types

from ascii_diagram_lsp.session import Session


class Folding:
    """`textDocument/foldingRange`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        """Return the regions of a document, each from its directive's last line on."""
        document = self._session.find(params.text_document.uri)
        if document is None or not self._session.configuration.has("folding"):
            return []
        return [
            types.FoldingRange(
                start_line=directive.end - 1,
                end_line=directive.region.end - 1,
                kind=types.FoldingRangeKind.Region,
            )
            for directive in document.scan.directives
            if directive.region is not None
        ]
