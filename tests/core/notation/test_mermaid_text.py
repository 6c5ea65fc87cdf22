import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.errors import LimitError
from ascii_diagram.limits import MAX_LABEL_CHARS
from ascii_diagram.notation.mermaid_text import read_label, read_text, write_label, write_text

MEANINGFUL = [*'#;&<>\\"`:%*_{}[]()|/ -=~', "#35;", "<br/>", "<b>", "fa:fa-x", "%%", "ab", "&amp;"]
LINES = st.lists(
    st.one_of(st.sampled_from(MEANINGFUL), st.characters(exclude_categories=("C", "Z"))),
    max_size=30,
).map(lambda pieces: " ".join("".join(pieces).split()))


@given(st.lists(LINES.filter(bool), min_size=1, max_size=4))
def test_what_is_written_reads_back(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert read_text(write_text(text)) == text
    assert read_text(write_text(text, also=":;")) == text


@given(st.lists(LINES.filter(bool), min_size=1, max_size=4))
def test_nothing_written_ends_a_quotation_or_a_statement(lines: list[str]) -> None:
    written = write_text("\n".join(lines), also=";")
    assert '"' not in written
    assert "\n" not in written
    assert "%%" not in written
    entities = re.compile(r"#\w+;")
    assert ";" not in entities.sub("", written)
    assert "#" not in entities.sub("", written)


@given(st.lists(st.text(" /\\|_.", min_size=1, max_size=9), min_size=1, max_size=4))
def test_verbatim_bodies_keep_their_columns(lines: list[str]) -> None:
    body = [line.rstrip() for line in lines]
    body[-1] += "."
    label = "\n".join(["Title", *body])
    assert read_label(write_label(label, verbatim=True)) == (label, True)


@pytest.mark.parametrize("typed", ["x" * (MAX_LABEL_CHARS + 1), "<b></b>" * 2_000, "**" * 50_000])
def test_labels_are_bounded(typed: str) -> None:
    with pytest.raises(LimitError):
        read_text(typed, markdown=True)


def test_the_bound_is_on_the_line() -> None:
    assert read_text("<br>".join(["x" * MAX_LABEL_CHARS] * 2)).count("x") == 2 * MAX_LABEL_CHARS
