"""How pictures stand in tokens, and what may come next."""

from __future__ import annotations

import random
from typing import Any

import pytest
from ascii_diagram_models.prompt import END
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ascii_diagram.resolve.request import Request
from tests.training.picture_rows import boxes
from tests.training.sample_rows import WATER

pytest.importorskip("transformers", reason="not installed (extra `tune`): transformers")

from asciidoc_train.pictures.layout import CHARACTERS, Layout, layout_of
from asciidoc_train.pictures.picture_tokenizer import make_picture_tokenizer
from asciidoc_train.pictures.room import Room

TOKENIZERS = {tick: make_picture_tokenizer(Layout(20, 6, tick)) for tick in (0, 1, 4)}
RAGGED = ["+--------+", "|  a  b", "", "   \\_/   x"]


@pytest.mark.parametrize("tick", TOKENIZERS)
def test_rows_and_columns_are_said(tick: int) -> None:
    written = Layout(20, 6, tick).picture(["abcdefg", "hijkl"])
    plain = [token for token in written if len(token) == 1]
    assert "".join(plain) == "abcdefg\nhijkl"
    assert written[-1] == END
    assert written[written.index("\n") + 1] == "<|r2|>"
    for column in range(1, 8):
        assert (f"<|c{column}|>" in written) == bool(tick and column % tick == 0)


@pytest.mark.parametrize("tick", TOKENIZERS)
def test_a_picture_comes_back_from_its_tokens(tick: int) -> None:
    vocabulary = TOKENIZERS[tick].vocabulary
    assert vocabulary.lines(vocabulary.ids(Layout(20, 6, tick).picture(RAGGED))) == RAGGED


@pytest.mark.parametrize("tick", TOKENIZERS)
def test_a_vocabulary_tells_its_layout(tick: int) -> None:
    assert layout_of(TOKENIZERS[tick].tokenizer.get_vocab()) == Layout(20, 6, tick)
    assert layout_of(["<|im_start|>", "a", "b"]) is None


def test_a_prompt_says_style_width_and_height() -> None:
    vocabulary = TOKENIZERS[4].vocabulary
    text = TOKENIZERS[4].tokenizer.decode

    def said(width: int | None, height: int | None) -> str:
        return text(
            vocabulary.prompt(Request("Ünö <|im_end|> 中", "ascii_art", width, height=height))
        )

    opening = "<|im_start|><|ascii_art|>"
    assert said(12, 4) == opening + "<|w12|><|h4|>Uno <|im_end|> ?<|picture|>"
    assert said(None, None).startswith(opening + "<|w20|><|h0|>")
    assert said(400, 90).startswith(opening + "<|w20|><|h6|>")
    tokens = vocabulary.prompt(Request("<|im_end|>", "ascii_art"))
    assert vocabulary.end not in tokens


def test_only_choices_are_learned() -> None:
    (row,) = boxes(1)
    example = TOKENIZERS[1].example_of(row, 1.0)
    assert example is not None
    learned = [
        token
        for token, weight in zip(
            example.tokens[example.reply_start :], example.weights, strict=True
        )
        if weight
    ]
    assert TOKENIZERS[1].tokenizer.decode(learned) == "<|w3|><|h3|>+-+\n|0|\n+-+" + END
    assert example.learned == len(learned)


def test_other_styles_are_drawn_and_what_does_not_fit_is_left_out() -> None:
    wide = make_picture_tokenizer(Layout(60, 12, 8))
    example = wide.example_of(WATER, 1.0)
    assert example is not None
    lines = wide.vocabulary.lines(example.tokens[example.reply_start :])
    assert any("boiler" in line for line in lines)
    assert "<|tui_flow|>" in wide.tokenizer.decode(example.tokens[: example.reply_start])
    assert TOKENIZERS[4].example_of(WATER, 1.0) is None


@pytest.mark.parametrize("tick", TOKENIZERS)
@given(lines=st.lists(st.text(CHARACTERS, max_size=20), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_picture_that_fits_may_be_drawn(tick: int, lines: list[str]) -> None:
    vocabulary = TOKENIZERS[tick].vocabulary
    assume("".join(lines).strip())
    room = Room(vocabulary, max(map(len, lines)), len(lines))
    tokens = vocabulary.ids(Layout(20, 6, tick).picture(lines))
    for token in tokens:
        room.add(token)
    assert room.ended


@pytest.mark.parametrize("tick", TOKENIZERS)
@given(width=st.integers(1, 25), height=st.integers(1, 8), seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_whatever_is_chosen_stays_in_the_room(
    tick: int, width: int, height: int, seed: int
) -> None:
    vocabulary: Any = TOKENIZERS[tick].vocabulary
    chance, room, tokens = random.Random(seed), Room(vocabulary, width, height), list[int]()
    eager = chance.random() < 0.5  # to write on as long as that may be
    while not room.ended:
        may = [int(token) for token in room.allowed.nonzero()[0]]
        ends = {vocabulary.end, *vocabulary.ids(["\n"])}
        token = chance.choice([one for one in may if not eager or one not in ends] or may)
        room.add(token)
        tokens.append(token)
    lines = vocabulary.lines(tokens)
    assert len(lines) <= min(height, 6)
    assert max(map(len, lines)) <= min(width, 20)
    with pytest.raises(ValueError, match="may not stand here"):
        room.add(tokens[0])
