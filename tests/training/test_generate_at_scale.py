"""Rows by datatrove: the plan without it, and with it a real run against a fake teacher."""

from __future__ import annotations

import gzip
import importlib.util
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from asciidoc_train.cli import main
from asciidoc_train.generation.agents import Asking
from asciidoc_train.generation.at_scale.config import GenerateAtScaleConfig
from asciidoc_train.generation.at_scale.documents import document_id, read_output, write_documents
from asciidoc_train.generation.config import Styles
from asciidoc_train.generation.remote import plan_tasks
from asciidoc_train.generation.tasks import Task
from asciidoc_train.rows import Row, read_rows
from asciidoc_train.stage import Job
from asciidoc_train.topics_stage import read_allotments

from tests.training.fake_teacher import FakeTeacher

ASKING = Asking(("teacher",), 0.9, 2500)
STYLES = {"hybrid": 0.0, "ascii_art": 0.0}  # the fake teacher draws no pictures
needs_datatrove = pytest.mark.skipif(
    importlib.util.find_spec("datatrove") is None,
    reason="datatrove is not installed (extra `scale`)",
)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    assert main(["topics", "--quiet", "--work", str(tmp_path), "--set", "rows=60"]) == 0
    return tmp_path


def words(work: Path, url: str, scale: dict[str, object], *more: str) -> list[str]:
    file = work / "at-scale.yaml"
    remote = {"endpoints": [{"url": url, "model": "teacher", "concurrency": 4}]}
    file.write_text(yaml.safe_dump({"remote": remote, "scale": scale, "styles": STYLES}))
    return ["generate-at-scale", "--quiet", "--work", str(work), "--config", str(file), *more]


@pytest.mark.parametrize("executor", ["local", "slurm", "ray"])
def test_the_plan_needs_neither_datatrove_nor_a_cluster(
    work: Path, executor: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "datatrove", None)
    scale: dict[str, object] = {"executor": executor, "shards": 3}
    if executor == "slurm":
        scale["slurm"] = {"partition": "gpu"}
    assert main([*words(work, "https://teacher.example/v1", scale), "--dry-run"]) == 0
    plan = capsys.readouterr().out
    assert "3 shards" in plan
    assert "https://teacher.example/v1" in plan
    assert not (work / "generate-at-scale").exists()


def test_without_datatrove_it_says_what_to_install(
    work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "datatrove", None)
    assert main(words(work, "http://127.0.0.1:9/v1", {})) == 2
    assert "ascii-diagram[scale]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("scale", "told"),
    [
        ({"executor": "slurm"}, "scale.slurm.partition"),
        ({"executor": "slurm", "slurm": {"partition": "gpu", "time": "soon"}}, "time"),
        ({"executor": "kubernetes"}, "executor"),
        ({"shards": 0}, "shards"),
    ],
)
def test_bad_configs_are_refused(
    work: Path, scale: dict[str, object], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words(work, "http://127.0.0.1:9/v1", scale), "--dry-run"]) == 2
    assert told in capsys.readouterr().err


def test_tasks_are_dealt_out_whole(work: Path) -> None:
    tasks = _tasks(work)
    files = write_documents(work / "tasks", tasks, ASKING, 4)
    assert len(files) == 4
    written = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    assert sorted(entry["task"] for entry in written) == [task.number for task in tasks]
    assert len({entry["id"] for entry in written}) == len(tasks)
    assert len(write_documents(work / "one", tasks[:1], ASKING, 4)) == 1


