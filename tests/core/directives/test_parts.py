from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.directives import scan, split_lines
from ascii_diagram.directives.option_syntax import OPTIONS
from ascii_diagram.directives.parts import directive_parts


def parts(text: str, name: str) -> list[tuple[str, str]]:
    lines = split_lines(text)
    found = [part for d in scan(text, name=name).directives for part in directive_parts(d)]
    return [(part.kind, lines[part.line][part.start : part.end]) for part in found]


def test_word_options_and_prompt_are_found_on_their_lines() -> None:
    text = 'x\n    // ascii-diagram[width=60 alt="a b" notation]: A -> B\n    //   B -> C\n'
    assert parts(text, "a.c") == [
        ("word", "ascii-diagram"),
        ("option", "width"),
        ("value", "60"),
        ("option", "alt"),
        ("value", '"a b"'),
        ("option", "notation"),
        ("prompt", "A -> B"),
        ("prompt", "B -> C"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "prompts"),
    [
        ("/* ascii-diagram: A -> B */\n", "a.c", ["A -> B"]),
        ("<!-- ascii-diagram:\nA -> B\nB -> C\n-->\n", "a.md", ["A -> B", "B -> C"]),
        ("> - ascii-diagram: A\n>   asks B\n", "a.md", ["A", "asks B"]),
        ("```ascii-diagram\nA -> B\n\nA -> B\n```\n", "a.md", ["A -> B", "A -> B"]),
        ("ascii-diagram: ascii-diagram\n", "a.txt", ["ascii-diagram"]),
    ],
)
def test_prompts_in_every_host(text: str, name: str, prompts: list[str]) -> None:
    assert [text for kind, text in parts(text, name) if kind == "prompt"] == prompts


def test_options_in_a_fences_header() -> None:
    found = parts('```ascii-diagram width="60" caption=x\nA -> B\n```\n', "a.md")
    assert found[1:5] == [
        ("option", "width"),
        ("value", '"60"'),
        ("option", "caption"),
        ("value", "x"),
    ]


@given(st.text(alphabet='ab-> :[]="\n#`aé😀', max_size=80))
def test_parts_come_in_order_and_do_not_overlap(text: str) -> None:
    for name in ("a.py", "a.md", "a.txt"):
        whole = f"# ascii-diagram: {text}\n<!-- ascii-diagram[width=60]: {text} -->\n"
        lines = split_lines(whole)
        for directive in scan(whole, name=name).directives:
            end = (0, 0)
            for part in directive_parts(directive):
                assert end <= (part.line, part.start) < (part.line, part.end)
                assert part.end <= len(lines[part.line].rstrip("\r\n"))
                end = (part.line, part.end)


def test_every_option_is_explained() -> None:
    assert all(option.help for option in OPTIONS.values())
