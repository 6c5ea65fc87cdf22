from __future__ import annotations

from pathlib import Path

import pytest
from ascii_diagram_markdown.blocks import find_blocks, read_block
from ascii_diagram_markdown.figures import Figure, make_figures
from ascii_diagram_markdown.options import SiteOptions
from ascii_diagram_markdown.session import Session

from ascii_diagram.settings import Settings, load_settings
from tests.docs.conftest import Teller


def figure(session: Session, header: str, body: str) -> Figure:
    return make_figures([read_block(header, body)], session)[0]


def test_notation_is_named_in_words_and_prose_by_itself(session: Session) -> None:
    assert figure(session, "", "A -> B").alt == "A points to B."
    prose = figure(session, "", "the shop\nasks the bank")
    assert prose.alt == "the shop asks the bank"
    assert "│ shop" in prose.text
    assert figure(session, 'alt="Mine"', "A -> B").alt == "Mine"


def test_descriptions_are_made_given_or_left_out(session: Session) -> None:
    assert figure(session, "", "A -> B").description == ""
    assert figure(session, "caption=C describe=yes", "A -> B").description == "A points to B."
    assert figure(session, 'describe="Own words"', "A -> B").description == "Own words"
    assert figure(session, "describe=yes", "A -> B").description == "", "the name says it"


def test_a_site_can_want_descriptions_everywhere(settings: Settings, teller: Teller) -> None:
    session = Session(settings, SiteOptions(describe=True), backend=lambda: teller)
    prose = figure(session, "", "the shop asks the bank")
    assert prose.description == "shop asks bank."
    assert figure(session, "describe=no", "the shop asks the bank").description == ""


def test_looks_of_site_and_block(settings: Settings, teller: Teller) -> None:
    Path("ascii-diagram.toml").write_text('charset = "ascii"\nwidth = 30\n', "utf-8")
    session = Session(load_settings(Path.cwd()), SiteOptions(output="svg"), backend=lambda: teller)
    drawn = figure(session, "", "A -> B -> C")
    assert drawn.text.isascii()
    assert "<svg" in drawn.html
    own = figure(session, "charset=unicode output=text", "A -> B")
    assert "┌" in own.text
    assert "<svg" not in own.html


def test_ids_are_the_authors_or_made_and_unique(session: Session) -> None:
    text = '```ascii-diagram id="a"\nA -> B\n```\n\n' * 2 + "```ascii-diagram\nA -> B\n```\n\n" * 2
    ids = [made.identifier for made in make_figures(find_blocks(text), session)]
    assert ids[:2] == ["a", "a-2"]
    assert ids[3] == f"{ids[2]}-2"
    assert len(set(ids)) == 4


def test_a_fault_in_notation_has_its_line_and_column(session: Session) -> None:
    made = make_figures(
        find_blocks("x\n\n```ascii-diagram\n:caption: c\nA -> B\nB -> {\n```\n"), session
    )[0]
    (fault,) = made.faults
    assert fault.line == 5
    assert not fault.warning
    assert "ascii-diagram--error" in made.html
    assert "B -&gt; {" in made.html


def test_faults_show_code_as_code(session: Session) -> None:
    made = figure(session, "", "A -> B {")
    assert "expected <code>{style: ...}</code>" in made.html
    assert "`" not in made.html
    hostile = figure(session, "", "A -> B {style: <b>`x`}")
    assert "<b>" not in hostile.html


def test_prompts_without_a_model_say_what_to_do(settings: Settings) -> None:
    session = Session(settings, SiteOptions())
    made = figure(session, "", "the cat sits on the mat")
    (fault,) = made.faults
    assert fault.hint
    assert made.text == ""
    assert "the cat sits on the mat" in made.html


def test_frozen_sites_ask_no_model(settings: Settings, teller: Teller) -> None:
    session = Session(settings, SiteOptions(frozen=True), backend=lambda: teller)
    (fault,) = figure(session, "", "the shop asks the bank").faults
    assert "has not been expanded" in fault.message
    assert teller.batches == []


def test_a_model_that_is_wrong_says_so(session: Session, teller: Teller) -> None:
    teller.known["the cat sees the dog"] = "no -> such: {{{"
    (fault,) = figure(session, "", "the cat sees the dog").faults
    assert fault.message


