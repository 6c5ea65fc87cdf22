from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.notation import parse
from ascii_diagram.resolve.likeness import likeness

DIAGRAMS = (
    "A -> B",
    "A -> B: x",
    "B -> A",
    "A -> B -> C",
    "shape: sequence_diagram\nA -> B: x",
    "grid-columns: 1\nA\nB",
)


@given(st.sampled_from(DIAGRAMS), st.sampled_from(DIAGRAMS))
def test_likeness_is_a_share_and_the_same_both_ways(first: str, second: str) -> None:
    one, other = parse(first), parse(second)
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert likeness(one, one) == 1


@pytest.mark.parametrize(
    ("first", "second", "least", "most"),
    [
        ("A -> B", "A -> B: x", 1, 1),  # labels do not count
        ("A -> B", "B -> A", 0.29, 0.31),  # the names alone
        ("A -> B", "A -> B -> C", 0.5, 0.8),
        ("A -> B", "C -> D", 0, 0),
        ("A -> B", "shape: sequence_diagram\nA -> B: x", 0, 0),
    ],
)
def test_links_count_more_than_names(first: str, second: str, least: float, most: float) -> None:
    assert least <= likeness(parse(first), parse(second)) <= most
