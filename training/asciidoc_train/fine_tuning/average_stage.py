"""The stage `average`: the mean of the weights of runs that went on from each other."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from ascii_diagram_models.weights import file_digest
from pydantic import Field

from asciidoc_train.config import Config
from asciidoc_train.errors import ConfigError
from asciidoc_train.files import JsonObject
from asciidoc_train.fine_tuning.checkpoints import RUN_FILE, TrainedRun, load_run, save_run
from asciidoc_train.fine_tuning.saving import save_whole
from asciidoc_train.stage import Job, Outcome, Plan, Stage

_WEIGHTS = "model.safetensors"
_TRAINER = "average"


class AverageConfig(Config):
    """Config of the stage `average`.

    Attributes:
        runs: Names of runs in `train/`, of the method `full` and one shape; their last weights
            count alike.
        name: Of the result in `train/`.
    """

    runs: tuple[str, ...] = Field(min_length=2)
    name: str = Field(default="average", pattern=r"^[\w.-]+$")


class AverageStage(Stage[AverageConfig]):
    """Averages weights ("model soup", Wortsman et al. 2022, arXiv:2203.05482)."""

    name = "average"
    help = "average the weights of training runs"

    @property
    def config(self) -> type[AverageConfig]:
        """What its config looks like."""
        return AverageConfig

    def plan(self, config: AverageConfig, job: Job) -> Plan:
        """Say which runs are averaged."""
        files = tuple(job.folder("train") / run / "last" / _WEIGHTS for run in config.runs)
        step = f"average the last weights of {len(config.runs)} runs"
        return Plan((step,), files, (job.folder("train") / config.name,))

    def run(self, config: AverageConfig, job: Job) -> Outcome:
        """Write the mean as a run of its own."""
        if config.name in config.runs:
            raise ConfigError("`name` is one of the runs", hint="give the result another name")
        runs = [_finished(job.folder("train") / name) for name in config.runs]
        record = _record(runs, job.folder("train") / config.name)
        _refuse_another(record)
        mean = _mean(runs)

        def write(place: Path) -> None:
            shutil.copytree(runs[-1].last, place, dirs_exist_ok=True)
            _safetensors().save_file(mean, place / _WEIGHTS, metadata={"format": "pt"})

        save_run(replace(record, finished=False))  # says whose the folder is, if this breaks off
        for kept in (record.best, record.last):
            save_whole(kept, write)
        save_run(record)
        report: JsonObject = {"runs": list(config.runs), "tensors": len(mean)}
        return Outcome(report, (f"wrote the mean of {', '.join(config.runs)} to {record.folder}",))


def _finished(folder: Path) -> TrainedRun:
    run = load_run(folder)
    if run.is_adapter:
        raise ConfigError(f"{folder}: an adapter", hint="average runs of the method full")
    if not run.finished or not (run.last / _WEIGHTS).is_file():
        raise ConfigError(f"{folder}: not trained to its end", hint="let `train` finish it first")
    return run


def _record(runs: Sequence[TrainedRun], folder: Path) -> TrainedRun:
    """Return what `run.json` of the mean says."""
    sums = " ".join(file_digest(run.last / _WEIGHTS) for run in runs)
    return replace(
        runs[-1],
        folder=folder,
        trainer=_TRAINER,
        data=hashlib.sha256(sums.encode()).hexdigest(),
        steps=sum(run.steps for run in runs),
        planned_steps=sum(run.planned_steps for run in runs),
        best_step=0,
        best_loss=None,
    )


def _refuse_another(record: TrainedRun) -> None:
    """Raise ConfigError where there is anything else than this very mean."""
    folder = record.folder
    if not folder.exists():
        return
    known = load_run(folder) if (folder / RUN_FILE).is_file() else None
    if known is None or (known.trainer, known.data) != (record.trainer, record.data):
        raise ConfigError(f"{folder}: there is another run", hint="give the mean another name")


def _mean(runs: Sequence[TrainedRun]) -> dict[str, Any]:
    total: dict[str, Any] = {}
    for run in runs:
        weights: dict[str, Any] = _safetensors().load_file(run.last / _WEIGHTS)
        if total and {name: w.shape for name, w in weights.items()} != {
            name: w.shape for name, w in total.items()
        }:
            raise ConfigError(f"{run.folder}: its weights have other shapes than the first run's")
        for name, weight in weights.items():
            total[name] = total[name] + weight if name in total else weight.clone()
    return {name: weight / len(runs) for name, weight in total.items()}


def _safetensors() -> Any:
    return import_module("safetensors.torch")


stage = AverageStage()
