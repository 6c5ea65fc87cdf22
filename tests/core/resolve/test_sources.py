"""Servers may change their model: what is stored counts for the model that wrote it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve import Backend, Failure, Request, Resolution, Resolver, Store
from tests.core.resolve.scripted_backend import ScriptedBackend

PROMPT = "the API asks the cache"
FIRST = "direction: right\nAPI -> cache: asks"
SECOND = "direction: down\nAPI -> cache: asks"


class Server(ScriptedBackend):
    def __init__(self, notation: str, identity: str) -> None:
        super().__init__({PROMPT: [notation]})
        self.identity = identity


def ask(
    folder: Path, opener: Callable[[], Backend] | None, *, source: str = "gpu", frozen: bool = False
) -> Resolution | Failure:
    resolver = Resolver(Store(folder), None, opener, frozen=frozen, source=source)
    ((_, answer),) = resolver.resolve([Request(PROMPT)])
    resolver.close()
    return answer


def unreachable() -> Backend:
    raise BackendError("no server answers")


def test_the_same_model_is_asked_once(tmp_path: Path) -> None:
    server = Server(FIRST, "ascii@1")
    first, second = ask(tmp_path, server.open), ask(tmp_path, server.open)
    assert isinstance(first, Resolution)
    assert isinstance(second, Resolution)
    assert (first.origin, second.origin) == ("model", "store")
    assert len(server.log) == 1


def test_another_model_is_asked_anew_and_both_are_kept(tmp_path: Path) -> None:
    old, new = Server(FIRST, "ascii@1"), Server(SECOND, "ascii@2")
    answers = [ask(tmp_path, server.open) for server in (old, new, old, new)]
    assert [a.notation for a in answers if isinstance(a, Resolution)] == [FIRST, SECOND] * 2
    assert len(old.log) == len(new.log) == 1


def test_while_no_server_answers_what_it_wrote_last_counts(tmp_path: Path) -> None:
    ask(tmp_path, Server(FIRST, "ascii@1").open)
    offline = ask(tmp_path, unreachable)
    assert isinstance(offline, Resolution)
    assert offline.notation == FIRST
    assert isinstance(ask(tmp_path, unreachable, source="other"), Failure)


def test_frozen_asks_nobody_who_serves_what(tmp_path: Path) -> None:
    server = Server(FIRST, "ascii@1")
    ask(tmp_path, server.open)
    frozen = ask(tmp_path, server.open, frozen=True)
    assert isinstance(frozen, Resolution)
    assert server.opened == 1


def test_without_a_source_any_model_s_answers_count(tmp_path: Path) -> None:
    ask(tmp_path, Server(FIRST, "small@1").open, source="")
    answer = ask(tmp_path, unreachable, source="")
    assert isinstance(answer, Resolution)
    assert answer.model == "small@1"
