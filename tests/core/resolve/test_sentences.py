"""One short sentence, as a reading that stands beside the replies of a model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.notation import parse, print_arrow
from ascii_diagram.resolve.rules.sentences import read_sentence


@pytest.mark.parametrize(
    ("prompt", "notation"),
    [
        ("browser talks to nginx", "browser -> nginx"),
        ("the client asks the server", "client -> server: asks"),
        ("The order service writes to a ledger.", "order service -> ledger: writes"),
        ("a.py imports b.py", "a.py -> b.py: imports"),
        ("users call api", "users -> api: call"),
        ("mobile apps push to the queue", "mobile apps -> queue: push"),
        ("Kafka feeds the stream processor", "Kafka -> stream processor"),
    ],
)
def test_subject_verb_and_object_are_a_link(prompt: str, notation: str) -> None:
    assert read_sentence(prompt) == parse(f"direction: right\n{notation}")


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "the water cycle",
        "how DNS works",
        "types of clouds",
        "it calls the server",
        "the server gets a request",  # the other way round
        "the client asks the server and the server asks the database",
        "the client asks the server, then waits",
        "users receive mail",
        "bus load balancer",
        "human nervous system of the frog",
    ],
)
def test_whatever_else_it_may_be_is_not_read(prompt: str) -> None:
    assert read_sentence(prompt) is None


@given(st.text(max_size=80))
def test_what_is_read_can_be_written(prompt: str) -> None:
    graph = read_sentence(prompt)
    assert graph is None or parse(print_arrow(graph)) == graph
