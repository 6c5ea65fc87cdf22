from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")

from tests.lsp import fake_model
from tests.lsp.client import Client

ROOT = Path(__file__).parent.parent.parent


class Place:
    """A user's folders and a repository, all of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository = folder / "repository"
        (self.repository / ".git").mkdir(parents=True)

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ASCII_DIAGRAM_")}
        command = [sys.executable, fake_model.__file__, str(self.folder)]
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join((str(ROOT), kept.get("PYTHONPATH", ""))),
            "XDG_RUNTIME_DIR": str(self.folder),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "ASCII_DIAGRAM_WORKER_COMMAND": shlex.join(command),
        }

    def uri(self, name: str) -> str:
        return (self.repository / name).as_uri()

    def asked(self) -> list[str]:
        """Return what the model was asked."""
        log = self.folder / "asked"
        return log.read_text().splitlines() if log.exists() else []

    def starts(self) -> list[int]:
        """Return the processes of all workers that were started."""
        log = self.folder / "starts"
        return [int(line) for line in log.read_text().split()] if log.exists() else []

    def open_gate(self) -> None:
        """Let the model answer what it was to answer slowly."""
        (self.folder / "gate").touch()

    def close_gate(self) -> None:
        """Forget that the gate was opened, that someone waited there and gave up."""
        for name in ("gate", "waiting", "cancelled"):
            (self.folder / name).unlink(missing_ok=True)

    def hold_loading(self) -> None:
        """Keep the model from getting ready."""
        (self.folder / "loading").unlink(missing_ok=True)
        (self.folder / "hold").touch()

    def go_on_loading(self) -> None:
        """Let the model get ready."""
        (self.folder / "hold").unlink(missing_ok=True)

    def loading(self) -> bool:
        """Return whether the model is kept from getting ready."""
        return (self.folder / "loading").exists()

    def waiting(self) -> bool:
        """Return whether the model waits at the gate."""
        return (self.folder / "waiting").exists()

    def cancelled(self) -> bool:
        """Return whether the model was told to give up at the gate."""
        return (self.folder / "cancelled").exists()


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    # The names of sockets are bounded: pytest's own folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="adl"))
    yield Place(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def connect(place: Place) -> Iterator[Callable[..., Client]]:
    clients: list[Client] = []

    def start(client: str = "vscode-1.139.1", *arguments: str, **more: object) -> Client:
        made = Client(*arguments, environment=place.environment)
        clients.append(made)
        made.start(client, root=place.repository, **more)  # type: ignore[arg-type]
        return made

    yield start
    for client in clients:
        if client.process.poll() is None:
            assert client.stop() == 0


@pytest.fixture(scope="module")
def only_client(place: Place) -> Iterator[Client]:
    made = Client(environment=place.environment)
    made.start("vscode-1.139.1", root=place.repository)
    yield made
    assert made.stop() == 0


@pytest.fixture
def client(only_client: Client) -> Client:
    """A client as VS Code is; the tests of a module share it and use documents of their own."""
    only_client.forget()
    return only_client


@pytest.fixture
def uri(place: Place, request: pytest.FixtureRequest) -> str:
    """A Python file for this test alone."""
    return place.uri(f"{abs(hash(request.node.nodeid))}.py")


@pytest.fixture
def prose(request: pytest.FixtureRequest) -> str:
    """A prompt for this test alone, which only the model can read."""
    return f"gate{abs(hash(request.node.nodeid)) % 10**6} asks lamp"
