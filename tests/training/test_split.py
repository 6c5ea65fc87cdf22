from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from asciidoc_train.cli import main
from asciidoc_train.quality import leakage
from asciidoc_train.row_store import RowStore
from asciidoc_train.rows import Row, Split
from asciidoc_train.split_stage import split_rows
from hypothesis import given
from hypothesis import strategies as st

from tests.training.sample_rows import LAYERS, WATER, numbered

NONE: frozenset[str] = frozenset()


def by_split(rows: list[Row], split: Split) -> set[str]:
    return {row.prompt for row in rows if row.split == split}


def copy(row: Row, **change: object) -> Row:
    return row.model_copy(update=change)


@given(st.integers(0, 99), st.floats(0, 0.5), st.randoms(use_true_random=False))
def test_nothing_alike_is_on_two_sides_whatever_the_order(
    seed: int, share: float, chance: random.Random
) -> None:
    rows = numbered(20)
    alike = [copy(row, prompt=f"please {row.prompt} now") for row in rows[:6]]
    answers = [copy(row, prompt=f"other words {i}") for i, row in enumerate(rows[6:12])]
    every = [*rows, *alike, *answers]
    kept, dropped = split_rows(every, NONE, share, seed)
    assert leakage(kept) == []
    assert len(kept) == len(every)
    assert not dropped
    chance.shuffle(every)
    again, _ = split_rows(every, NONE, share, seed)
    assert by_split(kept, "dev") == by_split(again, "dev")


def test_the_share_is_kept_on_the_whole() -> None:
    kept, _ = split_rows(numbered(400), NONE, 0.25, 7)
    assert 60 <= len(by_split(kept, "dev")) <= 140


def test_held_out_topics_are_held_out_by_mark_and_by_name() -> None:
    rows = [LAYERS, copy(WATER, prompt="how the Half-Adder adds two bits, as gates"), *numbered(3)]
    kept, _ = split_rows(rows, frozenset({"Soil", "half adder"}), 0, 1)
    assert by_split(kept, "heldout") == {rows[0].prompt, rows[1].prompt}
    assert len(by_split(kept, "train")) == 3


def test_published_rows_stay_and_their_relatives_go() -> None:
    dev = copy(WATER, split="dev")
    twin = copy(WATER, prompt="pump to tank to boiler")
    kept, dropped = split_rows([dev, twin, *numbered(4)], NONE, 0, 1)
    assert by_split(kept, "dev") == {dev.prompt}
    assert [row.prompt for row in dropped] == [twin.prompt]


def test_one_topic_stays_on_one_side() -> None:
    kept, _ = split_rows(numbered(60, topics=4), NONE, 0.5, 3)
    for topic in {row.topic for row in kept}:
        assert len({row.split for row in kept if row.topic == topic}) == 1


def test_the_stage_writes_files_and_is_stable(tmp_path: Path) -> None:
    config = tmp_path / "split.yaml"
    config.write_text("dev_share: 0.3\n", "utf-8")
    with RowStore(tmp_path / "w" / "rows.sqlite3") as store:
        store.add(numbered(40))
    words = ["split", "--config", str(config), "--work", str(tmp_path / "w"), "--quiet"]
    texts: list[dict[str, str]] = []
    for _ in range(2):
        assert main(words) == 0
        files = sorted((tmp_path / "w" / "split").iterdir())
        texts.append({file.name: file.read_text("utf-8") for file in files})
    assert texts[0] == texts[1]
    rows = [json.loads(line) for text in texts[0].values() for line in text.splitlines()]
    assert len(rows) == 40
    assert {row["split"] for row in rows} == {"train", "dev"}


def test_splitting_nothing_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "--work", str(tmp_path), "--quiet"]) == 2
    assert "asciidoc-train store" in capsys.readouterr().err
