"""Diagnostics: what is wrong with directives, regions and drawings, at exact places.

Those about directives come soon after a change; looking at all drawings takes longer and is done
when typing pauses, for long documents only on opening and saving.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from ascii_diagram.directives import Directive, Problem, State, state
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram_lsp.jobs import Snapshot, check_drawings, is_excluded, unreadable
from ascii_diagram_lsp.model import in_thread
from ascii_diagram_lsp.session import Session
from ascii_diagram_lsp.text import Document

if TYPE_CHECKING:
    from ascii_diagram.checking import Finding

SOURCE = "ascii-diagram"

_PAUSE_SECONDS = 0.2
_LONG_PAUSE_SECONDS = 0.8
_LONG_LINES = 5_000

_Severity = types.DiagnosticSeverity
_STATES: dict[State, tuple[types.DiagnosticSeverity, str]] = {
    "stale": (_Severity.Warning, "the prompt was changed after this was drawn"),
    "edited": (_Severity.Information, "the drawing was edited by hand and is kept"),
    "conflict": (
        _Severity.Warning,
        "the drawing was edited by hand and the prompt was changed: keep one of them",
    ),
}
_DRAWING_SEVERITIES = {
    "error": _Severity.Warning,
    "warning": _Severity.Information,
    "note": _Severity.Hint,
}


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found in the drawings of one version of a document."""

    version: int
    findings: tuple[Finding, ...]


class Diagnostics:
    """`textDocument/publishDiagnostics`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._checking: dict[str, asyncio.Task[None]] = {}
        self._checked: dict[str, _Checked] = {}

    def opened(self, document: Document) -> None:
        """Look at a document that was opened."""
        self._schedule(document.uri, 0.0)
        self._schedule_check(document.uri, 0.0)

    def changed(self, document: Document) -> None:
        """Look at a document again when its user pauses."""
        self._schedule(document.uri, _PAUSE_SECONDS)
        if document.line_count <= _LONG_LINES:
            self._schedule_check(document.uri, _LONG_PAUSE_SECONDS)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Look at the drawings of a document that was saved."""
        self._schedule_check(params.text_document.uri, 0.0)

    def closed(self, uri: str) -> None:
        """Forget a document; the client forgets its diagnostics."""
        for tasks in (self._waiting, self._checking):
            task = tasks.pop(uri, None)
            if task is not None:
                task.cancel()
        self._checked.pop(uri, None)
        self._publish(uri, None, [])

    def refresh(self) -> None:
        """Look at all documents again, as after a change of settings."""
        for document in self._session.documents.values():
            self.opened(document)

    # --- when ---

    def _schedule(self, uri: str, seconds: float) -> None:
        _replace(self._session, self._waiting, uri, self._look(uri, seconds))

    def _schedule_check(self, uri: str, seconds: float) -> None:
        if self._session.configuration.has("drawings"):
            _replace(self._session, self._checking, uri, self._check(uri, seconds))

    async def _look(self, uri: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        document = self._session.find(uri)
        if document is None:
            return
        snapshot = self._session.snapshot(document)
        told = await in_thread(lambda: self._unreadable(snapshot))
        if self._session.find(uri) is document and document.version == snapshot.version:
            self._publish(uri, document.version, [*self._all(document), *told])

    async def _check(self, uri: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        document = self._session.find(uri)
        if document is None:
            return
        snapshot = self._session.snapshot(document)
        findings = await in_thread(lambda: self._crooked(snapshot))
        if self._session.find(uri) is document:
            before = self._checked.get(uri)
            self._checked[uri] = _Checked(snapshot.version, findings)
            if findings or (before and before.findings):
                self._schedule(uri, 0.0)

    # --- what ---

    def _unreadable(self, snapshot: Snapshot) -> list[types.Diagnostic]:
        """Return diagnostics for notation that cannot be read, and for settings that are wrong."""
        if not snapshot.scan.directives:
            return []
        try:
            settings = self._session.configuration.settings_for(snapshot.path)
        except AsciiDiagramError as error:
            whole = types.Range(types.Position(0, 0), types.Position(0, 0))
            return [_diagnostic(whole, _Severity.Warning, str(error), "settings")]
        document = self._session.find(snapshot.uri)
        if document is None:
            return []
        return [
            _diagnostic(
                self._session.range(document, line, start, end), _Severity.Error, told, "notation"
            )
            for line, start, end, told in unreadable(snapshot, settings)
        ]

    def _crooked(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """Return what is wrong with the drawings of a file that the settings do not exclude."""
        findings = check_drawings(snapshot)
        if not findings:  # as nearly everywhere: no need for the settings
            return ()
        try:
            settings = self._session.configuration.settings_for(snapshot.path)
        except AsciiDiagramError:  # told when something is to be done
            return findings
        return () if is_excluded(snapshot, settings) else findings

    def _all(self, document: Document) -> Iterator[types.Diagnostic]:
        for problem in document.scan.problems:
            yield self._of_problem(document, problem)
        for directive in document.scan.directives:
            yield from self._of_state(document, directive)
        yield from self._of_drawings(document)

    def _of_problem(self, document: Document, problem: Problem) -> types.Diagnostic:
        where = self._session.range(document, problem.line, problem.column, problem.end_column)
        told = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
        return _diagnostic(where, _Severity.Error, told, problem.code)

    def _of_state(self, document: Document, directive: Directive) -> Iterator[types.Diagnostic]:
        now = state(directive)
        if now not in _STATES or directive.region is None:
            return
        severity, told = _STATES[now]
        line, column = directive.start, directive.column
        if now == "edited":
            line = directive.region.marker
            column = directive.region.marker_text.find("end ")
        else:
            line += next((n for n, own in enumerate(directive.lines) if SOURCE in own), 0)
        end = len(document.line(line).rstrip())
        yield _diagnostic(self._session.range(document, line, column, end), severity, told, now)

    def _of_drawings(self, document: Document) -> Iterator[types.Diagnostic]:
        checked = self._checked.get(document.uri)
        if checked is None or not self._session.configuration.has("drawings"):
            return
        for finding in checked.findings:
            line = document.moved(finding.line, checked.version)
            if line is not None:
                where = self._session.range(document, line, finding.column, finding.end_column)
                severity = _DRAWING_SEVERITIES[finding.severity]
                yield _diagnostic(where, severity, finding.message, finding.rule)

    def _publish(self, uri: str, version: int | None, diagnostics: list[types.Diagnostic]) -> None:
        if not self._session.configuration.has("diagnostics"):
            diagnostics = []
        self._session.server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, diagnostics, version)
        )


def _diagnostic(
    where: types.Range, severity: types.DiagnosticSeverity, message: str, code: str
) -> types.Diagnostic:
    return types.Diagnostic(where, message, severity=severity, code=code, source=SOURCE)


def _replace(
    session: Session,
    tasks: dict[str, asyncio.Task[None]],
    uri: str,
    work: Coroutine[None, None, None],
) -> None:
    """Start work on a document in the place of what was started before."""
    old = tasks.get(uri)
    if old is not None:
        old.cancel()
    tasks[uri] = session.background(work)
