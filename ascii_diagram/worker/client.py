"""A backend whose model lives in the worker."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram.errors import BackendError
from ascii_diagram.printable import printable
from ascii_diagram.resolve.request import GREEDY, Cancel, Failure, Reply, Request, Sampling
from ascii_diagram.worker import protocol
from ascii_diagram.worker.connection import Connection, ConnectionEndedError
from ascii_diagram.worker.protocol import ProtocolError
from ascii_diagram.worker.runtime_dir import socket_path

# The worker shows life every few seconds; without any for so long it is stopped or hangs.
_SILENCE_SECONDS = 60.0
_HELLO_SILENCE_SECONDS = 15.0
# How long the worker may take to load its model.
_HELLO_SECONDS = 120.0
# How often the flag of the asker is looked at.
_POLL_SECONDS = 0.05
# After deadline or cancellation the worker still gets so long to say what it has.
_GRACE_SECONDS = 2.0
_WINDOW = 64

_ENDED = Failure("the worker ended before it answered", "try again")
_SILENT = Failure("the worker does not answer", "stop it with `ascii-diagram worker --stop`")


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """What a running worker says of itself.

    Attributes:
        identity: Its model; empty while that is loading.
        pid: Its process.
        clients: Open connections, this one included.
        waiting: Requests in the queue.
        running: Requests that the model is at.
    """

    identity: str
    pid: int
    clients: int
    waiting: int
    running: int


def connect(runtime_dir: Path | None = None) -> WorkerBackend | None:
    """Attach to the running worker; None when there is none.

    Args:
        runtime_dir: Where the socket's directory lies; default: the user's runtime directory.

    Raises:
        BackendError: The worker refuses, its model cannot be loaded, or its socket is not ours.
    """
    return WorkerBackend.attach(socket_path(runtime_dir))


def worker_status(runtime_dir: Path | None = None) -> WorkerStatus | None:
    """Return how the running worker is; None when none answers.

    Raises:
        BackendError: Its socket is not ours.
    """
    message = _ask(runtime_dir, "status")
    if message is None or message["type"] != "status":
        return None
    try:
        counts = (protocol.integer(message, n) for n in ("pid", "clients", "waiting", "running"))
        return WorkerStatus(protocol.text(message, "identity"), *counts)
    except ProtocolError:
        return None


def stop_worker(runtime_dir: Path | None = None) -> bool:
    """Tell the running worker to end and wait until it has let go; return whether one ran.

    Raises:
        BackendError: Its socket is not ours, or it does not end.
    """
    connection = Connection.open(socket_path(runtime_dir))
    if connection is None:
        return False
    try:
        connection.send({"type": "shutdown"})
        until = time.monotonic() + _HELLO_SILENCE_SECONDS
        while time.monotonic() < until:
            connection.receive(_POLL_SECONDS)
    except ConnectionEndedError:
        return True
    finally:
        connection.close()
    raise BackendError(
        "the worker does not end", hint="`ascii-diagram worker --status` names its process: kill it"
    )


def _ask(runtime_dir: Path | None, kind: str) -> dict[str, object] | None:
    connection = Connection.open(socket_path(runtime_dir))
    if connection is None:
        return None
    try:
        connection.send({"type": kind})
        return connection.receive(_HELLO_SILENCE_SECONDS)
    except ConnectionEndedError:
        return None
    finally:
        connection.close()


class WorkerBackend:
    """A `Backend`; unlike others it may be used from several threads at once.

    It holds one connection open, which keeps an owned worker running, and opens another for each
    call of `complete`.
    """

    def __init__(self, path: Path, lease: Connection, identity: str) -> None:
        self._path = path
        self._lease = lease
        self._identity = identity
        self._lost = False

    @classmethod
    def attach(cls, path: Path, *, owner: bool = False) -> WorkerBackend | None:
        """Attach to the worker at `path` and wait for its model; None when none is there.

        Args:
            path: The socket.
            owner: The worker ends when its owners and all other clients have gone.

        Raises:
            BackendError: The worker refuses or cannot load its model; the socket is not ours.
        """
        lease = Connection.open(path)
        if lease is None:
            return None
        version = protocol.PROTOCOL_VERSION
        try:
            lease.send({"type": "hello", "protocol": version, "owner": owner})
            until = time.monotonic() + _HELLO_SECONDS
            while time.monotonic() < until:
                message = lease.receive(_HELLO_SILENCE_SECONDS)
                if message is None:
                    break
                if message["type"] == "error":
                    raise _as_error(message)
                if message["type"] == "hello":
                    return cls(path, lease, protocol.text(message, "identity"))
        except (ConnectionEndedError, ProtocolError):
            pass
        except BaseException:
            lease.close()
            raise
        lease.close()
        return None

    @property
    def identity(self) -> str:
        """Name and digest of the worker's model."""
        return self._identity

    @property
    def alive(self) -> bool:
        """Whether the worker is still there."""
        return not self._lost and self._lease.alive

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        """Have the worker answer; see `Backend.complete`.

        Raises:
            BackendError: No worker listens any more.
        """
        connection = Connection.open(self._path)
        if connection is None:
            raise BackendError("the worker has ended", hint="try again; it will be started anew")
        exchange = _Exchange(connection, requests, sampling, cancel, deadline)
        try:
            yield from exchange.answers()
        finally:
            # When a process dies, its connections do not all break at the same moment.
            self._lost = self._lost or exchange.lost
            connection.close()

    def close(self) -> None:
        """Leave the worker."""
        self._lease.close()


