"""Code lenses: what to do next, above directives that need it."""

from __future__ import annotations

from lsprotocol import types

from ascii_diagram.directives import Directive, state
from ascii_diagram_lsp.features.arguments import Argument, argument_of
from ascii_diagram_lsp.jobs import Job, label_of
from ascii_diagram_lsp.offered import command_name
from ascii_diagram_lsp.session import Session
from ascii_diagram_lsp.text import Document


class CodeLenses:
    """`textDocument/codeLens`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        """Return the lenses of a document."""
        document = self._session.find(params.text_document.uri)
        if document is None or not self._session.configuration.has("codeLens"):
            return []
        if document.scan.fatal:
            return []
        lenses: list[types.CodeLens] = []
        pending = 0
        for directive in document.scan.directives:
            for job, title in _next_jobs(directive):
                argument = argument_of(document, job, directive)
                lenses.append(self._lens(document, directive, title, argument))
                pending += job == "expand"
        if pending > 1:
            first = document.scan.directives[0]
            argument = Argument(document.uri, "expand", None, document.version)
            title = f"{label_of('expand', True)} ({pending})"
            lenses.insert(0, self._lens(document, first, title, argument))
        return lenses

    def _lens(
        self, document: Document, directive: Directive, title: str, argument: Argument
    ) -> types.CodeLens:
        line = directive.start
        where = self._session.range(document, line, 0, len(document.line(line)))
        name = command_name(argument.job, argument.line is None)
        return types.CodeLens(where, types.Command(title, name, arguments=[argument.to_json()]))


def _next_jobs(directive: Directive) -> list[tuple[Job, str]]:
    if directive.form == "fence":
        return []
    match state(directive):
        case "unexpanded":
            return [("expand", "Expand diagram")]
        case "stale":
            return [("expand", "Refresh diagram")]
        case "conflict":
            return [("adopt", "Keep my edit"), ("refresh", "Draw anew")]
        case _:
            return []
