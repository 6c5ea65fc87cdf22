"""The protocol library, bent where it would lose an edit, a request or a cancellation.

- Documents are ours (`text.Document`): the library splits lines at form feeds and U+2028.
- Commands run as tasks of their request, so that cancelling it stops the work.
- Faulty parameters get an answer; faults of ours are logged and answered, never shown as popups;
  no answer carries a traceback.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
)
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from ascii_diagram_lsp.logs import LOG

if TYPE_CHECKING:
    from ascii_diagram_lsp.session import Session

_SLOW_SECONDS = 1.0


class RequestFailedError(JsonRpcException):
    """A request that was understood and cannot be fulfilled; its message is for the user."""

    CODE = -32803
    MESSAGE = "Request failed"


class Protocol(LanguageServerProtocol):
    """See the module."""

    session: Session
    stop: Callable[[int], None]

    # --- messages ---

    def take(self, data: object) -> None:
        """Act on one message, given as plain data."""
        if not isinstance(data, dict):
            self._refuse(None, JsonRpcParseError("not a JSON object"))
            return
        fields = cast("dict[str, Any]", data)
        number = fields.get("id")
        if fields.get("jsonrpc") != self.VERSION:
            self._refuse(number, JsonRpcInvalidRequest("not a message of JSON-RPC 2.0"))
            return
        method = fields.get("method")
        if method is not None and not isinstance(method, str):
            self._refuse(number, JsonRpcInvalidRequest("the method is not a string"))
            return
        try:
            message = self.structure_message(fields)
        except JsonRpcException:
            if method is not None and "id" in fields:
                self._refuse(number, JsonRpcInvalidParams("the parameters are not as they must be"))
            else:
                LOG.warning("a message with faulty parameters was ignored: %s", method)
            return
        if self._out_of_order(method, number):
            return
        self.session.traffic.begun(method, number)
        self.handle_message(cast("Any", message))

    def _out_of_order(self, method: str | None, number: int | str | None) -> bool:
        """Refuse what may not come before `initialize` or after `shutdown`."""
        if method in (None, "exit", "initialize"):
            return False
        if self._workspace is None:
            error = JsonRpcException("the server is not initialized", code=-32002)
        elif self._shutdown:
            error = JsonRpcInvalidRequest("the server is shutting down")
        else:
            return False
        if number is not None:
            self._refuse(number, error)
        return True

    def _refuse(self, number: int | str | None, error: JsonRpcException) -> None:
        LOG.warning("refused a message: %s", error.message)
        if number is None:  # the library would leave the id out
            told = {"code": error.code, "message": error.message}
            self._send_data({"jsonrpc": self.VERSION, "id": None, "error": told})
        else:
            self._send_response(number, error=error.to_response_error())

    def _send_response(
        self,
        msg_id: str | int,
        result: Any | None = None,
        error: types.ResponseError | None = None,
    ) -> None:
        if error is not None:
            error = types.ResponseError(code=error.code, message=error.message)
        self.session.traffic.answered(msg_id, error)
        super()._send_response(msg_id, result, error)

    # --- commands ---

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, params: types.ExecuteCommandParams
    ) -> object:
        """Run a command as a task, which cancelling the request cancels."""
        handler = self.session.features.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams(f"no such command: {params.command[:80]}")
        return await handler(params)

    # --- documents ---

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, params: types.DidOpenTextDocumentParams
    ) -> None:
        """Take a document in."""
        self.session.opened(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, params: types.DidChangeTextDocumentParams
    ) -> None:
        """Follow the client's changes."""
        self.session.changed(params.text_document, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, params: types.DidCloseTextDocumentParams
    ) -> None:
        """Forget a document."""
        self.session.closed(params.text_document.uri)

    # --- progress ---

    @lsp_method(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def lsp_work_done_progress_cancel(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, params: types.WorkDoneProgressCancelParams
    ) -> None:
        """Break off the work that a display stands for."""
        cancel = self.session.progress_cancels.get(params.token)
        if cancel is not None:
            cancel()

    # --- the end ---

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """End; in order only after `shutdown`."""
        self.stop(0 if self._shutdown else 1)


class Traffic:
    """Notes how long requests take, for the log and for `$/logTrace`.

    Args:
        tell: Sends a trace message to the client.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._begun: dict[int | str, tuple[str, float]] = {}
        self.trace = types.TraceValue.Off

    @property
    def unanswered(self) -> int:
        """How many requests of the client wait for their answer."""
        return len(self._begun)

    def begun(self, method: str | None, number: int | str | None) -> None:
        """Note that a message has come."""
        if method is not None and number is not None:
            self._begun[number] = (method, time.perf_counter())
        elif method is not None and self.trace == types.TraceValue.Verbose:
            self._tell(f"{method} came")

    def answered(self, number: int | str, error: types.ResponseError | None) -> None:
        """Note that a request is answered."""
        method, since = self._begun.pop(number, ("", 0.0))
        if not method:
            return
        seconds = time.perf_counter() - since
        how = f"failed with {error.code}" if error else "answered"
        level = "info" if seconds > _SLOW_SECONDS else "debug"
        getattr(LOG, level)("%s %s in %.1f ms", method, how, 1000 * seconds)
        if self.trace != types.TraceValue.Off:
            self._tell(f"{method} {how} in {1000 * seconds:.1f} ms")
