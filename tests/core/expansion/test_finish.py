from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.diagram import Graph
from ascii_diagram.directives import apply_edits, line_body, line_end, split_lines
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.expansion import Encoding, Mode, finish_expansion, plan_expansion
from ascii_diagram.settings import Settings
from tests.core.expansion.expanding import PROSE, actions, expand, states
from tests.core.expansion.fakes import FakeBackend


def test_notation_is_drawn_without_a_model() -> None:
    expansion = expand("# ascii-diagram: API -> cache: asks\nx = 1\n")
    assert actions(expansion) == ["expanded"]
    assert (
        expansion.text
        == """\
# ascii-diagram: API -> cache: asks
#
#     ┌─────┐           ┌───────┐
#     │ API ├── asks ──►│ cache │
#     └─────┘           └───────┘
#
# end ascii-diagram 506bab.269f52
x = 1
"""
    )


def test_prose_is_asked_once_and_drawn(backend: FakeBackend) -> None:
    expansion = expand(PROSE + "x = 1\n" + PROSE, backend)
    assert actions(expansion) == ["expanded", "expanded"]
    assert len(backend.asked) == 1
    assert expansion.text.count("│ API ") == 2


def test_a_second_run_changes_nothing_and_asks_nobody(backend: FakeBackend) -> None:
    once = expand(PROSE, backend).text
    plan = plan_expansion(once, path="a.py", settings=Settings())
    assert plan.requests == ()
    again = finish_expansion(plan)
    assert again.text is once
    assert actions(again) == ["kept"]
    assert again.edits == ()


@pytest.mark.parametrize("mode", ["expand", "pin"])
def test_edits_lead_to_the_text(backend: FakeBackend, mode: Mode) -> None:
    text = "a\r\n" + PROSE.replace("\n", "\r\n") + "b\n# ascii-diagram: A -> B\n"
    expansion = expand(text, backend, mode=mode)
    assert apply_edits(text, expansion.edits) == expansion.text != text


def test_a_stale_drawing_is_refreshed(backend: FakeBackend) -> None:
    once = expand(PROSE, backend).text
    stale = once.replace("the API asks the cache", "the lexer feeds the parser")
    assert states(stale) == ["stale"]
    expansion = expand(stale, backend)
    assert actions(expansion) == ["refreshed"]
    assert "parser" in expansion.text
    assert "API" not in expansion.text
    assert states(expansion.text) == ["fresh"]


def test_a_hand_edit_is_kept_unless_forced(backend: FakeBackend) -> None:
    edited = expand(PROSE, backend).text.replace(" cache │", " Redis │")
    asked = len(backend.asked)
    kept = expand(edited, backend)
    assert kept.text == edited
    assert actions(kept) == ["kept"]
    assert "edited by hand" in kept.outcomes[0].message
    assert not kept.failed
    assert len(backend.asked) == asked
    forced = expand(edited, backend, force=True)
    assert actions(forced) == ["refreshed"]
    assert "Redis" not in forced.text


def test_a_conflict_is_left_to_the_user(backend: FakeBackend) -> None:
    edited = expand(PROSE, backend).text.replace(" cache │", " Redis │")
    conflict = edited.replace("the API asks the cache", "the lexer feeds the parser")
    kept = expand(conflict, backend)
    assert kept.text == conflict
    assert [(o.state, o.action) for o in kept.outcomes] == [("conflict", "skipped")]
    assert kept.failed
    assert "--force" in kept.outcomes[0].hint
    assert "adopt" in kept.outcomes[0].hint
    assert "parser" in expand(conflict, backend, force=True).text


def test_adopt_blesses_a_hand_edit(backend: FakeBackend) -> None:
    once = expand(PROSE, backend).text
    edited = once.replace(" cache │", " Redis │")
    adopted = expand(edited, mode="adopt")
    assert actions(adopted) == ["adopted"]
    assert "Redis" in adopted.text
    assert states(adopted.text) == ["fresh"]
    assert actions(expand(once, mode="adopt")) == ["kept"]


def test_check_reports_and_changes_nothing(backend: FakeBackend) -> None:
    fresh = expand(PROSE, backend).text
    text = fresh + "x = 1\n" + PROSE
    plan = plan_expansion(text, path="a.py", settings=Settings(), mode="check")
    assert plan.requests == ()
    checked = finish_expansion(plan)
    assert checked.text == text
    assert [(o.state, o.action) for o in checked.outcomes] == [
        ("fresh", "kept"),
        ("unexpanded", "skipped"),
    ]
    assert checked.pending
    assert not expand(fresh, mode="check").pending


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("final", [True, False])
def test_clean_undoes_expand(backend: FakeBackend, end: str, final: bool) -> None:
    text = f"\tx = 1\x0c{end}{PROSE.strip()}{end}y = '\u2028'{end}{end}# ascii-diagram: A -> B{end}"
    text = text if final else text.removesuffix(end)
    expanded = expand(text, backend).text
    assert expanded.endswith(end) is final
    cleaned = expand(expanded, mode="clean")
    assert cleaned.text == text
    assert actions(cleaned) == ["cleaned", "cleaned"]
    assert actions(expand(text, mode="clean")) == ["kept", "kept"]


