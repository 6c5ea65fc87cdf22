"""Stages that read files of rows say which line is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from asciidoc_train.cli import main
from asciidoc_train.rows import spread

from tests.training.sample_rows import numbered, write

READERS = [
    ("answers", "rows=[{}]", "package={}.out"),
    ("rename", "rows=[{}]", "times=1"),
    ("prune", "rows=[{}]", "size=300"),
    ("evaluate", "prompts=[{}]", "models=[rules]"),
    ("sample", "rows={}", "model=shipped"),
    ("train", "train=[{}]", "dev=[]"),
]


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_a_line_that_is_no_row_is_named(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "rows.jsonl", numbered(2))
    file.write_text(file.read_text("utf-8") + '{"prompt": "half a row"}\n', "utf-8")
    assert run(tmp_path, words, file) == 2
    said = capsys.readouterr().err
    assert f"{file}:3: " in said
    assert "asciidoc-train store" in said


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_a_file_without_rows_is_refused(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.jsonl"
    file.touch()
    assert run(tmp_path, words, file) == 2
    assert str(file) in capsys.readouterr().err
    assert not Path(f"{file}.out").exists()


def run(work: Path, words: tuple[str, ...], file: Path) -> int:
    stage, *settings = words
    if stage == "train":
        pytest.importorskip("torch", reason="torch is not installed (extra `tune`)")
    changes = [word for setting in settings for word in ("--set", setting.format(file))]
    return main([stage, "--quiet", "--work", str(work), *changes])


def test_some_of_many_are_spread_from_the_first_on() -> None:
    assert spread(range(10), 3) == [0, 3, 6]
    assert spread(range(2), 3) == [0, 1]
    assert spread((), 3) == []