def test_a_width_that_is_too_small_names_the_smallest(session: Session) -> None:
    (fault,) = figure(session, "width=10", "sequenceDiagram\nAlice->>Bob: hi").faults
    assert "does not fit 10 columns" in fault.message
    assert "smallest width that works" in fault.hint


REGION = (
    "<!-- ascii-diagram{options}: {prompt} -->\n\n```text\n┌───┐    ┌───┐\n│ A ├───►│ {node} │\n"
    "└───┘    └───┘\n```\n\n<!-- end ascii-diagram 2e1fbc.32bfa7 -->\n"
)


@pytest.mark.parametrize(
    ("prompt", "node", "warned"),
    [
        ("A -> B", "B", ""),
        ("A -> C", "B", "prompt changed"),
        ("A -> B", "X", ""),
        ("A -> C", "X", "edited"),
    ],
)
def test_regions_are_shown_as_they_stand(
    session: Session, prompt: str, node: str, warned: str
) -> None:
    page = REGION.format(options="", prompt=prompt, node=node)
    (made,) = make_figures(find_blocks(page), session)
    assert f"├───►│ {node} │" in made.text
    assert [fault.warning for fault in made.faults] == [True] * bool(warned)
    assert all(warned in fault.message for fault in made.faults)


def test_a_directive_that_was_never_expanded_is_drawn(session: Session, teller: Teller) -> None:
    page = "<!-- ascii-diagram: the shop asks the bank -->\n\nascii-diagram: A -> B\n"
    first, second = make_figures(find_blocks(page), session)
    assert "shop" in first.text
    assert second.alt == "A points to B."


def test_one_page_is_one_batch_and_a_second_look_asks_nothing(
    session: Session, teller: Teller
) -> None:
    teller.known["the bank asks the state"] = "bank -> state: asks"
    fences = "".join(f"```ascii-diagram\n{prompt}\n```\n\n" for prompt in teller.known)
    for _ in range(2):
        made = make_figures(find_blocks(fences), session)
        assert [bool(one.text) for one in made] == [True, True]
    assert teller.batches == [list(teller.known)]


@pytest.mark.parametrize(
    "prompt",
    [
        "<script>alert(1)</script> -> B",
        '"</code></pre><img src=x onerror=alert(1)>" -> B',
        "A -> B: <b>x</b> & \" '",
        "A -> {{ 7*7 }}",
    ],
)
@pytest.mark.parametrize("header", ["", "output=both describe=yes", 'caption="<i>&amp;" id=x'])
def test_markup_in_prompts_is_text(session: Session, prompt: str, header: str) -> None:
    html = figure(session, header, prompt).html
    for tag in ("<script", "<img", "<b>", "<i>"):
        assert tag not in html


def test_control_characters_and_giants_are_refused_and_cut(session: Session) -> None:
    evil = figure(session, "", "A\x1b[31m -> B\u202e")
    assert evil.faults
    assert "\x1b" not in evil.html
    assert "\u202e" not in evil.html
    huge = figure(session, "", "A -> B\n" * 50_000)
    assert huge.faults
    assert len(huge.html) < 10_000


def test_an_unexpected_failure_of_the_engine_is_a_fault(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise IndexError("oops")

    monkeypatch.setattr("ascii_diagram.drawing.draw_diagram", broken)
    (fault,) = figure(session, "", "Q -> R").faults
    assert "IndexError" in fault.message


def test_a_broken_lock_file_is_a_fault_of_diagrams_that_need_it_alone(teller: Teller) -> None:
    Path("ascii-diagram.toml").write_text("lock = true\n", "utf-8")
    Path("ascii-diagram.lock").write_text("<<<<<<< HEAD\n", "utf-8")
    session = Session(load_settings(Path.cwd()), SiteOptions(), backend=lambda: teller)
    page = "```ascii-diagram\nthe shop asks the bank\n```\n\n```ascii-diagram\nA -> B\n```\n"
    prose, notation = make_figures(find_blocks(page), session)
    assert "merge conflict" in prose.faults[0].message
    assert notation.text
