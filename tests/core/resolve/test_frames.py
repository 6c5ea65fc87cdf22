"""Ragged frames are squared; everything else in a picture stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.diagram import Picture
from ascii_diagram.resolve.frames import square_frames
from ascii_diagram.resolve.request import Request
from ascii_diagram.resolve.soundness import judge


@pytest.mark.parametrize(
    ("ragged", "square"),
    [
        (
            ("+----------------+", "| HELLO WORLD |", "+----------------+"),
            ("+-------------+", "| HELLO WORLD |", "+-------------+"),
        ),
        (
            ("+-------+", "| coverage |", "| 91% |", "+-------+"),
            ("+----------+", "| coverage |", "| 91%      |", "+----------+"),
        ),
        (
            ("  .---.", "  |hello|", "  '---'", "ok"),
            ("  .-----.", "  |hello|", "  '-----'", "ok"),
        ),
        (("*****", "* HELLO *", "*****"), ("*********", "* HELLO *", "*********")),
        (("+--+", "| 日本 |", "+--+"), ("+------+", "| 日本 |", "+------+")),
        (
            ("+-----+", "| 🎉 yes |", "| no |", "+-----+"),
            ("+--------+", "| 🎉 yes |", "| no     |", "+--------+"),
        ),
        (  # an edge in another column begins a frame of its own
            ("+----+", "| a |", "  +----+", "  | b |", "  +----+"),
            ("+----+", "| a |", "  +---+", "  | b |", "  +---+"),
        ),
    ],
)
def test_ragged_frames_are_squared(ragged: tuple[str, ...], square: tuple[str, ...]) -> None:
    assert square_frames(ragged) == square
    assert square_frames(square) == square


@pytest.mark.parametrize(
    "lines",
    [
        ("+----------+", "| HELLO    |", "+----------+"),  # roomy, but square
        (" /\\_/\\", "( o.o )", " > ^ <"),
        ("+--+", "|", "+--+"),
        ("+--+", " |x|", "+--+"),
        ("+------+", "| 日本 |", "+------+"),
        ("+--------+", "| a   |", "  +-----+"),
        ("  ***", "  * *", " *****"),  # a fir
        ("-----", "+"),
        (),
    ],
)
def test_the_rest_is_left_alone(lines: tuple[str, ...]) -> None:
    assert square_frames(lines) == lines


@given(st.lists(st.text(alphabet="+-|*. 'ab日", max_size=12), max_size=8))
def test_squaring_keeps_lines_and_letters_and_is_done_once(lines: list[str]) -> None:
    squared = square_frames(lines)
    assert len(squared) == len(lines)
    assert square_frames(squared) == squared
    for before, after in zip(lines, squared, strict=True):
        assert [c for c in before if c.isalpha()] == [c for c in after if c.isalpha()]


def test_a_models_frame_is_squared() -> None:
    judged = judge("art: |\n+--------+\n| SHIP IT |\n+---+\n|", Request("a box", "ascii_art", 20))
    assert judged.diagram == Picture(("+---------+", "| SHIP IT |", "+---------+"))
