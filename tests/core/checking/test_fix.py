from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.checking import check_text, fix_text
from tests.core.checking.damage import KINDS, clean_drawings, damaged_drawings
from tests.core.directives.work import calls_in

CASES = list(damaged_drawings())
RESULTS = {case[:2]: fix_text(case.text).text for case in CASES}
FOLD = {"side lost": 0.8, "line short": 0.7}


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_mended_exactly(kind: str) -> None:
    cases = [case for case in CASES if case.kind == kind]
    exact = sum(RESULTS[case[:2]] == case.sound for case in cases)
    assert exact >= FOLD.get(kind, 0.9) * len(cases)


def test_nine_in_ten_are_mended_and_none_made_worse() -> None:
    outcomes: Counter[str] = Counter()
    for case in CASES:
        result = RESULTS[case[:2]]
        if result == case.sound:
            outcomes["exact"] += 1
        elif result != case.text:
            outcomes[f"changed: {case.name} {case.kind}"] += 1
    assert len(CASES) >= 60
    assert outcomes["exact"] >= 0.9 * len(CASES)
    assert set(outcomes) == {"exact"}


@pytest.mark.parametrize("name", clean_drawings())
def test_sound_drawings_stay(name: str) -> None:
    text = clean_drawings()[name]
    assert fix_text(text) == fix_text(text)
    assert fix_text(text).text == text


def test_fixing_twice_changes_nothing_more() -> None:
    for case in CASES[::3]:
        result = RESULTS[case[:2]]
        assert fix_text(result).text == result, case


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(clean_drawings())),
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 90), st.sampled_from(" -|+│─┐")), max_size=4
    ),
)
def test_whatever_is_typed_into_a_drawing_its_words_stay(
    name: str, typed: list[tuple[int, int, str]]
) -> None:
    rows = clean_drawings()[name].split("\n")
    for row, column, mark in typed:
        place = row % len(rows)
        rows[place] = rows[place][:column] + mark + rows[place][column:]
    before = "\n".join(rows)
    after = fix_text(before).text
    lines = after.split("\n")
    assert len(lines) == len(rows)
    for old, new in zip(rows, lines, strict=True):
        assert [c for c in old if c.isalnum()] == [c for c in new if c.isalnum()]
    assert fix_text(after).text == after
    assert len(check_text(after)) <= len(check_text(before))


def test_only_lines_of_drawings_change_and_line_ends_stay() -> None:
    text = (
        "Words.  \r\n\r\n```text\r\n┌───────┐\r\n│ one    │\n└───────┘\r\n```\r\n"
        "\t| a |  \r\n```c\n+---+\n| x  |\n+---+\n```"
    )
    fixed = fix_text(text, name="a.md")
    assert fixed.text == text.replace("│ one    │", "│ one   │")
    assert fixed.lines == (4,)


def test_comment_leaders_stay() -> None:
    text = "\t// +-----+\n\t// | one  |\n\t// +-----+\n\tint x;\n"
    assert fix_text(text, name="a.c").text == text.replace("one  |", "one |")
    text = "/*\n * +-----+\n * | one  |\n * +-----+\n */\n"
    assert fix_text(text, name="a.c").text == text.replace("one  |", "one |")
    text = 'def f():\n    """Do.\n\n    +-----+\n    | one  |\n    +-----+\n    """\n'
    assert fix_text(text, name="a.py").text == text.replace("one  |", "one |")


def test_strings_and_code_stay() -> None:
    text = 'x = """\n+-----+\n| one  |\n+-----+\n"""\n'
    assert fix_text(text, name="a.py").text == text
    assert check_text(text, name="a.py") == ()


def test_words_too_long_for_their_box_are_left() -> None:
    text = "+-----+\n| seventeen |\n+-----+\n"
    assert fix_text(text).text == text


def test_tabs_are_spaced_so_that_the_drawing_is_sound() -> None:
    wide = "+-------+-------+\n|  one\t|  two\t|\n+-------+-------+\n"
    assert fix_text(wide).text == wide.replace("one\t", "one  ").replace("two\t", "two  ")
    narrow = "+-------+\n| one\t|\n| two\t|\n+-------+\n"
    assert "\t" not in fix_text(narrow).text


def test_tab_stops_are_those_of_the_whole_line() -> None:
    text = "//  +-------+\n//  | o\t    |\n//  +-------+\n"
    assert fix_text(text, name="a.c").text == text.replace("o\t    |", "o     |")


def test_tabs_that_indent_all_rows_stay() -> None:
    text = "\t\t+-----+\n\t\t| one  |\n\t\t+-----+\n"
    assert fix_text(text).text == text.replace("one  |", "one |")


def test_a_byte_order_mark_stays() -> None:
    text = "\ufeff+-----+\n| one  |\n+-----+\n"
    assert fix_text(text).text == text.replace("one  |", "one |")


def test_arrowheads_change_only_when_asked() -> None:
    text = "+-----+    +-----+\n| one |---▶| two |\n+-----+    +-----+\n"
    assert fix_text(text).text == text
    assert fix_text(text, plain_glyphs=True).text == text.replace("▶", "►")


def test_wide_characters_are_measured_in_cells() -> None:
    text = "┌────────┐\n│ 客户端  │\n│ 网关   │\n└────────┘\n"
    assert fix_text(text).text == "┌────────┐\n│ 客户端 │\n│ 网关   │\n└────────┘\n"


def test_only_the_drawing_at_a_line_is_mended() -> None:
    crooked = "┌───┐\n│ a  │\n└───┘\n"
    text = f"{crooked}\nwords\n\n{crooked}"
    fixed = fix_text(text, name="a.txt", at=7)
    assert fixed.lines == (7,)
    assert fixed.text == f"{crooked}\nwords\n\n{crooked.replace('  │', ' │')}"
    assert fix_text(text, name="a.txt", at=4).lines == ()


@pytest.mark.parametrize("bottom", ["└───────┘       └─────┘", "└─────────┘     └─────┘"])
@pytest.mark.parametrize("top", ["┌──────┐        ┌─────┐", "┌──────────┐    ┌─────┐"])
def test_a_line_beside_a_box_whose_rows_disagree_keeps_its_length(top: str, bottom: str) -> None:
    text = f"{top}\n│ Client ├───────►│ API │\n{bottom}\n"
    assert fix_text(text).text == text


def crooked(boxes: int) -> str:
    return "\n".join(["+-----+", "|  a   |", "+----+"] * boxes)


def test_each_of_many_boxes_takes_as_much_work_as_each_of_few() -> None:
    fix_text(crooked(1))
    few, many = (calls_in(lambda n=n: fix_text(crooked(n))) for n in (6, 24))
    assert many < 6 * few


def test_many_boxes_are_mended_once_and_for_all() -> None:
    fixed = fix_text(crooked(30)).text
    assert fixed.split("\n")[:3] == ["+-----+", "|  a  |", "+-----+"]
    assert check_text(fixed) == ()
    assert fix_text(fixed).text == fixed


def test_what_would_take_too_much_work_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fix_text(crooked(3)).text != crooked(3)
    monkeypatch.setattr("ascii_diagram.checking.mend._MAX_LOOKS", 5_000)
    assert fix_text(crooked(3)).text == crooked(3)
