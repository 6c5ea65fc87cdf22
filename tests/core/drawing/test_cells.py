import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.drawing.cells import (
    ambiguous_characters,
    block_width,
    cell_width,
    center,
    clusters,
    find_unprintable,
    pad,
    split_word,
    wrap_label,
)

FAMILY = "👩\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧"
FLAG = "🇩🇪"
PARTS = st.sampled_from(
    ["a", "Z", "9", "-", "é", "e\N{COMBINING ACUTE ACCENT}", "日", FAMILY, FLAG]
)
WORDS = st.lists(PARTS, min_size=1, max_size=12).map("".join)
LABELS = st.lists(WORDS, max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("plain", 5),
        ("日本語", 6),
        (FAMILY, 2),
        (FLAG, 2),
        ("e\N{COMBINING ACUTE ACCENT}", 1),
        ("┌─►", 3),
        ("⚙\N{VARIATION SELECTOR-16}", 2),
    ],
)
def test_width_counts_display_cells(text: str, width: int) -> None:
    assert cell_width(text) == width


@given(st.text("ab ─│┼═╿►◄▲▼○é漢\u0301\ufe0f"), st.booleans())
def test_width_is_that_of_the_clusters(text: str, wide: bool) -> None:
    with ambiguous_characters(wide=wide):
        assert cell_width(text) == sum(width for _, width in clusters(text))


def test_clusters_keep_joined_emoji_together() -> None:
    assert clusters(f"a{FAMILY}b") == (("a", 1), (FAMILY, 2), ("b", 1))


def test_block_width_is_that_of_the_widest_line() -> None:
    assert block_width(["ab", "日本", ""]) == 4
    assert block_width([]) == 0


def test_wrapping_breaks_at_blanks_and_line_feeds() -> None:
    assert wrap_label("one two  three\nfour", 7) == ("one two", "three", "four")


def test_wrapping_leaves_long_words_whole_unless_told() -> None:
    assert wrap_label("a extraordinary b", 6) == ("a", "extraordinary", "b")
    assert wrap_label("a extraordinary b", 6, break_words=True) == ("a", "extrao", "rdinar", "y b")


def test_an_empty_paragraph_stays_a_line() -> None:
    assert wrap_label("", 5) == ("",)
    assert wrap_label("a\n\nb", 5) == ("a", "", "b")


@given(LABELS, st.integers(2, 30))
def test_wrapping_loses_no_word_and_obeys_the_limit(label: str, limit: int) -> None:
    lines = wrap_label(label, limit)
    assert " ".join(lines).split() == label.split()
    assert all(cell_width(line) <= limit for line in lines if " " in line)
    cut = wrap_label(label, limit, break_words=True)
    assert block_width(cut) <= limit
    assert "".join("".join(cut).split()) == "".join(label.split())


@given(WORDS, st.integers(2, 9))
def test_split_words_join_to_the_word(word: str, limit: int) -> None:
    pieces = split_word(word, limit)
    assert "".join(pieces) == word
    assert all(0 < cell_width(piece) <= limit for piece in pieces)


@given(WORDS, st.integers(30, 40))
def test_padding_and_centring_fill_the_width(word: str, width: int) -> None:
    for text in (pad(word, width), center(word, width)):
        assert cell_width(text) == width
        assert text.strip() == word
    assert pad(word, width).startswith(word)
    centered = center(word, width)
    before = len(centered) - len(centered.lstrip(" "))
    after = len(centered) - len(centered.rstrip(" "))
    assert after - before in (0, 1)


@pytest.mark.parametrize(
    "char",
    ["\t", "\n", "\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028", "\ue000"],
)
def test_characters_that_may_not_be_shown_are_found(char: str) -> None:
    assert find_unprintable(f"ab{char}c") == 2


@pytest.mark.parametrize(
    "text", ["", "plain text", "日本語", FAMILY, FLAG, "┌─┐", "a\N{NO-BREAK SPACE}b"]
)
def test_printable_text_passes(text: str) -> None:
    assert find_unprintable(text) == -1
