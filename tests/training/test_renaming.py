"""A renamed row asks for the same drawing of other things."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from asciidoc_train.cli import main
from asciidoc_train.renaming.names import NamePool, row_names
from asciidoc_train.renaming.rename import rename
from asciidoc_train.row_checks import check_row
from asciidoc_train.rows import Row, read_rows

from ascii_diagram.diagram import Graph
from ascii_diagram.notation import parse
from tests.training.sample_rows import WATER, write

DATA = Path(__file__).parents[2] / "training" / "data" / "authored.jsonl"


@pytest.fixture(scope="module")
def authored() -> list[Row]:
    rows = [row for _, row in read_rows(DATA) if isinstance(row, Row)]
    return [row for row in rows if row.asks == "explicit" and row.style == "tui_flow"][::25]


@pytest.fixture(scope="module")
def pool(authored: list[Row]) -> NamePool:
    return NamePool(authored)


def shape(row: Row) -> object:
    """Edges by the places of their ends, and the labels on them."""
    diagram = parse(row.notation)
    if not isinstance(diagram, Graph):
        return len(row_names(row))
    place = {node.id: number for number, node in enumerate(diagram.nodes)}
    place |= {group.id: -1 - number for number, group in enumerate(diagram.groups)}
    edges = [(place[e.source], place[e.target], e.arrow) for e in diagram.edges]
    return edges, [len(g.members) for g in diagram.groups], diagram.direction


def test_renamed_rows_keep_their_shape(authored: list[Row], pool: NamePool) -> None:
    random = Random(1)
    told = [(row, rename(row, pool, random)) for row in authored]
    changed = [(old, new) for old, new in told if new is not None]
    assert len(changed) > len(authored) // 2
    for old, new in changed:
        assert shape(new) == shape(old)
        assert check_row(new).faults == ()
        assert len(set(row_names(new)) - set(row_names(old))) >= 2
        assert new.origin == "renamed"


def test_names_change_in_prompt_and_notation_alike(pool: NamePool) -> None:
    for seed in range(20):
        new = rename(WATER, pool, Random(seed))
        assert new is not None
        pump, tank, boiler = row_names(new)
        assert new.prompt == f"The {pump} fills the {tank}, and the {tank} feeds the {boiler}."
        assert new.notation.startswith("direction: right\n")


def test_the_same_seed_gives_the_same_names(pool: NamePool) -> None:
    assert rename(WATER, pool, Random(3)) == rename(WATER, pool, Random(3))


@pytest.mark.parametrize(
    "prompt",
    [
        "Water is moved by pumps from tanks into boilers.",  # no name stands in it as it is
        "The pump fills it.",  # only one does
    ],
)
def test_rows_whose_names_are_not_in_the_prompt_stay_out(pool: NamePool, prompt: str) -> None:
    assert rename(WATER.model_copy(update={"prompt": prompt}), pool, Random(0)) is None


def test_names_that_share_words_stay(pool: NamePool) -> None:
    row = WATER.model_copy(
        update={
            "prompt": "the API gateway calls the gateway, and the cache asks the disk",
            "notation": "direction: right\nAPI gateway -> gateway: calls\ncache -> disk: asks",
        }
    )
    new = rename(row, pool, Random(0))
    assert new is not None
    assert "the API gateway calls the gateway, and the " in new.prompt
    assert "API gateway -> gateway: calls" in new.notation


def test_the_stage_writes_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = write(
        tmp_path / "rows.jsonl", [r for _, r in read_rows(DATA) if isinstance(r, Row)][:40]
    )
    words = ["rename", "--work", str(tmp_path / "work"), "--set", f"rows=[{rows}]"]
    assert main([*words, "--set", "times=2"]) == 0
    told = [row for _, row in read_rows(tmp_path / "work" / "rename" / "rows.jsonl")]
    assert told
    assert all(isinstance(row, Row) for row in told)
    assert "rows out of" in capsys.readouterr().out
