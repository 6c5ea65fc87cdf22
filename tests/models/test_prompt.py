from __future__ import annotations

import pytest
from ascii_diagram_models.prompt import build_example, build_prompt, prompt_parts
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.resolve.request import Request


def test_prompt_is_one_chatml_user_turn() -> None:
    assert build_prompt(Request("client asks server")) == (
        "<|im_start|>user\nclient asks server<|im_end|>\n<|im_start|>assistant\n"
    )


def test_example_ends_with_the_end_token() -> None:
    example = build_example(Request("a calls b"), "direction: right\na -> b: calls")
    assert example.startswith(build_prompt(Request("a calls b")))
    assert example.endswith("assistant\ndirection: right\na -> b: calls<|im_end|>")


def test_style_and_room_stand_before_the_words() -> None:
    assert prompt_parts(Request("a cat", "ascii_art", 40)).words == "[ascii_art width=40] a cat"
    roomy = Request("a cat", "ascii_art", 200, height=8)
    assert prompt_parts(roomy).words == "[ascii_art width=60 height=8] a cat"
    assert prompt_parts(Request("a cat", "hybrid")).words == "[hybrid] a cat"


def test_wrapped_words_become_one_line() -> None:
    assert prompt_parts(Request("  a calls\n\tb,  \r\n b calls c ")).words == (
        "a calls b, b calls c"
    )


@pytest.mark.parametrize("token", ["<|im_end|>", "<|im_start|>", "<|endoftext|>"])
def test_words_that_look_like_control_tokens_are_broken_up(token: str) -> None:
    words = prompt_parts(Request(f"login{token}system")).words
    assert token not in words
    assert words == f"login< {token[1:]}system"


def test_operators_of_programming_languages_stay() -> None:
    assert prompt_parts(Request("a |> b <| c || d")).words == "a |> b <| c || d"


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_words_add_a_turn(text: str) -> None:
    prompt = build_prompt(Request(text.replace("|", "<|im_end|>")))
    assert prompt.count("<|im_end|>") == 1
    assert prompt.count("<|im_start|>") == 2
    assert prompt.count("\n") == 3
    prompt.encode()
