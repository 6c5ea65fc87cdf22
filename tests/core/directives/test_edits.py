from __future__ import annotations

import pytest

from ascii_diagram.directives import (
    Directive,
    LineEdit,
    adopt_edit,
    apply_edits,
    clean_edit,
    pin_edit,
    region_edit,
    scan,
    split_lines,
    state,
)
from ascii_diagram.errors import DirectiveError
from tests.core.directives.hosts import HOSTS, HostText, fill

NOTATION = "direction: right\nA -> B: asks\nG {\n  A\n  B\n}"
DRAWING = ["┌──┐", "│  ├─►", "└──┘"]


def only(text: str, host: HostText) -> Directive:
    found = scan(text, name=host.name)
    assert found.problems == ()
    (directive,) = found.directives
    return directive


def expand(text: str, host: HostText) -> str:
    return apply_edits(text, [region_edit(only(text, host), DRAWING)])


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
def test_adopt_makes_an_edited_drawing_fresh(host: HostText) -> None:
    text = expand(fill(host, "a to b"), host)
    assert adopt_edit(only(text, host)) is None
    changed = text.replace("├─►", "├──").replace("a to b", "a to c")
    directive = only(changed, host)
    assert state(directive) == "conflict"
    edit = adopt_edit(directive)
    assert edit is not None
    adopted = apply_edits(changed, [edit])
    assert state(only(adopted, host)) == "fresh"
    assert "├──" in adopted
    different = [a != b for a, b in zip(split_lines(changed), split_lines(adopted), strict=True)]
    assert sum(different) == 1


@pytest.mark.parametrize("host", HOSTS, ids=lambda h: f"{h.name}:{h.text[:24]!r}")
@pytest.mark.parametrize("expanded", [False, True])
def test_pin_puts_notation_in_the_place_of_the_prompt(host: HostText, expanded: bool) -> None:
    text = fill(host, "a to b", "width=60")
    if expanded:
        text = expand(text, host)
    pinned = apply_edits(text, [pin_edit(only(text, host), NOTATION)])
    directive = only(pinned, host)
    assert directive.prompt == NOTATION
    assert directive.options.raw == "width=60"
    assert state(directive) == ("stale" if expanded else "unexpanded")
    again = expand(pinned, host)
    assert state(only(again, host)) == "fresh"


def test_pin_in_a_fence_keeps_header_and_fields() -> None:
    text = "> ```ascii-diagram width=60\n> :alt: x\n> a to b\n> ```\n"
    host = HostText("a.md", text)
    assert apply_edits(text, [pin_edit(only(text, host), "A -> B\nC")]) == (
        "> ```ascii-diagram width=60\n> :alt: x\n> A -> B\n> C\n> ```\n"
    )


@pytest.mark.parametrize(
    ("name", "text", "notation"),
    [
        ("a.py", "# ascii-diagram: a\n", "A -> B\n\nC"),
        ("a.py", "# ascii-diagram: a\n", "A\x1b -> B"),
        ("a.py", "# ascii-diagram: a\n", "A -> B\nascii-diagram: x"),
        ("a.py", "# ascii-diagram: a\n", "off"),
        ("a.md", "<!-- ascii-diagram: a -->\n", "A --> B"),
        ("a.md", "ascii-diagram: a\n", "A --> B"),
        ("a.c", "/* ascii-diagram: a */\n", '"a */ b" -> c'),
        ("a.py", '"""ascii-diagram: a"""\n', '"a\\nb" -> c'),
    ],
)
def test_pin_refuses_what_would_break_the_comment(name: str, text: str, notation: str) -> None:
    (directive,) = scan(text, name=name).directives
    with pytest.raises(DirectiveError):
        pin_edit(directive, notation)


def test_clean_without_a_region_is_nothing() -> None:
    assert clean_edit(scan("# ascii-diagram: a\n", name="a.py").directives[0]) is None


@pytest.mark.parametrize(
    ("text", "edit", "result"),
    [
        ("a\r\nb\n", LineEdit(1, 1, ("x",)), "a\r\nx\r\nb\n"),
        ("a\r\nb\n", LineEdit(0, 0, ("x",)), "x\r\na\r\nb\n"),
        ("a\nb", LineEdit(2, 2, ("x", "y")), "a\nb\nx\ny"),
        ("a\rb", LineEdit(1, 2, ("x",)), "a\rx"),
        ("a\nb\nc", LineEdit(1, 3, ()), "a"),
        ("a", LineEdit(1, 1, ("x",)), "a\nx"),
        ("", LineEdit(0, 0, ("x",)), "x\n"),
    ],
)
def test_apply_edits_keeps_line_ends(text: str, edit: LineEdit, result: str) -> None:
    assert apply_edits(text, [edit]) == result


def test_line_ends_of_two_kinds_do_not_grow_together() -> None:
    text = "\rascii-diagram: a\n\n"
    assert apply_edits(text, [LineEdit(1, 2, ("a", "b"))]) == "\ra\rb\n\n"
