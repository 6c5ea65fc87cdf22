from __future__ import annotations

import pytest
from ascii_diagram_lsp.text import Anchor, Change, Document, Units, anchor_of, find_again
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.directives import scan
from tests.lsp.client import Text, lines_of

PIECES = st.sampled_from(
    ["a", "\n", "\r\n", "\r", "\n", "é", "😀", "\t", "\x0c", "\x0b", "\u2028", "\x85",
     "# ascii-diagram: a -> b\n", "    "]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join)
UNITS = st.sampled_from(["utf-8", "utf-16", "utf-32"])


def document(text: str, units: Units = "utf-16", name: str = "a.py") -> Document:
    return Document("file:///a.py", name, 1, text, units)


@st.composite
def typing(draw: st.DrawFn) -> tuple[str, list[tuple[float, float, str]]]:
    where = st.floats(0, 1)
    return draw(TEXTS), draw(st.lists(st.tuples(where, where, TEXTS), min_size=1, max_size=8))


def apply(document: Document, text: Text, start: int, end: int, new: str) -> None:
    first, last = text.position(start), text.position(end)
    document.apply(
        Change((first["line"], first["character"]), (last["line"], last["character"]), new),
        document.version + 1,
    )
    text.text = text.text[:start] + new + text.text[end:]


def place(text: str, share: float) -> int:
    """Return a place in the text that clients can name: not between CR and LF."""
    offset = round(share * len(text))
    return offset - (text[offset - 1 : offset + 1] == "\r\n")


@settings(max_examples=500)
@given(UNITS, typing())
def test_it_follows_every_change(
    units: Units, case: tuple[str, list[tuple[float, float, str]]]
) -> None:
    start, changes = case
    followed, text = document(start, units), Text(start, units)
    for one, other, new in changes:
        first, last = sorted((place(text.text, one), place(text.text, other)))
        apply(followed, text, first, last, new)
        assert followed.text == text.text
        expected = lines_of(text.text)
        terminated = not expected or expected[-1].endswith(("\n", "\r"))
        assert followed.line_count == len(expected) + terminated
        for number, line in enumerate(expected):
            assert followed.line(number) == line.rstrip("\r\n")
        assert followed.scan == scan(text.text, name="a.py")


@settings(max_examples=300)
@given(typing())
def test_lines_that_were_not_touched_are_found_again(
    case: tuple[str, list[tuple[float, float, str]]],
) -> None:
    """Whole lines with unique texts are moved about; those that survive must be found."""
    _, changes = case
    rows = [f"line {n}" for n in range(12)]
    text = Text("\n".join(rows) + "\n", "utf-16")
    followed = document(text.text)
    for one, other, new in changes:
        first, last = sorted((place(text.text, one), place(text.text, other)))
        apply(followed, text, first, last, new.replace("\r", "\n"))
    for number, row in enumerate(rows):
        moved = followed.moved(number, 1)
        if moved is not None:
            assert followed.line(moved) == row


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change((1, 0), (1, 0), "new\n"), [0, 2, 3]),  # a line above
        (Change((0, 5), (0, 5), "\nnew"), [0, 2, 3]),  # a line below the first
        (Change((0, 0), (1, 0), ""), [None, 0, 1]),  # the first line removed
        (Change((0, 5), (1, 5), ""), [0, None, 1]),  # the second line removed from its end
        (Change((1, 2), (1, 2), "x"), [0, None, 2]),  # typed into the second line
        (Change((0, 5), (1, 0), ""), [None, None, 1]),  # two lines joined
        (Change((1, 0), (1, 5), ""), [0, None, 2]),
    ],
)
def test_where_lines_are_after_a_change(change: Change, expected: list[int | None]) -> None:
    followed = document("line0\nline1\nline2\n")
    followed.apply(change, 2)
    assert [followed.moved(n, 1) for n in range(3)] == expected


def test_positions_outside_the_text_are_moved_into_it() -> None:
    followed = document("abc")
    followed.apply(Change((0, 99), (7, 3), "d"), 2)
    assert followed.text == "abcd"
    followed.apply(Change((9, 0), (9, 0), "!"), 3)
    assert followed.text == "abcd!"


def test_a_whole_new_text_keeps_track_of_lines() -> None:
    followed = document("a\nb\nc\n")
    followed.replace("a\nnew\nb\nc\n", 2)
    assert [followed.moved(n, 1) for n in range(3)] == [0, 2, 3]


def test_what_is_too_old_cannot_be_told() -> None:
    followed = document("a\nb\n")
    for version in range(2, 1_200):
        followed.apply(Change((0, 0), (0, 0), ""), version)
    assert followed.moved(0, 1) is None
    assert followed.moved(0, 1_000) == 0


SOME = "# ascii-diagram: a -> b\n\nx = 1\n\n# ascii-diagram: b -> c\n"


def anchors(followed: Document) -> list[Anchor]:
    return [anchor_of(followed, directive) for directive in followed.scan.directives]


def test_a_directive_is_found_below_new_lines() -> None:
    followed = document(SOME)
    first, second = anchors(followed)
    followed.apply(Change((0, 0), (0, 0), "import os\n# ascii-diagram: b -> c\n\n"), 2)
    assert find_again(followed, first) == 1
    assert find_again(followed, second) == 2


def test_a_directive_that_asks_for_something_else_is_not_taken_for_it() -> None:
    followed = document(SOME)
    first, second = anchors(followed)
    followed.apply(Change((0, 22), (0, 23), "c"), 2)
    assert find_again(followed, first) is None
    assert find_again(followed, second) == 1


def test_among_twins_only_the_very_one_counts() -> None:
    followed = document(SOME.replace("b -> c", "a -> b"))
    first, second = anchors(followed)
    assert (find_again(followed, first), find_again(followed, second)) == (0, 1)
    followed.apply(Change((0, 0), (0, 0), "\n\n"), 2)
    assert (find_again(followed, first), find_again(followed, second)) == (0, 1)
    followed.apply(Change((2, 0), (4, 0), ""), 3)
    assert find_again(followed, first) is None
    assert find_again(followed, second) == 0


def test_a_directive_whose_line_was_retyped_is_found_when_there_is_no_other() -> None:
    followed = document(SOME)
    first, _ = anchors(followed)
    followed.apply(Change((0, 0), (0, 23), "# ascii-diagram: a -> b"), 2)
    assert find_again(followed, first) == 0