class _Exchange:
    """One batch on one connection: at most a window of requests is under way at a time."""

    def __init__(
        self,
        connection: Connection,
        requests: Sequence[Request],
        sampling: Sampling,
        cancel: Cancel | None,
        deadline: float | None,
    ) -> None:
        self._connection = connection
        self._requests = requests
        self._sampling = sampling
        self._cancel = cancel
        self._deadline = deadline
        self._pending = set(range(len(requests)))
        self._unsent = list(reversed(range(len(requests))))
        self._stop_at: float | None = None
        self._heard_at = time.monotonic()
        self.lost = False

    def answers(self) -> Iterator[tuple[int, Reply | Failure]]:
        """Yield each index once, with its answer or why there is none."""
        rest = _ENDED
        try:
            while self._pending:
                failure = self._over()
                if failure:
                    rest = failure
                    break
                self._send()
                message = self._connection.receive(_POLL_SECONDS)
                if message is None:
                    continue
                self._heard_at = time.monotonic()
                if message["type"] == "error":
                    error = _as_error(message)
                    rest = Failure(error.message, error.hint)
                    break
                if message["type"] in ("reply", "failure"):
                    number = protocol.integer(message, "id")
                    if number in self._pending:
                        answer = protocol.read_answer(message)
                        self._pending.remove(number)
                        yield number, answer
        except (ConnectionEndedError, ProtocolError):
            self.lost = True
        for number in sorted(self._pending):
            yield number, rest

    def _send(self) -> None:
        under_way = len(self._pending) - len(self._unsent)
        while self._unsent and under_way < _WINDOW and self._stop_at is None:
            number = self._unsent.pop()
            timeout = None if self._deadline is None else self._deadline - time.monotonic()
            request = self._requests[number]
            self._connection.send(protocol.write_complete(number, request, self._sampling, timeout))
            under_way += 1

    def _over(self) -> Failure | None:
        """Say why the rest will not be answered; None while it may be."""
        now = time.monotonic()
        cancelled = self._cancel is not None and self._cancel.cancelled
        if self._stop_at is None:
            if cancelled:
                self._connection.send({"type": "cancel"})
                self._stop_at = now + _GRACE_SECONDS
            elif self._deadline is not None and now >= self._deadline:
                self._stop_at = now + _GRACE_SECONDS
        elif now >= self._stop_at or not len(self._pending) > len(self._unsent):
            return Failure("cancelled") if cancelled else Failure("out of time", "try again")
        return _SILENT if now - self._heard_at > _SILENCE_SECONDS else None


def _as_error(message: dict[str, object]) -> BackendError:
    fields = (message.get("message"), message.get("hint"))
    told, hint = (printable(f) if isinstance(f, str) else "" for f in fields)
    return BackendError(told or "the worker refused", hint=hint)
