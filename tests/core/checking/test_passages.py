from __future__ import annotations

import pytest

from ascii_diagram.checking import check_text

BOX = ("+-----+", "| one  |", "+-----+")


def found(text: str, name: str) -> int:
    return len(check_text(text, name=name))


def lines(prefix: str) -> str:
    return "".join(f"{prefix}{row}\n" for row in BOX)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", lines("# ")),
        ("a.py", lines("    #    ")),
        ("a.rs", lines("/// ")),
        ("a.sql", lines("-- ")),
        ("a.lisp", lines(";; ")),
        ("a.c", "/*\n" + lines(" * ") + " */\n"),
        ("a.c", "/*\n" + lines("   ") + "*/\n"),
        ("a.html", "<!--\n" + lines("  ") + "-->\n"),
        ("a.py", '"""Module.\n\n' + lines("") + '"""\n'),
        ("a.md", "```\n" + lines("") + "```\n"),
        ("a.md", "> - ~~~text\n" + lines(">   ") + ">   ~~~\n"),
        ("a.md", "Words:\n\n" + lines("    ")),
        ("a.txt", "Words:\n" + lines("  ") + "More.\n"),
        ("a.rst", "Words::\n\n" + lines("    ")),
        ("README", lines("")),
        (".gitignore", lines("# ")),
    ],
)
def test_drawings_are_found(name: str, text: str) -> None:
    assert found(text, name) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "```python\n" + lines("") + "```\n"),
        ("a.md", "```diff\n" + lines("") + "```\n"),
        ("a.md", lines("")),
        ("a.json", lines("")),
        ("a.py", "x = '''\n" + lines("") + "'''\n"),
        ("a.c", 'char *s = "\\\n' + lines("") + '";\n'),
        ("a.js", "const s = `\n" + lines("") + "`;\n"),
        ("a.c", "#define A \\\n+---+ \\\n|   | \\\n+--+\n"),
    ],
)
def test_what_is_no_drawing_is_passed_over(name: str, text: str) -> None:
    assert found(text, name) == 0


def test_rows_with_other_leaders_are_other_drawings() -> None:
    assert found("# +-----+\n  # | one |\n# +-----+\n", "a.py") == 0


def test_indented_by_tabs_throughout_is_fine() -> None:
    assert found("\t+-----+\n\t| one |\n\t+-----+\n", "a.txt") == 0
    assert found("#\t+-----+\n#\t| one |\n#\t+-----+\n", "a.py") == 0


def test_blank_rows_do_not_part_a_drawing() -> None:
    text = "# +-----+\n# | one |\n# +-----+\n#\n# +-----+\n# | two |\n# +----+\n"
    assert found(text, "a.py") == 1
