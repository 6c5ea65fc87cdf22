from __future__ import annotations

import logging

import pytest
from ascii_diagram_markdown.faults import DrawingFailedError
from ascii_diagram_markdown.markdown_it import ascii_diagram_plugin
from ascii_diagram_markdown.session import Session
from markdown_it import MarkdownIt

from tests.docs.conftest import Teller

FENCE = "```ascii-diagram\nA -> B\n```"
REGION = (
    "<!-- ascii-diagram: A -> B -->\n\n```text\n┌───┐    ┌───┐\n│ A ├───►│ B │\n"
    "└───┘    └───┘\n```\n\n<!-- end ascii-diagram 2e1fbc.32bfa7 -->"
)


@pytest.fixture
def md(session: Session) -> MarkdownIt:
    return MarkdownIt().use(ascii_diagram_plugin, session=session)


@pytest.mark.parametrize("form", [FENCE, REGION, "ascii-diagram: A -> B"])
@pytest.mark.parametrize("lead", ["", "- x\n\n  ", "> x\n>\n> "])
def test_forms_in_containers(md: MarkdownIt, form: str, lead: str) -> None:
    prefix = lead.rpartition("\n")[2]
    text = lead + form.replace("\n", f"\n{prefix}")
    html = md.render(f"{text}\n\nend *here*\n")
    assert html.count("<figure") == 1
    assert "│ A ├───►│ B │" in html
    assert "<em>here</em>" in html
    assert "```" not in html
    before, _, rest = html.partition("<style>")
    assert "ascii-diagram:" not in before + rest.partition("</style>")[2]
    assert html.count("</style>") == 1


def test_tokens_hold_the_drawing(md: MarkdownIt) -> None:
    (token,) = [t for t in md.parse(f"# T\n\n{FENCE}\n") if t.type == "ascii_diagram"]
    assert token.map == [2, 5]
    assert token.content.startswith("┌───┐")
    assert token.meta["figure"].alt == "A points to B."


def test_code_stays_code(md: MarkdownIt) -> None:
    for text in (f"````md\n{FENCE}\n````", "    ```ascii-diagram\n    A -> B\n    ```"):
        html = md.render(text)
        assert "<figure" not in html
        assert "ascii-diagram" in html


def test_the_style_sheet_comes_once() -> None:
    html = MarkdownIt().use(ascii_diagram_plugin).render(f"{FENCE}\n\n{FENCE}\n")
    assert html.count("<style>") == 1


def test_faults_name_page_and_line(md: MarkdownIt, caplog: pytest.LogCaptureFixture) -> None:
    html = md.render("# T\n\n```ascii-diagram\nA -> B {\n```\n", {"path": "a.md"})
    assert "ascii-diagram--error" in html
    assert "a.md:4: " in caplog.text
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_faults_can_raise() -> None:
    md = MarkdownIt().use(ascii_diagram_plugin, on_error="raise")
    with pytest.raises(DrawingFailedError, match="line 2"):
        md.render("```ascii-diagram\nA -> B {\n```\n")


def test_a_page_is_one_batch(md: MarkdownIt, teller: Teller) -> None:
    teller.known["the bank asks the state"] = "bank -> state"
    fences = "\n\n".join(f"```ascii-diagram\n{prompt}\n```" for prompt in teller.known)
    md.render(fences)
    assert teller.batches == [list(teller.known)]


def test_unknown_options_are_refused() -> None:
    with pytest.raises(Exception, match="unknown option 'colour'"):
        MarkdownIt().use(ascii_diagram_plugin, colour="red")
