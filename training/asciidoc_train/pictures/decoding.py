"""Drawing a picture token by token, whatever computes the logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ascii_diagram.resolve.request import GREEDY, Request, Sampling
from asciidoc_train.evaluation.answering import choose
from asciidoc_train.export.hf_checkpoint import Floats
from asciidoc_train.pictures.picture_tokenizer import PictureVocabulary
from asciidoc_train.pictures.room import Room


class PictureModel(Protocol):
    """A picture model that is loaded."""

    @property
    def vocabulary(self) -> PictureVocabulary:
        """Its tokens."""
        ...

    def clear(self) -> None:
        """Forget all tokens that were evaluated."""
        ...

    def evaluate(self, tokens: Sequence[int]) -> Floats:
        """Add tokens; returns the logits of the next (vocabulary)."""
        ...

    def close(self) -> None:
        """Free the model."""
        ...


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """What a model drew.

    Attributes:
        lines: The picture, without blanks at the ends of rows.
        tokens: All tokens of it, the end included.
        first_logits: Logits of the first of them.
    """

    lines: tuple[str, ...]
    tokens: tuple[int, ...]
    first_logits: Floats


def draw_picture(
    model: PictureModel, request: Request, sampling: Sampling = GREEDY
) -> DrawnPicture:
    """Draw what is asked, in the width and height that are asked.

    Args:
        model: What computes.
        request: The prompt, and the room that there is.
        sampling: Temperature 0 takes the likeliest token that may stand.
    """
    room = Room(model.vocabulary, request.width, request.height)
    chance = np.random.default_rng(sampling.seed)
    model.clear()
    logits = first = model.evaluate(model.vocabulary.prompt(request))
    tokens: list[int] = []
    while True:
        token = choose(np.where(room.allowed, logits, -np.inf), sampling.temperature, chance)
        room.add(token)
        tokens.append(token)
        if room.ended:
            return DrawnPicture(tuple(model.vocabulary.lines(tokens)), tuple(tokens), first)
        logits = model.evaluate([token])
