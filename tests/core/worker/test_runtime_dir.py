"""Where the socket may lie, and what is refused."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ascii_diagram.errors import BackendError
from ascii_diagram.worker import runtime_dir
from ascii_diagram.worker.client import connect
from ascii_diagram.worker.server import serve


def dead_socket(runtime: Path) -> Path:
    path = runtime / "ascii-diagram" / "worker-1.sock"
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    return path


def test_none_runs(runtime: Path) -> None:
    assert connect(runtime) is None
    assert list(runtime.iterdir()) == []


def test_a_dead_servers_socket_is_nobody_and_is_replaced(
    runtime: Path, start: Callable[..., Any]
) -> None:
    dead_socket(runtime)
    assert connect(runtime) is None
    start()
    client = connect(runtime)
    assert client is not None
    client.close()


def test_a_foreign_socket_is_refused(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead_socket(runtime)
    monkeypatch.setattr(runtime_dir, "current_user", lambda: os.geteuid() + 1)
    with pytest.raises(BackendError, match="belongs to another user"):
        connect(runtime)
    with pytest.raises(BackendError, match="belongs to another user"):
        serve(lambda: pytest.fail("opened"), runtime_dir=runtime)


def test_a_foreign_peer_is_refused(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascii_diagram.worker.connection.same_user", lambda _: False)
    assert connect(server.runtime) is None
    monkeypatch.undo()
    monkeypatch.setattr("ascii_diagram.worker.server.same_user", lambda _: False)
    assert connect(server.runtime) is None
    monkeypatch.undo()


def test_a_file_in_the_sockets_place_is_not_deleted(runtime: Path) -> None:
    path = runtime / "ascii-diagram" / "worker-1.sock"
    path.parent.mkdir(mode=0o700)
    path.write_text("precious")
    with pytest.raises(BackendError, match="not a socket"):
        serve(lambda: pytest.fail("opened"), runtime_dir=runtime)
    assert path.read_text() == "precious"


def test_a_link_in_the_directorys_place_is_refused(runtime: Path, tmp_path: Path) -> None:
    (runtime / "ascii-diagram").symlink_to(tmp_path)
    with pytest.raises(BackendError, match="not a directory"):
        serve(lambda: pytest.fail("opened"), runtime_dir=runtime)


def test_a_directory_open_to_others_is_closed_by_the_server_and_refused_by_clients(
    runtime: Path,
) -> None:
    path = dead_socket(runtime)
    path.parent.chmod(0o777)
    with pytest.raises(BackendError, match="open to other users"):
        connect(runtime)
    runtime_dir.make_private(path.parent)
    assert connect(runtime) is None


def test_a_parent_that_others_may_write_to_is_refused(runtime: Path) -> None:
    runtime.chmod(0o777)
    with pytest.raises(BackendError, match="others could replace"):
        serve(lambda: pytest.fail("opened"), runtime_dir=runtime)
    runtime.chmod(0o1777)
    runtime_dir.make_private(runtime / "ascii-diagram")


def test_a_name_that_is_too_long_is_refused_with_advice(runtime: Path) -> None:
    with pytest.raises(BackendError, match="too long") as caught:
        serve(lambda: pytest.fail("opened"), runtime_dir=runtime / ("x" * 100))
    assert "XDG_RUNTIME_DIR" in caught.value.hint


def test_the_environment_chooses_the_directory(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    assert runtime_dir.socket_path() == runtime / "ascii-diagram" / "worker-1.sock"
    monkeypatch.setenv("XDG_RUNTIME_DIR", "here")
    assert runtime_dir.socket_path().is_absolute()
