"""Many requests at once: kept busy, bounded, stopped when told."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Sequence
from typing import overload

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Cancel, Failure, Reply, Request
from tests.models.remote.conftest import Open, Serve, notations

PROMPT = "boiler heats radiator"


def test_as_many_are_asked_at_once_as_may_be_and_no_more(serve: Serve, connect: Open) -> None:
    server = serve(latency=0.1)
    notations(connect(server, concurrency=8), *(f"{PROMPT} {n}" for n in range(64)))
    assert server.app.most_at_once == 8
    assert len(server.asked) == 64


def test_connections_are_kept(serve: Serve, connect: Open) -> None:
    server = serve()
    notations(connect(server, concurrency=2), *(f"{PROMPT} {n}" for n in range(40)))
    assert len(server.app.connections) <= 2 + 1  # one more for the probe


def test_a_slow_answer_holds_up_no_other(serve: Serve, connect: Open) -> None:
    server = serve(faults=lambda number, body: "slow" if number == 0 else "")
    requests = [Request(f"{PROMPT} {n}") for n in range(12)]
    order = [index for index, _ in connect(server, concurrency=3).complete(requests)]
    assert order[-1] in (0, 1, 2)
    assert sorted(order) == list(range(12))


def test_cancelling_breaks_requests_off(serve: Serve, connect: Open) -> None:
    server = serve(faults=lambda number, body: "slow")
    cancel = Cancel()
    threading.Timer(0.2, cancel.cancel).start()
    requests = [Request(f"{PROMPT} {n}") for n in range(100)]
    answers = list(connect(server, concurrency=4).complete(requests, cancel=cancel))
    assert answers == [(index, Failure("cancelled")) for index in range(100)]
    assert len(server.asked) <= 4


def test_breaking_off_at_any_moment_leaves_no_connection_stuck(serve: Serve, connect: Open) -> None:
    backend = connect(serve(), concurrency=4, timeout=5, attempts=1)
    notations(backend, PROMPT)
    requests = [Request(f"{PROMPT} {n}") for n in range(4)]
    for step in range(150):  # from before the connection is taken to behind the reply
        list(backend.complete(requests, deadline=time.monotonic() + step * 0.0001 - 0.001))
    assert len(notations(backend, *(f"{PROMPT} {n}" for n in range(40)))) == 40


def test_who_stops_reading_stops_the_asking(serve: Serve, connect: Open) -> None:
    server = serve()
    answers = connect(server, concurrency=2).complete(
        [Request(f"{PROMPT} {n}") for n in range(1000)]
    )
    next(answers)
    time.sleep(0.5)
    under_way = len(server.asked)
    assert under_way <= 2 * 4 + 2 + 1
    answers.close()
    time.sleep(0.2)
    assert len(server.asked) <= under_way + 2


class _Many(Sequence[Request]):
    """Requests that are made when they are asked for."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Request: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Request]: ...
    def __getitem__(self, index: int | slice) -> Request | Sequence[Request]:
        if isinstance(index, slice) or not index < self._count:
            raise IndexError
        return Request(f"{PROMPT} {index}")


def test_memory_does_not_grow_with_the_batch(serve: Serve, connect: Open) -> None:
    server = serve(keeps_record=False)
    backend = connect(server, concurrency=4)
    alive: list[int] = []
    for number, (_, answer) in enumerate(backend.complete(_Many(500)), 1):
        assert isinstance(answer, Reply)
        if number in (100, 500):
            gc.collect()
            alive.append(len(gc.get_objects()))
    assert alive[1] < alive[0] + 400  # less than an object for each of the requests between


def test_several_threads_may_ask_at_once(serve: Serve, connect: Open) -> None:
    server = serve(latency=0.02)
    backend = connect(server, concurrency=4)
    counts: list[int] = []

    def work(name: str) -> None:
        counts.append(len(notations(backend, *(f"{name} {PROMPT} {n}" for n in range(10)))))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [10, 10, 10]
    assert server.app.most_at_once <= 4


def test_closing_leaves_nothing_behind(serve: Serve, connect: Open) -> None:
    before = threading.active_count()
    backend = connect(serve())
    notations(backend, PROMPT)
    backend.close()
    backend.close()
    assert threading.active_count() == before + 1  # the fake server's


def test_closing_ends_what_another_thread_asks_for(serve: Serve, connect: Open) -> None:
    backend = connect(serve(faults=lambda number, body: "slow"), concurrency=2)
    told: list[str] = []

    def work() -> None:
        try:
            list(backend.complete([Request(f"{PROMPT} {n}") for n in range(20)]))
        except BackendError as error:
            told.append(error.message)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.3)
    backend.close()
    thread.join(5)
    assert told == ["the connection to the servers was closed"]


def test_nothing_to_ask(serve: Serve, connect: Open) -> None:
    server = serve()
    assert list(connect(server).complete([])) == []
    assert server.app.probes == 0
