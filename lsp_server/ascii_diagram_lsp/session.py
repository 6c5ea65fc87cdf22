"""One client: its documents, what it can do, what it set, and how to talk to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from lsprotocol import types

from ascii_diagram_lsp.configuration import SECTION, Configuration
from ascii_diagram_lsp.logs import LOG
from ascii_diagram_lsp.model import Model, ModelState
from ascii_diagram_lsp.protocol import RequestFailedError, Traffic

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer

    from ascii_diagram_lsp.features.table import Table
    from ascii_diagram_lsp.jobs import Snapshot
    from ascii_diagram_lsp.text import Document, Units

STATUS = "asciiDiagram/status"
"""Notification to clients that ask for it: `{state, message, questions}` of the model."""

_REPEAT_SECONDS = 5.0


class Session:
    """What the server knows of its client.

    Attributes:
        documents: What the client has open, by URI.
        configuration: What the client set.
        model: Who reads prose.
        traffic: Requests under way.
        progress_cancels: What breaks off the work behind each display of progress, by its token.
    """

    def __init__(self, server: LanguageServer) -> None:
        self.server = server
        self.documents: dict[str, Document] = {}
        self.configuration = Configuration()
        self.model = Model(lambda: self.configuration.worker_environment, self._tell_model_state)
        self.traffic = Traffic(self._tell_trace)
        self.progress_cancels: dict[types.ProgressToken, Callable[[], object]] = {}
        self.wants_status = False
        self._client_name = ""
        self._features: Table | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._shown: dict[str, float] = {}

    def start(self, params: types.InitializeParams) -> None:
        """Take what the client says of itself when it connects."""
        options = cast("object", params.initialization_options)
        self._client_name = params.client_info.name if params.client_info else ""
        fields = cast("dict[str, object]", options) if isinstance(options, dict) else {}
        self.wants_status = fields.get("statusNotifications") is True
        for complaint in self.configuration.start(fields):
            LOG.warning("%s", complaint)
        if params.trace is not None:
            self.traffic.trace = types.TraceValue(params.trace)

    # --- documents ---

    @property
    def features(self) -> Table:
        """What the client may ask for; imported when it first does, or opens a document."""
        if self._features is None:
            from ascii_diagram_lsp.features.table import feature_table

            self._features = feature_table(self)
        return self._features

    def opened(self, item: types.TextDocumentItem) -> None:
        """Take a document in."""
        from ascii_diagram_lsp.text import Document, name_of

        features = self.features  # diagnostics begin with the first document
        name = name_of(item.uri, item.language_id)
        document = Document(item.uri, name, item.version, item.text, self.units)
        self.documents[unquote(item.uri)] = document
        features.diagnostics.opened(document)

    def changed(
        self,
        identifier: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> None:
        """Follow a document's changes."""
        from ascii_diagram_lsp.text import Change

        document = self.documents.get(unquote(identifier.uri))
        if document is None:
            LOG.warning("a document was changed that is not open")
            return
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = change.range.start, change.range.end
                stretch = Change(
                    (start.line, start.character), (end.line, end.character), change.text
                )
                document.apply(stretch, identifier.version)
            else:
                document.replace(change.text, identifier.version)
        document.version = identifier.version
        self.features.diagnostics.changed(document)

    def closed(self, uri: str) -> None:
        """Forget a document."""
        self.documents.pop(unquote(uri), None)
        self.features.diagnostics.closed(uri)

    def find(self, uri: str) -> Document | None:
        """Return an open document."""
        return self.documents.get(unquote(uri))

    def get(self, uri: str) -> Document:
        """Return an open document.

        Raises:
            RequestFailedError: It is not open.
        """
        document = self.find(uri)
        if document is None:
            raise RequestFailedError("the document is not open")
        return document

    def snapshot(self, document: Document) -> Snapshot:
        """Return a document as it stands."""
        from ascii_diagram_lsp.jobs import Snapshot
        from ascii_diagram_lsp.text import path_of

        return Snapshot(
            document.uri,
            document.version,
            document.name,
            path_of(document.uri),
            document.text,
            document.scan,
        )

    # --- the client ---

    @property
    def units(self) -> Units:
        """What the client counts columns in."""
        return cast("Units", str(getattr(self._encoding, "value", self._encoding)))

    @property
    def _encoding(self) -> object:
        return self.server.workspace.position_encoding or "utf-16"

    @property
    def capabilities(self) -> types.ClientCapabilities:
        """What the client can do."""
        return self.server.client_capabilities

    @property
    def client_name(self) -> str:
        """What the client calls itself; empty when it does not say."""
        return self._client_name

    def can(self, path: str) -> Any:
        """Return the client's capability at a dotted path; None where it is not given."""
        value: Any = self.capabilities
        for name in path.split("."):
            value = getattr(value, name, None)
            if value is None:
                return None
        return value

    def position(self, document: Document, line: int, offset: int) -> types.Position:
        """Return a client's position of a place in a document."""
        number, column = document.position(line, offset)
        return types.Position(number, column)

    def range(self, document: Document, line: int, start: int, end: int) -> types.Range:
        """Return a client's range on one line; `start` and `end` are code points."""
        return types.Range(self.position(document, line, start), self.position(document, line, end))

    async def ask_configuration(self) -> None:
        """Ask the client for its settings, if it answers such questions."""
        if not self.can("workspace.configuration"):
            return
        item = types.ConfigurationItem(section=SECTION)
        try:
            params = types.ConfigurationParams([item])
            answer = await self.server.workspace_configuration_async(params)
        except Exception as error:
            LOG.warning("the client did not tell its settings: %s", type(error).__name__)
            return
        sections = cast("Sequence[object] | None", answer)
        self.take_configuration(sections[0] if sections else None)

    def take_configuration(self, section: object) -> None:
        """Take the client's settings."""
        self.complain(self.configuration.pull(section))

    def complain(self, complaints: Sequence[str]) -> None:
        """Tell the user of settings that were passed over."""
        for complaint in complaints:
            LOG.warning("%s", complaint)
        if complaints:
            self.show("\n".join(complaints), types.MessageType.Warning)

    def show(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """Show the user a message, the same one not again and again."""
        now = asyncio.get_running_loop().time()
        self._shown = {m: t for m, t in self._shown.items() if now - t < _REPEAT_SECONDS}
        if message not in self._shown:
            self._shown[message] = now
            self.server.window_show_message(types.ShowMessageParams(kind, message))

    def background(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run work beside what is asked for; its faults are logged."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            LOG.error("work in the background failed", exc_info=error)

    @property
    def busy(self) -> int:
        """How many pieces of work run in the background."""
        return len(self._tasks)

    async def close(self) -> None:
        """Stop everything."""
        for task in list(self._tasks):
            task.cancel()
        await self.model.close()

    def _tell_trace(self, message: str) -> None:
        self.server.protocol.notify("$/logTrace", types.LogTraceParams(message))

    def _tell_model_state(self, state: ModelState, message: str) -> None:
        if self.wants_status:
            fields = {"state": state, "message": message, "questions": self.model.questions}
            self.server.protocol.notify(STATUS, fields)
