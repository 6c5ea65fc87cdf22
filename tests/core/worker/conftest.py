from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ascii_diagram.errors import BackendError
from ascii_diagram.worker.client import connect, stop_worker, worker_status
from ascii_diagram.worker.server import Timing, serve
from tests.core.worker.fake_backend import FakeBackend, until

QUICK = Timing(grace=0.3, alive=0.05)


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A runtime directory with a short name (names of sockets are bounded)."""
    directory = Path(tempfile.mkdtemp(prefix="adw"))
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


class RunningServer:
    """A server in a thread of the test."""

    def __init__(self, runtime: Path, timing: Timing) -> None:
        self.runtime = runtime
        self.backend = FakeBackend(runtime)
        self.error: BackendError | None = None
        self._timing = timing
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        until(lambda: worker_status(runtime) or not self.thread.is_alive())

    @property
    def socket(self) -> Path:
        return self.runtime / "ascii-diagram" / "worker-1.sock"

    def _run(self) -> None:
        try:
            serve(lambda: self.backend, runtime_dir=self.runtime, timing=self._timing)
        except BackendError as error:
            self.error = error

    def ended(self) -> bool:
        self.thread.join(10)
        return not self.thread.is_alive()


@pytest.fixture
def start(runtime: Path) -> Iterator[Callable[..., RunningServer]]:
    servers: list[RunningServer] = []

    def begin(timing: Timing = QUICK) -> RunningServer:
        servers.append(RunningServer(runtime, timing))
        return servers[-1]

    yield begin
    (runtime / "gate").touch()
    stop_worker(runtime)
    assert all(server.ended() for server in servers)


@pytest.fixture
def server(start: Callable[..., RunningServer]) -> RunningServer:
    return start()


@pytest.fixture
def client(server: RunningServer) -> Iterator[object]:
    backend = connect(server.runtime)
    assert backend is not None
    yield backend
    backend.close()
