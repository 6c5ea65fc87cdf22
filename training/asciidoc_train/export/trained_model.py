"""Finding what to export: a training run, a model's folder or an adapter's folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from asciidoc_train.errors import ExportError
from asciidoc_train.export.hf_checkpoint import is_adapter, read_json_object
from asciidoc_train.files import JsonObject
from asciidoc_train.fine_tuning.checkpoints import METRICS_FILE, RUN_FILE, newest_run

Checkpoint = Literal["best", "last"]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What there is to export.

    Attributes:
        folder: Where the weights are.
        name: Name of the run or folder.
        run: What `run.json` says; empty for a folder that no run made.
        run_folder: The run's folder, where there is one.
    """

    folder: Path
    name: str
    run: JsonObject = field(default_factory=dict[str, object])
    run_folder: Path | None = None

    @property
    def is_adapter(self) -> bool:
        """Whether the weights are an adapter, which needs its base."""
        return is_adapter(self.folder)

    @property
    def base_kind(self) -> str:
        """Where its base comes from: `folder`, `package` or `random`; empty when unknown."""
        return self._of_base("kind")

    @property
    def base_name(self) -> str:
        """The folder or package of its base; empty when unknown."""
        return self._of_base("name")

    @property
    def base_digest(self) -> str:
        """SHA-256 of the base's weights; empty when unknown."""
        return self._of_base("sha256")

    def _of_base(self, key: str) -> str:
        base = self.run.get("base")
        found = cast("dict[str, object]", base).get(key) if isinstance(base, dict) else None
        return found if isinstance(found, str) else ""

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Files that tell whether the model is another than before."""
        if self.run_folder is not None:
            return (self.run_folder / RUN_FILE, self.run_folder / METRICS_FILE)
        return tuple(sorted([*self.folder.glob("*.json"), *self.folder.glob("*.safetensors")]))


def find_model(path: Path | None, checkpoint: Checkpoint, work: Path) -> TrainedModel:
    """Return the model at `path`.

    Args:
        path: A run, a model or an adapter; None for the newest run in `work`.
        checkpoint: Which of a run's checkpoints to take; the other one where it is missing.
        work: Folder of everything that stages write.

    Raises:
        ExportError: There is nothing to export.
        CheckpointError: There is no run in `work`.
    """
    folder = path or newest_run(work)
    if (folder / "config.json").is_file() or is_adapter(folder):
        owner = folder.parent
        if (owner / RUN_FILE).is_file():
            return TrainedModel(folder, owner.name, read_json_object(owner / RUN_FILE), owner)
        return TrainedModel(folder, folder.name)
    for name in dict.fromkeys((checkpoint, "best", "last")):
        inner = folder / name
        if (inner / "config.json").is_file() or is_adapter(inner):
            file = folder / RUN_FILE
            run = read_json_object(file) if file.is_file() else {}
            return TrainedModel(inner, folder.name, run, folder if run else None)
    what = "no model, adapter or run" if folder.is_dir() else "no such folder"
    raise ExportError(f"{folder}: {what}", hint="asciidoc-train train, or --model DIR")
