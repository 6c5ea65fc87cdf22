"""How a hook comes by a model, and what workers can do to it: nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.git.repository import Repository, drawing

PROMPT = "the moon asks the sun"
TYPED = f"Subject\n\nascii-diagram: {PROMPT}\n"
DRAWN = f"Subject\n\n{PROMPT}\n\n{drawing('moon -> sun: asks')}"
RETRY = "left as typed. To try again: git commit --amend --no-edit\n"
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not hasattr(socket, "AF_UNIX"), reason="the worker needs Unix sockets"
)

Start = Callable[[str], "subprocess.Popen[bytes]"]

WORKER = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from ascii_diagram.resolve.request import Reply
from ascii_diagram.worker import serve
from ascii_diagram.worker.server import Timing

class Model:
    identity = "fake"
    def complete(self, requests, *, sampling=None, cancel=None, deadline=None):
        for number, request in enumerate(requests):
            if sys.argv[2] == "dies":
                os._exit(9)
            if sys.argv[2] == "babbles":
                yield number, Reply("{{{", "fake", 1, 0.1)
            elif sys.argv[2] == "sleeps":
                time.sleep(6)
            else:
                time.sleep(0.3)
                yield number, Reply("direction: right\\nmoon -> sun: asks", "fake", 5, 0.1)
    def close(self): pass

serve(Model, timing=Timing(idle=20))
"""


@pytest.fixture
def asking(repository: Repository, tmp_path: Path) -> Repository:
    """A repository whose hooks may ask a model: a worker's alone."""
    repository.environment["XDG_CACHE_HOME"] = str(tmp_path / "own cache")
    repository.environment["ASCII_DIAGRAM_LOCAL__MODEL"] = "/nowhere/model.gguf"
    repository.environment["ASCII_DIAGRAM_WORKER_COMMAND"] = "/nowhere/worker"
    return repository


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "worker.py"
    path.write_text(WORKER)
    return path


@pytest.fixture
def start(asking: Repository, script: Path, tmp_path: Path) -> Iterator[Start]:
    """Start a worker that behaves in some way, and wait until it listens."""
    with ExitStack() as stack:

        def start_one(manner: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, script, ROOT, manner], env=asking.environment, cwd=tmp_path
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            until = time.monotonic() + 30
            while not list((tmp_path / "run").glob("*/*.sock")) and time.monotonic() < until:
                time.sleep(0.05)
            return process

        yield start_one


def test_the_running_worker_is_asked(asking: Repository, start: Start) -> None:
    start("answers")
    asking.commit("-m", TYPED)
    asking.check(DRAWN)


def test_the_users_worker_command_is_started_and_ends(asking: Repository, script: Path) -> None:
    command = f"{sys.executable} {script} {ROOT} answers"
    asking.commit("-m", TYPED, ASCII_DIAGRAM_WORKER_COMMAND=command)
    asking.check(DRAWN)
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")]
    assert not [words for words in running if os.fsencode(script) in words]


def test_two_hooks_at_once(asking: Repository, start: Start, tmp_path: Path) -> None:
    start("answers")
    others = [Repository.make(tmp_path / name, asking.environment) for name in ("a", "b")]
    running: list[subprocess.Popen[bytes]] = []
    for other in others:
        other.install()
        other.stage()
        running.append(
            subprocess.Popen(
                ["git", "commit", "--quiet", "-m", TYPED],
                cwd=other.folder,
                env=other.environment,
                stderr=subprocess.DEVNULL,
            )
        )
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    assert [other.message().decode() for other in others] == [DRAWN, DRAWN]


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("dies", "the worker ended before it answered"),
        ("babbles", "no usable diagram"),
        ("sleeps", "did not answer within 3 s"),
    ],
)
def test_workers_that_fail(asking: Repository, start: Start, manner: str, reason: str) -> None:
    start(manner)
    asking.environment["ASCII_DIAGRAM_COMMIT__TIMEOUT"] = "3"
    assert asking.commit("-m", TYPED).decode() == TYPED
    assert reason in asking.said
    assert asking.said.endswith(RETRY)
    assert asking.said.count("\n") == 1


def test_a_socket_that_a_dead_worker_left(asking: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "run" / "ascii-diagram"
    folder.mkdir(parents=True, mode=0o700)
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(folder / "worker-1.sock"))
    left.close()
    assert asking.commit("-m", TYPED).decode() == TYPED
    assert asking.said.endswith(RETRY)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_a_socket_of_somebody_else(asking: Repository, start: Start, tmp_path: Path) -> None:
    start("answers")
    (path,) = (tmp_path / "run").glob("*/*.sock")
    os.chown(path, 12345, 12345)
    assert asking.commit("-m", TYPED).decode() == TYPED
    assert "belongs to another user" in asking.said
    assert asking.said.endswith(RETRY)


def test_the_lock_file_of_the_repository_is_not_written(asking: Repository, start: Start) -> None:
    start("answers")
    (asking.folder / "ascii-diagram.toml").write_text("lock = true\n")
    asking.commit("-m", TYPED)
    assert asking.message().decode() == DRAWN
    assert not (asking.folder / "ascii-diagram.lock").exists()
