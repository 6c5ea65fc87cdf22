"""The examples of the reference page are what the program makes of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ascii_diagram.directives import scan, state

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "directives.md"
NAMES = {"python": "a.py", "rust": "a.rs", "css": "a.css", "md": "a.md", "c": "a.c"}


def examples() -> list[tuple[str, str]]:
    text = PAGE.read_text("utf-8")
    found = re.findall(r"^(`{3,})(\w+)\n(.*?)^\1$", text, re.MULTILINE | re.DOTALL)
    return [(NAMES[language], body) for _, language, body in found if language in NAMES]


@pytest.mark.parametrize(("name", "text"), examples())
def test_examples_hold_fresh_regions(name: str, text: str) -> None:
    found = scan(text, name=name)
    assert found.directives
    assert found.problems == ()
    if "end ascii-diagram" in text:
        assert [state(directive) for directive in found.directives] == ["fresh"]
    else:
        assert {state(directive) for directive in found.directives} == {"unexpanded"}
