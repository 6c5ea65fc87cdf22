"""The stage `sample`: a page of prompts and what a model makes of them, to be looked at."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram_models.processors import default_threads
from pydantic import BaseModel, ConfigDict, Field

from ascii_diagram.drawing import DrawingOptions, draw_diagram
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.limits import MAX_PROMPT_CHARS
from ascii_diagram.resolve.request import Request, Style
from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.errors import ConfigError
from asciidoc_train.evaluation.attempts import Attempt, variants_of
from asciidoc_train.evaluation.models import RULES, ModelName, find_model
from asciidoc_train.evaluation.replies import ReplyCache
from asciidoc_train.evaluation.results import measure
from asciidoc_train.files import JsonObject, write_text
from asciidoc_train.rows import Row, load_rows
from asciidoc_train.stage import Job, Outcome, Plan, Stage


class SamplePrompt(BaseModel):
    """A prompt without a gold answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str = Field(min_length=1, max_length=MAX_PROMPT_CHARS)
    style: Style = "tui_flow"
    width: int | None = Field(default=None, ge=10, le=400)
    height: int | None = Field(default=None, ge=1, le=200)


class SampleConfig(Config):
    """Config of the stage `sample`.

    Attributes:
        model: Whose drawings; see `ModelName`.
        prompts: Prompts without gold answers, which come first.
        rows: Rows to draw prompts with gold answers from; None for none.
        per_style: How many rows of each style to take.
        seed: Decides which.
        width: Columns of the drawings.
        threads: Threads to compute with; None for the usable physical cores.
    """

    model: ModelName = "shipped"
    prompts: tuple[SamplePrompt, ...] = ()
    rows: ConfigPath | None = None
    per_style: int = Field(default=20, ge=0)
    seed: int = 42
    width: int = Field(default=80, ge=20, le=400)
    threads: int | None = Field(default=None, ge=1, le=64)


@dataclass(frozen=True, slots=True)
class _Asked:
    request: Request
    row: Row | None


class SampleStage(Stage[SampleConfig]):
    """Draws prompts as the product would."""

    name = "sample"
    help = "draw a page of prompts, to be looked at"

    @property
    def config(self) -> type[SampleConfig]:
        """What its config looks like."""
        return SampleConfig

    def plan(self, config: SampleConfig, job: Job) -> Plan:
        """Say what would be drawn."""
        return Plan(
            (f"draw {len(_asked(config))} prompts with the model {config.model}",),
            (config.rows,) if config.rows else (),
            (_page(job),),
        )

    def run(self, config: SampleConfig, job: Job) -> Outcome:
        """Write the page."""
        asked = _asked(config)
        if config.model == RULES:
            raise ConfigError("`sample` needs a model", hint="set `model` to `shipped` or a path")
        model = find_model(config.model, job.work, config.threads or default_threads())
        cache = ReplyCache(job.folder("evaluate") / "replies.jsonl")
        (variant,) = variants_of(model, cache, ("product",))
        with job.progress.over(f"{model.name} draws", len(asked)) as advance:
            attempts = variant.answer([one.request for one in asked], advance)
        lines = [
            f"# Samples of {model.identity}",
            f"{len(asked)} prompts, drawn in at most {config.width} columns; seed {config.seed}.",
        ]
        style = ""
        for one, attempt in zip(asked, attempts, strict=True):
            if one.request.style != style:
                style = one.request.style
                lines.append(f"## {style}")
            lines += _entry(one, attempt, config.width)
        write_text(_page(job), "\n\n".join(lines) + "\n")
        drawn = sum(attempt.diagram is not None for attempt in attempts)
        report: JsonObject = {"model": model.identity, "prompts": len(asked), "answered": drawn}
        return Outcome(report, (f"{drawn} of {len(asked)} prompts drawn: {_page(job)}",))


def _page(job: Job) -> Path:
    return job.folder("sample") / "samples.md"


def _asked(config: SampleConfig) -> list[_Asked]:
    asked = [
        _Asked(Request(p.prompt, p.style, p.width, height=p.height), None) for p in config.prompts
    ]
    rows = load_rows([config.rows]) if config.rows else []
    for style in dict.fromkeys(row.style for row in rows):
        chosen = _draw([row for row in rows if row.style == style], config.per_style, config.seed)
        asked += [_Asked(row.request(), row) for row in chosen]
    order = ("tui_flow", "hybrid", "ascii_art")
    return sorted(asked, key=lambda one: order.index(one.request.style))


def _draw(rows: Sequence[Row], count: int, seed: int) -> list[Row]:
    ordered = sorted(rows, key=lambda row: row.hash)
    return random.Random(seed).sample(ordered, min(count, len(ordered)))


def _entry(one: _Asked, attempt: Attempt, width: int) -> list[str]:
    """Return prompt, drawing and, where there is a gold answer, the scores."""
    quoted = "\n".join(f"> {line}" for line in one.request.prompt.split("\n"))
    lines = [quoted, _fenced(_drawing(one.request, attempt, width))]
    if one.row is not None:
        (result,) = measure([one.row], [attempt], width)
        said = "exact" if result.scores is not None and result.scores.exact else ""
        missed = said or "; ".join(f"{miss.kind}: {miss.what}" for miss in result.misses)
        if missed or result.fault:
            lines.append(_plain(missed or result.fault))
    return lines


def _drawing(request: Request, attempt: Attempt, width: int) -> str:
    if attempt.diagram is None:
        return f"(no drawing: {attempt.fault})"
    try:
        return draw_diagram(attempt.diagram, DrawingOptions(width=request.width or width))
    except AsciiDiagramError as error:
        return f"(cannot be drawn: {error.message})"


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}"


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in text)


stage = SampleStage()
