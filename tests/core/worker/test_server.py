"""The server against raw sockets and clients in threads. The backend is a fake."""

from __future__ import annotations

import json
import os
import socket
import stat
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Cancel, Failure, Reply, Request, Sampling
from ascii_diagram.worker.claim import claimed_socket
from ascii_diagram.worker.client import WorkerBackend, connect, stop_worker, worker_status
from ascii_diagram.worker.runtime_dir import socket_path
from ascii_diagram.worker.server import Timing, serve
from tests.core.worker.fake_backend import asked, broken, until

HELLO = {"type": "hello", "protocol": 1}


def answers(client: Any, *prompts: str, **options: Any) -> dict[int, Reply | Failure]:
    found = list(client.complete([Request(prompt) for prompt in prompts], **options))
    assert len(found) == len(prompts) == len(dict(found))
    return dict(found)


class Raw:
    """A client that may send anything."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10)
        self.socket.connect(str(path))
        self.file = self.socket.makefile("rb")

    def send(self, *messages: object) -> None:
        lines = (m if isinstance(m, bytes) else json.dumps(m).encode() + b"\n" for m in messages)
        self.socket.sendall(b"".join(lines))

    def receive(self) -> dict[str, Any]:
        while True:
            line = self.file.readline()
            message = json.loads(line) if line else {"type": "closed"}
            if message["type"] != "alive":
                return message

    def ask(self, number: int, prompt: str, **more: object) -> None:
        request = {"prompt": prompt, "style": "tui_flow", "width": None}
        message = {"type": "complete", "id": number, "request": request}
        self.send({**message, "temperature": 0, "seed": 0, "timeout": None, **more})

    def close(self) -> None:
        self.file.close()
        self.socket.close()


@pytest.fixture
def raw(server: Any) -> Any:
    client = Raw(server.socket)
    yield client
    client.close()


def test_answers_come_back_with_what_was_asked(client: WorkerBackend) -> None:
    found = answers(client, "echo A", "fail B", "raise", "refuse", sampling=Sampling(0.5, 7))
    assert found[0] == Reply("A -> done: 0.5 7", "fake@0000", 3, 0.5)
    assert found[1] == Failure("cannot B", "do not ask")
    assert found[2] == Failure("the model failed: ZeroDivisionError: by design")
    assert found[3] == Failure("no weights", "get some")
    assert client.identity == "fake@0000"


def test_more_requests_than_fit_the_window_are_all_answered(client: WorkerBackend) -> None:
    prompts = [f"echo n{number}" for number in range(150)]
    found = answers(client, *prompts)
    assert all(f"n{index} ->" in str(answer) for index, answer in found.items())


def test_a_reply_that_is_too_long_fails_alone(client: WorkerBackend) -> None:
    found = answers(client, "huge", "echo A")
    assert isinstance(found[0], Failure)
    assert "too long" in found[0].message
    assert isinstance(found[1], Reply)


def test_clients_take_turns(server: Any, raw: Raw) -> None:
    other = Raw(server.socket)
    raw.ask(0, "wait")
    until((server.runtime / "waiting").exists)
    for number in range(1, 5):
        raw.ask(number, f"echo greedy{number}")
    until(lambda: worker_status(server.runtime).waiting == 4)
    other.ask(0, "echo modest")
    until(lambda: worker_status(server.runtime).waiting == 5)
    (server.runtime / "gate").touch()
    assert other.receive()["notation"].startswith("modest")
    assert [raw.receive()["id"] for _ in range(5)] == [0, 1, 2, 3, 4]
    assert asked(server.runtime).index("echo modest") <= 2
    other.close()


def test_waiting_and_running_requests_can_be_cancelled_one_by_one(server: Any, raw: Raw) -> None:
    raw.ask(0, "wait")
    raw.ask(1, "echo never")
    raw.ask(2, "echo kept")
    until((server.runtime / "waiting").exists)
    raw.send({"type": "cancel", "id": 1})
    assert raw.receive() == {"type": "failure", "id": 1, "message": "cancelled", "hint": ""}
    raw.send({"type": "cancel", "id": 0})
    assert raw.receive()["id"] == 0
    assert raw.receive()["notation"].startswith("kept")
    assert asked(server.runtime) == ["wait", "echo kept"]
    assert (server.runtime / "cancelled").exists()


def test_the_asker_can_cancel(server: Any, client: WorkerBackend) -> None:
    cancel = Cancel()
    found: dict[int, Reply | Failure] = {}
    thread = threading.Thread(
        target=lambda: found.update(answers(client, "wait", "echo A", cancel=cancel))
    )
    thread.start()
    until((server.runtime / "waiting").exists)
    cancel.cancel()
    thread.join(10)
    assert found == {0: Failure("cancelled"), 1: Failure("cancelled")}
    until((server.runtime / "cancelled").exists)


def test_a_client_that_leaves_cancels_its_work(server: Any) -> None:
    client = Raw(server.socket)
    client.ask(0, "wait")
    client.ask(1, "echo never")
    until((server.runtime / "waiting").exists)
    client.close()
    until((server.runtime / "cancelled").exists)
    until(lambda: worker_status(server.runtime).running == 0)
    assert asked(server.runtime) == ["wait"]


def test_a_consumer_that_stops_early_cancels_the_rest(server: Any, client: WorkerBackend) -> None:
    replies = client.complete([Request("echo A"), Request("wait")])
    assert next(replies)[0] == 0
    until((server.runtime / "waiting").exists)
    replies.close()  # type: ignore[attr-defined]
    until((server.runtime / "cancelled").exists)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\xff\xfe\n",
        b"[1]\n",
        b"{}\n",
        b"[" * 60_000 + b"\n",
        b'{"type":"dance"}\n',
        b'{"type":"hello","protocol":99}\n',
        b'{"type":"complete","id":"x"}\n',
        b'{"type":"cancel","id":[]}\n',
        b"x" * 200_000,
        b'{"type":"hello"' + b" " * 100_000 + b"}\n",
    ],
)
def test_garbage_ends_that_connection_only(server: Any, raw: Raw, garbage: bytes) -> None:
    good = Raw(server.socket)
    raw.send(garbage)
    assert raw.receive()["type"] == "error"
    assert raw.receive()["type"] == "closed"
    good.send(HELLO)
    assert good.receive()["identity"] == "fake@0000"
    good.close()


@pytest.mark.parametrize(
    "fault",
    [
        {"request": "no object"},
        {"request": {"prompt": "x" * 2_001, "style": "tui_flow", "width": None}},
        {"request": {"prompt": "x", "style": "oil", "width": None}},
        {"request": {"prompt": "x", "style": "tui_flow", "width": 10**9}},
        {"request": {"prompt": "x", "style": "ascii_art", "width": 9, "height": 10**9}},
        {"temperature": 9},
        {"temperature": True},
        {"seed": 0.5},
        {"timeout": "soon"},
        {"timeout": 10**400},
    ],
)
def test_a_bad_request_fails_alone(raw: Raw, fault: dict[str, object]) -> None:
    raw.ask(0, "echo A", **fault)
    raw.ask(1, "echo B")
    assert raw.receive()["type"] == "failure"
    assert raw.receive()["notation"].startswith("B")


def test_a_worker_that_does_not_tell_how_sure_it_is_can_be_asked(runtime: Path) -> None:
    reply = {"type": "reply", "id": 0, "notation": "A -> B", "model": "m", "tokens": 1}
    path = socket_path(runtime)
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def talk() -> None:
            with ExitStack() as connections:  # one for the lease, one for the request
                for answer in ({**HELLO, "identity": "m"}, {**reply, "seconds": 0.5}):
                    connection = connections.enter_context(listener.accept()[0])
                    connection.recv(4096)
                    connection.sendall(json.dumps(answer).encode() + b"\n")

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        backend = connect(runtime)
        assert backend is not None
        assert answers(backend, "A asks B") == {0: Reply("A -> B", "m", 1, 0.5, 1.0)}
        backend.close()
        thread.join(10)


def test_an_id_in_use_is_refused(server: Any, raw: Raw) -> None:
    raw.ask(0, "wait")
    raw.ask(0, "echo A")
    assert raw.receive()["type"] == "error"


def test_a_second_server_refuses_politely(server: Any, client: WorkerBackend) -> None:
    with pytest.raises(BackendError, match="running already") as caught:
        serve(lambda: server.backend, runtime_dir=server.runtime)
    assert "--stop" in caught.value.hint
    assert isinstance(answers(client, "echo A")[0], Reply)


def test_only_the_owner_may_reach_the_socket(server: Any) -> None:
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(server.socket.parent.stat().st_mode) == 0o700


def test_nothing_is_left_behind(server: Any, client: WorkerBackend) -> None:
    assert stop_worker(server.runtime)
    assert server.ended()
    assert server.error is None
    assert list(server.socket.parent.iterdir()) == []
    assert server.backend.closed
    assert not stop_worker(server.runtime)
    assert worker_status(server.runtime) is None


def test_who_waits_at_shutdown_is_told(server: Any, raw: Raw) -> None:
    raw.ask(0, "wait")
    until((server.runtime / "waiting").exists)
    stop_worker(server.runtime)
    assert raw.receive()["message"] == "the worker ended"
    assert raw.receive()["type"] == "closed"


def test_a_hanging_model_ends_the_worker_and_the_request(start: Callable[..., Any]) -> None:
    server = start(Timing(grace=0.1, alive=0.05, request=0.1))
    client = connect(server.runtime)
    assert client is not None
    found = answers(client, "hang", "echo A")
    assert found[0] == found[1] == Failure("the model hung; the worker ended", "try again")
    assert server.ended()
    assert server.error is not None
    client.close()


def test_a_cancelled_model_that_does_not_stop_counts_as_hung(server: Any) -> None:
    client = Raw(server.socket)
    client.ask(0, "hang")
    until((server.runtime / "hanging").exists)
    client.close()
    assert server.ended()


def test_an_idle_server_ends(start: Callable[..., Any]) -> None:
    server = start(Timing(idle=0.05))
    assert server.ended()
    assert server.error is None
    assert not server.socket.exists()


def test_status_tells_what_goes_on(server: Any, raw: Raw) -> None:
    raw.ask(0, "wait")
    raw.ask(1, "echo A")
    until((server.runtime / "waiting").exists)
    status = worker_status(server.runtime)
    assert status is not None
    assert (status.identity, status.pid) == ("fake@0000", os.getpid())
    assert (status.clients, status.waiting, status.running) == (2, 1, 1)


def test_a_model_that_cannot_be_loaded_ends_the_server(runtime: Path) -> None:
    with pytest.raises(BackendError, match="no weights here"):
        serve(broken, runtime_dir=runtime)
    assert not list((runtime / "ascii-diagram").iterdir())


def test_a_deadline_in_the_queue_is_kept(server: Any, raw: Raw) -> None:
    raw.ask(0, "wait")
    until((server.runtime / "waiting").exists)
    raw.ask(1, "echo late", timeout=0)
    (server.runtime / "gate").touch()
    assert raw.receive()["id"] == 0
    assert "out of time" in raw.receive()["message"]


def test_a_worker_that_does_not_end_is_not_called_stopped(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascii_diagram.worker.client._HELLO_SILENCE_SECONDS", 0.2)
    with claimed_socket(socket_path(runtime)), pytest.raises(BackendError, match="does not end"):
        stop_worker(runtime)


def test_a_fault_while_serving_is_not_taken_for_a_second_worker(runtime: Path) -> None:
    with pytest.raises(BlockingIOError), claimed_socket(socket_path(runtime)):
        raise BlockingIOError
    with claimed_socket(socket_path(runtime)):
        pass
