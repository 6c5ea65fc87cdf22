from __future__ import annotations

import json
from pathlib import Path

import pytest
from asciidoc_train.cli import main
from asciidoc_train.row_store import RowStore

from tests.training.sample_rows import LAYERS, LOGIN, WATER, numbered, write


class Workplace:
    """A work folder and a config with its sources."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.config = folder / "store.yaml"
        self.authored = write(folder / "authored.jsonl", [WATER, LOGIN])
        self.dev = write(folder / "dev.jsonl", [LAYERS])
        self.config.write_text(
            "sources:\n- path: authored.jsonl\n- {path: dev.jsonl, split: dev}\n", "utf-8"
        )

    def store(self, *words: str) -> int:
        fixed = ["--config", str(self.config), "--work", str(self.work), "--quiet"]
        return main(["store", *words, *fixed])

    def prompts(self) -> set[str]:
        with RowStore(self.work / "rows.sqlite3") as store:
            return {row.prompt for row in store.rows()}

    def lines(self, name: str) -> list[dict[str, object]]:
        text = (self.work / "store" / name).read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def report(self) -> dict[str, object]:
        return json.loads((self.work / "reports" / "store.json").read_text("utf-8"))


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path)


def test_build_keeps_right_rows_and_says_why_it_refuses_others(place: Workplace) -> None:
    broken = {"prompt": "other words", "notation": "direction: right\na -> "}
    wrong = WATER.model_copy(update=broken)
    write(place.authored, [WATER, wrong, "{not json", '{"prompt": "x"}', LOGIN])
    assert place.store() == 0
    assert place.prompts() == {WATER.prompt, LOGIN.prompt, LAYERS.prompt}
    where = [str(entry["where"]).rpartition(":")[2] for entry in place.lines("refused.jsonl")]
    assert sorted(where) == ["2", "3", "4"]
    report = place.report()
    assert report["rows"] == 3
    assert report["right"] == {
        "parsed": 1.0,
        "canonical": 1.0,
        "drawn_at_80": 1.0,
        "read_back": 1.0,
        "not_readable_kind": 0,
        "without_fault": 1.0,
    }


def test_training_rows_that_give_a_held_out_row_away_are_dropped(place: Workplace) -> None:
    other_answer = {"notation": "grid-columns: 1\nLeaf litter\nSoil", "topic": ""}
    near = LAYERS.model_copy(update={"prompt": "Draw: the layers of soil", **other_answer})
    same_answer = LAYERS.model_copy(update={"prompt": "humus, topsoil, subsoil, bedrock stacked"})
    write(place.authored, [WATER, near, same_answer])
    assert place.store() == 0
    assert place.prompts() == {WATER.prompt, LAYERS.prompt}
    assert len(place.lines("dropped.jsonl")) == 2
    assert place.report()["leakage"] == {"rows": 0, "examples": []}


def test_of_near_duplicates_the_more_trusted_one_stays(place: Workplace) -> None:
    near = {"prompt": "the pump fills the tank and the tank feeds a boiler"}
    template = WATER.model_copy(update={**near, "origin": "template"})
    write(place.authored, [template, WATER])
    assert place.store() == 0
    assert WATER.prompt in place.prompts()
    assert template.prompt not in place.prompts()


def test_building_twice_gives_the_same_store(place: Workplace) -> None:
    write(place.authored, numbered(30))
    assert place.store() == 0
    first = place.report()
    assert place.store() == 0
    assert {**place.report(), "started": "", "seconds": 0} == {**first, "started": "", "seconds": 0}


def test_imported_rows_outlive_the_next_build(place: Workplace, tmp_path: Path) -> None:
    more = write(tmp_path / "more.jsonl", numbered(2))
    assert place.store("import", str(more)) == 0
    more.unlink()
    assert place.store() == 0
    assert len(place.prompts()) == 5


def test_a_wrong_row_stops_an_import(
    place: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = write(tmp_path / "more.jsonl", [*numbered(1), '{"prompt": 1}'])
    assert place.store("import", str(more)) == 2
    assert "more.jsonl:2" in capsys.readouterr().err
    assert not (place.work / "store" / "imported.jsonl").exists()


def test_export_and_search(
    place: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.store() == 0
    assert place.store("export", str(tmp_path / "out.jsonl"), "--split", "dev") == 0
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [(row["prompt"], row["hash"]) for row in rows] == [(LAYERS.prompt, rows[0]["hash"])]
    capsys.readouterr()
    assert place.store("search", "boiler") == 0
    assert WATER.prompt in capsys.readouterr().out


def test_parquet_goes_out_and_in(place: Workplace, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow (extra `parquet`)")
    assert place.store() == 0
    out = tmp_path / "out.parquet"
    assert place.store("export", str(out)) == 0
    before = place.prompts()
    write(place.authored, [])
    write(place.dev, [])
    assert place.store("import", str(out)) == 0
    assert place.prompts() == before
    out.write_bytes(b"PAR1 nonsense")
    assert place.store("import", str(out)) == 2


def test_the_page_shows_the_figures(place: Workplace) -> None:
    assert place.store() == 0
    page = (place.work / "store" / "quality.md").read_text("utf-8")
    assert "| drawn at 80 | 1.0 |" in page
    assert "0 rows; it must be 0." in page


def test_a_dry_run_writes_nothing(place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.store("--dry-run") == 0
    assert "refuse rows with faults" in capsys.readouterr().out
    assert not place.work.exists()


def test_a_missing_source_is_an_error(place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    place.dev.unlink()
    assert place.store() == 2
    assert "dev.jsonl" in capsys.readouterr().err
