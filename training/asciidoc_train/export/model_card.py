"""The model card: what a model is, what it was made of, and what is known of its worth.

Everything in it comes from files that other commands wrote; what they do not say is said to be
unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from asciidoc_train.export.base_models import BaseModel
from asciidoc_train.export.manifest import ExportedFile
from asciidoc_train.export.parity import Parity
from asciidoc_train.files import JsonObject

CARD = "MODEL_CARD.md"
_MOST_SETTINGS = 60
_FIGURES = {
    "rows": "prompts",
    "parse": "parses",
    "sound": "sound",
    "node_f1": "node F1",
    "edge_f1": "edge F1",
    "path_f1": "path F1",
    "exact": "exact graph",
    "concepts": "key concepts",
    "seconds_median": "median seconds",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A prompt, what the model wrote, and the drawing of it; empty when it cannot be drawn."""

    prompt: str
    notation: str
    drawing: str


@dataclass(frozen=True)
class CardFacts:
    """What a card is written from.

    Attributes:
        name: The model's name.
        styles: Styles of drawings that it was trained for.
        base: What it was tuned from; None when that is unknown, or nothing.
        from_scratch: Whether the training began with random weights.
        parameters: Number of weights.
        tokens: Size of the vocabulary.
        files: What was exported.
        run: The run's `run.json`; may be empty.
        rows: Rows by split, as the stage `split` counted them; may be empty.
        parity: How like the model in transformers each file answers; may be empty.
        variants: The report of `evaluate`: its variants; may be empty.
        samples: Some answers of the smallest file.
        other_runs: Other runs in the working folder, each with its size and steps.
    """

    name: str
    styles: Sequence[str]
    base: BaseModel | None
    from_scratch: bool
    parameters: int
    tokens: int
    files: Sequence[ExportedFile]
    run: JsonObject = field(default_factory=dict[str, object])
    rows: Mapping[str, object] = field(default_factory=dict[str, object])
    parity: Mapping[str, Parity] = field(default_factory=dict[str, Parity])
    variants: Mapping[str, JsonObject] = field(default_factory=dict[str, JsonObject])
    samples: Sequence[Sample] = ()
    other_runs: Sequence[str] = ()


def model_card(facts: CardFacts) -> str:
    """Return the card as Markdown."""
    sections = (
        _front(facts),
        _files(facts),
        _licence(facts),
        _training(facts),
        _evaluation(facts),
        _parity(facts.parity),
        _samples(facts.samples),
        _limits(facts),
        _size(facts),
    )
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _front(facts: CardFacts) -> Iterator[str]:
    yield "---"
    yield f"license: {_licence_name(facts).lower()}"
    if facts.base:
        yield f"base_model: {facts.base.organisation}/{facts.base.name}"
    yield "language: en"
    yield "---"
    yield ""
    yield f"# {facts.name}"
    yield ""
    yield (
        "A small language model that turns a description in English into arrow notation, which"
        " `ascii-diagram` draws."
    )
    yield ""
    yield f"- Styles: {', '.join(facts.styles)}"
    yield f"- Parameters: {facts.parameters:,}; vocabulary: {facts.tokens:,} tokens"
    yield "- Written by `asciidoc-train export`; not edited by hand"


def _files(facts: CardFacts) -> Iterator[str]:
    yield "## Files"
    yield ""
    yield from _table(
        ("file", "kind", "MB", "SHA-256"),
        (
            (file.path.name, file.kind, f"{file.bytes / 1e6:.1f}", f"`{file.sha256}`")
            for file in facts.files
        ),
    )


def _licence_name(facts: CardFacts) -> str:
    if facts.base is not None:
        return facts.base.licence
    return "Apache-2.0" if facts.from_scratch else "unknown"


def _licence(facts: CardFacts) -> Iterator[str]:
    yield "## Licence and attribution"
    yield ""
    base = facts.base
    if base is None and facts.from_scratch:
        yield "Apache-2.0. The training began with random weights."
        return
    if base is None:
        yield "The base is not known, and so neither is the licence. The key `base_model` names it."
        return
    yield f"Base: [{base.name}]({base.url}) by {base.organisation}, {base.licence}."
    yield f"{base.attribution}"
    yield ""
    if base.licence == "Apache-2.0":
        yield (
            "This model is under Apache-2.0 as well. It is a changed version of its base: tuned on"
            " other data, and stored in other formats."
        )
    else:
        yield f"This model is a changed version of its base, under the same terms: {base.licence}."


