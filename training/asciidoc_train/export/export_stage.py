"""The stage `export`: a trained model as files that llama.cpp, vLLM and `local` read."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Literal

from pydantic import Field

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.export.recipes import Kind, TensorKind
from asciidoc_train.export.trained_model import Checkpoint, TrainedModel, find_model
from asciidoc_train.files import JsonObject
from asciidoc_train.stage import Job, Outcome, Plan, Stage


class ExportConfig(Config):
    """Config of the stage `export`.

    Attributes:
        model: A run, a model's folder or an adapter's folder; None for the newest run.
        checkpoint: Which checkpoint of a run.
        gguf: Kinds of GGUF files to write.
        embedding: How these store embedding and output layer; None for what fits the kind.
        name: The result's name; None for the run's.
        styles: Styles of drawings that the model was trained for.
        pre_tokenizer: llama.cpp's name for the tokenizer's splitting rules; None to find it out.
    """

    model: ConfigPath | None = None
    checkpoint: Checkpoint = "best"
    gguf: tuple[Kind, ...] = ("f16", "q8_0", "q4_0")
    embedding: TensorKind | None = None
    name: str | None = Field(default=None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]*$")
    styles: tuple[Literal["tui_flow", "hybrid", "ascii_art"], ...] = ("tui_flow",)
    pre_tokenizer: str | None = None


class ExportStage(Stage[ExportConfig]):
    """Writes GGUF files of a model."""

    name = "export"
    help = "write a trained model as GGUF files"

    @property
    def config(self) -> type[ExportConfig]:
        """What its config looks like."""
        return ExportConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add `--model`."""
        parser.add_argument(
            "--model", type=Path, metavar="DIR", help="a run, a model's folder or an adapter's"
        )

    def plan(self, config: ExportConfig, job: Job) -> Plan:
        """Say which files would be written."""
        model = _model(config, job)
        targets = _targets(config, model, job)
        return Plan(
            tuple(f"write {model.folder} as {path.name}" for path in targets.values()),
            model.inputs,
            tuple(targets.values()),
        )

    def run(self, config: ExportConfig, job: Job) -> Outcome:
        """Write the files; those that are finished stay when a later one fails."""
        from asciidoc_train.export.gguf_model import GgufDetails, write_gguf

        model = _model(config, job)
        targets = _targets(config, model, job)
        details = GgufDetails(
            name=config.name or model.name,
            styles=config.styles,
            splitting=config.pre_tokenizer or "",
        )
        files: JsonObject = {}
        lines: list[str] = []
        for kind, target in job.progress.each("export", targets.items(), len(targets)):
            types = write_gguf(
                model.folder, target, kind, embedding=config.embedding, details=details
            )
            size = target.stat().st_size
            files[kind] = {"path": str(target), "bytes": size, "tensors": types}
            lines.append(f"{target}: {size / 1e6:.1f} MB")
        return Outcome({"model": str(model.folder), "files": files}, tuple(lines))


def _model(config: ExportConfig, job: Job) -> TrainedModel:
    given: Path | None = getattr(job.arguments, "model", None)
    return find_model(given.resolve() if given else config.model, config.checkpoint, job.work)


def _targets(config: ExportConfig, model: TrainedModel, job: Job) -> dict[Kind, Path]:
    name = config.name or model.name
    folder = job.folder("export") / name
    return {kind: folder / f"{name}-{kind}.gguf" for kind in config.gguf}


stage = ExportStage()
