"""Which replies are good, which are refused, and which of two is better."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.notation import parse
from ascii_diagram.resolve.request import Request, Style
from ascii_diagram.resolve.soundness import judge

PROMPT = "the API asks the cache first and on a miss it reads Postgres and fills the cache"


def edges(*lines: str) -> str:
    return "\n".join(("direction: right", *lines))


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


def test_a_short_sentence_tells_no_long_talk() -> None:
    request = Request("the client asks the server")
    talk = ("Client -> Server: asks for address", "Server -> Client: asks for address") * 3
    short = judge(edges("client -> server: asks"), request)
    long = judge("\n".join(("shape: sequence_diagram", *talk)), request)
    assert short.telling
    assert short.score > long.score + 0.1


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
        ("direction: right\nAPI -> cache", "hybrid", "explains"),
        ("API -> cache", "ascii_art", "style"),
        ("art: |\n  /\\/\\/\\/\\/\\/\\\n|", "ascii_art", "columns"),
        ("art: |\n /\\\n/\\\n/\\\n/\\\n|", "ascii_art", "4 lines where 3"),
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
    judgement = judge(reply, Request(prompt, style, 8, height=3))
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