def _training(facts: CardFacts) -> Iterator[str]:
    yield "## Training"
    yield ""
    if facts.rows:
        counts = ", ".join(f"{name} {count}" for name, count in facts.rows.items())
        yield f"Rows by split: {counts}."
        yield ""
    settings = list(flattened(facts.run))
    if not settings:
        yield "No run of `asciidoc-train train` made these weights; how they were made is unknown."
        return
    yield from _table(("of the run", ""), settings[:_MOST_SETTINGS])


def _evaluation(facts: CardFacts) -> Iterator[str]:
    yield "## Evaluation"
    yield ""
    digests = {file.short: file for file in facts.files}
    found = [
        (digests[digest].kind, name, variant)
        for name, variant in facts.variants.items()
        if (digest := str(variant.get("identity")).rpartition("@")[2]) in digests
    ]
    if not found:
        yield (
            "None of these files was evaluated. `asciidoc-train evaluate --set models=[FILE]`, then"
            " `asciidoc-train export --card` puts the figures here."
        )
        return
    yield "On prompts that were never trained on, by `asciidoc-train evaluate`:"
    for kind, name, variant in found:
        yield ""
        yield f"### {name} ({kind})"
        yield ""
        yield from _table(("prompts", *_FIGURES.values()), _figure_rows(variant))


def _figure_rows(variant: JsonObject) -> Iterator[tuple[str, ...]]:
    groups = cast("dict[str, dict[str, dict[str, float | None]]]", variant.get("figures") or {})
    for grouping in ("all", "asks", "style", "kind"):
        for group, figures in groups.get(grouping, {}).items():
            yield (group, *(_figure(key, figures.get(key)) for key in _FIGURES))


def _figure(key: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if key == "rows" else f"{value:.3f}"


def _parity(parity: Mapping[str, Parity]) -> Iterator[str]:
    yield "## Parity with transformers"
    yield ""
    if not parity:
        yield "Not measured."
        return
    yield "Greedy replies of each file in llama.cpp, compared token by token with transformers:"
    yield ""
    yield from _table(
        ("file", "prompts", "same reply", "same start", "max delta logit", "spread of logits"),
        (
            (
                name,
                str(one.prompts),
                f"{one.rate:.2f}",
                f"{one.first_difference:.2f}",
                f"{one.max_logit_delta:.3g}",
                f"{one.logit_spread:.3g}",
            )
            for name, one in parity.items()
        ),
    )


def _samples(samples: Sequence[Sample]) -> Iterator[str]:
    yield "## Samples"
    yield ""
    if not samples:
        yield "None."
        return
    yield "First answers of the smallest file, greedy, without grammar or verification:"
    for sample in samples:
        yield ""
        yield f"> {sample.prompt}"
        yield ""
        fence = "````" if "```" in sample.notation + sample.drawing else "```"
        yield f"{fence}text"
        yield sample.drawing or sample.notation
        yield fence
        if not sample.drawing:
            yield ""
            yield "(as written; it cannot be drawn)"


def _limits(facts: CardFacts) -> Iterator[str]:
    yield "## Limits"
    yield ""
    yield "- English prompts only; other languages are untested."
    yield (
        "- A diagram of a topic shows what the model believes, which may be wrong; a prompt that"
        " names everything leaves it less to believe."
    )
    yield "- Made for `ascii-diagram`'s own prompts and grammar; it is no chat model."
    missing = [s for s in ("tui_flow", "hybrid", "ascii_art") if s not in facts.styles]
    if missing:
        yield f"- Not trained for the style{'s' if len(missing) > 1 else ''} {', '.join(missing)}."


def _size(facts: CardFacts) -> Iterator[str]:
    yield "## What was run at which size"
    yield ""
    steps = f", {facts.run['steps']} steps" if "steps" in facts.run else ""
    yield f"- These weights: {facts.parameters / 1e6:.1f}M parameters{steps}."
    yield from (f"- {line}" for line in facts.other_runs)
    yield "- What is not listed was not run for this card."


def flattened(data: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the values of nested objects by dotted names; lists as JSON; long texts not at all.

    Of a path its last part is told: the rest says only how somebody's disk is arranged.
    """
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from flattened(cast("dict[str, object]", value), f"{name}.")
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if value is not None and len(text) <= 120 and "\n" not in text:
            yield name, Path(text).name if Path(text).is_absolute() else text


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"
