"""Carries out a run with the trainer that its profile names."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from asciidoc_train.fine_tuning.batches import plan_steps
from asciidoc_train.fine_tuning.checkpoints import (
    RUN_FILE,
    STATE,
    CheckpointError,
    TrainedRun,
    load_run,
    save_run,
)
from asciidoc_train.fine_tuning.examples import Examples
from asciidoc_train.fine_tuning.learner import make_learner
from asciidoc_train.fine_tuning.profile import Profile
from asciidoc_train.fine_tuning.tokenizers import ModelTokenizer
from asciidoc_train.fine_tuning.training_loop import Course, TrainingLoop
from asciidoc_train.fine_tuning.world import World, join_world
from asciidoc_train.progress import Progress

torch: Any = import_module("torch")


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be trained, on what.

    Attributes:
        run: The run as it is before its first step.
        profile: All settings.
        tokenizer: Of the base.
        train: What is learned.
        dev: What is evaluated on; may hold nothing.
        fresh: Begin anew whatever there is.
        threads: Of torch on a CPU; 0 for its own choice.
    """

    run: TrainedRun
    profile: Profile
    tokenizer: ModelTokenizer
    train: Examples
    dev: Examples
    fresh: bool = False
    threads: int = 0


def carry_out(task: Assignment, progress: Progress) -> TrainedRun:
    """Train, go on with an interrupted run, or return the one that is finished.

    A finished run of something else is kept under its name with a number.

    Raises:
        TrainingError: See `TrainingLoop.train`.
        CheckpointError: The folder holds an unfinished run of something else.
    """
    if task.threads:
        torch.set_num_threads(task.threads)
    world = join_world()
    try:
        finished = _make_way(task, world)
        return finished or _train(task, world, progress)
    finally:
        world.leave()


def _train(task: Assignment, world: World, progress: Progress) -> TrainedRun:
    if task.profile.trainer != "own":
        from asciidoc_train.fine_tuning.library_trainers import Material, train_with_library

        material = Material(task.train, task.dev, task.tokenizer)
        return train_with_library(task.run, task.profile, material, world, progress)
    learner = make_learner(task.profile, task.tokenizer, task.run.folder.parent, world.device)
    steps = plan_steps(task.train.items, task.profile, world.size)
    one = _one_epoch(task.profile)
    course = Course(
        task.train.items,
        task.dev.items,
        steps,
        len(plan_steps(task.train.items, one, world.size)),
    )
    run = replace(task.run, planned_steps=len(steps), parameters=learner.parameters)
    return TrainingLoop(learner, task.profile, course, run, world).train(progress)


def _one_epoch(profile: Profile) -> Profile:
    """Return the profile for one epoch."""
    return profile.model_copy(update={"epochs": 1.0, "max_steps": 0})


def _make_way(task: Assignment, world: World) -> TrainedRun | None:
    """Look at what is in the run's folder, in all processes; returns a run that is finished."""
    folder = task.run.folder
    before = load_run(folder) if (folder / RUN_FILE).exists() and not task.fresh else None
    if before is not None and not any(path.exists() for path in (before.best, folder / STATE)):
        before = None  # it came to nothing
    world.wait()
    other = _difference(before, task.run) if before is not None else ""
    if before is not None and not other and before.finished:
        return before
    if before is not None and other and not before.finished:
        raise CheckpointError(
            f"{folder}: holds an unfinished run with another {other}",
            hint="give this run another name with --set name=NAME, or begin anew with --fresh",
        )
    if world.first:
        if task.fresh:
            shutil.rmtree(folder, ignore_errors=True)
        elif other:
            folder.rename(_free_name(folder))
            before = None
        save_run(before or task.run)
    world.wait()
    return None


def _free_name(folder: Path) -> Path:
    """Return a name beside `folder` for the finished run in it."""
    names = (folder.with_name(f"{folder.name}-{number}") for number in itertools.count(1))
    return next(path for path in names if not path.exists())


def _difference(before: TrainedRun, now: TrainedRun) -> str:
    """Return what makes two runs different; empty when nothing does."""
    if before.base.sha256 != now.base.sha256:
        return f"base ({before.base.name})"
    keys = [
        key for key in now.profile if before.profile.get(key) != now.profile[key] and key != "base"
    ]
    if keys:
        return "profile (" + ", ".join(f"{key}: {before.profile.get(key)}" for key in keys) + ")"
    return "" if before.data == now.data else "set of rows"
