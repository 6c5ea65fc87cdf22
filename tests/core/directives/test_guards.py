from __future__ import annotations

import ast

import pytest

from ascii_diagram.directives import Directive, guarded, region_edit, render_region, scan
from ascii_diagram.errors import DirectiveError


def only(text: str, name: str) -> Directive:
    (directive,) = scan(text, name=name).directives
    return directive


REFUSED = [
    ("a.c", "/* {} */", "a */ b"),
    ("a.c", "/*\n * {}\n */", "a /* b"),
    ("a.css", "/* {} */", "*/"),
    ("a.html", "<!-- {} -->", "a --> b"),
    ("a.html", "<!-- {} -->", "a --!> b"),
    ("a.xml", "<!-- {} -->", "+--+"),
    ("a.svg", "<!-- {} -->", "a -- b"),
    ("a.hs", "{- {} -}", "a -} b"),
    ("a.hs", "{- {} -}", "a {- b"),
    ("a.ml", "(* {} *)", "a *) b"),
    ("a.ps1", "<# {} #>", "a #> b"),
    ("a.lua", "--[[ {} ]]", "a[b[1]]"),
    ("a.jinja", "{# {} #}", "a #} b"),
    ("a.jinja", "<!-- {} -->", "a {{ b }}"),
    ("a.yaml", "# {}", "{{ .Values.x }}"),
    ("a.py", '"""{}"""', 'a """ b'),
    ("a.py", '"""{}\n"""', "C:\\new"),
    ("a.c", "// {}", "  \\"),
    ("Makefile", "# {}", "/ \\"),
    ("a.java", "// {}", "a \\u002a b"),
    ("a.java", "/* {} */", "\\uuuu002a"),
    ("a.bat", "REM {}", "| a |"),
    ("a.php", "<?php\n// {}", "a ?> b"),
    ("a.html", "<script>\n// {}\n</script>", "</SCRIPT>"),
    ("a.vb", "' {}", "a _"),
    ("a.abc", " * {}", "a */ b"),
    ("a.py", "# {}", "a\tb"),
    ("a.py", "# {}", "a\x1b[31m"),
    ("a.py", "# {}", "a\u202eb"),
    ("a.py", "# {}", "a\nb"),
    ("a.py", "# {}", "ascii-diagram: x"),
    ("a.py", "# {}", "  end ascii-diagram 123456.abcdef"),
    ("a.py", "# {}", ""),
]


@pytest.mark.parametrize(("name", "text", "row"), REFUSED)
def test_refused(name: str, text: str, row: str) -> None:
    directive = only(text.replace("{}", "ascii-diagram: a", 1) + "\n", name)
    with pytest.raises(DirectiveError) as error:
        render_region(directive, [row])
    assert error.value.hint


ALLOWED = [
    ("a.py", "# {}", '\\ """ */ --> {{'),
    ("a.py", "r'''{}'''", 'a \\ """ \\'),
    ("a.c", "// {}", "a \\ b */"),
    ("a.html", "<!-- {} -->", "+--+--|"),
    ("a.md", "<!-- {} -->", "a --> b \\ ``` <!-- {{ x }}"),
    ("a.rs", "/// {}", "``` */ \\"),
    ("a.sh", "# {}", "\\"),
]


@pytest.mark.parametrize(("name", "text", "row"), ALLOWED)
def test_allowed_as_it_is(name: str, text: str, row: str) -> None:
    directive = only(text.replace("{}", "ascii-diagram: a", 1) + "\n", name)
    assert guarded(directive, [row]) == (row,)


def test_backslashes_become_a_drawing_character_where_that_is_harmless() -> None:
    docstring = only('"""ascii-diagram: a"""\n', "a.py")
    assert guarded(docstring, ["┌─", "C:\\new"]) == ("┌─", "C:╲new")
    chosen = only('"""ascii-diagram[charset=unicode]: a"""\n', "a.py")
    assert guarded(chosen, ["\\"]) == ("╲",)
    comment = only("// ascii-diagram: a\n", "a.c")
    assert guarded(comment, ["─\\ \\", "x"]) == ("─\\ ╲", "x")


def test_a_raw_docstring_keeps_its_backslashes() -> None:
    directive = only('def f():\n    r"""ascii-diagram: a"""\n', "a.py")
    lines = region_edit(directive, ["\\ \\", "/ /"]).lines
    ast.parse("def f():\n" + "\n".join(lines))


def test_fences_are_not_drawn_in_place() -> None:
    with pytest.raises(DirectiveError, match="when the page is built"):
        render_region(only("```ascii-diagram\na\n```\n", "a.md"), ["x"])


def test_a_paragraph_that_no_comment_can_hold() -> None:
    with pytest.raises(DirectiveError, match="cannot stand in an HTML comment"):
        region_edit(only("ascii-diagram: A --> B\n", "a.md"), ["x"])
