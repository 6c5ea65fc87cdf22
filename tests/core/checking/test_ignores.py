from __future__ import annotations

import pytest

from ascii_diagram.checking import check_text, fix_text
from ascii_diagram.directives import scan

BOX = "+-----+\n| one  |  \n+-----+\n"


def rules(text: str, name: str) -> list[str]:
    return [finding.rule for finding in check_text(text, name=name)]


def test_without_a_comment_all_is_found() -> None:
    assert rules(f"```\n{BOX}```\n", "a.md") == ["ragged-border", "trailing-blank"]


@pytest.mark.parametrize(
    "text",
    [
        f"<!-- ascii-diagram: ignore -->\n```\n{BOX}```\n",
        f"<!-- ascii-diagram: ignore -->\n\n```text\n{BOX}```\n",
        f"```text ascii-diagram: ignore\n{BOX}```\n",
        f"```text ascii-diagram: ignore\nwords\n\n{BOX}```\n",
        f"<!-- ascii-diagram: off -->\n\n```\n{BOX}```\n\n<!-- ascii-diagram: on -->\n",
        f"<!-- ascii-diagram: ignore[ragged-border, trailing-blank] -->\n```\n{BOX}```\n",
    ],
)
def test_a_comment_silences_the_drawing_below(text: str) -> None:
    assert rules(text, "a.md") == []
    assert fix_text(text, name="a.md").text == text


def test_only_the_named_rules_are_silenced() -> None:
    text = f"<!-- ascii-diagram: ignore[trailing-blank] -->\n```\n{BOX}```\n"
    assert rules(text, "a.md") == ["ragged-border"]


def test_the_next_drawing_is_checked_again() -> None:
    text = f"<!-- ascii-diagram: ignore -->\n```\n{BOX}```\n\nWords.\n\n```\n{BOX}```\n"
    assert rules(text, "a.md") == ["ragged-border", "trailing-blank"]
    text = f"<!-- ascii-diagram: ignore -->\n```\n{BOX}```\n```\n{BOX}```\n"
    assert rules(text, "a.md") == ["ragged-border", "trailing-blank"]


def test_in_comments_of_code() -> None:
    box = "".join(f"// {row}\n" for row in ("+-----+", "| one  |", "+-----+"))
    assert rules(box, "a.c") == ["ragged-border"]
    assert rules("// ascii-diagram: ignore\n" + box, "a.c") == []
    assert rules("/* ascii-diagram: ignore[ragged-border] */\n" + box, "a.c") == []
    assert rules("// ascii-diagram: ignore[open-box]\n" + box, "a.c") == ["ragged-border"]


def test_an_ignore_comment_is_no_directive() -> None:
    for text, name in (
        ("# ascii-diagram: ignore\n", "a.py"),
        ("<!-- ascii-diagram: ignore[open-box] -->\n", "a.md"),
        ("ascii-diagram: ignore\n", "a.txt"),
        ("```text ascii-diagram: ignore\nx\n```\n", "a.md"),
    ):
        found = scan(text, name=name)
        assert (found.directives, found.problems) == ((), ())
    assert scan("# ascii-diagram: ignore the noise -> listen\n", name="a.py").directives
