from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.directives.lines import count_lines, line_body, line_end, next_line, split_lines

TEXTS = st.text(st.sampled_from("ab \n\r\x0b\x0c\x1c\x85\u2028\u2029"), max_size=40)


@given(TEXTS)
def test_split_lines_loses_nothing_and_breaks_only_at_line_ends(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert lines == [part for part in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if part]


@given(TEXTS)
def test_body_and_end_make_the_line(text: str) -> None:
    for line in split_lines(text):
        assert line_body(line) + line_end(line) == line
        assert line_end(line) in ("\n", "\r\n", "\r", "")


@given(TEXTS)
def test_count_and_next_line_agree_with_split(text: str) -> None:
    lines = split_lines(text)
    assert count_lines(text, 0, len(text)) == sum(1 for line in lines if line_end(line))
    position = 0
    for line in lines:
        assert next_line(text, position) == position + len(line)
        position += len(line)


def test_form_feeds_and_line_separators_are_ordinary() -> None:
    assert split_lines("a\x0cb\u2028c\x85d\x0be\r\nf") == ["a\x0cb\u2028c\x85d\x0be\r\n", "f"]
