from __future__ import annotations

import ast

import pytest

from ascii_diagram.directives import Scan, apply_edits, region_edit, scan
from tests.core.directives.work import calls_in

DOC = '"""Doc.\n\n    ascii-diagram: a\n    """\n'


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    " + DOC,
        "async def f(\n    a={'x': 1},\n) -> None:\n    # c\n\n    r" + DOC,
        "class A(B):\n    x = 1\n    def f(self): # c\n        " + DOC,
        "#!/usr/bin/python\n# c\n\n" + DOC,
        "class A:\n    " + DOC.replace('"""', "'''") + "    x = 1\n",
        "def f():\n    " + DOC[:-1] + "  # c\n",
        "x = '''\n'''\n\ndef f():\n    " + DOC,
        "def f():\n    " + DOC + "broken = (\n",
    ],
)
def test_docstrings(text: str) -> None:
    found = scan(text, name="a.py")
    assert [d.prompt for d in found.directives] == ["a"]
    expanded = apply_edits(text, [region_edit(found.directives[0], ["┌─┐", "└─┘"])])
    assert "end ascii-diagram" in expanded
    if "broken" not in text:
        ast.parse(expanded)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + DOC,
        "f(\n    " + DOC + ")\n",
        "def f():\n    x = 1\n    " + DOC,
        "def f():\n    b" + DOC,
        "def f():\n    f" + DOC,
        "def f():\n    return " + DOC,
        "def f():\n    " + DOC[:-1] + ".strip()\n",
        "if x:\n    " + DOC,
        "x = {\n  'a':\n    " + DOC + "}\n",
        "import x\n" + DOC,
        "def f():\n    pass; " + DOC,
        "def f(a=\n    " + DOC[:-1] + "): pass\n",
        "def f():\n    '''x''' \\\n    " + DOC,
        'def f():\n    "ascii-diagram: a"\n',
        "def f():\n    # ascii\n    x\nascii-diagram: a\n",
    ],
)
def test_other_strings_are_left_alone(text: str) -> None:
    assert scan(text, name="a.py").directives == ()


def test_what_stands_behind_the_closing_quotes_stays() -> None:
    text = 'def f():\n    """ascii-diagram: a"""  # noqa\n    return 1\n'
    (directive,) = scan(text, name="a.py").directives
    lines = apply_edits(text, [region_edit(directive, ["┌─┐", "└─┘"])]).split("\n")
    assert lines[1] == '    """ascii-diagram: a'
    assert lines[-3:] == ['    """  # noqa', "    return 1", ""]


def test_closing_quotes_on_the_end_marker_are_fatal() -> None:
    text = 'def f():\n    """ascii-diagram: a\n    """\n'
    (directive,) = scan(text, name="a.py").directives
    text = apply_edits(text, [region_edit(directive, ["┌─┐", "└─┘"])])
    text = text.replace('\n    """\n', '"""\n')
    assert [p.code for p in scan(text, name="a.py").fatal] == ["bad-end-marker"]


@pytest.mark.parametrize(
    ("start", "piece", "found"),
    [
        ("x = (\n", '"""\nascii-diagram: a\n"""\n', 0),
        ('x = """\n', "ascii-diagram: a\n", 0),
        ("class A(\n" * 190, '"""\nascii-diagram: a\n"""\n', 0),
        ("", 'def f():\n    """ascii-diagram: a"""\n', 1),
    ],
)
def test_many_strings_take_work_in_proportion(start: str, piece: str, found: int) -> None:
    def scanned(count: int) -> Scan:
        return scan(start + piece * count, name="a.py")

    assert len(scanned(500).directives) == 500 * found
    assert calls_in(lambda: scanned(2_000)) < 5 * calls_in(lambda: scanned(500))
