"""Backends on fake servers, with nothing from the environment in the way."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ascii_diagram.resolve.request import Reply, Request
from ascii_diagram.settings import Settings, VllmSettings

if TYPE_CHECKING:
    from ascii_diagram_models.remote.backend import RemoteBackend

    from tests.fake_server import FakeServer

HERE = Path(__file__).parent
NEEDED = ("httpx", "starlette", "uvicorn")

Open = Callable[..., "RemoteBackend"]
Serve = Callable[..., "FakeServer"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    for item in items:
        if missing and item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(missing)}"))


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().endswith("_PROXY") or name == "VLLM_API_KEY":
            monkeypatch.delenv(name)
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start fake servers; they end with the test."""
    from tests.fake_server import FakeServer

    running: list[FakeServer] = []

    def start(**fields: Any) -> FakeServer:
        running.append(FakeServer(**fields).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def connect() -> Iterator[Open]:
    """Open backends; they are closed with the test."""
    from ascii_diagram_models.remote.opening import open_vllm

    opened: list[RemoteBackend] = []

    def open_on(*servers: FakeServer | str, **fields: Any) -> RemoteBackend:
        urls = tuple(server if isinstance(server, str) else server.url for server in servers)
        opened.append(open_vllm(Settings(vllm=VllmSettings(url=urls, **fields))))
        return opened[-1]

    yield open_on
    for backend in opened:
        backend.close()


def notations(backend: RemoteBackend, *prompts: str, **options: Any) -> list[str]:
    """What the backend answers; every prompt must get a reply."""
    answers = dict(backend.complete([Request(prompt) for prompt in prompts], **options))
    texts: list[str] = []
    for index in range(len(prompts)):
        reply = answers[index]
        assert isinstance(reply, Reply), reply
        texts.append(reply.notation)
    return texts
