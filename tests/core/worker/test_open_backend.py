"""Which model is asked. Entry points are replaced by fakes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from ascii_diagram.errors import BackendError
from ascii_diagram.worker.client import WorkerBackend
from ascii_diagram.worker.discovery import open_backend, open_in_process, open_shared
from ascii_diagram.worker.process import SpawnedWorker
from tests.core.worker import fake_backend
from tests.core.worker.fake_backend import FakeBackend


@dataclass
class Settings:
    backend: str = "local"
    local: object = None
    worker_command: tuple[str, ...] | None = None
    timeout: float = 5.0


@dataclass
class Point:
    load: Callable[[], Any]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make `load` the only backend's; nothing without one. No worker is on PATH."""
    monkeypatch.setenv("PATH", "")

    def begin(load: Callable[[], Any] | None = None) -> None:
        points = [Point(load)] if load else []
        monkeypatch.setattr(metadata, "entry_points", lambda **_: points)

    return begin


def missing_package() -> Any:
    raise ImportError("No module named 'llama_cpp'")


def refusing() -> Any:
    def factory(_: object) -> Any:
        raise BackendError("no weights", hint="get some")

    return factory


def test_none_says_so(runtime: Path) -> None:
    with pytest.raises(BackendError, match="`none`") as caught:
        open_backend(Settings("none"), runtime_dir=runtime)
    assert "arrow notation" in caught.value.hint


def test_a_running_worker_comes_first(server: Any, install: Callable[..., None]) -> None:
    install(lambda: pytest.fail("loaded"))
    backend = open_backend(Settings(), runtime_dir=server.runtime)
    assert isinstance(backend, WorkerBackend)
    backend.close()


def test_then_the_backend_of_this_process(runtime: Path, install: Callable[..., None]) -> None:
    settings = Settings()
    given: list[object] = []

    def factory(settings: object) -> FakeBackend:
        given.append(settings)
        return FakeBackend(runtime)

    install(lambda: factory)
    assert isinstance(open_backend(settings, runtime_dir=runtime), FakeBackend)
    assert given == [settings]


@pytest.mark.parametrize("load", [None, missing_package, refusing])
def test_then_the_users_worker_command(
    runtime: Path, install: Callable[..., None], load: Callable[[], Any] | None
) -> None:
    install(load)
    command = (sys.executable, fake_backend.__file__, str(runtime))
    backend = open_backend(Settings(worker_command=command), runtime_dir=runtime)
    assert isinstance(backend, SpawnedWorker)
    assert backend.identity == "fake@0000"
    backend.close()


def test_then_a_worker_of_another_environment_on_path(
    runtime: Path, install: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(None)
    (runtime / "bin").mkdir()
    program = runtime / "bin" / "ascii-diagram"
    program.write_text(
        f'#!/bin/sh\n[ "$1" = worker ] && exec {sys.executable} {fake_backend.__file__} {runtime}\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"bin:{Path(sys.executable).parent}:{program.parent}")
    backend = open_backend(Settings(), runtime_dir=runtime)
    assert backend.identity == "fake@0000"
    backend.close()


def test_nothing_from_the_working_directory_is_run(
    runtime: Path, install: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(None)
    (runtime / "ascii-diagram").write_text("#!/bin/sh\ntouch ran\n")
    (runtime / "ascii-diagram").chmod(0o755)
    monkeypatch.chdir(runtime)
    monkeypatch.setenv("PATH", ".::")
    with pytest.raises(BackendError, match="not installed"):
        open_backend(Settings(), runtime_dir=runtime / "r")
    assert not (runtime / "ran").exists()


@pytest.mark.parametrize(
    ("load", "message", "hint"),
    [
        (None, "`local` is not installed", "ascii-diagram[local]"),
        (missing_package, "llama_cpp", "ascii-diagram[local]"),
        (refusing, "no weights", "get some"),
        (lambda: lambda _: 1 // 0, "ZeroDivisionError", "ascii-diagram[local]"),
    ],
)
def test_without_any_the_error_says_what_to_do(
    runtime: Path, install: Callable[..., None], load: Any, message: str, hint: str
) -> None:
    install(load)
    with pytest.raises(BackendError, match=message) as caught:
        open_backend(Settings(), runtime_dir=runtime)
    assert hint in caught.value.hint


def test_other_backends_leave_workers_alone(server: Any, install: Callable[..., None]) -> None:
    install(lambda: lambda _: server.backend)
    assert open_backend(Settings("remote"), runtime_dir=server.runtime) is server.backend
    assert open_in_process(Settings()) is server.backend


def test_a_shared_model_never_gets_into_this_process(
    runtime: Path, install: Callable[..., None]
) -> None:
    install(lambda: lambda _: FakeBackend(runtime))
    command = (sys.executable, fake_backend.__file__, str(runtime), "good")
    shared = open_shared(
        Settings(worker_command=command), runtime_dir=runtime, environment={"FROM_TEST": "1"}
    )
    assert isinstance(shared, SpawnedWorker)
    again = open_shared(Settings(worker_command=command), runtime_dir=runtime)
    assert again.identity == shared.identity
    assert len((runtime / "starts").read_text().split()) == 1
    again.close()
    shared.close()


def test_other_backends_are_shared_by_being_opened_here(install: Callable[..., None]) -> None:
    opened = object()
    install(lambda: lambda _: opened)
    assert open_shared(Settings("other")) is opened
