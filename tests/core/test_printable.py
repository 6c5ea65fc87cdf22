import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from ascii_diagram.printable import marked_line, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("src/ünï 文.py", "src/ünï 文.py"),
        ("a\x1b[31m\nb\r\t", r"a\x1b[31m\nb\r\t"),
        ("a\u202eb\u2028", r"a\u202eb\u2028"),
        (b"bad\xff.py".decode("utf-8", "surrogateescape"), r"bad\xff.py"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_a_terminal_would_act_on_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_text_is_cut_and_says_so() -> None:
    assert printable("abcdef", 3) == "abc…"
    assert printable("abc", 3) == "abc"


@given(st.text(), st.integers(1, 300))
def test_messages_hold_nothing_unprintable(line: str, column: int) -> None:
    assert printable(line).isprintable()
    shown, mark = marked_line(line, column)
    assert (shown + mark).replace("\t", "").isprintable()
    assert mark.endswith("^")


def test_the_caret_stands_below_its_column() -> None:
    assert marked_line("a -> }", 6) == ("a -> }", "     ^")
    assert marked_line("\ta }", 4) == ("\ta }", "\t  ^")
    shown, mark = marked_line("文字 -> }", 7)
    assert wcswidth(shown.partition("}")[0]) == len(mark) - 1


def test_of_a_long_line_the_part_around_the_column_is_shown() -> None:
    shown, mark = marked_line("x" * 500 + "}" + "y" * 500, 501)
    assert len(shown) <= 102
    assert shown[len(mark) - 1] == "}"
    assert (shown[0], shown[-1]) == ("…", "…")
