"""Directives in what documentation sites add to Markdown: admonitions, tabs, definitions."""

from __future__ import annotations

import pytest

from ascii_diagram.directives import scan, state
from ascii_diagram.expansion import finish_expansion, plan_expansion
from ascii_diagram.settings import Settings

HEADERS = (
    "!!! note",
    '!!! warning inline end "Title"',
    '???+ tip "Folded"',
    '=== "Tab one"',
    '===+ "Tab two"',
    "Term\n:   Definition",
    "[^1]: A footnote of words",
)


def expanded(text: str) -> str:
    return finish_expansion(plan_expansion(text, path="page.md", settings=Settings())).text


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("indent", ["    ", "\t"])
def test_fences_in_indented_bodies_are_found(header: str, gap: str, indent: str) -> None:
    text = f"{header}\n{gap}{indent}```ascii-diagram\n{indent}A -> B\n{indent}```\n\nend\n"
    (directive,) = scan(text, name="page.md").directives
    assert directive.prompt == "A -> B"
    assert directive.start == text[: text.index("```")].count("\n")
    assert directive.end == directive.start + 3


@pytest.mark.parametrize("header", HEADERS)
def test_regions_in_indented_bodies_keep_the_indent_and_stay_fresh(header: str) -> None:
    text = f"{header}\n\n    <!-- ascii-diagram: A -> B -->\n\n    more\n\nend\n"
    drawn = expanded(text)
    assert "    ```text\n    ┌───┐    ┌───┐\n" in drawn
    assert drawn.endswith("    more\n\nend\n")
    (directive,) = scan(drawn, name="page.md").directives
    assert state(directive) == "fresh"
    assert expanded(drawn) == drawn


def test_bodies_may_stand_in_bodies_lists_and_quotes() -> None:
    text = (
        '=== "One"\n\n    !!! note\n        ```ascii-diagram\n        A -> B\n        ```\n\n'
        "- item\n\n    ??? tip\n\n        ```ascii-diagram\n        C -> D\n        ```\n\n"
        "> !!! note\n>     ```ascii-diagram\n>     E -> F\n>     ```\n"
    )
    found = scan(text, name="page.md")
    assert [directive.prompt for directive in found.directives] == ["A -> B", "C -> D", "E -> F"]
    assert not found.problems


def test_text_after_a_body_without_a_blank_line_is_read_again() -> None:
    text = "!!! note\n    body\n```ascii-diagram\nA -> B\n```\n"
    assert [d.prompt for d in scan(text, name="page.md").directives] == ["A -> B"]


def test_elements_with_markdown_inside_are_searched() -> None:
    text = '<div class="grid" markdown>\n```ascii-diagram\nA -> B\n```\n</div>\n'
    assert [d.prompt for d in scan(text, name="page.md").directives] == ["A -> B"]
    assert not scan(text.replace(" markdown", ""), name="page.md").directives


@pytest.mark.parametrize(
    "text",
    [
        "    ```ascii-diagram\n    A -> B\n    ```\n",
        "text\n\n    ```ascii-diagram\n    A -> B\n    ```\n",
        "```text\n!!! note\n    ascii-diagram: A -> B\n```\n",
        "!!! note\n    ````md\n    ```ascii-diagram\n    A -> B\n    ```\n    ````\n",
        "!!! note\n\n        ```ascii-diagram\n        A -> B\n        ```\n",
    ],
)
def test_code_stays_code(text: str) -> None:
    found = scan(text, name="page.md")
    assert not found.directives
    assert not found.problems


def test_deep_nesting_ends() -> None:
    text = (
        "".join("    " * depth + "!!! note\n" for depth in range(200)) + "ascii-diagram: A -> B\n"
    )
    assert len(scan(text, name="page.md").directives) <= 1
