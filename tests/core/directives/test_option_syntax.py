from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.directives import DirectiveOptions, scan
from ascii_diagram.directives.option_syntax import parse_options


def test_every_option() -> None:
    looks = "width=60 height=9 direction=down, charset=ascii style=hybrid"
    text = looks + ' alt="a [b]" caption=\'x "y"\' prose'
    options, problems = parse_options(text, 0, 0)
    assert problems == ()
    assert options == DirectiveOptions(
        60, "down", "ascii", "hybrid", "a [b]", 'x "y"', "prose", text, 9
    )


@pytest.mark.parametrize(
    ("text", "columns", "code", "hint"),
    [
        ("widht=60", (5, 10), "unknown-option", "did you mean width?"),
        ("width=60 colour=red", (14, 20), "unknown-option", "the options are width"),
        ("width=9", (11, 12), "bad-value", "width takes a number from 10 to 1000"),
        ("width=٦٠", (11, 13), "bad-value", "width takes a number"),
        ("height=0", (12, 13), "bad-value", "height takes a number from 1 to 200"),
        ("direction=sideways", (15, 23), "bad-value", "one of right, down, left, up"),
        ("width", (5, 10), "bad-value", "write width=..."),
        ("notation=1", (5, 13), "bad-value", "write notation alone"),
        ("notation prose", (14, 19), "repeated-option", "keep one"),
        ("width=60 width=70", (14, 22), "repeated-option", "keep one"),
        ('alt="a', (5, 11), "bad-options", "key=value"),
        ("=", (5, 6), "bad-options", "key=value"),
    ],
)
def test_faults_name_their_columns(
    text: str, columns: tuple[int, int], code: str, hint: str
) -> None:
    _, problems = parse_options(text, 3, 5)
    assert [(p.line, p.column, p.end_column, p.code) for p in problems] == [(3, *columns, code)]
    assert hint in problems[0].hint


def test_a_faulty_directive_is_reported_at_its_place_and_left_alone() -> None:
    found = scan("x = 1\n  # ascii-diagram[wdth=60]: a to b\n", name="a.py")
    assert found.directives == ()
    (problem,) = found.problems
    assert (problem.line, problem.column, problem.end_column) == (1, 18, 22)
    assert not problem.fatal


def test_brackets_that_do_not_close_are_reported() -> None:
    found = scan('# ascii-diagram[alt="x]: a to b\n', name="a.py")
    assert [p.code for p in found.problems] == ["bad-options"]
    assert scan("# ascii-diagram[local] is an extra: install it\n", name="a.py").problems == ()


@given(st.text(max_size=60))
def test_any_text_gives_options_or_problems(text: str) -> None:
    options, problems = parse_options(text, 0, 0)
    assert options.raw == text.strip()
    for problem in problems:
        assert 0 <= problem.column < problem.end_column


def test_what_pages_show_can_be_chosen() -> None:
    options, problems = parse_options('output=both id=upload-path describe="At length."', 0, 0)
    assert not problems
    assert (options.output, options.id, options.describe) == ("both", "upload-path", "At length.")


@pytest.mark.parametrize("text", ["output=png", "id=1st", 'id="a b"', 'id="\u00e4"', "id"])
def test_what_pages_cannot_show_is_refused(text: str) -> None:
    _, (problem,) = parse_options(text, 0, 0)
    assert problem.code == "bad-value"
