"""The stage `train`: rows and a profile to a trained model or adapter."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import Field

from asciidoc_train.config import Config, ConfigPath, load_config
from asciidoc_train.errors import ConfigError
from asciidoc_train.files import JsonObject
from asciidoc_train.fine_tuning.base_models import identify_base, load_tokenizer
from asciidoc_train.fine_tuning.batches import plan_steps
from asciidoc_train.fine_tuning.checkpoints import TrainedRun
from asciidoc_train.fine_tuning.examples import Examples, read_examples
from asciidoc_train.fine_tuning.profile import Profile
from asciidoc_train.stage import Job, Outcome, Plan, Stage

PROFILES = Path(__file__).resolve().parent.parent.parent / "configs" / "profiles"
"""The profiles in the repository; an installed wheel has none."""

_SMOKE = ("max_steps=6", "evaluate_every=3", "save_every=3")
_PACKAGES = ("torch", "transformers", "peft", "bitsandbytes", "trl", "unsloth")


class TrainConfig(Config):
    """Config of the stage `train`.

    Attributes:
        profile: Name of a file in `configs/profiles`, or a path that ends in `.yaml`.
        change: Keys of the profile that are other here, such as `{learning_rate: 1.0e-4}`.
        name: Of the run: the folder in `train/`; empty for the profile's name.
        train: Files of rows; empty for what `split` wrote.
        dev: Files of rows for evaluations; None for what `split` wrote, an empty list for none.
        scale: `smoke` trains a few steps with tiny random weights in place of the profile's base.
        threads: Of torch on a CPU; 0 for its own choice.
    """

    profile: str = "smoke"
    change: dict[str, Any] = Field(default_factory=dict)
    name: str = Field(default="", pattern=r"^[\w][\w.-]*$|^$", max_length=80)
    train: tuple[ConfigPath, ...] = ()
    dev: tuple[ConfigPath, ...] | None = None
    scale: Literal["full", "smoke"] = "full"
    threads: int = Field(default=0, ge=0, le=256)

    @property
    def run_name(self) -> str:
        """Name of the run's folder."""
        return self.name or Path(self.profile).name.removesuffix(".yaml")

    def profile_path(self) -> Path:
        """Return the profile's file; raises ConfigError."""
        if self.profile.endswith(".yaml"):
            return Path(self.profile).resolve()
        path = PROFILES / f"{self.profile}.yaml"
        if not path.is_file():
            known = sorted(file.stem for file in PROFILES.glob("*.yaml"))
            near = difflib.get_close_matches(self.profile, known, 1, 0.4)
            hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}"
            raise ConfigError(f"there is no profile `{self.profile}`", hint=hint)
        return path

    def load_profile(self) -> Profile:
        """Return the profile with the changes; raises ConfigError."""
        changes = [f"{key}={json.dumps(value)}" for key, value in _flat(self.change)]
        path = self.profile_path()
        smoke: list[str] = []
        if self.scale == "smoke":
            pictures = load_config(Profile, path).base == "pictures"
            smoke = [*_SMOKE, "pictures.size=smoke" if pictures else "base=random"]
        return load_config(Profile, path, [*smoke, *changes])

    def rows(self, job: Job) -> tuple[list[Path], list[Path]]:
        """Return the files of train and dev rows."""
        split = job.folder("split")
        train = list(self.train) or [split / "train.jsonl"]
        return train, [split / "dev.jsonl"] if self.dev is None else list(self.dev)


