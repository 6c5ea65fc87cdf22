"""An editor's session outlives the server that its team runs."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
pytest.importorskip("httpx")

from ascii_diagram_lsp.model import Answers, Model

from ascii_diagram.resolve.request import Failure, Request
from ascii_diagram.settings import CacheSettings, Settings, VllmSettings
from tests.fake_server import FakeServer


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


def settings(tmp_path: Path, server: FakeServer, url: str = "") -> Settings:
    return Settings(
        backend="vllm",
        vllm=VllmSettings(url=(url or server.url,)),
        cache=CacheSettings(directory=tmp_path / "cache"),
    )


def asked(model: Model, chosen: Settings, *prompts: str) -> Answers:
    async def ask() -> Answers:
        return await model.ask(chosen, [Request(p) for p in prompts], lambda done, total: None)

    return asyncio.run(ask())


@pytest.fixture
def model() -> Iterator[Model]:
    opened = Model(dict, lambda state, message: None)
    yield opened
    asyncio.run(opened.close())


def test_a_server_that_comes_back_with_other_weights_is_asked_again(
    tmp_path: Path, server: FakeServer, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = settings(tmp_path, server)
    asked(model, chosen, "boiler heats radiator")
    monkeypatch.setattr("ascii_diagram_models.remote.server.LOOK_AGAIN_SECONDS", 0)
    server.behaviour.root = "/other/weights"
    (first,) = asked(model, chosen, "pump fills tank").values()
    assert isinstance(first, Failure)
    (second,) = asked(model, chosen, "pump fills tank").values()
    assert not isinstance(second, Failure)


def test_another_address_in_the_settings_counts_at_once(
    tmp_path: Path, server: FakeServer, model: Model
) -> None:
    asked(model, settings(tmp_path, server), "boiler heats radiator")
    with FakeServer() as other:
        asked(model, settings(tmp_path, other), "pump fills tank")
        assert len(other.asked) == 1
    assert len(server.asked) == 1


def test_a_server_that_does_not_answer_keeps_nobody_waiting(
    tmp_path: Path, server: FakeServer, model: Model
) -> None:
    async def ask(url: str, prompt: str) -> Answers:
        silent = settings(tmp_path, server, url)
        return await model.ask(silent, [Request(prompt)], lambda done, total: None)

    async def run(silent: str) -> None:
        first = asyncio.ensure_future(ask(silent, "boiler heats radiator"))
        while model.state != "starting":
            await asyncio.sleep(0.001)
        (second,) = (await ask(server.url, "pump fills tank")).values()
        assert not isinstance(second, Failure)
        await model.close()
        assert not first.done()
        first.cancel()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        asyncio.run(run(f"http://127.0.0.1:{listener.getsockname()[1]}/v1"))
