"""The stage `evaluate`: how good models are, with baselines, in one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from ascii_diagram_models.processors import default_threads
from pydantic import BeforeValidator, Field

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.evaluation.attempts import RULES_VARIANT, Attempt, Variant, variants_of
from asciidoc_train.evaluation.bars import Verdict, judge_bars
from asciidoc_train.evaluation.concepts import load_concepts
from asciidoc_train.evaluation.footprint import Footprint, measure_footprint
from asciidoc_train.evaluation.models import (
    CONTEXT,
    RULES,
    Decoding,
    EvaluatedModel,
    ModelName,
    find_model,
)
from asciidoc_train.evaluation.replies import ReplyCache
from asciidoc_train.evaluation.results import Result, measure
from asciidoc_train.evaluation.summary import Figures, count_misses, faults, grouped, leaked
from asciidoc_train.evaluation.tables import report_markdown
from asciidoc_train.evaluation.targets import compare_targets, token_counter
from asciidoc_train.files import JsonObject, write_json_lines, write_text
from asciidoc_train.rows import Row, load_rows, spread
from asciidoc_train.stage import Job, Outcome, Plan, Stage


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class EvaluateConfig(Config):
    """Config of the stage `evaluate`.

    Attributes:
        prompts: Files of rows that were never trained on; one may stand alone.
        train: Rows that were, for the search for leaks.
        concepts: Key concepts of topics by prompt (YAML); gold names count where none are listed.
        models: What to evaluate; see `ModelName`.
        decodings: The model alone (`raw`), under the grammar (`grammar`), as the product asks it
            (`product`, which is compared with the bars), and for models that were trained to draw:
            their drawings (`text`).
        limit: Take so many of the prompts, evenly spread; 0 for all.
        width: Columns of the drawings.
        threads: Threads to compute with; None for the usable physical cores.
        examples: Of each kind of miss, in the report.
        footprint: Whether to measure load time and memory.
        require_bars: Whether a bar that is not met makes the stage fail.
    """

    prompts: Annotated[tuple[ConfigPath, ...], BeforeValidator(_listed)] = (
        Path("training/data/dev.jsonl"),
    )
    train: tuple[ConfigPath, ...] = ()
    concepts: ConfigPath | None = None
    models: tuple[ModelName, ...] = (RULES, "base", "shipped")
    decodings: tuple[Decoding, ...] = ("raw", "grammar", "product")
    limit: int = Field(default=0, ge=0)
    width: int = Field(default=80, ge=20, le=400)
    threads: int | None = Field(default=None, ge=1, le=64)
    examples: int = Field(default=3, ge=0, le=100)
    footprint: bool = True
    require_bars: bool = False


@dataclass(frozen=True, slots=True)
class _Evaluated:
    variant: Variant
    results: list[Result]
    groups: dict[str, dict[str, Figures]]
    leaks: int


class EvaluateStage(Stage[EvaluateConfig]):
    """Asks every model in every way, scores the answers and writes table, report and answers."""

    name = "evaluate"
    help = "measure models on held-out prompts, with baselines, and say what they miss"

    @property
    def config(self) -> type[EvaluateConfig]:
        """What its config looks like."""
        return EvaluateConfig

    def plan(self, config: EvaluateConfig, job: Job) -> Plan:
        """Say which models would answer which prompts."""
        rows = _rows(config)
        models = _models(config, job)
        names = ", ".join(model.name if model else RULES for model in models)
        files = [model.gguf for model in models if model and model.gguf]
        folder = job.folder(self.name)
        return Plan(
            (
                f"ask {len(rows)} prompts of {names}; each as far as it can be decoded "
                f"with {', '.join(config.decodings)}",
                "score answers and drawings, count the misses, compare with the bars",
            ),
            (*config.prompts, *filter(None, [config.concepts]), *config.train, *files),
            (folder / "table.md",),
        )

    def run(self, config: EvaluateConfig, job: Job) -> Outcome:
        """Evaluate; replies of an earlier run are not asked for again."""
        rows = _rows(config)
        known = load_concepts(config.concepts) if config.concepts else {}
        trained = frozenset(row.notation for row in load_rows(config.train, may_be_empty=True))
        folder = job.folder(self.name)
        cache = ReplyCache(folder / "replies.jsonl")
        evaluated: list[_Evaluated] = []
        verdicts: dict[str, list[Verdict]] = {}
        targets: dict[str, Figures] = {}
        for model, variants in _variants(config, job, cache):
            for variant in variants:
                attempts = _attempts(variant, rows, job)
                results = measure(rows, attempts, config.width, known)
                done = _Evaluated(variant, results, grouped(results), leaked(results, trained))
                evaluated.append(done)
                path = folder / f"{_file_name(variant.name)}.jsonl"
                write_json_lines(path, (result.to_json() for result in done.results))
                if variant.decoding == "product" and model is not None:
                    size = _footprint(model, config)
                    verdicts[variant.name] = judge_bars(done.groups, size)
                    targets = targets or _targets(rows, model, done.results, config.width)
        groups = {one.variant.name: one.groups for one in evaluated}
        names = ", ".join(path.name for path in config.prompts)
        title = f"Evaluation on {names}: {len(rows)} prompts"
        write_text(folder / "table.md", report_markdown(groups, verdicts, targets, title))
        return _outcome(evaluated, verdicts, targets, config)


def _attempts(variant: Variant, rows: Sequence[Row], job: Job) -> list[Attempt]:
    with job.progress.over(variant.name, len(rows)) as advance:
        return variant.answer([row.request() for row in rows], advance)


def _rows(config: EvaluateConfig) -> list[Row]:
    """Return the rows of all files, or `limit` of them evenly spread."""
    rows = load_rows(config.prompts)
    return spread(rows, config.limit or len(rows))


def _models(config: EvaluateConfig, job: Job) -> list[EvaluatedModel | None]:
    """Return the models; None stands for the rules."""
    threads = config.threads or default_threads()
    return [
        None if name == RULES else find_model(name, job.work, threads) for name in config.models
    ]


def _variants(
    config: EvaluateConfig, job: Job, cache: ReplyCache
) -> Iterator[tuple[EvaluatedModel | None, list[Variant]]]:
    for model in _models(config, job):
        if model is None:
            yield None, [RULES_VARIANT]
        else:
            yield model, variants_of(model, cache, config.decodings)


def _footprint(model: EvaluatedModel, config: EvaluateConfig) -> Footprint | None:
    if model.gguf is None or not config.footprint:
        return None
    return measure_footprint(model.gguf, config.threads or default_threads(), CONTEXT)


def _targets(
    rows: Sequence[Row], model: EvaluatedModel, results: Sequence[Result], width: int
) -> dict[str, Figures]:
    """Compare notation and drawings as what a model writes; empty without a vocabulary."""
    if model.gguf is None:
        return {}
    tokens = sum(result.attempt.tokens for result in results)
    seconds = sum(result.attempt.seconds for result in results)
    each = seconds / tokens if tokens else None
    return compare_targets(rows, token_counter(model.gguf), width, each)


def _file_name(variant: str) -> str:
    return re.sub(r"[^\w.-]+", "-", variant)


def _outcome(
    evaluated: Sequence[_Evaluated],
    verdicts: Mapping[str, Sequence[Verdict]],
    targets: Mapping[str, Figures],
    config: EvaluateConfig,
) -> Outcome:
    report: JsonObject = {
        "variants": {
            one.variant.name: {
                "identity": one.variant.identity,
                "figures": one.groups,
                "leaks": one.leaks,
                "faults": faults(one.results),
                "misses": count_misses(one.results, config.examples),
            }
            for one in evaluated
        },
        "bars": {
            name: [{**asdict(v.bar), "value": v.value, "met": v.met} for v in judged]
            for name, judged in verdicts.items()
        },
        "targets": dict(targets),
    }
    lines = [_line(one) for one in evaluated]
    for name, judged in verdicts.items():
        lines += ["", f"bars, {name}:", *(f"  {verdict}" for verdict in judged)]
    failed = any(verdict.met is False for judged in verdicts.values() for verdict in judged)
    return Outcome(report, tuple(lines), sound=not (failed and config.require_bars))


def _line(one: _Evaluated) -> str:
    explicit = one.groups["asks"].get("explicit") or one.groups["all"]["all"]
    topics = one.groups["asks"].get("topic", {})
    everything = one.groups["all"]["all"]

    def say(figures: Mapping[str, float | None], *names: str) -> str:
        known = ((name, figures.get(name)) for name in names)
        return ", ".join(f"{name} {value:.3f}" for name, value in known if value is not None)

    parts = [
        say(everything, "parse", "sound", "seconds_median"),
        "explicit: " + say(explicit, "node_f1", "edge_f1", "exact"),
    ]
    if topics:
        parts.append("topics: " + say(topics, "sound", "concepts"))
    return f"{one.variant.name}: {'; '.join(parts)}; {one.leaks} leak"


stage = EvaluateStage()
