"""The rows in the repository: whole, in order, and without leaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from asciidoc_train.duplicates import leaks
from asciidoc_train.errors import RowError
from asciidoc_train.execution import CONFIGS
from asciidoc_train.generation.personas import load_personas, persona_sets
from asciidoc_train.row_checks import check_row
from asciidoc_train.rows import Row, read_rows, write_rows

DATA = CONFIGS.parent / "data"
DEV = ("dev.jsonl", "dev_explicit.jsonl", "dev_styles.jsonl")
FILES = ("authored.jsonl", *DEV, "tuning.jsonl", "known_topics.jsonl")


def rows_of(name: str) -> list[Row]:
    rows: list[Row] = []
    for number, row in read_rows(DATA / name):
        assert not isinstance(row, RowError), f"{name}:{number}: {row}"
        rows.append(row)
    return rows


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_as_the_store_writes_it(name: str, tmp_path: Path) -> None:
    again = tmp_path / name
    write_rows(again, rows_of(name))
    assert again.read_text("utf-8") == (DATA / name).read_text("utf-8")


@pytest.mark.parametrize("name", FILES)
def test_no_question_is_asked_twice(name: str) -> None:
    rows = rows_of(name)
    assert len({row.question for row in rows}) == len(rows)


@pytest.mark.parametrize("name", FILES)
def test_rows_are_right(name: str) -> None:
    # a sample: `asciidoc-train store` looks at all of them
    for row in rows_of(name)[::40]:
        assert check_row(row).faults == (), row.prompt


def test_personas_are_known() -> None:
    known = {persona.id for persona in load_personas(persona_sets())} | {""}
    for name in FILES:
        assert {row.persona for row in rows_of(name)} <= known


def test_no_training_row_gives_a_dev_row_away() -> None:
    dev = [row for name in DEV for row in rows_of(name)]
    assert len(dev) >= 200
    for name in ("authored.jsonl", "tuning.jsonl"):
        found = leaks(dev, rows_of(name))
        assert [(twin.row.prompt, twin.earlier.prompt) for twin in found] == []
