"""The list of answers that the product ships is what the rows say, and every answer is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from asciidoc_train.cli import main

from ascii_diagram.notation import parse, print_arrow
from ascii_diagram.resolve import topics
from ascii_diagram.resolve.topics.answers import read_answers
from tests.training.sample_rows import LAYERS, WATER, write

SHIPPED = Path(str(topics.__file__)).parent / "answers.jsonl"


def test_the_shipped_list_is_what_the_rows_say(tmp_path: Path) -> None:
    made = tmp_path / "answers.jsonl"
    assert main(["answers", "--work", str(tmp_path), "--set", f"package={made}"]) == 0
    assert made.read_bytes() == SHIPPED.read_bytes()


def test_only_topics_become_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, made = write(tmp_path / "rows.jsonl", [WATER, LAYERS]), tmp_path / "answers.jsonl"
    words = ["answers", "--work", str(tmp_path), "--set", f"rows=[{rows}]"]
    assert main([*words, "--set", f"package={made}"]) == 0
    (answer,) = read_answers(made.read_text(encoding="utf-8"))
    assert answer.text == LAYERS.notation
    assert "1 ways to ask" in capsys.readouterr().out


def test_no_topic_has_two_answers() -> None:
    answers = list(read_answers(SHIPPED.read_text(encoding="utf-8")))
    assert len({(answer.words, answer.style) for answer in answers}) == len(answers)


def test_every_shipped_answer_can_be_read() -> None:
    texts = {answer.text for answer in read_answers(SHIPPED.read_text(encoding="utf-8"))}
    assert len(texts) > 2_500
    assert all(print_arrow(parse(text)) == text for text in texts)
