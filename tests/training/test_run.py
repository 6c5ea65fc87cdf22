from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from asciidoc_train.cli import main
from asciidoc_train.errors import TrainingError
from asciidoc_train.execution import CONFIGS, ConfigSource
from asciidoc_train.run_stage import RunConfig
from asciidoc_train.run_stage import stage as run_stage
from asciidoc_train.stage import Job, Plan, Stage
from asciidoc_train.stages import STAGES, load_stage

from tests.training.sample_rows import numbered, write

TOPICS = "fields:\n  software: {share: 1, required: {web: [Login]}}\n"


class Pipeline:
    """All stages with configs of their own, at the size of a smoke test."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.work = folder, folder / "w"
        texts = {
            "t": TOPICS,
            "topics": "topics: t.yaml\nrows: 12\n",
            "generate": "teacher: local\n",
            "store": "sources: [{path: a.jsonl}]\n",
            "split": "dev_share: 0.2\n",
            "run": "configs:\n"
            + "".join(f"  {n}: {n}.yaml\n" for n in ("topics", "generate", "store", "split"))
            + "stages: [topics, generate, store, split]\n",
        }
        for name, text in texts.items():
            (folder / f"{name}.yaml").write_text(text, "utf-8")
        write(folder / "a.jsonl", numbered(10))

    def run(self, *words: str) -> int:
        config = str(self.folder / "run.yaml")
        return main(["run", "--config", config, "--work", str(self.work), "--quiet", *words])


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path)


def test_everything_runs_and_then_nothing_does(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pipeline.run() == 0
    assert (pipeline.work / "split" / "train.jsonl").stat().st_size > 0
    capsys.readouterr()
    assert pipeline.run() == 0
    assert capsys.readouterr().out.count("up to date") == 4


def test_what_changed_is_run_again_with_what_depends_on_it(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pipeline.run() == 0
    write(pipeline.folder / "a.jsonl", numbered(11))
    capsys.readouterr()
    assert pipeline.run() == 0
    out = capsys.readouterr().out
    assert "topics: up to date" in out
    assert "generate: up to date" in out
    assert "store: 2" in out
    assert "split: train" in out


def test_other_topics_make_other_rows(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pipeline.run() == 0
    (pipeline.folder / "topics.yaml").write_text("topics: t.yaml\nrows: 24\n", "utf-8")
    capsys.readouterr()
    assert pipeline.run() == 0
    assert "generate: 24 rows" in capsys.readouterr().out


def test_a_run_that_broke_off_goes_on_behind_the_stages_that_were_done(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    (pipeline.folder / "a.jsonl").rename(pipeline.folder / "b.jsonl")
    assert pipeline.run() == 2
    (pipeline.folder / "b.jsonl").rename(pipeline.folder / "a.jsonl")
    capsys.readouterr()
    assert pipeline.run() == 0
    assert "generate: up to date" in capsys.readouterr().out


def test_the_plan_of_a_fresh_run_names_every_stage(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pipeline.run("--dry-run") == 0
    out = capsys.readouterr().out
    for name in ("topics:", "generate:", "store:", "split:"):
        assert name in out
    assert not pipeline.work.exists()
    assert pipeline.run("--dry-run", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["steps"]) == 4


def test_the_readme_tells_of_every_stage() -> None:
    text = (CONFIGS.parent / "README.md").read_text("utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \| ", text, re.MULTILINE)
    assert sorted(name for name in told if name in STAGES) == sorted(STAGES)
    (run,) = re.findall(r"^\| `run` \| (.*?), or", text, re.MULTILINE)
    assert tuple(re.findall(r"`(.+?)`", run)) == RunConfig().stages


def test_each_stage_reads_what_is_in_the_repository_or_made_before(tmp_path: Path) -> None:
    job, made = Job(tmp_path), set[Path]()
    for stage in map(load_stage, ConfigSource().load(run_stage).stages):
        plan = _plan(stage, job)
        if isinstance(plan, TrainingError):  # it needs to see what stages before it made
            waits = any(str(path) in str(plan) for path in made)
            assert waits or "not installed" in str(plan), stage.name
            continue
        for path in plan.reads:
            assert path.exists() or path in made, stage.name
        for path in plan.writes:
            assert path.is_relative_to(tmp_path), stage.name
            made |= {path, tmp_path / path.relative_to(tmp_path).parts[0]}


def _plan(stage: Stage[Any], job: Job) -> Plan | TrainingError:
    try:
        return stage.plan(ConfigSource().load(stage), job)
    except TrainingError as error:
        return error


@pytest.mark.parametrize(
    ("stages", "message"),
    [("[topcis]", "did you mean `topics`?"), ("[annotate]", "cannot be part of a run")],
)
def test_wrong_stages_are_refused(
    pipeline: Pipeline, stages: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pipeline.run("--set", f"stages={stages}") == 2
    assert message in capsys.readouterr().err
