from __future__ import annotations

import pytest

from ascii_diagram.checking import RULES, check_text
from tests.core.checking.damage import clean_drawings, damaged_drawings
from tests.core.directives.work import calls_in


def rules(text: str, name: str = "a.txt", **more: int) -> list[str]:
    return [finding.rule for finding in check_text(text, name=name, **more)]


BAD = {
    "ragged-border": """\
┌───────┐
│ one    │
│ two   │
└───────┘
""",
    "open-box": """\
┌───────
│ one   │
└───────┘
""",
    "misaligned-corner": """\
+-------+
| one   |
+------+
""",
    "misaligned-junction": """\
┌───────┐
│ one   │
└───┬───┘
     │
┌────┴──┐
│ two   │
└───────┘
""",
    "line-stops-short": """\
┌─────┐    ┌─────┐
│ one │───►│ two │
│     │──► │     │
│     │───►│     │
└─────┘    └─────┘
""",
    "arrow-to-nothing": """\
┌─────┐
│ one │───►
└─────┘     ┌─────┐
            │ two │
            └─────┘
""",
    "tab-in-drawing": "+-------+\n| one\t|\n+-------+\n",
    "trailing-blank": "+-----+\n| one |  \n+-----+\n",
    "mixed-charset": "+─────+\n| one |\n+-----+\n",
    "ambiguous-glyph": "+-----+    +-----+\n| one |---▶| two |\n+-----+    +-----+\n",
}


@pytest.mark.parametrize("rule", BAD)
def test_each_rule_is_broken_alone_by_its_example(rule: str) -> None:
    assert rules(BAD[rule]) == [rule]


def test_every_rule_has_an_example() -> None:
    assert {*BAD, "over-width"} == set(RULES)


def test_width_counts_cells_of_the_whole_line_and_only_when_set() -> None:
    text = "# +------+\n# | 客户 |\n# +------+\n"
    assert rules(text, "a.py") == []
    assert rules(text, "a.py", width=10) == []
    assert rules(text, "a.py", width=9) == ["over-width"] * 3


def test_a_finding_says_where() -> None:
    text = "x = 1\n    # ┌───────┐\n    # │ 客户   │\n    # └───────┘\n"
    (found,) = check_text(text, name="a.py")
    line = text.split("\n")[found.line]
    assert found.rule == "ragged-border"
    assert line[found.column : found.end_column] == "│"
    assert found.column == line.rindex("│")
    assert found.message == "this side stands 1 column too far right"


def test_one_shifted_row_is_one_finding() -> None:
    text = "┌───┐ ┌───┐\n│ a │ │ b │\n │ c │ │ d │\n│ e │ │ f │\n└───┘ └───┘\n"
    (found,) = check_text(text)
    assert (found.line, found.column, found.end_column) == (2, 1, 12)


@pytest.mark.parametrize("name", clean_drawings())
def test_sound_drawings_raise_no_alarm(name: str) -> None:
    found = check_text(clean_drawings()[name], name="a.txt")
    assert [f for f in found if f.rule != "ambiguous-glyph"] == []


SILENT = {
    "markdown table": "| a | b |\n|---|---|\n| 1   | 2 |\n",
    "psql": " id | name\n----+------\n  1 | foo   |\n(1 row)\n",
    "tree": "src\n├── a.py\n│   └── b.py\n└── c.py\n+-- d\n|   +-- e\n",
    "ruler": "+--------------------+\nTitle\n+--------------------+\n",
    "diff": "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a | b\n+a || b\n+--+\n",
    "yaml": "a: |\n  - b\n  - c\nd: >-\n  text\n",
    "grammar": "x: ('+'|'-') term\n  | ('='|'=='\n     |'>') y\n",
    "cube": "    +------+\n   /      /|\n  +------+ |\n  |      | +\n  |      |/\n  +------+\n",
    "progress": "[=====>    ] 50%\n[==========] 100%\n",
    "no corners": " -------\n| label |\n -------\n",
    "axis": "y\n^\n|   *\n|  *\n+-------> x\n",
    "loose lines": "+-----+\n| one |\n+-----+\n   |\n  text\n   |\n   v\n",
    "gapped arrows": "+---+     +---+\n| a | --> | b |\n+---+     +---+\n",
    "spans": "+---+---+\n| a     |\n+---+---+\n| b | c |\n+---+---+\n",
    "title": "┌─ Title ─┐\n│ a       │\n├╌ b ╌╌╌╌╌┤\n│ │ c     │\n└─┼───────┘\n",
}


@pytest.mark.parametrize("what", SILENT)
def test_what_may_be_meant_so_is_passed_over(what: str) -> None:
    assert rules(SILENT[what]) == []
    assert rules(f"```\n{SILENT[what]}```\n", "a.md") == []


def test_nearly_every_damage_is_reported() -> None:
    cases = [case for case in damaged_drawings() if case.kind != "line short"]
    missed = [case for case in cases if not check_text(case.text)]
    assert len(cases) > 300
    assert len(missed) <= len(cases) // 50


def test_bullets_and_broken_bars_in_texts_are_no_lines() -> None:
    page = "```text\n┌─────────┐\n│ ∙ one   │\n│ ∙ two   │\n│ a¦b ¦ c │\n└─────────┘\n```\n"
    assert check_text(page, name="a.md") == ()


def test_arrowheads_of_every_kind_must_point_at_something() -> None:
    for sign in "▹→⟶⇒➝➞❯":
        assert rules(BAD["arrow-to-nothing"].replace("►", sign)) == ["arrow-to-nothing"]


def test_dashed_lines_must_lead_somewhere() -> None:
    page = (
        "```text\n┌───┐   ┌───┐\n│ A ├∙∙►│ B │\n└─┬─┘   └───┘\n  ¦\n  ▼\n┌───┐\n│ C │\n└───┘\n```\n"
    )
    assert check_text(page, name="a.md") == ()
    assert check_text(page.replace("├∙∙►│", "├∙    "), name="a.md")


def test_a_lost_side_is_told_above_a_corner_that_is_out_of_line() -> None:
    page = "+-----+\n| one\n| two |\n| six |\n+----+\n"
    assert rules(page) == ["open-box", "misaligned-corner"]


def ladder(rows: int) -> str:
    return "+---+-" * 9 + "+\n" + ("|---|-" * 9 + "|\n") * rows + "+---+-" * 9 + "+\n"


def test_long_sides_are_walked_along_once() -> None:
    check_text(ladder(1))
    few, many = (calls_in(lambda n=n: check_text(ladder(n))) for n in (20, 80))
    assert many < 6 * few
