"""Puts the server together and runs it."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any, BinaryIO, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from ascii_diagram_lsp.configuration import SECTION
from ascii_diagram_lsp.logs import LOG, LogOptions, start_log
from ascii_diagram_lsp.offered import COMMANDS, FEATURES, WAITING
from ascii_diagram_lsp.protocol import Protocol, RequestFailedError
from ascii_diagram_lsp.session import Session
from ascii_diagram_lsp.transport import (
    Writer,
    accept_client,
    claim_standard_streams,
    start_reader,
)

NAME = "ascii-diagram"
_SETTLE_SECONDS = 3.0


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
    for name in COMMANDS:
        server.command(name)(_never)
    for method, options in FEATURES.items():
        server.feature(method, options)(_handler(session, method))
    _follow_client(server, session)
    return server, session


def _handler(session: Session, method: str) -> Callable[[Any], Any]:
    """Return what the library calls for a method; the feature behind it may not be loaded yet."""

    async def wait(params: Any) -> Any:
        return await session.features.handlers[method](params)

    def call(params: Any) -> Any:
        return session.features.handlers[method](params)

    return wait if method in WAITING else call


def _follow_client(server: Server, session: Session) -> None:
    """Register what keeps the session up to date."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:  # pyright: ignore[reportUnusedFunction]
        session.start(params)

    @server.feature(types.INITIALIZED)
    async def initialized(  # pyright: ignore[reportUnusedFunction]
        params: types.InitializedParams,
    ) -> None:
        del params
        asyncio.get_running_loop().call_later(_SETTLE_SECONDS, _settle_memory)
        await session.ask_configuration()
        if session.documents:  # opened before the client told its settings
            session.features.diagnostics.refresh()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configure(  # pyright: ignore[reportUnusedFunction]
        params: types.DidChangeConfigurationParams,
    ) -> None:
        if session.can("workspace.configuration"):
            await session.ask_configuration()
        else:
            settings = cast("object", params.settings)
            if isinstance(settings, dict):
                sections = cast("dict[str, object]", settings)
                session.take_configuration(sections.get(SECTION, sections))
        session.features.diagnostics.refresh()

    @server.feature(types.SET_TRACE)
    def trace(params: types.SetTraceParams) -> None:  # pyright: ignore[reportUnusedFunction]
        session.traffic.trace = types.TraceValue(params.value)

    @server.feature(types.SHUTDOWN)
    async def shutdown(params: None) -> None:  # pyright: ignore[reportUnusedFunction]
        del params
        await session.close()


def _settle_memory() -> None:
    """Look for garbage once, and then never again among what was imported: it is there to stay."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


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
    _end_when_told(loop, end)
    code = await ended
    await server.protocol.session.close()
    writer.close()
    return code


def _end_when_told(loop: asyncio.AbstractEventLoop, end: Callable[[int], None]) -> None:
    """Heed signals in the loop, where what a handler raises counts as a fault of a callback."""
    for name in ("SIGTERM", "SIGHUP"):
        # Windows has no such signals; a thread that is not the main one gets none.
        with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
            number = getattr(signal, name)
            loop.add_signal_handler(number, end, 128 + number)


def _version() -> str:
    try:
        return version("ascii-diagram")
    except PackageNotFoundError:
        return "unknown"
