from __future__ import annotations

import pytest
from ascii_diagram_lsp.text import replacements
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.directives import LineEdit, apply_edits, split_lines
from tests.lsp.client import Text, lines_of

ROWS = st.lists(st.sampled_from(["", "a", "bb", "é", "😀", "\tx", "\x0cy"]), max_size=8)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[LineEdit]]:
    end = draw(st.sampled_from(["\n", "\r\n"]))
    rows = draw(ROWS)
    text = end.join(rows) + draw(st.sampled_from(["", end]))
    count = len(split_lines(text))
    edits: list[LineEdit] = []
    position = 0
    while position <= count and draw(st.booleans()):
        start = draw(st.integers(position, count))
        stop = draw(st.integers(start, count))
        edits.append(LineEdit(start, stop, tuple(draw(ROWS))))
        position = stop + 1
    return text, edits


def as_client(text: str, edits: list[LineEdit]) -> str:
    """Apply the replacements as a client does, with columns in code points."""
    copy = Text(text, "utf-32")
    copy.edit(
        [
            {
                "range": {
                    "start": {"line": r.start[0], "character": r.start[1]},
                    "end": {"line": r.end[0], "character": r.end[1]},
                },
                "newText": r.text,
            }
            for r in replacements(text, edits)
        ]
    )
    return copy.text


def rows_of(text: str) -> list[str]:
    return [line.rstrip("\r\n") for line in lines_of(text)]


@settings(max_examples=500)
@given(edited())
def test_a_client_comes_to_the_same_lines_as_the_core(case: tuple[str, list[LineEdit]]) -> None:
    text, edits = case
    wanted, got = apply_edits(text, edits), as_client(text, edits)
    if wanted.strip("\r\n") and text.strip("\r\n"):
        assert rows_of(got) == rows_of(wanted)
        assert ("\r" in got) <= ("\r" in text)


@pytest.mark.parametrize("text", ["# x", "# x\n", "a\r\n# x", "a\r\n# x\r\n"])
def test_new_lines_begin_at_the_end_of_the_line_above(text: str) -> None:
    count = len(split_lines(text))
    (made,) = replacements(text, [LineEdit(count, count, ("# 1", "# 2"))])
    end = "\r\n" if "\r" in text else "\n"
    assert made.start == made.end == (count - 1, 3)
    assert made.text == f"{end}# 1{end}# 2"


def test_lines_that_stay_are_left_out() -> None:
    text = "a\nb\nc\nd\n"
    (made,) = replacements(text, [LineEdit(0, 4, ("a", "B", "c", "d"))])
    assert (made.start, made.end, made.text) == ((1, 0), (1, 1), "B")
    assert replacements(text, [LineEdit(0, 2, ("a", "b"))]) == []


def test_line_ends_of_the_place_are_used() -> None:
    assert as_client("a\r\nb\n", [LineEdit(1, 1, ("x",))]) == "a\r\nx\r\nb\n"
    assert as_client("a\rb", [LineEdit(1, 1, ("x",))]) == "a\rx\rb"
