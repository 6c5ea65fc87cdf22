"""Manifest and card of an export, from what the commands have written so far."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve.request import Request
from asciidoc_train.export.exporting import Exporting
from asciidoc_train.export.hf_checkpoint import (
    HfCheckpoint,
    is_adapter,
    number,
    read_json_object,
)
from asciidoc_train.export.manifest import ExportedFile, describe_file, write_manifest
from asciidoc_train.export.model_card import CARD, CardFacts, Sample, model_card
from asciidoc_train.export.parity import Comparison, Parity
from asciidoc_train.files import JsonObject, write_json, write_text
from asciidoc_train.stage import Job

_MOST_SAMPLES = 3
_COMPARISON = "parity.json"


@dataclass(frozen=True, slots=True)
class Findings:
    """What comparing the files found.

    Attributes:
        parity: By name of the file.
        answers: Some prompts, and what the smallest file wrote.
    """

    parity: dict[str, Parity] = field(default_factory=dict[str, Parity])
    answers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


def keep_findings(
    export: Exporting, comparison: Comparison | None, requests: Sequence[Request]
) -> Findings:
    """Write what comparing found, for cards of later; returns it.

    Raises:
        StoreError: It cannot be written.
    """
    if comparison is None:
        (export.folder / _COMPARISON).unlink(missing_ok=True)
        return Findings()
    smallest = min(export.ggufs, key=lambda kind: export.ggufs[kind].stat().st_size)
    pairs = zip(requests, comparison.replies[smallest], strict=True)
    answers = [(request.prompt, reply) for request, reply in pairs][:_MOST_SAMPLES]
    figures = {name: one.to_json() for name, one in comparison.parity.items()}
    write_json(export.folder / _COMPARISON, {"files": figures, "answers": answers})
    return Findings(comparison.parity, answers)


def known_findings(export: Exporting) -> Findings:
    """Return what comparing found the last time; raises ExportError when that is damaged."""
    path = export.folder / _COMPARISON
    if not path.is_file():
        return Findings()
    data = read_json_object(path)
    parity = cast("dict[str, JsonObject]", data.get("files") or {})
    answers = cast("list[list[str]]", data.get("answers") or [])
    return Findings(
        {name: Parity.from_json(one) for name, one in parity.items()},
        [(prompt, reply) for prompt, reply in answers],
    )


def write_papers(export: Exporting, findings: Findings) -> list[ExportedFile]:
    """Write manifest and card; returns the files that they tell of.

    Raises:
        ExportError: A file is missing.
        StoreError: They cannot be written.
    """
    files = [describe_file(path, kind) for path, kind in _written(export)]
    styles = export.config.styles
    write_manifest(export.folder, export.name, styles, export.base_model, files)
    write_text(export.folder / CARD, model_card(_facts(export, files, findings)))
    return files


def write_package_papers(export: Exporting, shipped: Path, kind: str) -> ExportedFile:
    """Write the manifest beside the file that the `local` backend reads, and its card.

    Raises:
        ExportError: The file is missing.
        StoreError: They cannot be written.
    """
    file = describe_file(shipped, kind)
    folder, styles, card = shipped.parent, export.config.styles, export.config.package_card
    write_manifest(folder, export.name, styles, export.base_model, [file], model=file)
    facts = _facts(export, [file], known_findings(export))
    write_text(card, model_card(facts))
    return file


def _written(export: Exporting) -> Iterator[tuple[Path, str]]:
    yield from ((path, kind) for kind, path in export.ggufs.items())
    if not export.model.is_adapter:
        return
    if export.lora.is_file():
        yield export.lora, "lora"
    for folder, kind in ((export.adapter_copy, "adapter"), (export.merged, "merged")):
        yield from ((path, kind) for path in sorted(folder.iterdir()))


def _facts(export: Exporting, files: Sequence[ExportedFile], findings: Findings) -> CardFacts:
    evaluated = _report(export.job, "evaluate").get("variants")
    rows = _report(export.job, "split").get("rows")
    checkpoint = HfCheckpoint(export.merged)
    return CardFacts(
        name=export.name,
        styles=export.config.styles,
        base=export.base_model,
        from_scratch=export.from_scratch,
        parameters=_count_weights(checkpoint),
        tokens=int(number(checkpoint.config, "vocab_size")),
        files=files,
        run=export.model.run,
        rows=cast(JsonObject, rows) if isinstance(rows, dict) else {},
        parity=findings.parity,
        variants=cast("dict[str, JsonObject]", evaluated) if isinstance(evaluated, dict) else {},
        samples=[_sample(prompt, reply) for prompt, reply in findings.answers],
        other_runs=_other_runs(export.job, export.model.run_folder),
    )


def _sample(prompt: str, reply: str) -> Sample:
    from ascii_diagram import draw, parse

    try:
        return Sample(prompt, reply, draw(parse(reply)))
    except AsciiDiagramError:
        return Sample(prompt, reply, "")


def _count_weights(checkpoint: HfCheckpoint) -> int:
    total = 0
    for shape in checkpoint.tensors.shapes.values():
        count = 1
        for length in shape:
            count *= length
        total += count
    return total


def _report(job: Job, stage: str) -> JsonObject:
    """Return the last report of a stage; empty when there is none."""
    try:
        data = cast(object, json.loads((job.work / "reports" / f"{stage}.json").read_bytes()))
    except (OSError, ValueError):
        return {}
    return cast(JsonObject, data) if isinstance(data, dict) else {}


def _other_runs(job: Job, own: Path | None) -> list[str]:
    """Describe the other runs of the working folder, each with its size and steps."""
    lines: list[str] = []
    for file in sorted((job.work / "train").glob("*/run.json")):
        if file.parent == own:
            continue
        steps = read_json_object(file).get("steps")
        for folder in (file.parent / "best", file.parent / "last"):
            if (folder / "config.json").is_file():
                size = f"{_count_weights(HfCheckpoint(folder)) / 1e6:.1f}M parameters"
            elif is_adapter(folder):
                size = "an adapter"
            else:
                continue
            lines.append(f"Run `{file.parent.name}`: {size}, {steps} steps.")
            break
    return lines
