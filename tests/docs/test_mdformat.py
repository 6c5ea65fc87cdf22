from __future__ import annotations

import pytest

from ascii_diagram.directives import scan, state
from ascii_diagram.expansion import finish_expansion, plan_expansion
from ascii_diagram.settings import Settings

mdformat = pytest.importorskip("mdformat", reason="mdformat is not installed")

COMMENT = "<!-- ascii-diagram[alt='a b']: A_b -> *C* -->"
PAGES = {
    "comment": COMMENT,
    "in a list": f"* item\n\n    {COMMENT}\n\n    more",
    "in numbers": f"1. item\n\n   {COMMENT}\n\n2. more",
    "in a quote": f"> text\n>\n> {COMMENT}",
    "lines": "<!-- ascii-diagram: A -> B: x\n  B -> C\n  C -> D -->",
    "paragraph": "ascii-diagram[width=60 caption='*x*']: A_b -> *C* <- [D]: on and on "
    + "on " * 40,
    "paragraph of lines": "ascii-diagram: A -> B\n  B -> C: [x]\n  C -> D",
    "fence": '```ascii-diagram width="60"\n:caption: x\nA -> B\n\n\nB -> C\n```',
    "tildes": "~~~ascii-diagram width=60\nA -> B ``` x\n~~~",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("expanded", [False, True])
@pytest.mark.parametrize("wrap", ["keep", "no", 40])
def test_formatting_changes_no_prompt_and_no_drawing(
    page: str, expanded: bool, wrap: str | int
) -> None:
    text = f"# T\n\n{page}\n\nlast   words\n"
    if expanded:
        text = finish_expansion(plan_expansion(text, path="a.md", settings=Settings())).text
    formatted = mdformat.text(text, options={"wrap": wrap}, extensions={"ascii_diagram"})
    assert found(formatted) == found(text)
    assert (
        mdformat.text(formatted, options={"wrap": wrap}, extensions={"ascii_diagram"}) == formatted
    )


def found(text: str) -> list[tuple[object, ...]]:
    scanned = scan(text, name="a.md")
    assert not scanned.problems
    assert scanned.directives
    return [(d.prompt, d.options, state(d)) for d in scanned.directives]


def test_other_paragraphs_are_formatted() -> None:
    text = "some *emphasis*   and\na long line of words\n"
    with_us = mdformat.text(text, options={"wrap": 20}, extensions={"ascii_diagram"})
    assert with_us == mdformat.text(text, options={"wrap": 20})
