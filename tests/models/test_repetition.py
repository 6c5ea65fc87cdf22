from __future__ import annotations

import pytest
from ascii_diagram_models.repetition import RepetitionGuard


def feed(text: str, size: int) -> tuple[str, bool]:
    guard = RepetitionGuard()
    for start in range(0, len(text), size):
        if not guard.add(text[start : start + size]):
            return guard.text, True
    return guard.text, False


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_graph_ends_before_a_repeated_edge(size: int) -> None:
    text = "direction: right\na -> b\nb -> c: x\na -> b\nc -> d\nd -> e\n"
    assert feed(text, size) == ("direction: right\na -> b\nb -> c: x", True)


def test_repeated_edge_at_the_very_end_is_left_out() -> None:
    text = "direction: right\na -> b\nb -> c\na -> b"
    assert feed(text, 2) == ("direction: right\na -> b\nb -> c", False)


@pytest.mark.parametrize(
    "text",
    [
        "direction: right\na -> b: x\na -> b: y\nb -> a",
        "shape: sequence_diagram\na -> b: ping\na -> b: ping",
        "grid-columns: 2\nfree\nused\nfree\nfree",
        "direction: right\na -> b\nX {\n  a\n}\nY {\n  b\n}",
    ],
)
def test_what_may_recur_stays(text: str) -> None:
    assert feed(text, 4) == (text, False)


def test_nothing_written_is_an_empty_reply() -> None:
    assert RepetitionGuard().text == ""