def test_a_failure_leaves_its_place_and_lets_others_go_on(backend: FakeBackend) -> None:
    unknown = "# ascii-diagram: what nobody has heard of\n"
    expansion = expand(unknown + "\n" + PROSE, backend)
    assert actions(expansion) == ["failed", "expanded"]
    assert expansion.text.startswith(unknown + "\n" + PROSE)
    assert expansion.outcomes[0].message == "the fake model does not know this prompt"
    assert expansion.failed
    assert actions(expand(PROSE, None)) == ["failed"]


def test_a_damaged_region_stops_the_whole_text(backend: FakeBackend) -> None:
    drawn = expand("# ascii-diagram: A -> B\n", backend).text
    damaged = drawn.replace("\n#     ", "\n<<<<<<< ours\n#     ", 1) + PROSE
    expansion = expand(damaged, backend)
    assert expansion.text == damaged
    assert expansion.refused
    assert expansion.failed
    assert backend.asked == []


@pytest.mark.parametrize(
    ("path", "text", "line", "column"),
    [
        ("a.py", "x = 1\n# ascii-diagram[notation]: A -> \n", 2, 32),
        ("a.py", "    # ascii-diagram:\n    #   A -> B\n    #   B => C\n    #   C -> D\n", 3, 11),
        ("a.md", "text\n\n```ascii-diagram\nA -> B\nB => C\n```\n", 5, 3),
    ],
)
def test_faults_in_notation_are_reported_where_they_stand(
    path: str, text: str, line: int, column: int
) -> None:
    (outcome,) = expand(text, path=path).outcomes
    assert outcome.action == "failed"
    assert (outcome.line, outcome.column) == (line, column)


def test_reading_is_decided_by_hand(backend: FakeBackend) -> None:
    backend.answers["A -> B"] = "direction: right\nfrom the model -> drawn"
    expansion = expand("# ascii-diagram[prose]: A -> B\n", backend)
    assert "from the model" in expansion.text
    asked = len(backend.asked)
    assert {request.prompt for request in backend.asked} == {"A -> B"}
    (outcome,) = expand("# ascii-diagram[notation]: The API => Why?\n", backend).outcomes
    assert outcome.action == "failed"
    assert len(backend.asked) == asked


@pytest.mark.parametrize("width", [40, 60])
def test_width_counts_the_whole_line(width: int) -> None:
    text = "        # ascii-diagram: first one -> second one -> third one -> fourth one\n"
    settings = Settings(width=width)
    by_setting = expand(text, settings=settings).text
    by_option = expand(text.replace("diagram:", f"diagram[width={width}]:")).text
    for result in (by_setting, by_option):
        drawn = result.split("\n")[1:-2]  # the end marker has a length of its own
        assert "fourth" in "".join(drawn)
        assert max(len(line) for line in drawn) <= width
    too_narrow = expand(text, settings=Settings(width=16)).outcomes[0]
    assert too_narrow.action == "failed"
    least = int(too_narrow.hint.split()[-1])
    assert expand(text, settings=Settings(width=least)).outcomes[0].action == "expanded"
    assert expand(text, settings=Settings(width=least - 1)).outcomes[0].action == "failed"


def test_a_fault_of_the_engine_costs_its_own_directive_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ascii_diagram import drawing

    draw = drawing.draw_diagram

    def fail_on_a(diagram: Graph, options: DrawingOptions) -> str:
        if diagram.nodes[0].id == "A":
            raise KeyError("A")
        return draw(diagram, options)

    monkeypatch.setattr(drawing, "draw_diagram", fail_on_a)
    expansion = expand("# ascii-diagram: A -> B\n\n# ascii-diagram: C -> D\n")
    assert actions(expansion) == ["failed", "expanded"]
    assert "KeyError" in expansion.outcomes[0].message


def test_direction_of_the_directive_wins() -> None:
    text = "# ascii-diagram[direction=down]: direction: right; A -> B\n"
    assert "▼" in expand(text, settings=Settings(direction="right")).text
    plain = "# ascii-diagram: A -> B\n"
    assert "▼" in expand(plain, settings=Settings(direction="down")).text


def test_glyphs_follow_option_then_setting_then_encoding() -> None:
    latin = Encoding("iso8859-1")
    text = "# ascii-diagram: A -> B\n"
    option = "# ascii-diagram[charset=ascii]: A -> B\n"
    assert not expand(text).text.isascii()
    assert expand(text, encoding=latin).text.isascii()
    assert expand(text, settings=Settings(charset="ascii")).text.isascii()
    assert expand(option, settings=Settings(charset="unicode")).text.isascii()
    (outcome,) = expand(text, settings=Settings(charset="unicode"), encoding=latin).outcomes
    assert outcome.action == "failed"
    assert "iso8859-1 cannot hold" in outcome.message


