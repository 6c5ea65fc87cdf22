from __future__ import annotations

import pytest

from ascii_diagram.directives import Directive, apply_edits, region_edit, scan, state

DRAWING = ["+---+", "| a |", "+---+"]


def directives(text: str) -> tuple[Directive, ...]:
    return scan(text, name="README.md").directives


def expand(text: str) -> str:
    return apply_edits(text, [region_edit(d, DRAWING) for d in directives(text)])


def test_comment() -> None:
    assert expand("# T\n\n<!-- ascii-diagram: a -->\ntext\n").split("\n") == [
        "# T",
        "",
        "<!-- ascii-diagram: a -->",
        "",
        "```text",
        "+---+",
        "| a |",
        "+---+",
        "```",
        "",
        "<!-- end ascii-diagram 1e4229.79edc0 -->",
        "text",
        "",
    ]


def test_bare_paragraph_becomes_a_comment() -> None:
    text = "> 1. x\n>\n>    ascii-diagram[width=60]: a\n>    -> b\n>\n> text\n"
    assert expand(text).split("\n")[2:8] == [
        ">    <!-- ascii-diagram[width=60]: a",
        ">    -> b -->",
        ">",
        ">    ```text",
        ">    +---+",
        ">    | a |",
    ]


def test_comment_over_several_lines() -> None:
    (directive,) = directives(
        "<!--\nascii-diagram[width=60]:\n  A -> B\n  B -> C {\n    D\n  }\n-->\n"
    )
    assert directive.prompt == "A -> B\nB -> C {\n  D\n}"
    assert (directive.start, directive.end, directive.options.width) == (0, 7, 60)


def test_a_longer_fence_for_a_drawing_with_backticks() -> None:
    (directive,) = directives("<!-- ascii-diagram: a -->\n")
    text = apply_edits("<!-- ascii-diagram: a -->\n", [region_edit(directive, ["````", "`"])])
    assert "\n`````text\n````\n`\n`````\n" in text
    assert state(directives(text)[0]) == "fresh"


@pytest.mark.parametrize(
    "text",
    [
        "```\n<!-- ascii-diagram: a -->\nascii-diagram: b\n```\n",
        "~~~~text\n```ascii-diagram\na\n```\n~~~~\n",
        "    <!-- ascii-diagram: a -->\n\n    ascii-diagram: b\n",
        "See `ascii-diagram: a` and `<!-- ascii-diagram: b -->`.\n",
        "text <!-- ascii-diagram: a --> text\n",
        "<div>\n<!-- ascii-diagram: a -->\n</div>\n",
        "<pre>\nascii-diagram: a\n</pre>\n",
        "---\nx: |\n  ascii-diagram: a\n\nascii-diagram: a\n---\n",
        "text\nascii-diagram: a\n",
        "ascii-diagram: a\n===\n",
        "# ascii-diagram: a\n",
        "| a |\n|---|\n| ascii-diagram: a |\n",
        "[ascii-diagram: a]: http://x\n",
        "- [ ] ascii-diagram: a\n",
    ],
)
def test_places_that_hold_no_directive(text: str) -> None:
    assert scan(text, name="a.md") == scan("", name="a.md")


def test_a_comment_must_end_where_its_line_ends() -> None:
    found = scan("<!-- ascii-diagram: A --> B -->\n", name="a.md")
    assert [p.code for p in found.problems] == ["bad-comment"]
    assert found.directives == ()


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ('ascii-diagram width="60" caption="a b"', ""),
        ("ascii-diagram width=60", ":caption: a b\n"),
        ("ascii-diagram", ":width: 60\n:caption: a b\n"),
        ("{.ascii-diagram width=60}", ':caption: "a b"\n'),
        ("{ascii-diagram}", ":width: 60\n:caption: a b\n"),
    ],
)
@pytest.mark.parametrize("ticks", ["```", "~~~~"])
def test_fences(header: str, fields: str, ticks: str) -> None:
    text = f"- x\n\n  {ticks}{header}\n" + "".join(
        f"  {line}\n" for line in f"{fields}A -> B\n\n  C\n".splitlines()
    )
    (directive,) = directives(text + f"  {ticks}\n")
    assert directive.form == "fence"
    assert directive.prompt == "A -> B\n\n  C"
    assert (directive.options.width, directive.options.caption) == (60, "a b")
    assert directive.region is None


def test_fence_faults_are_on_their_line() -> None:
    found = scan("```ascii-diagram wdth=60\na\n```\n", name="a.md")
    assert [(p.line, p.column, p.end_column) for p in found.problems] == [(0, 17, 21)]
    found = scan("```ascii-diagram\n:width: 60\n:wdth: 60\na\n```\n", name="a.md")
    assert [(p.line, p.code) for p in found.problems] == [(2, "unknown-option")]


def test_a_drawing_changed_by_hand() -> None:
    text = expand("<!-- ascii-diagram: a -->\n")
    assert state(directives(text)[0]) == "fresh"
    assert state(directives(text.replace("| a", "| b"))[0]) == "edited"
    assert state(directives(text.replace("```text\n+---+\n| a |\n+---+\n```\n", ""))[0]) == "edited"
    assert state(directives(text.replace("```", "~~~~"))[0]) == "fresh"
    assert state(directives(text.replace("\n\n", "\n"))[0]) == "fresh"


def test_text_between_drawing_and_marker_is_never_lost() -> None:
    text = expand("<!-- ascii-diagram: a -->\n").replace("```\n\n<!--", "```\n\nMine.\n\n<!--")
    text = text.replace("| a", "| b")
    assert [p.code for p in scan(text, name="a.md").fatal] == ["text-in-region"]


@pytest.mark.parametrize(
    "change", [("```\n\n<!-- end", "``\n\n<!-- end"), ("<!-- end", "     <!-- end")]
)
def test_a_marker_that_the_parser_cannot_see_is_fatal(change: tuple[str, str]) -> None:
    text = expand("<!-- ascii-diagram: a -->\n").replace(*change)
    assert scan(text, name="a.md").fatal


def test_a_page_about_regions_is_left_alone() -> None:
    page = "ascii-diagram: real\n\n````md\n" + expand("<!-- ascii-diagram: a -->\n") + "````\n"
    found = scan(page, name="a.md")
    assert found.problems == ()
    assert [d.prompt for d in found.directives] == ["real"]


def test_off_and_on() -> None:
    text = "<!-- ascii-diagram: off -->\n\nascii-diagram: a\n\n```ascii-diagram\nb\n```\n\n"
    found = scan(text + "ascii-diagram: on\n\nascii-diagram: c\n", name="a.md")
    assert [d.prompt for d in found.directives] == ["c"]
