"""Puts the server together and runs it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from inspect import iscoroutinefunction
from typing import Any, BinaryIO, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from ascii_diagram_lsp.configuration import SECTION
from ascii_diagram_lsp.expander import Expander
from ascii_diagram_lsp.features import code_actions, code_lens, completion, semantic_tokens
from ascii_diagram_lsp.features.code_actions import CodeActions
from ascii_diagram_lsp.features.code_lens import CodeLenses
from ascii_diagram_lsp.features.commands import Commands
from ascii_diagram_lsp.features.completion import Completions
from ascii_diagram_lsp.features.diagnostics import Diagnostics
from ascii_diagram_lsp.features.folding import Folding
from ascii_diagram_lsp.features.hover import Hovers
from ascii_diagram_lsp.features.semantic_tokens import SemanticTokens
from ascii_diagram_lsp.logs import LOG, LogOptions, start_log
from ascii_diagram_lsp.protocol import Protocol, RequestFailedError
from ascii_diagram_lsp.session import Session
from ascii_diagram_lsp.transport import (
    Writer,
    accept_client,
    claim_standard_streams,
    start_reader,
)

NAME = "ascii-diagram"


class Server(LanguageServer):
    """The protocol library's server, which reports faults to the log instead of to the user."""

    protocol: Protocol  # pyright: ignore[reportIncompatibleVariableOverride]

    def report_server_error(self, error: Exception, source: object) -> None:
        """Log a fault; requests get their answer anyway."""
        if isinstance(error, RequestFailedError):
            LOG.info("a request could not be fulfilled")
            return
        LOG.error("%s: %s", getattr(source, "__name__", "fault"), type(error).__name__)
        LOG.debug("it was", exc_info=error)


def create_server() -> tuple[Server, Session]:
    """Return a server with all its features, not yet connected to a client."""
    server = Server(NAME, _version(), protocol_cls=Protocol)
    session = server.protocol.session = Session(server)
    expander = Expander(session)
    commands = Commands(session, expander).handlers()
    server.protocol.command_handlers = commands
    for name in commands:
        server.command(name)(_never)
    on = partial(_on, server)
    _offer_features(on, session, expander)
    _follow_client(on, session, Diagnostics(session))
    return server, session


def _offer_features(on: Callable[..., None], session: Session, expander: Expander) -> None:
    """Register what clients ask for."""
    actions = CodeActions(session, expander)
    on(types.TEXT_DOCUMENT_CODE_ACTION, actions.list, code_actions.OPTIONS)
    on(types.CODE_ACTION_RESOLVE, actions.resolve)
    on(types.TEXT_DOCUMENT_CODE_LENS, CodeLenses(session).list, code_lens.OPTIONS)
    on(types.TEXT_DOCUMENT_COMPLETION, Completions(session).list, completion.OPTIONS)
    on(types.TEXT_DOCUMENT_FOLDING_RANGE, Folding(session).list)
    on(types.TEXT_DOCUMENT_HOVER, Hovers(session).at)
    tokens = SemanticTokens(session)
    on(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, tokens.full, semantic_tokens.OPTIONS)
    on(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, tokens.range)


def _follow_client(on: Callable[..., None], session: Session, diagnostics: Diagnostics) -> None:
    """Register what keeps the session up to date."""

    def initialize(params: types.InitializeParams) -> None:
        session.start(params)

    async def initialized(params: types.InitializedParams) -> None:
        del params
        await session.ask_configuration()

    async def configuration(params: types.DidChangeConfigurationParams) -> None:
        if session.can("workspace.configuration"):
            await session.ask_configuration()
            diagnostics.refresh()
        else:
            settings = cast("object", params.settings)
            if isinstance(settings, dict):
                sections = cast("dict[str, object]", settings)
                session.take_configuration(sections.get(SECTION, sections))
                diagnostics.refresh()

    def trace(params: types.SetTraceParams) -> None:
        session.traffic.trace = types.TraceValue(params.value)

    async def shutdown(params: object) -> None:
        del params
        await session.close()

    on(types.INITIALIZE, initialize)
    on(types.INITIALIZED, initialized)
    on(types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration)
    on(types.SET_TRACE, trace)
    on(types.SHUTDOWN, shutdown)
    on(types.TEXT_DOCUMENT_DID_SAVE, diagnostics.saved)


def _on(server: Server, method: str, handler: Callable[..., Any], options: Any = None) -> None:
    """Register a bound method, which the library itself cannot take."""

    async def wait(params: Any) -> Any:
        return await handler(params)

    def call(params: Any) -> Any:
        return handler(params)

    server.feature(method, options)(wait if iscoroutinefunction(handler) else call)


def _never() -> None:
    """Stand for a command in the library's table; `Protocol` runs the commands."""


def serve(address: tuple[str, int] | None, logs: LogOptions) -> int:
    """Serve one client until it leaves.

    Args:
        address: Host and port to wait at; None for standard input and output.
        logs: Where the log goes.

    Returns:
        0 when the client said goodbye as it should, else 1.
    """
    start_log(logs)
    streams = claim_standard_streams() if address is None else accept_client(*address)
    # Else a thread that computes keeps a keystroke waiting for 5 ms each time.
    sys.setswitchinterval(0.001)
    server, _ = create_server()
    return asyncio.run(run(server, *streams))


async def run(server: Server, reading: BinaryIO, writing: BinaryIO) -> int:
    """Connect `server` to a client and serve it; return the exit status."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()

    def end(code: int) -> None:
        if not ended.done():
            ended.set_result(code)

    def lost() -> None:
        loop.call_soon_threadsafe(end, 1)

    writer = Writer(writing, lost)
    server.protocol.stop = end
    server.protocol.set_writer(writer)
    start_reader(reading, loop, server.protocol.take, lambda: end(1))
    code = await ended
    await server.protocol.session.close()
    writer.close()
    return code


def _version() -> str:
    try:
        return version("ascii-diagram")
    except PackageNotFoundError:
        return "unknown"
