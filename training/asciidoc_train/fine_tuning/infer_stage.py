"""The stage `infer`: what a model answers to prompts, as notation and drawn."""

from __future__ import annotations

import argparse
from pathlib import Path

from ascii_diagram_models.processors import default_threads
from pydantic import Field

from ascii_diagram import draw, parse
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve.request import Failure, Reply, Request, Sampling, Style
from asciidoc_train.config import Config
from asciidoc_train.errors import ConfigError
from asciidoc_train.evaluation.models import ModelName, Way, find_model
from asciidoc_train.files import JsonObject
from asciidoc_train.fine_tuning.checkpoints import newest_run
from asciidoc_train.stage import Job, Outcome, Plan, Stage


class InferConfig(Config):
    """Config of the stage `infer`.

    Attributes:
        model: As in `evaluate`; empty for the run that was trained last.
        prompts: What to ask, besides the prompts on the command line.
        style: Of all prompts.
        width: Columns of the drawings, and of pictures.
        height: Most lines of pictures.
        way: Freely (`raw`), or under the product's grammar (`grammar`, for GGUF files).
        temperature: 0 decodes greedily.
        seed: Of the sampling.
        threads: Threads to compute with; None for the usable physical cores.
    """

    model: ModelName | None = None
    prompts: tuple[str, ...] = ()
    style: Style = "tui_flow"
    width: int = Field(default=80, ge=20, le=400)
    height: int | None = Field(default=None, ge=1, le=200)
    way: Way = "raw"
    temperature: float = Field(default=0.0, ge=0, le=5)
    seed: int = Field(default=0, ge=0)
    threads: int | None = Field(default=None, ge=1, le=64)


class InferStage(Stage[InferConfig]):
    """Asks a checkpoint, an adapter with its base, or a GGUF file."""

    name = "infer"
    help = "ask a checkpoint, an adapter or a GGUF file, and show notation and drawing"
    in_run = False

    @property
    def config(self) -> type[InferConfig]:
        """What its config looks like."""
        return InferConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the prompts and the model."""
        parser.add_argument("prompts", nargs="*", metavar="PROMPT", help="what to draw")
        parser.add_argument("--model", type=Path, help="run, checkpoint, adapter or GGUF file")

    def plan(self, config: InferConfig, job: Job) -> Plan:
        """Say what would be asked of which model."""
        name = _model(config, job)
        return Plan((f"ask {len(_prompts(config, job))} prompts of {name}",), (Path(name),))

    def run(self, config: InferConfig, job: Job) -> Outcome:
        """Ask, and draw the answers."""
        prompts = _prompts(config, job)
        if not prompts:
            raise ConfigError("there is nothing to ask", hint="asciidoc-train infer 'a -> b'")
        model = find_model(_model(config, job), job.work, config.threads or default_threads())
        if config.way not in model.decodings:
            raise ConfigError(f"`way`: {model.name} cannot be decoded with `{config.way}`")
        picture = config.style == "ascii_art"
        requests = [
            Request(
                prompt,
                config.style,
                config.width if picture else None,
                height=config.height if picture else None,
            )
            for prompt in prompts
        ]
        backend = model.open(config.way)
        summary, answers = [f"{model.name} ({model.identity})"], list[JsonObject]()
        try:
            sampling = Sampling(config.temperature, config.seed)
            for index, answer in backend.complete(requests, sampling=sampling):
                shown, data = _shown(answer, config.width)
                summary += ["", f"> {prompts[index]}", "", *shown]
                answers.append({"prompt": prompts[index], **data})
        finally:
            backend.close()
        sound = all("drawing" in answer for answer in answers)
        return Outcome({"model": model.identity, "answers": answers}, tuple(summary), sound)


def _shown(answer: Reply | Failure, width: int) -> tuple[list[str], JsonObject]:
    if isinstance(answer, Failure):
        return [f"no answer: {answer.message}"], {"error": answer.message}
    data: JsonObject = {
        "notation": answer.notation,
        "tokens": answer.tokens,
        "seconds": round(answer.seconds, 3),
    }
    lines = [answer.notation, "", f"{answer.tokens} tokens in {answer.seconds:.2f} s"]
    try:
        drawing = draw(parse(answer.notation), width=width)
    except AsciiDiagramError as error:
        return [*lines, f"cannot be drawn: {error}"], {**data, "error": str(error)}
    return [*lines, "", drawing], {**data, "drawing": drawing}


def _prompts(config: InferConfig, job: Job) -> list[str]:
    return [*config.prompts, *(getattr(job.arguments, "prompts", None) or ())]


def _model(config: InferConfig, job: Job) -> str:
    named: Path | None = getattr(job.arguments, "model", None)
    if named is not None:
        return str(named.resolve())
    if config.model:
        return config.model
    return str(newest_run(job.work))


stage = InferStage()
