"""What is left of a Markdown text after a change is never parsed again, and nobody can tell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.directives import markdown_outline, rescan, scan, split_lines
from ascii_diagram.directives.markdown_outline import outline, updated_outline

LINES = [
    "", "", "", "text", "more text", "# heading", "===", "---", "- item", "  inside", "1. one",
    "    code", "> quote", "```", "~~~", "```ascii-diagram", "<!--", "-->", "<!-- x -->", "<div>",
    "</div>", "<div markdown>", "<pre>", "</pre>", "| a | b |", "|---|---|", "!!! note",
    '=== "Tab"', "    body", "        deep body", ": definition", "[^1]: note", "[a]: b", "***",
    "<!-- ascii-diagram: a -> b -->", "ascii-diagram: a -> b", "    ascii-diagram: a",
    "<!-- end ascii-diagram 123456.abcdef -->", "\t tab", "+++",
]  # fmt: skip


@st.composite
def changed(draw: st.DrawFn) -> tuple[list[str], list[tuple[int, int, list[str]]]]:
    line = st.sampled_from(LINES)
    text = draw(st.lists(line, min_size=1, max_size=40))
    changes = draw(
        st.lists(
            st.tuples(st.integers(0, 45), st.integers(0, 4), st.lists(line, max_size=5)),
            min_size=1,
            max_size=4,
        )
    )
    return text, changes


@pytest.fixture(autouse=True)
def narrow_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown_outline, "_WINDOW", 3)


@settings(max_examples=500)
@given(changed())
def test_the_outline_is_that_of_the_whole_text(
    case: tuple[list[str], list[tuple[int, int, list[str]]]],
) -> None:
    rows, changes = case
    lines = [row + "\n" for row in rows]
    known = outline(lines)
    for start, count, new in changes:
        first = min(start, len(lines))
        end = min(first + count, len(lines))
        lines = [*lines[:first], *(row + "\n" for row in new), *lines[end:]]
        known = updated_outline(known, lines, first, end, first + len(new))
        assert known == outline(lines)


@settings(max_examples=200)
@given(changed())
def test_a_rescan_equals_a_scan(case: tuple[list[str], list[tuple[int, int, list[str]]]]) -> None:
    rows, changes = case
    found = scan("\n".join(rows), name="a.md")
    for start, count, new in changes:
        rows = [*rows[:start], *new, *rows[start + count :]]
        text = "\n".join(rows)
        found = rescan(found, text)
        assert found == scan(text, name="a.md")


def test_only_what_is_around_a_change_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"## Section {n}\n\nSome text.\n\n- item\n\n" for n in range(2_000))
    text += "<!-- ascii-diagram: a -> b -->\n"
    found = scan(text, name="a.md")
    parsed: list[int] = []
    real = markdown_outline.parse_blocks

    def counting(lines: list[str]) -> object:
        parsed.append(len(lines))
        return real(lines)

    monkeypatch.setattr(markdown_outline, "parse_blocks", counting)
    middle = text.index("Some text", len(text) // 2)
    changed_text = text[:middle] + "\n\nNew paragraph.\n\n" + text[middle:]
    again = rescan(found, changed_text)
    assert sum(parsed) < 100
    assert again.directives[0].start == len(split_lines(changed_text)) - 1
