from __future__ import annotations

from ascii_diagram.directives import apply_edits, region_edit, scan

DRAWING = ["+---+", "| a |", "+---+"]


def expand(text: str, name: str | None) -> str:
    return apply_edits(text, [region_edit(d, DRAWING) for d in scan(text, name=name).directives])


def test_plain_text() -> None:
    assert expand("x\nascii-diagram: a\ny\n", None).split("\n") == [
        "x",
        "ascii-diagram: a",
        "",
        "    +---+",
        "    | a |",
        "    +---+",
        "",
        "end ascii-diagram 1e4229.79edc0",
        "y",
        "",
    ]


def test_commit_paragraph_without_its_trailers() -> None:
    text = "fix: x\n\nascii-diagram: a\nto b\nFixes: #3\nSigned-off-by: A U Thor <a@b.c>\n"
    (directive,) = scan(text, name=".git/COMMIT_EDITMSG").directives
    assert directive.prompt == "a\nto b"
    lines = expand(text, ".git/COMMIT_EDITMSG").split("\n")
    assert lines[-5:-1] == [
        lines[-5],
        "",
        "Fixes: #3",
        "Signed-off-by: A U Thor <a@b.c>",
    ]
    assert lines[-5].startswith("end ascii-diagram ")


def test_notation_lines_are_no_trailers() -> None:
    text = "x\n\nascii-diagram: direction: right\nOrder service -> Postgres: writes\nB: Box\n"
    (directive,) = scan(text, name="COMMIT_EDITMSG").directives
    assert directive.prompt.count("\n") == 2


def test_what_git_drops_or_quotes_is_left_alone() -> None:
    text = (
        "x\n\n    ascii-diagram: squashed\n# ascii-diagram: comment\n"
        "# ------------------------ >8 ------------------------\nascii-diagram: diff\n"
    )
    assert scan(text, name="COMMIT_EDITMSG") == scan("", name="COMMIT_EDITMSG")
    assert scan(text.replace("# ", "; "), name="MERGE_MSG").directives == ()


def test_a_git_comment_ends_the_paragraph() -> None:
    (directive,) = scan("x\n\nascii-diagram: a\n# c\n", name="COMMIT_EDITMSG").directives
    assert directive.prompt == "a"


def test_literal_blocks_of_restructuredtext_are_left_alone() -> None:
    text = (
        "Write::\n\n  ascii-diagram: a\n\n    .. ascii-diagram: b\n\n"
        ".. code-block:: text\n   :x: y\n\n   ascii-diagram: c\n\n"
        ".. ascii-diagram:: d\n\n   e\n\nascii-diagram: f\n"
    )
    assert [d.prompt for d in scan(text, name="a.rst").directives] == ["f"]


def test_lines_end_only_where_editors_end_them() -> None:
    text = "a\x0cb\x0bc\u2028d\x85e\n# ascii-diagram: a\n"
    assert scan(text).directives[0].start == 1
    assert expand(text, None).startswith(text)


def test_the_subject_of_a_commit_is_no_directive() -> None:
    text = "# comment\n\nascii-diagram: 1.0 -> 1.1\n\nascii-diagram: a\n"
    found = scan(text, name="COMMIT_EDITMSG")
    assert [d.prompt for d in found.directives] == ["a"]
    assert [(p.line, p.code, p.fatal) for p in found.problems] == [
        (2, "directive-as-subject", False)
    ]
    assert scan("ascii-diagram: off\n", name="COMMIT_EDITMSG").problems == ()


def test_a_footer_that_announces_a_breaking_change_is_no_prompt() -> None:
    text = "x\n\nascii-diagram: a\nBREAKING CHANGE: b\n"
    (directive,) = scan(text, name="COMMIT_EDITMSG").directives
    assert directive.prompt == "a"