def test_answers_of_another_config_are_not_taken(work: Path) -> None:
    tasks = _tasks(work)
    (work / "answers").mkdir()
    result = {"text": '{"rows": []}', "usage": {"prompt_tokens": 1, "completion_tokens": 1}}
    entries: list[dict[str, object]] = [
        {"id": "0-0000000000000000", "metadata": {"rollout_results": [result]}},
        {"id": document_id(tasks[1], ASKING), "metadata": {"rollout_results": [result]}},
        {"id": document_id(tasks[2], ASKING), "metadata": {}},
    ]
    with gzip.open(work / "answers" / "0.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(entry) + "\n" for entry in entries)
    answers, failed = read_output([work / "answers"], tasks, ASKING)
    assert answers == {}
    assert list(failed) == [tasks[1].number]
    other = replace(ASKING, models=("another",))
    assert read_output([work / "answers"], tasks, other) == ({}, {})


@needs_datatrove
def test_datatrove_asks_and_a_second_run_asks_nobody(work: Path) -> None:
    with FakeTeacher(lambda number, body: "ok") as teacher:
        asked = words(work, teacher.url, {"shards": 2, "workers": 1})
        assert main(asked) == 0
        rows = [row for _, row in read_rows(work / "generate" / "rows.jsonl")]
        calls = len(teacher.requests)
        assert calls == len(_tasks(work))
        assert main(asked) == 0
        assert len(teacher.requests) == calls
    assert rows
    assert all(isinstance(row, Row) and row.origin == "teacher" for row in rows)
    assert teacher.requests[0]["response_format"]["type"] == "json_schema"


@needs_datatrove
@pytest.mark.parametrize("fault", ["html", "500"])
def test_datatrove_asks_again_after_junk(work: Path, fault: str) -> None:
    with FakeTeacher(lambda number, body: fault if number == 0 else "ok") as teacher:
        assert main(words(work, teacher.url, {"shards": 1, "workers": 1})) == 0
        assert len(teacher.requests) == len(_tasks(work)) + 1


@needs_datatrove
def test_calls_without_a_usable_answer_are_made_again(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = len(_tasks(work))
    with FakeTeacher(lambda number, body: "junk" if number % 2 and number < tasks else "ok") as t:
        asked = words(work, t.url, {"shards": 2, "workers": 1})
        assert main(asked) == 0
        assert f"{tasks // 2} calls without a usable answer" in capsys.readouterr().out
        first = _rows(work)
        assert main(asked) == 0
        assert len(t.requests) == tasks + tasks // 2
    assert len(_rows(work)) > len(first)
    assert first <= _rows(work)


@needs_datatrove
def test_a_config_with_more_rows_is_asked_for(work: Path) -> None:
    with FakeTeacher(lambda number, body: "ok") as teacher:
        asked = words(work, teacher.url, {"shards": 2, "workers": 1})
        assert main(asked) == 0
        first = _rows(work)
        assert main(["topics", "--quiet", "--work", str(work), "--set", "rows=120"]) == 0
        assert main(asked) == 0
    assert len(_rows(work)) > len(first)


@needs_datatrove
def test_a_round_that_broke_off_goes_on(work: Path) -> None:
    calls = len(_tasks(work))
    with FakeTeacher(lambda number, body: "ok") as teacher:
        asked = words(work, teacher.url, {"shards": 2, "workers": 1})
        assert main(asked) == 0
        (place,) = (work / "generate-at-scale").iterdir()
        shutil.rmtree(place / "checkpoints")
        (place / "logs" / "completions" / "00001").unlink()
        (place / "answers" / "00001_0.jsonl.gz").write_bytes(b"half")
        assert main(asked) == 0
        assert len(teacher.requests) == calls + calls // 2
    assert list((work / "generate-at-scale").iterdir()) == [place]


@needs_datatrove
def test_rows_that_are_there_are_not_replaced_by_none(work: Path) -> None:
    place = work / "generate" / "rows.jsonl"
    assert main(["generate", "--quiet", "--work", str(work), "--teacher", "local"]) == 0
    before = place.read_bytes()
    assert before
    with FakeTeacher(lambda number, body: "junk") as teacher:
        assert main(words(work, teacher.url, {"shards": 1, "workers": 1})) == 1
    assert place.read_bytes() == before


def _rows(work: Path) -> set[str]:
    rows = read_rows(work / "generate" / "rows.jsonl")
    return {row.hash for _, row in rows if isinstance(row, Row)}


def _tasks(work: Path) -> list[Task]:
    counts = [(e.topic(), e.rows) for e in read_allotments(Job(work)) if e.rows]
    return plan_tasks(GenerateAtScaleConfig(styles=Styles(**STYLES)), counts)
