"""What a run leaves: the trained weights, what made them, and states to go on from."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from asciidoc_train.errors import TrainingError
from asciidoc_train.files import JsonObject, write_json
from asciidoc_train.fine_tuning.base_models import BaseIdentity
from asciidoc_train.fine_tuning.saving import restore, save_whole

RUN_FILE, METRICS_FILE, STATE = "run.json", "metrics.jsonl", "state"
_SUMS = "sums.json"


class CheckpointError(TrainingError):
    """A run's files are missing, damaged, or belong to something else."""


@dataclass(frozen=True, slots=True)
class TrainedRun:
    """One run of training and where its files are.

    Attributes:
        folder: Of the run.
        profile: Every setting, by name.
        method: `full`, `lora` or `qlora`: whether `best` and `last` hold models or adapters.
        trainer: Whose loop trained it; `average` of a mean of runs.
        base: What was trained.
        seed: Of all that is random.
        data: SHA-256 of the examples; of a mean, of what it was made of.
        steps: Steps done, of `planned_steps`.
        planned_steps: Steps of the whole run.
        finished: Whether it went to its end.
        best_step: Step of the best evaluation.
        best_loss: Mean loss per reply token on the dev rows there; None without dev rows.
        tokens_per_second: Trained on, over the time spent training.
        peak_mb: Most memory used, in MiB: of the GPU when there is one, else of the process.
        parameters: Trained weights.
        versions: Of the packages.
    """

    folder: Path
    profile: JsonObject
    method: str
    trainer: str
    base: BaseIdentity
    seed: int
    data: str
    steps: int = 0
    planned_steps: int = 0
    finished: bool = False
    best_step: int = 0
    best_loss: float | None = None
    tokens_per_second: float = 0.0
    peak_mb: int = 0
    parameters: int = 0
    versions: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def best(self) -> Path:
        """Folder of the weights with the lowest loss on the dev rows."""
        return self.folder / "best"

    @property
    def last(self) -> Path:
        """Folder of the weights at the end."""
        return self.folder / "last"

    @property
    def metrics(self) -> Path:
        """File of the losses, one JSON object a line."""
        return self.folder / METRICS_FILE

    @property
    def is_adapter(self) -> bool:
        """Whether `best` and `last` hold adapters, to be used with the base."""
        return self.method != "full"


def load_run(folder: Path) -> TrainedRun:
    """Return the run in a folder; `best` or `last` inside one will do too.

    Raises:
        CheckpointError: There is none, or its file is damaged.
    """
    for place in (folder, folder.parent):
        if (place / RUN_FILE).is_file():
            restore(place / "best")
            restore(place / "last")
            return _read_run(place)
    raise CheckpointError(f"{folder}: no run of `train` there", hint="asciidoc-train train")


def newest_run(work: Path) -> Path:
    """Return the folder of the run that was trained last.

    Args:
        work: Folder of everything that stages write.

    Raises:
        CheckpointError: There is none.
    """
    runs = [path.parent for path in (work / "train").glob(f"*/{RUN_FILE}")]
    if not runs:
        raise CheckpointError(
            f"{work / 'train'}: there is no run in it",
            hint="asciidoc-train train, or name a model with --model PATH",
        )
    return max(runs, key=lambda run: (run / RUN_FILE).stat().st_mtime)


def save_run(run: TrainedRun) -> None:
    """Write `run.json`; raises StoreError."""
    data = asdict(run)
    del data["folder"]
    write_json(run.folder / RUN_FILE, data)


def _read_run(folder: Path) -> TrainedRun:
    path = folder / RUN_FILE
    try:
        data = cast("dict[str, Any]", json.loads(path.read_bytes()))
        data["base"] = BaseIdentity(**data["base"])
        return TrainedRun(folder=folder, **data)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CheckpointError(
            f"{path}: not a run: {error}", hint="train again under another name"
        ) from error


@dataclass(frozen=True, slots=True)
class State:
    """Where a run was stopped.

    Attributes:
        step: Steps that are done.
        tensors: Files of tensors by name.
        notes: What else the loop keeps.
    """

    step: int
    tensors: Mapping[str, Path]
    notes: JsonObject


def save_state(
    folder: Path, step: int, notes: JsonObject, tensors: Mapping[str, Callable[[Path], None]]
) -> None:
    """Write the state of a run, whole or not at all; the one before is removed after that.

    Args:
        folder: Of the run.
        step: Steps that are done.
        notes: Kept as JSON.
        tensors: By file name, what writes the file.

    Raises:
        StoreError: It cannot be written; the state before is still there.
    """

    def write(place: Path) -> None:
        for name, save in tensors.items():
            save(place / name)
        sums = {name: _sum(place / name) for name in tensors}
        content = {"step": step, "notes": notes, "sums": sums}
        (place / _SUMS).write_text(json.dumps(content), "utf-8")

    save_whole(folder / STATE, write)


def find_state(folder: Path) -> State | None:
    """Return the state of a run, checked; None when there is none.

    Raises:
        CheckpointError: Its files are not as they were written.
    """
    place = folder / STATE
    restore(place)
    if not place.exists():
        return None
    hint = f"remove {place} to begin again; best/ and last/ are kept"
    try:
        content = cast("dict[str, Any]", json.loads((place / _SUMS).read_bytes()))
        sums = cast("dict[str, str]", content["sums"])
        for name, wanted in sums.items():
            if _sum(place / name) != wanted:
                raise CheckpointError(
                    f"{place / name}: damaged: other bytes than written", hint=hint
                )
        return State(int(content["step"]), {name: place / name for name in sums}, content["notes"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CheckpointError(f"{place}: damaged: {error}", hint=hint) from error


def drop_state(folder: Path) -> None:
    """Remove the state of a run that is finished."""
    shutil.rmtree(folder / STATE, ignore_errors=True)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
