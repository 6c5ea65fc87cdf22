"""One blocking connection to the worker."""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from ascii_diagram.worker import protocol
from ascii_diagram.worker.protocol import ProtocolError
from ascii_diagram.worker.runtime_dir import check_length, check_socket, same_user

_SEND_SECONDS = 10.0
_CHUNK = 64 * 1024


class ConnectionEndedError(Exception):
    """The worker has gone, or does not speak the protocol."""


class Connection:
    """Sends and receives the lines of `ascii_diagram.worker.protocol`. One thread at a time."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._received = bytearray()

    @classmethod
    def open(cls, path: Path) -> Connection | None:
        """Connect to the worker at `path`; None when none listens there.

        Raises:
            BackendError: The socket is not the user's own.
        """
        if not hasattr(socket, "AF_UNIX") or not check_socket(path):
            return None
        check_length(path)
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connected.settimeout(_SEND_SECONDS)
            connected.connect(os.fspath(path))
            if same_user(connected):
                return cls(connected)
        except OSError:
            pass
        connected.close()
        return None

    def send(self, message: Mapping[str, object]) -> None:
        """Send one message; raises ConnectionEndedError."""
        try:
            self._socket.sendall(protocol.encode(message))
        except OSError as error:
            raise ConnectionEndedError from error

    def receive(self, seconds: float) -> dict[str, object] | None:
        """Return the next message, or None when none has come within `seconds`.

        Raises:
            ConnectionEndedError: The worker has closed the connection or sent nonsense.
        """
        until = time.monotonic() + seconds
        while (end := self._received.find(b"\n")) < 0:
            if len(self._received) > protocol.MAX_WORKER_LINE_BYTES:
                raise ConnectionEndedError
            if not self._readable(until - time.monotonic()):
                return None
            self._read()
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        try:
            return protocol.decode(line)
        except ProtocolError as error:
            raise ConnectionEndedError from error

    @property
    def alive(self) -> bool:
        """Whether the worker still holds its end."""
        try:
            while self._readable(0):
                self._read()
        except ConnectionEndedError:
            return False
        return len(self._received) <= protocol.MAX_WORKER_LINE_BYTES

    def close(self) -> None:
        """Leave; the worker drops what this connection waits for."""
        self._socket.close()

    def _readable(self, seconds: float) -> bool:
        try:
            return bool(select.select([self._socket], [], [], max(0.0, seconds))[0])
        except (OSError, ValueError) as error:  # closed meanwhile
            raise ConnectionEndedError from error

    def _read(self) -> None:
        try:
            chunk = self._socket.recv(_CHUNK)
        except OSError as error:
            raise ConnectionEndedError from error
        if not chunk:
            raise ConnectionEndedError
        self._received += chunk
