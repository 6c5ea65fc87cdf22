"""Messages in and out: a thread reads, a thread writes, everything else is in the event loop.

Reading does not share a pool with other work, and a client that does not read its messages cannot
block the loop.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import re
import socket
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram_lsp.logs import LOG

_LENGTH = re.compile(rb"(?i)content-length\s*:\s*(\d{1,10})\s*\Z")
_MAX_HEADER_BYTES = 4_096
_MAX_BODY_BYTES = 512 * 1024 * 1024
_FLUSH_SECONDS = 2.0


class UnreadableMessageError(Exception):
    """What came is not a message; nothing after it can be trusted."""


def read_body(stream: BinaryIO) -> bytes | None:
    """Return the next message's body; None at the end of the stream.

    Raises:
        UnreadableMessageError: The header makes no sense.
    """
    length: int | None = None
    while True:
        line = stream.readline(_MAX_HEADER_BYTES)
        if not line:
            return None
        if not line.endswith(b"\n"):
            raise UnreadableMessageError("a header line is too long")
        field = line.strip()
        if not field and length is not None:
            break
        match = _LENGTH.match(field)
        if match:
            length = int(match[1])
    if length > _MAX_BODY_BYTES:
        raise UnreadableMessageError("a message is too long")
    body = stream.read(length)
    return body if len(body) == length else None


class Writer:
    """Writes messages in a thread of its own, in the order they were given.

    Args:
        stream: Where they go.
        on_loss: Called, in that thread, when nobody takes them any more.
    """

    def __init__(self, stream: BinaryIO, on_loss: Callable[[], None]) -> None:
        self._stream = stream
        self._on_loss = on_loss
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Send one message."""
        self._queue.put(data)

    def close(self) -> None:
        """Wait a moment until everything is sent."""
        self._queue.put(None)
        self._thread.join(_FLUSH_SECONDS)

    def _run(self) -> None:
        try:
            while (data := self._queue.get()) is not None:
                self._stream.write(data)
                self._stream.flush()
        except (OSError, ValueError):
            self._on_loss()


def start_reader(
    stream: BinaryIO,
    loop: asyncio.AbstractEventLoop,
    take: Callable[[object], None],
    end: Callable[[], None],
) -> None:
    """Read messages in a thread and hand them to the loop.

    Args:
        stream: Where they come from.
        loop: Where `take` and `end` are called.
        take: Gets each message as plain data; a body that is no JSON as None.
        end: Called once when no more will come.
    """

    def run() -> None:
        try:
            while (body := read_body(stream)) is not None:
                loop.call_soon_threadsafe(take, _decoded(body))
        except UnreadableMessageError as error:
            LOG.error("%s; giving up", error)
        except (OSError, ValueError) as error:
            LOG.info("the client is gone: %s", type(error).__name__)
        try:
            loop.call_soon_threadsafe(end)
        except RuntimeError:  # the loop has ended already
            return

    threading.Thread(target=run, name="reader", daemon=True).start()


def _decoded(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def claim_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for the protocol.

    Whatever else writes to standard output from now on, in this process or one it starts, goes to
    standard error; whoever reads standard input finds it empty.
    """
    sys.stdout.flush()
    reading, writing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (reading, writing):
            msvcrt.setmode(descriptor, os.O_BINARY)
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb")


def accept_client(host: str, port: int) -> tuple[BinaryIO, BinaryIO]:
    """Wait for one client on a TCP port of this machine; tell the port on standard error.

    Raises:
        AsciiDiagramError: Nobody can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise AsciiDiagramError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    with listener:
        name: tuple[str, int] = listener.getsockname()
        shown = f"[{name[0]}]" if ":" in name[0] else name[0]
        print(f"listening on {shown}:{name[1]}", file=sys.stderr, flush=True)
        connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection.makefile("rb"), connection.makefile("wb")
