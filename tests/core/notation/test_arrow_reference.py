"""The reference says what the parser does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ascii_diagram.errors import NotationError
from ascii_diagram.notation import parse, print_arrow, recognise

TEXT = (Path(__file__).parents[3] / "docs/reference/notation.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```text\n(.*?)\n```$", TEXT, re.DOTALL | re.MULTILINE)
ROWS = re.findall(r"^\| (`.*`) \| (notation|prose)(.*?) \|$", TEXT, re.MULTILINE)
ERROR = next(block for block in BLOCKS if block.startswith("line "))


@pytest.mark.parametrize("block", [block for block in BLOCKS if block != ERROR])
def test_examples_are_notation(block: str) -> None:
    assert parse(print_arrow(parse(block))) == parse(block)


@pytest.mark.parametrize(("texts", "kind", "why"), ROWS)
def test_the_table_of_notation_and_prose(texts: str, kind: str, why: str) -> None:
    for text in re.findall("`(.*?)`", texts):
        assert recognise(text) == ("arrow" if kind == "notation" else None)
        if "error" in why:
            with pytest.raises(NotationError):
                parse(text)


def test_the_error_shown() -> None:
    with pytest.raises(NotationError) as caught:
        parse("A -> B\nB -> C {stile: dashed}")
    assert str(caught.value) == ERROR


def test_names_with_and_without_quotes() -> None:
    rows = TEXT.partition("| no quotes needed | quotes needed |\n|---|---|\n")[2].split("\n\n")[0]
    for row in rows.splitlines():
        plain, _, quoted = row.strip("| ").partition("` | ")
        for name in re.findall("`(.*?)`", plain + "`"):
            assert parse(f"{name} -> Z") == parse(f'"{name}" -> Z'), name
        for name in re.findall('`(".*?")`', quoted):
            assert print_arrow(parse(f"{name} -> Z")) == f"{name} -> Z", name


def test_there_is_something_to_test() -> None:
    assert len(BLOCKS) >= 6
    assert len(ROWS) >= 8
