"""What is dropped from a model's reply, what is kept, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.notation import parse, print_arrow
from ascii_diagram.resolve.request import Request, Style
from ascii_diagram.resolve.soundness import judge, refine

PROMPT = "the API asks the cache first and on a miss it reads Postgres and fills the cache"


def edges(*lines: str) -> str:
    return "\n".join(("direction: right", *lines))


def refined(prompt: str, *lines: str) -> list[str]:
    """Return the edges left of `lines`."""
    return print_arrow(refine(parse(edges(*lines)), prompt).diagram).split("\n")[1:]


def test_repetitions_are_dropped() -> None:
    assert refined(PROMPT, "API -> cache: asks", "API -> Postgres", "API -> cache: asks") == [
        "API -> cache: asks",
        "API -> Postgres",
    ]
    assert refined(PROMPT, "API -- cache", "cache -- API") == ["API -- cache"]


def test_the_same_ends_with_another_label_are_kept() -> None:
    lines = ["API -> cache: asks", "API -> cache: fills"]
    assert refined(PROMPT, *lines) == lines


@pytest.mark.parametrize("echo", ["cache -> API", "cache -> API: asks", "cache -> API: whispers"])
def test_echoes_that_nobody_asked_for_are_dropped(echo: str) -> None:
    assert refined(PROMPT, "API -> cache: asks", echo) == ["API -> cache: asks"]


@pytest.mark.parametrize(
    ("prompt", "echo"),
    [
        (PROMPT, "cache -> API: on a miss"),
        ("the API asks the cache, which returns the row to the API, or nothing", "cache -> API"),
        ("the API and the cache talk to each other over a socket in the same pod", "cache -> API"),
        (
            "API calls cache on read, and cache calls API on expiry of any of its keys",
            "cache -> API",
        ),
        (
            "API calls the cache for every key; the answer comes back within a second",
            "cache -> API",
        ),
        ("how caching works", "cache -> API"),
    ],
)
def test_echoes_that_the_prompt_may_mean_are_kept(prompt: str, echo: str) -> None:
    lines = ["API -> cache: asks", echo]
    assert refined(prompt, *lines) == lines


def test_things_that_the_prompt_does_not_name_may_answer_each_other() -> None:
    lines = ["client -> server: requests", "server -> client"]
    assert refined(PROMPT, *lines) == lines


def test_self_loops_need_a_reason() -> None:
    assert refined(PROMPT, "API -> cache: asks", "cache -> cache") == ["API -> cache: asks"]
    turnstile = "locked goes to unlocked on a coin, a push while locked stays locked, then waits"
    lines = ["locked -> unlocked: coin", "locked -> locked: push"]
    assert refined(turnstile, *lines) == lines


def test_a_node_of_a_dropped_loop_is_kept() -> None:
    diagram = refine(parse(edges("API -> Postgres", "cache -> cache")), PROMPT).diagram
    assert [node.id for node in diagram.nodes] == ["API", "Postgres", "cache"]  # type: ignore[union-attr]


def test_sequences_keep_every_message() -> None:
    text = "shape: sequence_diagram\nAPI -> cache: asks\ncache -> API: asks\nAPI -> cache: asks"
    assert refine(parse(text), PROMPT).diagram == parse(text)


def test_a_faithful_reply_is_good_and_in_canonical_form() -> None:
    judgement = judge("API->cache:asks; API -> Postgres: reads", Request(PROMPT))
    assert judgement.good
    assert parse(judgement.notation) == judgement.diagram
    assert judgement.fault == ""


def test_faithful_replies_score_higher() -> None:
    replies = [
        edges("API -> cache: asks", "API -> Postgres: reads", "API -> cache: fills"),
        edges("API -> cache: asks", "API -> Redis", "Redis -> Kafka"),
        edges("API -> broker: asks", "Redis -> Kafka"),
    ]
    scores = [judge(reply, Request(PROMPT)).score for reply in replies]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (edges("API -> cache"), edges("API -> cache", "API -> cache", "API -> cache")),
        (edges("API -> cache", "API -> Postgres"), edges("API -> cache", "Postgres")),
        (edges("API -> cache"), edges(*(f"API -> cache {n}" for n in range(1, 40)))),
    ],
)
def test_repetition_loose_ends_and_length_cost(better: str, worse: str) -> None:
    assert judge(better, Request(PROMPT)).score > judge(worse, Request(PROMPT)).score


@pytest.mark.parametrize(
    ("reply", "style", "fault"),
    [
        ("", "tui_flow", ""),
        ("A -> -> B", "tui_flow", "expected"),
        ("x" * 70_000, "tui_flow", "too long"),
        ("direction: right\nAPI\nmemory", "tui_flow", "connected"),
        ("shape: sequence_diagram", "tui_flow", ""),
        ("art: |\n  /\\\n|", "tui_flow", "style"),
        ("API -> cache", "ascii_art", "style"),
        ("art: |\n  /\\/\\/\\/\\/\\/\\\n|", "ascii_art", "columns"),
        ("moon -> tide\ntide -> beach\nbeach -> crab", "tui_flow", "other things"),
        ("API -> \x1b[31mcache", "tui_flow", ""),
        ("API -> ca\u202eche", "tui_flow", ""),
        ("\udc80 -> A", "tui_flow", ""),
    ],
)
def test_unsound_replies_are_refused(reply: str, style: Style, fault: str) -> None:
    prompt = (
        "a lone API that asks a cache first then on a miss reads the rows it needs from Postgres"
    )
    judgement = judge(reply, Request(prompt, style, 8))
    assert judgement.diagram is None
    assert judgement.score == 0
    assert fault in judgement.fault
    assert judgement.fault


def test_a_picture_that_fits_is_good() -> None:
    assert judge("art: |\n  /\\\n|", Request("a hill", "ascii_art", 20)).good


@given(st.text(max_size=300), st.text(max_size=200))
def test_any_reply_is_judged(reply: str, prompt: str) -> None:
    judgement = judge(reply, Request(prompt))
    assert 0 <= judgement.score <= 1
    assert (judgement.diagram is None) == bool(judgement.fault)
    if judgement.diagram is not None:
        assert parse(judgement.notation) == judgement.diagram


@given(st.lists(st.tuples(*[st.sampled_from("ABCD")] * 2), min_size=1, max_size=12))
def test_refining_twice_changes_nothing_and_loses_no_node(pairs: list[tuple[str, str]]) -> None:
    prompt = "A tells B what C has, D is told by C and everybody is glad about A"
    diagram = parse(edges(*(f"{a} -> {b}" for a, b in pairs)))
    once = refine(diagram, prompt)
    assert refine(once.diagram, prompt).dropped == 0
    assert once.diagram.nodes == diagram.nodes  # type: ignore[union-attr]
    assert set(once.diagram.edges) <= set(diagram.edges)  # type: ignore[union-attr]