class TrainStage(Stage[TrainConfig]):
    """Trains with our own loop, or with that of TRL or Unsloth."""

    name = "train"
    help = "fine-tune a model on the rows: all weights, LoRA or QLoRA"

    @property
    def config(self) -> type[TrainConfig]:
        """What its config looks like."""
        return TrainConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add `--fresh`."""
        parser.add_argument(
            "--fresh", action="store_true", help="begin anew; a run of this name is removed"
        )

    def plan(self, config: TrainConfig, job: Job) -> Plan:
        """Say what would be trained on what, in how many steps."""
        profile = config.load_profile()
        train, dev = config.rows(job)
        folder = _folder(config, job)
        steps = [
            f"{profile.method} of the base `{profile.base}` in {profile.precision}, "
            f"{profile.optimizer}, learning rate {profile.learning_rate:g} ({profile.schedule})",
            *(_describe_course(profile, train, dev) if all(p.is_file() for p in train) else ()),
            f"keep the best weights of the dev rows in {folder / 'best'}, "
            f"the last in {folder / 'last'}",
        ]
        return Plan(
            tuple(steps),
            (config.profile_path(), *train, *dev),
            (folder / "run.json", folder / "best", folder / "last"),
        )

    def run(self, config: TrainConfig, job: Job) -> Outcome:
        """Train, or go on."""
        from asciidoc_train.fine_tuning.trainers import Assignment, carry_out

        profile = config.load_profile()
        base = identify_base(profile)
        tokenizer = load_tokenizer(profile)
        train_files, dev_files = config.rows(job)
        train = read_examples(
            train_files, tokenizer, max_tokens=profile.max_tokens, repeats=profile.repeats
        )
        dev = Examples()
        if dev_files:
            dev = read_examples(
                dev_files, tokenizer, max_tokens=profile.max_tokens, may_be_empty=True
            )
        run = TrainedRun(
            folder=_folder(config, job),
            profile=profile.model_dump(mode="json"),
            method=profile.method,
            trainer=profile.trainer,
            base=base,
            seed=profile.seed,
            data=train.digest,
            versions=_versions(),
        )
        fresh = bool(getattr(job.arguments, "fresh", False))
        done = carry_out(
            Assignment(run, profile, tokenizer, train, dev, fresh, config.threads), job.progress
        )
        return Outcome(_report(done, train, dev), _summary(done, train, dev))


def _folder(config: TrainConfig, job: Job) -> Path:
    return job.folder("train") / config.run_name


def _flat(change: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in change.items():
        if isinstance(value, dict):
            yield from _flat(cast("dict[str, Any]", value), f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _describe_course(profile: Profile, train: list[Path], dev: list[Path]) -> Iterator[str]:
    tokenizer = load_tokenizer(profile)
    examples = read_examples(
        train, tokenizer, max_tokens=profile.max_tokens, repeats=profile.repeats
    )
    steps = plan_steps(examples.items, profile)
    seen = sum(len(examples.items[i].tokens) for step in steps for batch in step for i in batch)
    yield (
        f"{len(examples.items)} examples, {examples.tokens:,} tokens an epoch; "
        f"{examples.too_long} rows are longer than {profile.max_tokens} tokens and left out"
    )
    yield f"{len(steps)} steps, {seen:,} tokens in {profile.epochs:g} epochs"
    if dev and all(path.is_file() for path in dev):
        held = read_examples(dev, tokenizer, max_tokens=profile.max_tokens, may_be_empty=True)
        yield f"evaluate on {len(held.items)} dev rows"


def _report(run: TrainedRun, train: Examples, dev: Examples) -> JsonObject:
    data = asdict(run)
    del data["folder"]
    rows = {
        "train": len(train.items),
        "dev": len(dev.items),
        "too_long": train.too_long,
        "unsayable": train.unsayable,
    }
    return {"folder": str(run.folder), "rows": rows, **data}


def _summary(run: TrainedRun, train: Examples, dev: Examples) -> tuple[str, ...]:
    if os.environ.get("RANK", "0") != "0":
        return ()  # another process of the same run says it
    best = (
        "" if run.best_loss is None else f"best dev loss {run.best_loss:.4f} at {run.best_step}, "
    )
    skipped = f", {train.too_long} too long" if train.too_long else ""
    skipped += f", {train.unsayable} beyond the tokenizer" if train.unsayable else ""
    return (
        f"{len(train.items)} rows{skipped}, {len(dev.items)} dev rows, {run.steps} steps; "
        f"{best}{run.parameters:,} weights",
        f"{run.tokens_per_second:,.0f} tokens/s, peak memory {run.peak_mb:,} MiB",
        f"{run.folder}",
    )


def _versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


stage = TrainStage()
