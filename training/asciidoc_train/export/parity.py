"""Whether the files that were written answer as the model that they were made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from ascii_diagram.resolve.request import Request
from asciidoc_train.export.greedy import HfRunner, LlamaRunner, Written
from asciidoc_train.export.hf_checkpoint import Floats
from asciidoc_train.files import JsonObject
from asciidoc_train.progress import Progress

_EXACT_KINDS = ("f32", "f16", "float")
_MOST_DRIFT = 0.05
"""Of the spread of logits; files that are as exact as this are off by much less."""


def near_enough(delta: float, spread: float, kind: str) -> bool:
    """Whether logits are as near as a file of this kind must be; nothing is asked of rounded ones.

    Args:
        delta: Largest difference of a logit.
        spread: Largest less smallest logit.
        kind: Of the file's weights.
    """
    return kind not in _EXACT_KINDS or delta <= _MOST_DRIFT * spread


def drift(expected: Sequence[Floats], found: Sequence[Floats]) -> tuple[float, float]:
    """Return the largest difference of a logit, and the mean spread of those that are expected."""
    pairs = zip(expected, found, strict=True)
    delta = max(float(np.abs(ours - theirs).max()) for theirs, ours in pairs)
    spread = float(np.mean([np.ptp(logits) for logits in expected]))
    return round(delta, 5), round(spread, 5)


@dataclass(frozen=True)
class Parity:
    """How like the model in transformers one file answers; both decode greedily.

    Attributes:
        prompts: Prompts that were asked.
        same_tokens: Prompts that both read as the same tokens.
        same_replies: Replies that are the same, token by token.
        first_difference: Mean share of a reply that is the same before the first difference.
        max_logit_delta: Largest difference of a logit of the first token of a reply.
        logit_spread: Largest less smallest of these logits in transformers, the mean.
    """

    prompts: int
    same_tokens: int
    same_replies: int
    first_difference: float
    max_logit_delta: float
    logit_spread: float

    @property
    def rate(self) -> float:
        """Share of the replies that are the same."""
        return self.same_replies / self.prompts

    def is_sound(self, kind: str) -> bool:
        """Whether what must hold does: same tokens, and near logits where nothing was rounded."""
        near = near_enough(self.max_logit_delta, self.logit_spread, kind)
        return self.same_tokens == self.prompts and near

    def to_json(self) -> JsonObject:
        """Return the figures for a report."""
        figures: JsonObject = dict(asdict(self))
        return {**figures, "rate": round(self.rate, 4)}

    @classmethod
    def from_json(cls, data: JsonObject) -> Parity:
        """Return the figures that `to_json` gave."""
        return cls(**{key: cast(Any, data[key]) for key in cls.__dataclass_fields__})

    def __str__(self) -> str:
        return (
            f"{self.same_replies} of {self.prompts} replies the same ({self.rate:.0%}), the others"
            f" up to a difference; max |delta logit| {self.max_logit_delta:.3g} of"
            f" {self.logit_spread:.3g}"
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several files beside the model that they were made of.

    Attributes:
        parity: How like it each file answers, by name.
        replies: What each file wrote, in the order of the prompts.
    """

    parity: dict[str, Parity]
    replies: dict[str, list[str]]


def measure_parity(
    reference: Path,
    files: Mapping[str, tuple[Path, Path | None]],
    requests: Sequence[Request],
    most: int,
    progress: Progress,
) -> Comparison:
    """Ask all files the same prompts.

    Args:
        reference: The model of transformers that the files were made of.
        files: A model as GGUF and perhaps its adapter, by name.
        requests: The prompts.
        most: Tokens of a reply.
        progress: Shows how far it is.

    Returns:
        The parity of each file with the reference, and what it wrote.
    """
    runner = HfRunner(reference)
    prompts = [runner.tokens_of(request) for request in requests]
    whole = (len(files) + 1) * len(requests)
    found = Comparison({}, {})
    with progress.over("parity", whole) as advance:
        expected: list[Written] = []
        for prompt in prompts:
            expected.append(runner.write(prompt, most))
            advance()
        for name, (path, adapter) in files.items():
            llama = LlamaRunner(path, adapter, context=max(map(len, prompts)) + most + 8)
            try:
                same = sum(
                    llama.tokens_of(request) == prompt
                    for request, prompt in zip(requests, prompts, strict=True)
                )
                written: list[Written] = []
                for prompt in prompts:
                    written.append(llama.write(prompt, most))
                    advance()
            finally:
                llama.close()
            found.parity[name] = _compared(expected, written, same)
            found.replies[name] = [runner.text(one.tokens) for one in written]
    return found


def _compared(expected: Sequence[Written], written: Sequence[Written], same: int) -> Parity:
    pairs = list(zip(expected, written, strict=True))
    delta, spread = drift(
        [one.first_logits for one in expected], [one.first_logits for one in written]
    )
    return Parity(
        prompts=len(pairs),
        same_tokens=same,
        same_replies=sum(theirs.tokens == ours.tokens for theirs, ours in pairs),
        first_difference=round(
            float(np.mean([_common(theirs.tokens, ours.tokens) for theirs, ours in pairs])), 4
        ),
        max_logit_delta=delta,
        logit_spread=spread,
    )


def _common(theirs: Sequence[int], ours: Sequence[int]) -> float:
    """Return which part of the longer reply both begin with."""
    longest = max(len(theirs), len(ours))
    for place, (one, other) in enumerate(zip(theirs, ours, strict=False)):
        if one != other:
            return place / longest
    return min(len(theirs), len(ours)) / longest if longest else 1.0
