from __future__ import annotations

import pytest
from ascii_diagram_git.message_text import (
    comment_strings,
    find_scissors,
    kept_by_git,
    masked,
)
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.directives.lines import split_lines

CUT = "------------------------ >8 ------------------------"


@pytest.mark.parametrize("comment", ["#", ";", "//", "⁑⁕⁑"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_scissors(comment: str, end: str) -> None:
    data = f"a\n{comment} b\n{comment} {CUT}{end}".encode()
    place, found = find_scissors(data)
    assert data[:place] == f"a\n{comment} b\n".encode()
    assert found.decode() == comment


def test_no_scissors() -> None:
    data = f"a {CUT} b\n {CUT}\n".encode()
    assert find_scissors(data) == (len(data), b"")


@pytest.mark.parametrize(
    ("text", "configured", "found"),
    [
        ("a\n", [], ("#",)),
        ("a\n", [";"], (";",)),
        ("a\n", ["#", "//"], ("#", "//")),
        ("#a\n; c\n;\n\n", ["auto"], (";",)),
        ("a\n;b\n", ["auto"], ("#",)),
        ("", ["auto"], ("#",)),
    ],
)
def test_comment_strings(text: str, configured: list[str], found: tuple[str, ...]) -> None:
    assert comment_strings(text, configured, scissors="", edited=True) == found


def test_the_scissors_tell_the_comment_string() -> None:
    assert comment_strings("a\n", ["auto", "#"], scissors="!", edited=True) == ("!",)


def test_without_an_editor_there_are_no_comments_but_those_that_are_configured() -> None:
    assert comment_strings("a\n# b\n", [], scissors="", edited=False) == ()
    assert comment_strings("a\n# b\n", ["auto"], scissors="", edited=False) == ()
    assert comment_strings("a\n", [";"], scissors="", edited=False) == (";",)


@given(st.lists(st.text("#;a \t\r\n", max_size=5), max_size=9), st.sampled_from(["#", ";", "a"]))
def test_masking_keeps_all_other_lines_in_their_places(parts: list[str], comment: str) -> None:
    text = "\n".join(parts)
    before, after = split_lines(text), split_lines(masked(text, [comment]))
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert new.strip() == "#" if old.startswith(comment) else new == old


def test_lines_that_git_would_drop_get_a_blank() -> None:
    assert kept_by_git(["#a", " #b", "c"], ["#", "//"]) == (" #a", " #b", "c")
