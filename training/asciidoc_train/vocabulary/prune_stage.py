"""The stage `prune`: a base model with fewer tokens."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from ascii_diagram_models.prompt import build_example
from pydantic import Field

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.files import JsonObject
from asciidoc_train.fine_tuning.base_models import load_base, load_tokenizer
from asciidoc_train.fine_tuning.profile import BaseName, Profile
from asciidoc_train.fine_tuning.saving import save_whole
from asciidoc_train.rows import load_rows
from asciidoc_train.stage import Job, Outcome, Plan, Stage
from asciidoc_train.vocabulary.byte_pairs import BytePairs
from asciidoc_train.vocabulary.choice import choose_tokens


class PruneConfig(Config):
    """Config of the stage `prune`.

    Attributes:
        base: As in a profile of the stage `train`.
        rows: Files whose examples say which tokens the task needs.
        size: Tokens to keep.
        name: Folder of the result, in `prune/`.
    """

    base: BaseName = "smollm2"
    rows: tuple[ConfigPath, ...]
    size: int = Field(default=9_216, ge=300, le=1_000_000)
    name: str = Field(default="base", pattern=r"^[\w.-]+$")


class PruneStage(Stage[PruneConfig]):
    """Leaves out the tokens that the task does not need."""

    name = "prune"
    help = "make a base model with a smaller vocabulary"

    @property
    def config(self) -> type[PruneConfig]:
        """What its config looks like."""
        return PruneConfig

    def plan(self, config: PruneConfig, job: Job) -> Plan:
        """Say what is kept."""
        steps = (
            f"count the tokens of {len(config.rows)} files",
            f"keep {config.size} tokens of {config.base}, and their embeddings",
        )
        return Plan(steps, config.rows, (_folder(config, job),))

    def run(self, config: PruneConfig, job: Job) -> Outcome:
        """Write the smaller model."""
        rows = load_rows(config.rows)
        examples = [build_example(row.request(), row.notation) for row in rows]
        profile = Profile(base=config.base)
        tokenizer = load_tokenizer(profile).tokenizer
        model = load_base(profile, load_tokenizer(profile), job.folder("prune") / "cache")
        with tempfile.TemporaryDirectory() as place:
            tokenizer.save_pretrained(place)
            pairs = BytePairs(Path(place) / "tokenizer.json")
        counts: Counter[str] = Counter()
        for text in examples:
            counts.update(tokenizer.tokenize(text))
        kept = choose_tokens(pairs, counts, config.size)
        data, ids = pairs.without(set(pairs.ids) - kept)
        _slice_embeddings(model, ids)
        folder = _folder(config, job)
        folder.parent.mkdir(parents=True, exist_ok=True)
        save_whole(folder, lambda at: _save(model, tokenizer, data, at))
        before = sum(counts.values())
        after = _count(data, examples)
        report: JsonObject = {
            "tokens_kept": len(ids),
            "tokens_before": len(pairs.ids),
            "examples": len(examples),
            "example_tokens_before": before,
            "example_tokens_after": after,
            "parameters": sum(int(p.numel()) for p in model.parameters()),
        }
        line = (
            f"{len(ids):,} of {len(pairs.ids):,} tokens kept; "
            f"the examples take {after / max(1, before):.3f} times as many"
        )
        return Outcome(report, (line, f"wrote {folder}"))


def _folder(config: PruneConfig, job: Job) -> Path:
    return job.folder("prune") / config.name


def _slice_embeddings(model: Any, ids: list[int]) -> None:
    """Keep the rows `ids` of embedding and head, in that order."""
    torch: Any = import_module("torch")
    wanted = torch.tensor(ids)
    inputs, head = model.get_input_embeddings(), model.get_output_embeddings()
    tied = head.weight is inputs.weight
    rows = inputs.weight.data[wanted].clone()
    outputs = head.weight.data[wanted].clone()
    model.resize_token_embeddings(len(ids))
    model.get_input_embeddings().weight.data.copy_(rows)
    if not tied:
        model.get_output_embeddings().weight.data.copy_(outputs)


def _save(model: Any, tokenizer: Any, data: JsonObject, folder: Path) -> None:
    numbers: Any = data["model"]
    for name in ("bos", "eos", "pad"):
        token = getattr(tokenizer, f"{name}_token")
        for config in (model.config, model.generation_config):
            setattr(config, f"{name}_token_id", numbers["vocab"].get(token))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    text = json.dumps(data, ensure_ascii=False)
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")


def _count(data: JsonObject, examples: Sequence[str]) -> int:
    tokenizers: Any = import_module("tokenizers")
    smaller = tokenizers.Tokenizer.from_str(json.dumps(data))
    found = smaller.encode_batch(list(examples), add_special_tokens=False)
    return sum(len(item.ids) for item in found)


stage = PruneStage()
