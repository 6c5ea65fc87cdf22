"""Servers that misbehave, and what becomes of the requests."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest
from ascii_diagram_models.remote.statuses import seconds_of

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Failure, Reply, Request
from tests.models.remote.conftest import Open, Serve, notations

PROMPT = "boiler heats radiator"
RELAY = "direction: right\nboiler -> heats\nheats -> radiator"


def first(fault: str, times: int = 1) -> Any:
    return lambda number, body: fault if number < times else ""


@pytest.mark.parametrize(
    "fault",
    ["500", "502", "429", "503", "drop", "cut", "failing", "junk", "odd", "wrong-model", "huge"],
)
def test_a_passing_fault_is_borne(serve: Serve, connect: Open, fault: str) -> None:
    server = serve(faults=first(fault, 2))
    assert notations(connect(server), PROMPT) == [RELAY]
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("500", "HTTP 500: sorry, 500"),
        ("drop", "the connection broke"),
        ("cut", "the stream was cut"),
        ("failing", "it failed: the engine died"),
        ("junk", "not of this API"),
        ("odd", "not of this API"),
        ("wrong-model", "another model answered"),
        ("huge", "longer than 1024 KiB"),
        ("endless", "the reply does not end"),
        ("long-line", "too long"),
        ("gzip", "compressed"),
    ],
)
def test_a_lasting_fault_becomes_a_failure(
    serve: Serve, connect: Open, fault: str, told: str
) -> None:
    server = serve(faults=lambda number, body: fault)
    ((_, failure),) = connect(server, attempts=2).complete([Request(PROMPT)])
    assert isinstance(failure, Failure)
    assert told in failure.message
    assert "2 times" in failure.message
    assert failure.message.isprintable()
    assert len(server.asked) == 2


def test_one_bad_request_does_not_take_the_others_down(serve: Serve, connect: Open) -> None:
    server = serve(faults=lambda number, body: "junk" if "bad" in body["prompt"] else "")
    prompts = [Request(f"{PROMPT} {'bad' if n == 7 else n}") for n in range(20)]
    answers = dict(connect(server, attempts=2).complete(prompts))
    assert len(answers) == 20
    assert [index for index, answer in answers.items() if isinstance(answer, Failure)] == [7]


def test_an_ignored_stream_is_read_whole(serve: Serve, connect: Open) -> None:
    server = serve(faults=lambda number, body: "no-stream")
    assert notations(connect(server), PROMPT) == [RELAY]


def test_a_slow_server_runs_into_the_timeout(serve: Serve, connect: Open) -> None:
    server = serve(faults=lambda number, body: "slow")
    ((_, failure),) = connect(server, attempts=1, timeout=0.2).complete([Request(PROMPT)])
    assert isinstance(failure, Failure)
    assert "no answer in 0.2 s" in failure.message


def test_the_deadline_ends_everything(serve: Serve, connect: Open) -> None:
    server = serve(faults=lambda number, body: "slow")
    requests = [Request(f"{PROMPT} {n}") for n in range(5)]
    answers = list(connect(server).complete(requests, deadline=time.monotonic() + 0.3))
    assert sorted(index for index, _ in answers) == list(range(5))
    for _, failure in answers:
        assert isinstance(failure, Failure)
        assert "in time" in failure.message


def test_the_pause_that_a_server_asks_for_is_kept(serve: Serve, connect: Open) -> None:
    server = serve(faults=first("429", 8))
    assert notations(connect(server, attempts=1, concurrency=1), PROMPT) == [RELAY]


def test_a_server_that_is_always_busy_is_given_up(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascii_diagram_models.remote.asking.LONGEST_BUSY_SECONDS", 0.6)
    server = serve(faults=lambda number, body: "503", retry_after="0")
    ((_, failure),) = connect(server).complete([Request(PROMPT)])
    assert isinstance(failure, Failure)
    assert "HTTP 503" in failure.message
    assert 2 <= len(server.asked) <= 8  # it asked for no pause, and got longer and longer ones


def test_a_fault_of_long_ago_does_not_end_a_later_run(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascii_diagram_models.remote.pool.GIVE_UP_SECONDS", 0.2)
    faults = iter(["", "cut", "429"])
    server = serve(faults=lambda number, body: next(faults, ""), retry_after="0.1")
    backend = connect(server, attempts=1)
    notations(backend, PROMPT)
    ((_, failure),) = backend.complete([Request(PROMPT)])
    assert isinstance(failure, Failure)
    time.sleep(0.3)
    assert notations(backend, PROMPT) == [RELAY]


def test_all_who_wait_learn_at_once_that_nobody_is_there(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    backend = connect(server, concurrency=16, attempts=1)
    monkeypatch.setattr("ascii_diagram_models.remote.server.LOOK_AGAIN_SECONDS", 0)
    server.behaviour.listing = 500
    before = server.app.listings
    answers = dict(backend.complete([Request(f"{PROMPT} {n}") for n in range(16)]))
    assert all(isinstance(answer, Failure) for answer in answers.values())
    assert server.app.listings - before <= 2


def test_retry_after_may_be_seconds_or_a_date() -> None:
    assert seconds_of("3") == 3
    assert seconds_of("-1") == 0
    assert seconds_of("1e9") == 120
    assert seconds_of("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    late = seconds_of("Fri, 31 Dec 9999 23:59:59 GMT")
    assert late == 120
    for junk in ("", "soon", "nan", "inf"):
        assert seconds_of(junk) is None


def test_nobody_there(connect: Open) -> None:
    with pytest.raises(BackendError, match=r"no server answers: http://127\.0\.0\.1:9/v1"):
        connect("http://127.0.0.1:9/v1")


def test_a_server_that_says_nothing(connect: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascii_diagram_models.remote.server._LOOK_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        with pytest.raises(BackendError, match=r"no list of models in 0\.2 s"):
            connect(url)


def test_a_server_that_comes_back_with_other_weights_is_noticed(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    backend = connect(server)
    notations(backend, PROMPT)
    server.behaviour.root = "/other/weights"
    notations(backend, PROMPT)  # it was looked at a moment ago
    monkeypatch.setattr("ascii_diagram_models.remote.server.LOOK_AGAIN_SECONDS", 0)
    with pytest.raises(BackendError, match=r"it serves ascii@\w+ now, and served ascii@\w+ before"):
        notations(backend, PROMPT)
    assert connect(server).identity != backend.identity


@pytest.mark.parametrize("status", [404, 500])
def test_a_server_without_a_list_of_models(serve: Serve, connect: Open, status: int) -> None:
    with pytest.raises(BackendError, match=f"HTTP {status}"):
        connect(serve(listing=status))


def test_a_server_that_dies_ends_the_batch(
    serve: Serve, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ascii_diagram_models.remote.pool.GIVE_UP_SECONDS", 0.5)
    server = serve()
    backend = connect(server, concurrency=4)
    requests = [Request(f"{PROMPT} {n}") for n in range(500)]
    answered = 0
    with pytest.raises(BackendError, match="no server answers"):  # noqa: PT012
        for _, answer in backend.complete(requests):
            answered += isinstance(answer, Reply)
            if answered == 10:
                server.stop()
    assert 10 <= answered < 500


def test_a_server_that_recovers_is_used_again(serve: Serve, connect: Open) -> None:
    server = serve(faults=first("500", 7))
    prompts = [f"{PROMPT} {n}" for n in range(8)]
    assert len(notations(connect(server, attempts=10), *prompts)) == 8


def test_several_servers_share_the_work(serve: Serve, connect: Open) -> None:
    servers = [serve(latency=0.02) for _ in range(3)]
    notations(connect(*servers, concurrency=2), *(f"{PROMPT} {n}" for n in range(30)))
    assert all(len(server.asked) >= 5 for server in servers)
    assert sum(len(server.asked) for server in servers) == 30


def test_a_dead_one_among_them_is_passed_over(serve: Serve, connect: Open) -> None:
    server = serve()
    backend = connect("http://127.0.0.1:9/v1", server, concurrency=2)
    assert len(notations(backend, *(f"{PROMPT} {n}" for n in range(12)))) == 12
    assert len(server.asked) == 12


def test_one_with_another_model_is_never_asked(serve: Serve, connect: Open) -> None:
    server, other = serve(), serve(root="/other/weights")
    backend = connect(server, other, concurrency=2)
    notations(backend, *(f"{PROMPT} {n}" for n in range(12)))
    assert not other.asked
    assert "another one" in backend.summary
