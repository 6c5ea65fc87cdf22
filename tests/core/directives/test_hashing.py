from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.directives.hashing import dedent, output_hash, prompt_hash

ROWS = st.lists(st.text(st.sampled_from("+-| ab\t"), max_size=8), max_size=6)


@given(ROWS, st.sampled_from(["", " ", "\t", "      "]))
def test_indent_trailing_blanks_and_blank_lines_do_not_count(rows: list[str], indent: str) -> None:
    changed = ["", *(indent + row + "  " for row in rows), " "]
    assert output_hash(changed) == output_hash(rows)


def test_a_moved_character_counts() -> None:
    assert output_hash(["+-+", "| |"]) != output_hash(["+-+", " ||"])


def test_dedent_keeps_relative_indent() -> None:
    assert dedent(["    a", "", "      b  "]) == ("a", "", "  b")


def test_hashes_stay_the_same_over_releases() -> None:
    assert prompt_hash("a to b", "") == "8acd0b"
    assert prompt_hash("a to b", "width=60") == "ff0053"
    assert output_hash(["┌───┐   ┌───┐", "│ a │──►│ b │", "└───┘   └───┘"]) == "14f0f6"
