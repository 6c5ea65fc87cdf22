"""Runs one stage: its config, its plan or its work, and its report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from asciidoc_train.config import load_config
from asciidoc_train.files import JsonObject, write_json
from asciidoc_train.stage import Job, Outcome, Plan, Stage

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
"""The configs in the repository; an installed wheel has none."""


@dataclass(frozen=True, slots=True)
class ConfigSource:
    """Where a stage's config comes from.

    Attributes:
        path: The file; None for the stage's own file in `CONFIGS`, or defaults where there is none.
        overrides: `key=value`, over the file.
    """

    path: Path | None = None
    overrides: Sequence[str] = ()

    def load(self, stage: Stage[Any]) -> Any:
        """Return the config of `stage`; raises ConfigError."""
        own = CONFIGS / f"{stage.name}.yaml"
        path = self.path or (own if own.is_file() else None)
        return load_config(stage.config, path, self.overrides)


def report_path(job: Job, stage: str) -> Path:
    """Return where the JSON report of a stage is written."""
    return job.work / "reports" / f"{stage}.json"


def run_stage(stage: Stage[Any], source: ConfigSource, job: Job) -> Outcome:
    """Run a stage and write its report.

    Raises:
        TrainingError: As the stage; a report of a failed stage is not written.
    """
    config = source.load(stage)
    started, clock = datetime.now(UTC), time.monotonic()
    outcome = stage.run(config, job)
    frame: JsonObject = {
        "stage": stage.name,
        "sound": outcome.sound,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 3),
        "version": _version(),
        "config": config.model_dump(mode="json"),
    }
    write_json(report_path(job, stage.name), {**frame, **outcome.report})
    return outcome


def describe_plan(stage: Stage[Any], plan: Plan, job: Job) -> str:
    """Return a plan as text for the terminal."""
    lines = [f"{stage.name}: {stage.help}", ""]
    lines += [f"  {number}. {step}" for number, step in enumerate(plan.steps, 1)]
    for title, paths in (("reads", plan.reads), ("writes", plan.writes)):
        for path in paths:
            missing = "" if title == "writes" or path.exists() else "  (not there yet)"
            lines.append(f"  {title} {path}{missing}")
    lines += [f"  reports {report_path(job, stage.name)}", "", "Nothing was done (--dry-run)."]
    return "\n".join(lines)


def _version() -> str:
    try:
        return version("ascii-diagram")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"
