"""Well-known topics are answered from a list; whatever asks for more, or less, is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.diagram import Graph, Grid, Picture
from ascii_diagram.notation import parse, print_arrow
from ascii_diagram.resolve import Resolver
from ascii_diagram.resolve.request import Request
from ascii_diagram.resolve.topics import answer_topic
from ascii_diagram.resolve.topics.answers import Answers, read_answers
from ascii_diagram.resolve.topics.phrasing import asked


def _topic(prompt: str) -> str:
    return " ".join(sorted(asked(prompt) or ()))


def _line(notation: str, *prompts: str, **style: str) -> str:
    return json.dumps({"topics": [*map(_topic, prompts)], "notation": notation, **style})


ANSWERS = Answers(
    read_answers(
        "\n".join(
            (
                _line("grid-columns: 1\nApplication", "OSI layers, top to bottom"),
                _line("direction: right\nA -> B", "how does a heat pump work?"),
                _line("direction: right\nC -> D", "heat pump defrosting"),
                _line("direction: right\nE -> F", "Raft leader election"),
                _line("direction: right\nG -> H", "HTTP", "hypertext transfer protocol"),
                _line("art: |\n /\\_/\\\n( o.o )\n|", "a cat", style="ascii_art"),
            )
        )
    )
)


@pytest.mark.parametrize(
    ("prompt", "source"),
    [
        ("how does a heat pump work?", "A"),
        ("Heat pumps", "A"),
        ("draw a diagram of the heat pump, please", "A"),
        ("explain Raft's leader election", "E"),
        ("raft leader-election", "E"),
        ("what happens in your heat pump?", "A"),
        ("the Raft protocol's leader election", "E"),
        ("heat pump, from cold air to a warm room", "A"),
        ("heat pump (in ten boxes)", "A"),
        ("HTTP - who asks whom", "G"),
        ("election of a leader in Raft, seen from followers", "E"),
    ],
)
def test_the_topic_counts_and_not_the_words_of_asking(prompt: str, source: str) -> None:
    found = ANSWERS.find(Request(prompt))
    assert isinstance(found, Graph)
    assert found.edges[0].source == source


@pytest.mark.parametrize(
    "prompt",
    [
        "heat",  # too little is said
        "heat pump for our office",  # the writer's own
        "the heat pump I have",
        "a heat pump for us",
        "heat pump with a buffer tank",  # a condition that the answer may not meet
        "the heat pump feeds the radiator",  # says what to draw
        "the heat pump starts pumps",
        "types of heat pumps",  # another question about the same thing
        "two heat pumps",
        "HTTP, FTP and SMTP",  # a list of things that have each other for neighbours
        "HTTP: request smuggling",
        "what the refrigerant of a heat pump does",  # a part of it, and the list has none of that
        "election of a mayor",
        "heat pump, buffer tank, radiator, and the boiler",  # these are the things to draw
        "election",
        "the layers of our app, top to bottom",
        "",
        "explain how it works",
        "the client calls the server, and the server asks the heat pump",
    ],
)
def test_other_prompts_are_left_to_the_model(prompt: str) -> None:
    assert ANSWERS.find(Request(prompt)) is None


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("causes of World War I", {"caus", "world", "war", "i"}),
        ("the US Congress", {"us", "congres"}),
        ("branches of us government", {"branch", "us", "government"}),
        ("a plan of us", None),
        ("Type I error", {"typ", "i", "error"}),
        ("I want a diagram of tides", None),
    ],
)
def test_a_country_and_a_number_are_not_the_writer(prompt: str, words: set[str] | None) -> None:
    assert asked(prompt) == words


def test_another_style_is_another_request() -> None:
    assert ANSWERS.find(Request("OSI layers, top to bottom", "hybrid")) is None
    assert isinstance(ANSWERS.find(Request("OSI layers, top to bottom")), Grid)


def test_a_picture_must_fit() -> None:
    assert isinstance(ANSWERS.find(Request("a cat", "ascii_art", 20, height=2)), Picture)
    assert ANSWERS.find(Request("a cat", "ascii_art", 6)) is None
    assert ANSWERS.find(Request("a cat", "ascii_art", 20, height=1)) is None


@given(st.text(max_size=120))
def test_any_prompt_is_answered_or_left(prompt: str) -> None:
    found = ANSWERS.find(Request(prompt))
    assert found is None or print_arrow(found)


def test_the_shipped_list_knows_common_topics_without_a_model() -> None:
    resolution = Resolver(None, None, None).resolve_one(Request("How does photosynthesis work?"))
    assert resolution.origin == "topics"
    assert parse(resolution.notation) == resolution.diagram
    assert "Oxygen" in resolution.notation


@pytest.mark.parametrize("prompt", ["OSI model", "the water cycle", "CI/CD pipeline"])
def test_common_topics_are_there(prompt: str) -> None:
    assert answer_topic(Request(prompt)) is not None


@pytest.mark.parametrize(
    ("prompt", "same"),
    [
        ("arrays", "an array"),
        ("API gateways", "the API gateway"),
        ("chart of the water cycle", "water cycle"),
        ("draw a flowchart of user login", "user login"),
        ("binary search as a flowchart", "binary search"),
    ],
)
def test_two_ways_to_ask_for_the_same(prompt: str, same: str) -> None:
    assert asked(prompt) == asked(same)


@pytest.mark.parametrize(
    ("prompt", "other"),
    [
        ("HTTPS", "HTTP"),
        ("control chart", "control"),
        ("image segmentation", "segmentation"),
        ("short circuit", "circuit"),
        ("flowchart symbols", "map symbols"),
    ],
)
def test_words_of_drawing_may_be_part_of_a_topic(prompt: str, other: str) -> None:
    assert asked(prompt) != asked(other)
