"""Workers in processes of their own, started, killed and started again. The backend is a fake."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Failure, Reply, Request
from ascii_diagram.worker.client import connect, worker_status
from ascii_diagram.worker.process import spawn
from tests.core.worker import fake_backend
from tests.core.worker.fake_backend import until


def command(runtime: Path, mode: str = "good") -> list[str]:
    return [sys.executable, fake_backend.__file__, str(runtime), mode]


def starts(runtime: Path) -> list[int]:
    return [int(line) for line in (runtime / "starts").read_text().split()]


def has_ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().split()[2] == "Z"


def test_a_spawned_worker_answers_and_ends_with_its_owner(runtime: Path) -> None:
    worker = spawn(command(runtime), runtime_dir=runtime)
    assert worker.identity == "fake@0000"
    ((index, reply),) = worker.complete([Request("echo A")])
    assert (index, type(reply)) == (0, Reply)
    worker.close()
    assert has_ended(starts(runtime)[0])
    assert (runtime / "closed").exists()
    assert list((runtime / "ascii-diagram").iterdir()) == []


def test_it_outlives_its_owner_while_others_use_it(runtime: Path) -> None:
    worker = spawn(command(runtime), runtime_dir=runtime)
    other = connect(runtime)
    assert other is not None
    worker._process = None  # the owner dies without waiting
    worker.close()
    assert isinstance(dict(other.complete([Request("echo A")]))[0], Reply)
    other.close()
    until(lambda: has_ended(starts(runtime)[0]))


def test_killed_in_the_middle_of_a_request_it_fails_and_is_started_again(runtime: Path) -> None:
    worker = spawn(command(runtime), runtime_dir=runtime)
    found: list[tuple[int, Reply | Failure]] = []
    requests = [Request("echo A"), Request("wait"), Request("echo B")]
    thread = threading.Thread(target=lambda: found.extend(worker.complete(requests)))
    thread.start()
    until((runtime / "waiting").exists)
    os.kill(starts(runtime)[0], signal.SIGKILL)
    thread.join(20)
    ended = Failure("the worker ended before it answered", "try again")
    assert isinstance(found[0][1], Reply)
    assert found[1:] == [(1, ended), (2, ended)]
    assert isinstance(dict(worker.complete([Request("echo C")]))[0], Reply)
    assert len(starts(runtime)) == 2
    worker.close()


def test_a_crash_of_the_model_is_a_failure(runtime: Path) -> None:
    worker = spawn(command(runtime), runtime_dir=runtime)
    assert dict(worker.complete([Request("crash")]))[0] == Failure(
        "the worker ended before it answered", "try again"
    )
    worker.close()


def test_an_attached_client_says_when_the_worker_has_gone(runtime: Path) -> None:
    worker = spawn(command(runtime), runtime_dir=runtime)
    other = connect(runtime)
    assert other is not None
    os.kill(starts(runtime)[0], signal.SIGKILL)
    until(lambda: not other.alive)
    with pytest.raises(BackendError, match="has ended"):
        list(other.complete([Request("echo A")]))
    other.close()
    worker.close()


def test_an_owner_that_is_killed_takes_the_worker_along(runtime: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from ascii_diagram.worker import spawn\n"
        f"worker = spawn({command(runtime)!r}, runtime_dir=Path({str(runtime)!r}))\n"
        "print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        owner.kill()
    until(lambda: has_ended(starts(runtime)[0]))
    assert worker_status(runtime) is None


def test_two_that_spawn_at_once_share_one_worker(runtime: Path) -> None:
    workers: list[object] = []
    threads = [
        threading.Thread(
            target=lambda: workers.append(spawn(command(runtime), runtime_dir=runtime))
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(workers) == 2
    until(lambda: sum(not has_ended(pid) for pid in starts(runtime)) == 1)
    for worker in workers:
        worker.close()  # type: ignore[attr-defined]
    until(lambda: all(map(has_ended, starts(runtime))))


def test_a_worker_that_became_idle_is_started_again(runtime: Path) -> None:
    worker = spawn(command(runtime, "idle"), runtime_dir=runtime)
    until(lambda: has_ended(starts(runtime)[0]))
    assert isinstance(dict(worker.complete([Request("echo A")]))[0], Reply)
    worker.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_in_order(runtime: Path, number: signal.Signals) -> None:
    worker = spawn(command(runtime), runtime_dir=runtime)
    os.kill(starts(runtime)[0], number)
    until(lambda: not list((runtime / "ascii-diagram").iterdir()))
    assert (runtime / "closed").exists()
    worker.close()


def test_a_command_that_fails_shows_its_last_words(runtime: Path) -> None:
    with pytest.raises(BackendError, match="status 1 before it answered") as caught:
        spawn(command(runtime, "dies"), runtime_dir=runtime)
    assert r"it died \x1b[31mat once" in caught.value.message
    assert "run it by hand" in caught.value.hint


def test_a_model_that_cannot_be_loaded_says_so(runtime: Path) -> None:
    with pytest.raises(BackendError, match="no weights here") as caught:
        spawn(command(runtime, "broken"), runtime_dir=runtime)
    assert caught.value.hint == "download them"


def test_a_command_that_does_not_exist(runtime: Path) -> None:
    with pytest.raises(BackendError, match="cannot run the worker command"):
        spawn([str(runtime / "nothing")], runtime_dir=runtime)


def test_a_command_that_never_answers_is_killed(runtime: Path) -> None:
    with pytest.raises(BackendError, match="did not answer within"):
        spawn(command(runtime, "sleeps"), runtime_dir=runtime, start_timeout=1.5)
    assert not (runtime / "starts").exists() or has_ended(starts(runtime)[0])
