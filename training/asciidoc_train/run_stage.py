"""The stage `run`: one stage after the other; those that are up to date are not run again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import Field, field_validator

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.errors import ConfigError, TrainingError
from asciidoc_train.execution import ConfigSource, run_stage
from asciidoc_train.files import JsonObject, write_json
from asciidoc_train.stage import Job, Outcome, Plan, Stage
from asciidoc_train.stages import load_stage

_FROM_TOPICS_TO_SAMPLES = (
    "topics",
    "generate",
    "store",
    "split",
    "train",
    "plot",
    "export",
    "evaluate",
    "sample",
)


class RunConfig(Config):
    """Config of the stage `run`.

    Attributes:
        stages: What to run, in this order.
        configs: Config files of stages; the others have the ones in `configs/`.
    """

    stages: tuple[str, ...] = Field(default=_FROM_TOPICS_TO_SAMPLES, min_length=1)
    configs: dict[str, ConfigPath] = Field(default_factory=dict)

    @field_validator("stages")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            _load(name)
        return names

    @field_validator("configs")
    @classmethod
    def _configs_of_known(cls, configs: dict[str, Path]) -> dict[str, Path]:
        for name in configs:
            _load(name)
        return configs


def _load(name: str) -> Stage[Any]:
    try:
        stage = load_stage(name)
    except ConfigError as error:
        raise ValueError(str(error).replace("\n  hint: ", "; ")) from error
    if not stage.in_run:
        raise ValueError(f"the stage `{name}` cannot be part of a run")
    return stage


class RunStage(Stage[RunConfig]):
    """Runs stages that have changed configs or inputs, or have not run yet."""

    name = "run"
    help = "run the stages from topics to samples; what is up to date is not run again"
    in_run = False

    @property
    def config(self) -> type[RunConfig]:
        """What its config looks like."""
        return RunConfig

    def plan(self, config: RunConfig, job: Job) -> Plan:
        """Say which stages would run, and what each would do."""
        steps: list[str] = []
        for stage in _stages(config):
            try:
                own = stage.plan(_source(stage, config).load(stage), job).steps
            except TrainingError:
                own = ("known once the stages before it have run",)
            state = "up to date" if _up_to_date(stage, config, job) else "; ".join(own)
            steps.append(f"{stage.name}: {state}")
        return Plan(tuple(steps), tuple(config.configs.values()), (_state_path(job),))

    def run(self, config: RunConfig, job: Job) -> Outcome:
        """Run what is not up to date; stops at the first stage that is not sound."""
        done: JsonObject = {}
        summary: list[str] = []
        for stage in _stages(config):
            if _up_to_date(stage, config, job):
                done[stage.name] = "up to date"
                summary.append(f"{stage.name}: up to date")
                continue
            outcome = run_stage(stage, _source(stage, config), job)
            done[stage.name] = outcome.report
            summary += [f"{stage.name}: {line}" for line in outcome.summary]
            if not outcome.sound:
                summary.append(f"{stage.name}: something that must hold does not; stopped")
                return Outcome({"stages": done}, tuple(summary), sound=False)
            state = {**_state(job), stage.name: _fingerprint(stage, config, job)}
            write_json(_state_path(job), state)
        return Outcome({"stages": done}, tuple(summary))


def _stages(config: RunConfig) -> list[Stage[Any]]:
    return [load_stage(name) for name in config.stages]


def _source(stage: Stage[Any], config: RunConfig) -> ConfigSource:
    return ConfigSource(config.configs.get(stage.name))


def _state_path(job: Job) -> Path:
    return job.work / "run.json"


def _state(job: Job) -> Mapping[str, str]:
    try:
        data = cast(object, json.loads(_state_path(job).read_bytes()))
    except (OSError, ValueError):
        return {}  # nothing is known, so everything runs
    return cast("Mapping[str, str]", data) if isinstance(data, dict) else {}


def _up_to_date(stage: Stage[Any], config: RunConfig, job: Job) -> bool:
    known = _state(job).get(stage.name)
    return known is not None and known == _fingerprint(stage, config, job)


def _fingerprint(stage: Stage[Any], config: RunConfig, job: Job) -> str:
    """Return what a stage's result depends on: its config and the files it reads; or nothing
    when a file that it writes is missing.
    """
    own = _source(stage, config).load(stage)
    try:
        plan = stage.plan(own, job)
    except TrainingError:
        return ""
    digest = hashlib.sha256(own.model_dump_json().encode())
    for path in sorted(plan.reads):
        digest.update(str(path).encode())
        digest.update(path.read_bytes() if path.is_file() else b"missing")
    if not all(path.exists() for path in plan.writes):
        return ""
    return digest.hexdigest()


stage = RunStage()
