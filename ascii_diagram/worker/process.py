"""A worker that this process starts, and starts again when it has died."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from ascii_diagram.errors import BackendError
from ascii_diagram.printable import printable
from ascii_diagram.resolve.request import GREEDY, Cancel, Failure, Reply, Request, Sampling
from ascii_diagram.worker.client import WorkerBackend, worker_status
from ascii_diagram.worker.runtime_dir import lock_path, socket_path

_POLL_SECONDS = 0.02
# Another process may have won the race for the socket and not listen yet; its lock tells.
_RACE_SECONDS = 0.5
_LOST_RACE_SECONDS = 5.0
_END_SECONDS = 5.0
_MAX_ERROR_BYTES = 4096
# How an error of the command line shows its hint.
_HINT = "hint: "


def spawn(
    command: Sequence[str],
    *,
    runtime_dir: Path | None = None,
    start_timeout: float = 60.0,
    environment: Mapping[str, str] | None = None,
) -> SpawnedWorker:
    """Start `command`, which must serve on the user's socket, and wait until it answers.

    Args:
        command: Program and arguments, such as `("ascii-diagram", "worker")`.
        runtime_dir: Where the socket's directory lies; default: the user's runtime directory. The
            command gets it as XDG_RUNTIME_DIR.
        start_timeout: Seconds until the socket must exist.
        environment: Variables for the command, besides this process's own.

    Raises:
        BackendError: The command cannot be run, fails or does not answer.
    """
    worker = SpawnedWorker(command, runtime_dir, start_timeout, environment or {})
    worker.ensure()
    return worker


class SpawnedWorker:
    """A `Backend` that owns its worker: the worker ends after `close`, unless others use it."""

    def __init__(
        self,
        command: Sequence[str],
        runtime_dir: Path | None,
        start_timeout: float,
        environment: Mapping[str, str],
    ) -> None:
        self._command = list(command)
        self._runtime_dir = runtime_dir
        self._start_timeout = start_timeout
        self._environment = environment
        self._mutex = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._client: WorkerBackend | None = None

    @property
    def identity(self) -> str:
        """Name and digest of the worker's model."""
        return self.ensure().identity

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        """Have the worker answer, after starting it anew if it has died meanwhile.

        Raises:
            BackendError: It cannot be started.
        """
        yield from self.ensure().complete(
            requests, sampling=sampling, cancel=cancel, deadline=deadline
        )

    def ensure(self) -> WorkerBackend:
        """Return a client of the running worker; start one if there is none.

        Raises:
            BackendError: It cannot be started.
        """
        with self._mutex:
            if self._client is not None and self._client.alive:
                return self._client
            self._leave()
            path = socket_path(self._runtime_dir)
            self._client = WorkerBackend.attach(path) or self._start(path)
            return self._client

    def close(self) -> None:
        """Leave the worker; wait for it to end when nobody else uses it."""
        with self._mutex:
            self._leave()

    def _start(self, path: Path) -> WorkerBackend:
        environment = {**os.environ, **self._environment}
        if self._runtime_dir is not None:
            environment["XDG_RUNTIME_DIR"] = os.fspath(self._runtime_dir)
        with tempfile.TemporaryFile() as errors:
            try:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    env=environment,
                    # An interrupt at the terminal is for this process; the worker may be shared.
                    start_new_session=True,
                )
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or error
                raise BackendError(
                    f"cannot run the worker command {self._command[0]!r}: {reason}",
                    hint="mend `worker_command` in your settings",
                ) from error
            try:
                return self._wait_for(path, self._process, errors)
            except BaseException:
                self._kill()
                raise

    def _wait_for(
        self, path: Path, process: subprocess.Popen[bytes], errors: IO[bytes]
    ) -> WorkerBackend:
        until = time.monotonic() + self._start_timeout
        ended = False
        while time.monotonic() < until:
            client = WorkerBackend.attach(path, owner=True)
            if client is not None:
                return client
            if not ended and process.poll() is not None:
                ended = True
                lost = lock_path(path).exists()
                grace = _LOST_RACE_SECONDS if lost else _RACE_SECONDS
                until = min(until, time.monotonic() + grace)
            time.sleep(_POLL_SECONDS)
        if ended:
            told, hint = _last_words(errors)
            raise BackendError(
                f"the worker command ended with status {process.returncode}"
                f" before it answered{told and ': '}{told}",
                hint=hint or f"run it by hand: {' '.join(self._command)}",
            )
        raise BackendError(
            f"the worker command did not answer within {self._start_timeout:g} s",
            hint=f"run it by hand: {' '.join(self._command)}",
        )

    def _leave(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
        if self._process is not None and not self._ended_or_shared(self._process):
            self._kill()
        self._process = None

    def _ended_or_shared(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait for the worker to end; return False when it neither does nor serves others."""
        until = time.monotonic() + _END_SECONDS
        while process.poll() is None:
            status = worker_status(self._runtime_dir)
            # The question itself is one client.
            if status is not None and status.clients > 1:
                return True
            if time.monotonic() >= until:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _last_words(errors: IO[bytes]) -> tuple[str, str]:
    """Return what the command wrote last, and its hint if it gave one."""
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _MAX_ERROR_BYTES))
    lines = errors.read().decode(errors="replace").strip().splitlines()
    hint = lines.pop().strip() if lines and lines[-1].strip().startswith(_HINT) else ""
    told = lines[-1].strip() if lines else ""
    return printable(told), printable(hint.removeprefix(_HINT).strip())
