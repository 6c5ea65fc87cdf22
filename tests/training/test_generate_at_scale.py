"""Rows by datatrove: the plan without it, and with it a real run against a fake teacher."""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
from pathlib import Path

import pytest
import yaml
from asciidoc_train.cli import main
from asciidoc_train.generation.at_scale.config import GenerateAtScaleConfig
from asciidoc_train.generation.at_scale.documents import document_of, read_output, write_documents
from asciidoc_train.generation.config import Styles
from asciidoc_train.generation.remote import plan_tasks
from asciidoc_train.generation.tasks import Task
from asciidoc_train.rows import Row, read_rows
from asciidoc_train.stage import Job
from asciidoc_train.topics_stage import read_allotments

from tests.training.fake_teacher import FakeTeacher


@pytest.fixture
def work(tmp_path: Path) -> Path:
    assert main(["topics", "--quiet", "--work", str(tmp_path), "--set", "rows=60"]) == 0
    return tmp_path


def words(work: Path, url: str, scale: dict[str, object], *more: str) -> list[str]:
    file = work / "at-scale.yaml"
    remote = {"endpoints": [{"url": url, "model": "teacher", "concurrency": 4}]}
    file.write_text(yaml.safe_dump({"remote": remote, "scale": scale, "styles": {"hybrid": 0}}))
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
    files = write_documents(work / "tasks", tasks, 4)
    assert len(files) == 4
    written = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    assert sorted(entry["task"] for entry in written) == [task.number for task in tasks]
    assert len({entry["id"] for entry in written}) == len(tasks)
    assert write_documents(work / "tasks", tasks[:1], 4) == files[:1]
    assert sorted((work / "tasks").iterdir()) == files[:1]


def test_answers_of_another_config_are_not_taken(work: Path) -> None:
    tasks = _tasks(work)
    (work / "answers").mkdir()
    result = {"text": '{"rows": []}', "usage": {"prompt_tokens": 1, "completion_tokens": 1}}
    entries = [
        {"id": "0-0000000000000000", "metadata": {"rollout_results": [result]}},
        {"id": document_of(tasks[1])["id"], "metadata": {"rollout_results": [result]}},
        {"id": document_of(tasks[2])["id"], "metadata": {}},
    ]
    with gzip.open(work / "answers" / "0.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(entry) + "\n" for entry in entries)
    answers, failed = read_output(work / "answers", tasks, "teacher")
    assert answers == {}
    assert list(failed) == [tasks[1].number]


@pytest.mark.skipif(
    importlib.util.find_spec("datatrove") is None,
    reason="datatrove is not installed (extra `scale`)",
)
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


@pytest.mark.skipif(
    importlib.util.find_spec("datatrove") is None,
    reason="datatrove is not installed (extra `scale`)",
)
@pytest.mark.parametrize("fault", ["html", "500"])
def test_datatrove_asks_again_after_junk(work: Path, fault: str) -> None:
    with FakeTeacher(lambda number, body: fault if number == 0 else "ok") as teacher:
        assert main(words(work, teacher.url, {"shards": 1, "workers": 1})) == 0
        assert len(teacher.requests) == len(_tasks(work)) + 1


def _tasks(work: Path) -> list[Task]:
    counts = [(e.topic(), e.rows) for e in read_allotments(Job(work)) if e.rows]
    return plan_tasks(GenerateAtScaleConfig(styles=Styles(hybrid=0)), counts)