def test_a_free_picture_is_asked_for_with_its_width(backend: FakeBackend) -> None:
    text = "# ascii-diagram[style=ascii_art width=50]: a cat\n"
    (request,) = plan_expansion(text, path="a.py", settings=Settings()).requests
    assert (request.style, request.width) == ("ascii_art", 44)
    (request,) = plan_expansion(PROSE, settings=Settings()).requests or [None]
    assert request is None or request.width is None


def test_a_fence_is_asked_for_but_not_touched(backend: FakeBackend) -> None:
    text = "```ascii-diagram\nthe API asks the cache\n```\n"
    expansion = expand(text, backend, path="a.md")
    assert expansion.text == text
    assert actions(expansion) == ["kept"]
    assert len(backend.asked) == 1
    assert actions(expand(text, None, path="a.md")) == ["failed"]
    assert actions(expand(text, path="a.md", mode="check")) == ["kept"]


def test_a_drawing_that_would_close_its_comment_is_refused(backend: FakeBackend) -> None:
    backend.answers["how it ends"] = 'direction: right\nAPI -> "*/ attack();"'
    text = "/*\n * ascii-diagram: how it ends\n */\n"
    expansion = expand(text, backend, path="a.c")
    assert expansion.text == text
    assert actions(expansion) == ["failed"]


COMMIT = "Subject\n\nascii-diagram: {}\nSigned-off-by: A <a@b.c>\n"


def test_a_commit_message_keeps_the_words_above_the_drawing(backend: FakeBackend) -> None:
    text = COMMIT.format("the API asks the cache")
    expansion = expand(text, backend, path="COMMIT_EDITMSG")
    lines = expansion.text.split("\n")
    assert lines[:4] == ["Subject", "", "the API asks the cache", ""]
    assert lines[4].startswith("    ┌")
    assert lines[-4:] == [lines[-4], "", "Signed-off-by: A <a@b.c>", ""]
    assert lines[-4].startswith("    └")
    assert expand(expansion.text, backend, path="COMMIT_EDITMSG").outcomes == ()


def test_notation_in_a_commit_message_becomes_its_drawing() -> None:
    text = COMMIT.format("A -> B").replace("\n\n", "\n\nBefore.\n", 1)
    lines = expand(text, path="COMMIT_EDITMSG").text.split("\n")
    assert lines[2:4] == ["Before.", ""]
    assert lines[4].startswith("    ┌")
    assert "ascii-diagram" not in "".join(lines)


def test_how_a_commit_message_is_treated_is_a_setting(backend: FakeBackend) -> None:
    text = COMMIT.format("the API asks the cache")
    drop = Settings.model_validate({"commit": {"prompt": "drop"}})
    dropped = expand(text, backend, path="COMMIT_EDITMSG", settings=drop).text
    assert "the API asks" not in dropped
    assert "│ API " in dropped
    keep = Settings.model_validate({"commit": {"prompt": "keep"}})
    kept = expand(text, backend, path="COMMIT_EDITMSG", settings=keep).text
    assert "ascii-diagram: the API asks the cache" in kept
    assert "end ascii-diagram" in kept
    narrow = Settings.model_validate({"commit": {"width": 20}})
    lines = expand(text, backend, path="COMMIT_EDITMSG", settings=narrow).text.split("\n")
    assert max(len(line) for line in lines if line.startswith("    ")) <= 20


SEPARATORS = st.sampled_from(["\n", "\r\n", "\r"])
HOSTS = st.lists(
    st.one_of(
        st.text("ab \t\x0c\x0b\u2028\x85é'", max_size=6).map(lambda body: "x" + body),
        st.just("# ascii-diagram: A -> B"),
        st.just("\t# ascii-diagram: C -> D: label"),
        st.just(""),
    ),
    max_size=8,
)


@given(HOSTS, st.data())
def test_nothing_outside_regions_changes(lines: Sequence[str], data: st.DataObject) -> None:
    text = "".join(line + data.draw(SEPARATORS) for line in lines)
    if data.draw(st.booleans()):
        text = text.rstrip("\r\n")
    expansion = expand(text, path="a.sh")
    old, new = split_lines(text), split_lines(expansion.text)
    at = 0
    for line in old[:-1]:  # every old line is still there, in order, with its own line end
        at = new.index(line, at) + 1
    if old:
        assert line_body(old[-1]) in [line_body(line) for line in new[at:]]
        assert bool(line_end(old[-1])) is bool(line_end(new[-1]))
    again = expand(expansion.text, path="a.sh")
    assert again.text == expansion.text
    assert expand(expansion.text, path="a.sh", mode="clean").text == text
