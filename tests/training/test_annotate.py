from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from asciidoc_train.cli import main

from tests.training.sample_rows import write

NOTATION = ["direction: right", "pump -> tank: fills", "."]


class Person:
    """Types lines at the questions."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, work: Path) -> None:
        self.work = work
        self._lines: Iterator[str] = iter(())
        monkeypatch.setattr("builtins.input", self._type)

    def _type(self, question: str) -> str:
        print(question)
        try:
            return next(self._lines)
        except StopIteration:
            raise EOFError from None

    def annotate(self, *lines: str, words: tuple[str, ...] = ()) -> int:
        self._lines = iter(lines)
        return main(["annotate", "--work", str(self.work), *words])

    def rows(self) -> list[dict[str, str]]:
        text = (self.work / "annotate" / "rows.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Person:
    return Person(monkeypatch, tmp_path / "w")


def test_a_row_is_shown_checked_and_kept(
    person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    assert person.annotate("the pump fills the tank", *NOTATION, "y", ":q") == 0
    shown = capsys.readouterr().out
    assert "┌──────┐" in shown
    assert "1 rows added" in shown
    row = person.rows()[0]
    assert (row["origin"], row["kind"], row["asks"]) == ("annotated", "flow", "explicit")


def test_faults_are_told_and_can_be_mended(
    person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = ["pump -> ", "."]
    unsaid = ["direction: right", "sun -> sea: warms", "."]
    assert person.annotate("the pump fills the tank", *wrong, *unsaid, *NOTATION, "y") == 0
    shown = capsys.readouterr().out
    assert "line 1" in shown
    assert len(person.rows()) == 1


def test_later_sessions_go_on(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    person.annotate("the pump fills the tank", *NOTATION, "y")
    again = ["The pump fills the tank!"]
    person.annotate(*again, "a pump that fills a tank", *NOTATION, "n", ":s", "pump, tank", ":q")
    assert "already" in capsys.readouterr().out
    assert len(person.rows()) == 1


def test_prompts_for_answers_resume_behind_the_done_and_the_skipped(
    person: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [{"notation": f"direction: right\na{n} -> b{n}: wakes"} for n in range(4)]
    words = ("--prompts-for", str(write(tmp_path / "answers.jsonl", answers)))
    assert person.annotate("a0 wakes b0", "y", ":s", words=words) == 0
    capsys.readouterr()
    assert person.annotate("a2 wakes b2", "y", ":q", words=words) == 0
    shown = capsys.readouterr().out
    assert "a0 -> b0" not in shown
    assert "a1 -> b1" not in shown
    assert sorted(row["prompt"] for row in person.rows()) == ["a0 wakes b0", "a2 wakes b2"]


def test_the_store_finds_annotated_rows(person: Person, tmp_path: Path) -> None:
    person.annotate("the pump fills the tank", *NOTATION, "y")
    config = tmp_path / "store.yaml"
    config.write_text("sources: []\n", "utf-8")
    words = ["store", "--config", str(config), "--work", str(person.work), "--quiet"]
    assert main(words) == 0
    assert main([*words[:1], "search", "pump", *words[1:]]) == 0
