"""What must hold for every host, prompt and drawing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.directives import (
    Directive,
    apply_edits,
    clean_edit,
    drawing_width,
    region_edit,
    scan,
    split_lines,
    state,
)
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.errors import DirectiveError
from tests.core.directives.hosts import HOSTS, HostText, fill
from tests.core.directives.pieces import edited

WORDS = st.text(st.sampled_from("abcXY zäß,.()"), min_size=1, max_size=12).map(str.strip)
PROMPTS = st.lists(
    st.builds("q{}".format, WORDS | st.sampled_from([" -> b", " <- c: d", "{ x }"])),
    min_size=1,
    max_size=3,
).map("\n".join)
ROWS = st.text(st.sampled_from("─│┌┐└┘ ►ab*#`"), max_size=14).map(str.rstrip)
DRAWINGS = st.lists(ROWS, min_size=1, max_size=5).filter(any).map(lambda rows: ["┌─", *rows])
OPTIONS = st.sampled_from(["", "width=60", 'alt="a [b]" prose'])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def only(text: str, host: HostText) -> Directive:
    found = scan(text, name=host.name)
    assert found.problems == ()
    (directive,) = found.directives
    return directive


def expand(text: str, host: HostText, drawing: Sequence[str]) -> str:
    return apply_edits(text, [region_edit(only(text, host), drawing)])


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
@settings(max_examples=20, deadline=None)
@given(prompt=PROMPTS, drawing=DRAWINGS, options=OPTIONS, end=ENDS)
def test_expanding_is_idempotent_and_cleaning_undoes_it(
    host: HostText, prompt: str, drawing: list[str], options: str, end: str
) -> None:
    text = fill(host, prompt, options, end)
    before = only(text, host)
    assert before.prompt == prompt
    assert state(before) == "unexpanded"
    expanded = expand(text, host, drawing)
    after = only(expanded, host)
    assert state(after) == "fresh"
    assert (after.prompt, after.options) == (before.prompt, before.options)
    assert expand(expanded, host, drawing) == expanded
    edit = clean_edit(after)
    assert edit is not None
    cleaned = apply_edits(expanded, [edit])
    if host.kept:
        assert cleaned == text
    assert only(cleaned, host).prompt == prompt
    if end in text:
        *lines, last = split_lines(expanded)
        assert all(line.endswith(end) for line in lines)
        assert last.endswith(end) == text.endswith(end)


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
@settings(max_examples=5, deadline=None)
@given(first=DRAWINGS, second=DRAWINGS)
def test_a_new_drawing_replaces_the_old_one(
    host: HostText, first: list[str], second: list[str]
) -> None:
    text = fill(host, "a to b")
    twice = expand(expand(text, host, first), host, second)
    assert twice == expand(text, host, second)


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
def test_drawing_width_leaves_whole_lines_within_the_limit(host: HostText) -> None:
    text = fill(host, "a to b")
    width = drawing_width(only(text, host), 50)
    expanded = expand(text, host, ["┌" * width, "└" * width])
    drawn = [line for line in split_lines(expanded) if "┌" in line]
    assert [cell_width(line.expandtabs(4).rstrip()) for line in drawn] == [50]


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
def test_re_indenting_and_blank_lines_are_no_edits(host: HostText) -> None:
    expanded = expand(fill(host, "a to b"), host, ["┌──┐", "│  ├─►", "└──┘"])
    spaced: list[str] = []
    for line in split_lines(expanded):
        bare = line.strip() in ("", "#", "*", "//", ">", "///", "//!", "--", ";;", "..", "'")
        spaced.extend([line, line] if bare else [line])
    directive = only("".join(spaced), host)
    assert state(directive) == "fresh"


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
def test_a_lost_end_marker_is_fatal(host: HostText) -> None:
    expanded = expand(fill(host, "a to b"), host, ["┌──┐", "│  ├─►", "└──┘"])
    lines = [line for line in split_lines(expanded) if "end ascii-diagram" not in line]
    found = scan("".join(lines), name=host.name)
    assert [problem.code for problem in found.fatal] == ["missing-end-marker"]
    assert found.directives == ()


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
def test_a_lost_directive_is_fatal(host: HostText) -> None:
    expanded = expand(fill(host, "a to b"), host, ["┌──┐", "│  ├─►", "└──┘"])
    found = scan(expanded.replace("ascii-diagram: a to b", "x"), name=host.name)
    assert [problem.code for problem in found.fatal] == ["orphan-end-marker"]


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
@pytest.mark.parametrize("damage", ["end ascii-diagram", "end ascii-diagram 12345.abcdef"])
def test_a_damaged_end_marker_is_fatal(host: HostText, damage: str) -> None:
    import re

    expanded = expand(fill(host, "a to b"), host, ["┌──┐", "│  ├─►", "└──┘"])
    damaged = re.sub(r"end ascii-diagram \w{6}\.\w{6}", damage, expanded)
    assert [p.code for p in scan(damaged, name=host.name).fatal] == ["bad-end-marker"]


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
def test_a_merge_conflict_in_the_region_is_fatal(host: HostText) -> None:
    expanded = expand(fill(host, "a to b"), host, ["┌──┐", "│  ├─►", "└──┘"])
    lines = split_lines(expanded)
    top = next(n for n, line in enumerate(lines) if "├" in line)
    lines[top:top] = ["<<<<<<< ours\n", lines[top], "=======\n"]
    lines.insert(top + 4, ">>>>>>> theirs\n")
    found = scan("".join(lines), name=host.name)
    assert "conflict-markers" in [problem.code for problem in found.fatal]


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
def test_off_switches_the_rest_off(host: HostText) -> None:
    text = fill(host, "a to b").replace("ascii-diagram: a to b", "ascii-diagram: off")
    assert scan(text, name=host.name).directives == ()
    assert scan(text, name=host.name).problems == ()


@settings(max_examples=400, deadline=None)
@given(edited())
def test_any_text_expands_to_fresh_regions_and_nothing_else_changes(
    case: tuple[str, list[str]],
) -> None:
    name, texts = case
    text = texts[-1]
    found = scan(text, name=name)
    if found.fatal:
        return
    directives = [d for d in found.directives if d.form == "region"]
    try:
        edits = [region_edit(d, ["┌──┐", "└──┘"]) for d in directives]
    except DirectiveError:
        return
    expanded = apply_edits(text, edits)
    again = scan(expanded, name=name)
    assert not again.fatal
    regions = [d for d in again.directives if d.form == "region"]
    assert [d.prompt for d in regions] == [d.prompt for d in directives]
    assert {state(d) for d in regions} <= {"fresh"}
    assert apply_edits(expanded, [region_edit(d, ["┌──┐", "└──┘"]) for d in regions]) == expanded
    if not any(d.host.head or d.host.tail or d.region for d in directives):
        cleaned = [edit for d in regions if (edit := clean_edit(d))]
        assert apply_edits(expanded, cleaned) == text
