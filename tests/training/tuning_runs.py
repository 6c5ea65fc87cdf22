"""Runs of the stage `train` with tiny random weights."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from asciidoc_train.fine_tuning.checkpoints import TrainedRun, load_run
from asciidoc_train.fine_tuning.train_stage import TrainConfig, TrainStage
from asciidoc_train.rows import Row
from asciidoc_train.stage import Job

from tests.training.sample_rows import numbered, write

TINY: dict[str, Any] = {
    "base": "random",
    "precision": "fp32",
    "epochs": 2,
    "max_steps": 0,
    "batch_tokens": 512,
    "max_tokens": 256,
    "learning_rate": 3e-3,
}


def train(
    folder: Path,
    change: dict[str, Any] | None = None,
    *,
    rows: Sequence[Row] = (),
    dev: Sequence[Row] = (),
    name: str = "tiny",
    profile: str = "smoke",
    fresh: bool = False,
) -> TrainedRun:
    """Train in `folder` and return the run."""
    files = write(folder / f"{name}-rows.jsonl", rows or numbered(12))
    held = [write(folder / f"{name}-dev.jsonl", dev)] if dev else []
    config = TrainConfig(
        profile=profile,
        change={**TINY, **(change or {})},
        name=name,
        train=(files,),
        dev=tuple(held),
    )
    job = Job(folder, arguments=argparse.Namespace(fresh=fresh))
    TrainStage().run(config, job)
    return load_run(folder / "train" / name)
