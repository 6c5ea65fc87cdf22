"""The order of sources, and what happens when the model misbehaves. The backend is a fake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ascii_diagram.diagram import Graph
from ascii_diagram.errors import BackendError
from ascii_diagram.notation import parse
from ascii_diagram.resolve import (
    Cancel,
    Failure,
    LockFile,
    Request,
    Resolution,
    Resolver,
    Store,
    request_key,
)
from ascii_diagram.resolve.store import Entry
from tests.core.resolve.scripted_backend import ScriptedBackend

PROMPT = "the API asks the cache first and on a miss it reads Postgres"
NOTATION = "direction: right\nAPI -> cache: asks\nAPI -> Postgres: reads"
OTHER = "direction: right\nuser -> shop: orders"
BAD = "API -> -> cache"


def resolve(resolver: Resolver, *prompts: str | Request, **options: Any) -> list[Any]:
    requests = [Request(p) if isinstance(p, str) else p for p in prompts]
    found = list(resolver.resolve(requests, **options))
    assert sorted(index for index, _ in found) == list(range(len(requests)))
    return [dict(found)[index] for index in range(len(requests))]


def scripted(*replies: str | Failure | Exception, prompt: str = PROMPT) -> ScriptedBackend:
    return ScriptedBackend({prompt: replies})


class Untouchable:
    """A store that must not be used."""

    def __getattr__(self, name: str) -> Any:
        pytest.fail(f"the store was asked for {name}")


def test_notation_touches_neither_store_nor_model() -> None:
    resolver = Resolver(Untouchable(), None, lambda: pytest.fail("opened"))  # type: ignore[arg-type]
    written, mermaid, faulty = resolve(resolver, "A -> B", "flowchart LR\nA --> B", "A -> B -> ")
    assert written == Resolution(
        written.notation, Graph(parse("A -> B").nodes, parse("A -> B").edges), "written", "", 0, 0.0
    )
    assert parse(written.notation) == written.diagram
    assert mermaid.origin == "written"
    assert isinstance(faulty, Failure)
    assert "line 1, column" in faulty.message


def test_the_reading_can_be_forced() -> None:
    backend = scripted(NOTATION, prompt="API -> cache")
    resolver = Resolver(None, None, backend.open)
    prose, notation = resolve(
        resolver,
        Request("API -> cache", reading="prose"),
        Request("just one box", reading="notation"),
    )
    assert (prose.origin, notation.origin) == ("model", "written")
    assert [node.title for node in notation.diagram.nodes] == ["just one box"]


def test_a_model_is_asked_once_and_then_the_store_answers(tmp_path: Path) -> None:
    backend = scripted(NOTATION)
    store = Store(tmp_path)
    resolver = Resolver(store, None, backend.open)
    (first,) = resolve(resolver, PROMPT)
    assert first == Resolution(NOTATION, parse(NOTATION), "model", "scripted@0000", 5, 0.5)
    (second,) = resolve(Resolver(Store(tmp_path), None, backend.open), PROMPT)
    assert second == Resolution(NOTATION, parse(NOTATION), "store", "scripted@0000", 0, 0.0)
    assert len(backend.log) == backend.opened == 1


def test_equal_requests_of_a_batch_are_asked_once() -> None:
    backend = scripted(NOTATION)
    wrapped = PROMPT.replace(" ", "\n  ")
    answers = resolve(Resolver(None, None, backend.open), PROMPT, "A -> B", wrapped, PROMPT)
    assert [answer.origin for answer in answers] == ["model", "written", "model", "model"]
    assert len(backend.log) == 1


def test_the_lock_comes_before_the_store(tmp_path: Path) -> None:
    lock, store = LockFile.load(tmp_path / "lock"), Store(tmp_path)
    lock.put(Request(PROMPT), OTHER, "locked@1")
    store.put(request_key(Request(PROMPT)), Entry(NOTATION, "stored@1"))
    (answer,) = resolve(Resolver(store, lock, None), PROMPT)
    assert (answer.origin, answer.notation, answer.model) == ("lock", OTHER, "locked@1")


def test_what_store_or_model_answer_is_entered_into_the_lock(tmp_path: Path) -> None:
    lock, store = LockFile.load(tmp_path / "lock"), Store(tmp_path)
    store.put(request_key(Request("a topic")), Entry(OTHER, "stored@1"))
    resolve(Resolver(store, lock, scripted(NOTATION).open), PROMPT, "a topic")
    frozen = Resolver(None, lock, None, frozen=True)
    assert [a.notation for a in resolve(frozen, PROMPT, "a topic")] == [NOTATION, OTHER]
    assert not (tmp_path / "lock").exists()


def test_frozen_never_asks_a_model(tmp_path: Path) -> None:
    resolver = Resolver(Store(tmp_path), None, lambda: pytest.fail("opened"), frozen=True)
    (answer,) = resolve(resolver, PROMPT)
    assert "without --frozen" in answer.hint


def test_without_a_model_prose_fails_with_advice() -> None:
    (answer,) = resolve(Resolver(None, None, None), PROMPT)
    assert isinstance(answer, Failure)
    assert "arrow notation" in answer.hint


@pytest.mark.parametrize("prompt", ["x " * 1_500, "", " \n ", "\x1b\x07"])
def test_prompts_beyond_the_limits_fail_without_a_model(prompt: str) -> None:
    (answer,) = resolve(Resolver(None, None, lambda: pytest.fail("opened")), prompt)
    assert isinstance(answer, Failure)


@pytest.mark.parametrize("keep", ["store", "lock"])
def test_what_no_longer_parses_is_asked_for_anew(tmp_path: Path, keep: str) -> None:
    lock, store = LockFile.load(tmp_path / "lock"), Store(tmp_path)
    if keep == "store":
        store.put(request_key(Request(PROMPT)), Entry(BAD, "old@1"))
    else:
        lock.put(Request(PROMPT), BAD, "old@1")
    (answer,) = resolve(Resolver(store, lock, scripted(NOTATION).open), PROMPT)
    assert answer.origin == "model"
    assert lock.get(request_key(Request(PROMPT))).notation == NOTATION  # type: ignore[union-attr]


def test_failures_are_not_kept(tmp_path: Path) -> None:
    backend = scripted(Failure("busy", "later"), NOTATION)
    store = Store(tmp_path)
    resolver = Resolver(store, LockFile.load(tmp_path / "lock"), backend.open)
    assert resolve(resolver, PROMPT) == [Failure("busy", "later")]
    assert resolve(resolver, PROMPT)[0].origin == "model"


def test_an_unsound_reply_is_asked_for_again_with_other_seeds() -> None:
    backend = scripted(BAD, BAD, NOTATION)
    (answer,) = resolve(Resolver(None, None, backend.open), PROMPT)
    assert answer.notation == NOTATION
    assert (answer.tokens, answer.seconds) == (15, 1.5)
    assert [temperature > 0 for _, temperature, _ in backend.log] == [False, True, True]
    assert len({seed for _, _, seed in backend.log}) == 3


def test_no_more_than_five_tries_then_advice(tmp_path: Path) -> None:
    backend = scripted(BAD)
    store = Store(tmp_path)
    (answer,) = resolve(Resolver(store, None, backend.open), PROMPT)
    assert "no usable diagram" in answer.message
    assert "arrow notation" in answer.hint
    assert len(backend.log) == 5
    assert store.get(request_key(Request(PROMPT))) is None


def test_the_most_faithful_of_the_tries_wins() -> None:
    partly = "direction: right\nAPI -> memory: asks\nbroker -> Postgres: reads"
    poorly = "direction: right\nAPI -> memory: asks\nbroker -> queue: reads"
    (answer,) = resolve(Resolver(None, None, scripted(poorly, partly, poorly).open), PROMPT)
    assert answer.notation == partly


TURNED = "direction: right\ncache -> API: asks\nAPI -> Postgres: reads"
SHORT = "direction: right\nAPI -> cache: asks"


@pytest.mark.parametrize(
    "replies",
    [
        (TURNED, NOTATION, SHORT, NOTATION, NOTATION),  # what is said again and again
        (SHORT, SHORT, SHORT, NOTATION, SHORT),  # what holds all of the prompt
        (BAD, SHORT, NOTATION, OTHER, BAD),
    ],
)
def test_replies_of_a_model_that_is_not_sure_are_compared(replies: tuple[str, ...]) -> None:
    backend = ScriptedBackend({PROMPT: replies}, certainty=0.9)
    (answer,) = resolve(Resolver(None, None, backend.open), PROMPT)
    assert answer.notation == NOTATION
    assert answer.tokens == 25
    assert len({seed for _, _, seed in backend.log}) == 5


def test_a_box_of_the_chosen_reply_that_no_other_has_is_left_out() -> None:
    prompt = (
        "after review the linter runs, then the tests, then the build and the release (on Monday)"
    )
    chain = "direction: right\nlinter -> tests\ntests -> build\nbuild -> release"
    backend = ScriptedBackend(
        {prompt: (f"{chain}\nrelease -> Monday", chain, chain, chain, chain)}, certainty=0.9
    )
    (answer,) = resolve(Resolver(None, None, backend.open), prompt)
    assert answer.notation == chain


def test_a_plain_sentence_is_read_where_a_model_that_is_not_sure_makes_things_up() -> None:
    lines = ("Client -> Server: asks for state", "Server -> Client: asks for state") * 3
    talk = "\n".join(("shape: sequence_diagram", *lines))
    for prompt in ("the client asks the server", "client asks server"):
        backend = ScriptedBackend({prompt: [talk]}, certainty=0.8)
        (answer,) = resolve(Resolver(None, None, backend.open), prompt)
        assert answer.notation == "direction: right\nclient -> server: asks"
        sure = ScriptedBackend({prompt: [talk]})
        (answer,) = resolve(Resolver(None, None, sure.open), prompt)
        assert answer.notation == talk


def test_of_a_topic_one_sound_reply_is_enough() -> None:
    backend = ScriptedBackend({"a made-up topic": [OTHER, NOTATION]}, certainty=0.5)
    (answer,) = resolve(Resolver(None, None, backend.open), "a made-up topic")
    assert (answer.notation, len(backend.log)) == (OTHER, 1)


def test_a_later_failure_does_not_cost_a_sound_reply() -> None:
    partly = "direction: right\nAPI -> memory: asks\nbroker -> Postgres: reads"
    for trouble in (Failure("busy"), BackendError("gone")):
        (answer,) = resolve(Resolver(None, None, scripted(partly, trouble).open), PROMPT)
        assert answer.notation == partly


def test_good_replies_do_not_wait_for_the_retries_of_others() -> None:
    backend = ScriptedBackend({PROMPT: [NOTATION], "a topic": [BAD, OTHER]})
    stream = Resolver(None, None, backend.open).resolve([Request("a topic"), Request(PROMPT)])
    assert next(stream)[0] == 1
    assert len(backend.log) == 2
    assert next(stream)[0] == 0


@pytest.mark.parametrize("error", [BackendError("no weights", hint="get some"), ValueError("odd")])
def test_a_backend_that_raises_fails_what_is_open_and_is_opened_anew(error: Exception) -> None:
    backend = ScriptedBackend({PROMPT: [NOTATION], "a topic": [error, OTHER], "more": [OTHER]})
    resolver = Resolver(None, None, backend.open)
    first, second, third = resolve(resolver, PROMPT, "a topic", "more")
    assert first.origin == "model"
    assert second == third
    assert str(error).split("\n")[0] in second.message
    assert second.hint == getattr(error, "hint", "")
    assert backend.closed == 1
    assert resolve(resolver, "a topic")[0].origin == "model"
    assert backend.opened == 2


def test_a_backend_that_cannot_be_opened_fails_all_with_its_hint() -> None:
    def broken() -> ScriptedBackend:
        raise BackendError("no weights", hint="get some")

    answers = resolve(Resolver(None, None, broken), PROMPT, "A -> B", "a topic")
    assert answers[0] == answers[2] == Failure("no weights", "get some")
    assert answers[1].origin == "written"


def test_a_backend_that_keeps_silent_or_babbles_is_seen_through() -> None:
    class Odd(ScriptedBackend):
        def complete(self, *args: Any, **options: Any) -> Any:
            replies = [reply for _, reply in super().complete(*args, **options)]
            yield 7, replies[0]
            yield 0, replies[0]
            yield 0, Failure("twice")

    odd = Odd({PROMPT: [NOTATION], "a topic": [OTHER]})
    first, second = resolve(Resolver(None, None, odd.open), PROMPT, "a topic")
    assert first.origin == "model"
    assert second == Failure("the model gave no answer", "try again")


def test_cancelled_work_fails() -> None:
    cancel = Cancel()
    cancel.cancel()
    backend = scripted(NOTATION)
    answers = resolve(Resolver(None, None, backend.open), PROMPT, "A -> B", cancel=cancel)
    assert answers[0] == Failure("cancelled")
    assert answers[1].origin == "written"


def test_after_the_deadline_nothing_is_tried_again() -> None:
    backend = scripted(BAD)
    resolve(Resolver(None, None, backend.open), PROMPT, deadline=0.0)
    assert len(backend.log) == 1


def test_closing_frees_the_model() -> None:
    backend = scripted(NOTATION)
    resolver = Resolver(None, None, backend.open)
    resolve(resolver, PROMPT)
    resolver.close()
    assert backend.closed == 1


def test_certain_prompts_need_no_model_and_are_locked(tmp_path: Path) -> None:
    lock = LockFile.load(tmp_path / "ascii-diagram.lock")
    resolver = Resolver(None, lock, lambda: pytest.fail("opened"), frozen=True)
    (answer,) = resolve(resolver, "lint then test,\n  then ship")
    assert (answer.origin, answer.model, answer.tokens) == ("rules", "rules", 0)
    assert answer.notation == "direction: right\nlint -> test\ntest -> ship"
    locked = lock.get(request_key(Request("lint then test, then ship")))
    assert locked is not None
    assert (locked.notation, locked.model) == (answer.notation, "rules")


def test_what_is_kept_wins_over_rules(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(request_key(Request("lint then test, then ship")), Entry(OTHER, "m@1"))
    (answer,) = resolve(Resolver(store, None, None), "lint then test, then ship")
    assert (answer.origin, answer.notation) == ("store", OTHER)
