"""Choosing tokens under a grammar: greedy or sampled, with the grammar tested lazily.

Asking the grammar about all tokens of a vocabulary costs more than a step of a small model, and a
trained model's choice is nearly always allowed. So its choice is tested first, and the whole
vocabulary only when that is refused. A greedy reply is the same either way; a draw that is refused
is repeated among the allowed tokens.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Sampling
from ascii_diagram_models.engine import Context
from ascii_diagram_models.matcher import Matcher

MIN_P = 0.05
"""Tokens less likely than this part of the likeliest one are never drawn."""
_SHORTLIST = 64


@dataclass(frozen=True, slots=True)
class Prompt:
    """The tokens of a prompt: an opening shared by all prompts, and the rest."""

    opening: tuple[int, ...]
    rest: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.opening) + len(self.rest)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one token adds to a reply; the token that ends the reply adds nothing.

    Attributes:
        text: Its bytes.
        log_probability: The natural logarithm of how likely the model found it.
    """

    text: bytes
    log_probability: float


def generate(
    context: Context, prompt: Prompt, matcher: Matcher, sampling: Sampling, *, most: int
) -> Iterator[Piece]:
    """Write a reply, token by token.

    Args:
        context: Where to evaluate.
        prompt: What to answer.
        matcher: The reply's grammar, at its start.
        sampling: How to choose.
        most: Most tokens of the reply.

    Yields:
        A piece for each token; the last is the one that ends the reply.

    Raises:
        BackendError: The reply is not finished after `most` tokens.
    """
    chance = random.Random(sampling.seed)
    logits = context.start(prompt.opening, prompt.rest)
    for _ in range(most):
        if sampling.temperature > 0:
            token = _draw_allowed(logits, matcher, sampling.temperature, chance)
        else:
            token = _best_allowed(logits, matcher)
        likely = _log_probability(logits, token)
        if context.model.ends(token):
            yield Piece(b"", likely)
            return
        matcher.accept(token)
        yield Piece(context.model.piece(token), likely)
        logits = context.advance(token)
    raise BackendError(
        f"the model did not finish within {most} tokens",
        hint="ask for less, or write the diagram as arrow notation",
    )


def _log_probability(logits: NDArray[np.float32], token: int) -> float:
    best = float(logits.max())
    return float(logits[token]) - best - math.log(float(np.exp(logits - best).sum()))


def _best_allowed(logits: NDArray[np.float32], matcher: Matcher) -> int:
    for count in (1, _SHORTLIST, len(logits)):
        best = _largest(logits, count)
        allowed = matcher.allowed(best)
        if allowed.any():
            return int(best[allowed.argmax()])
    raise BackendError("the grammar allows no token of this model's vocabulary")


def _largest(logits: NDArray[np.float32], count: int) -> NDArray[np.int32]:
    """Return the tokens with the largest logits, best first, equals by number."""
    if count == 1:
        return np.array([logits.argmax()], np.int32)
    if count < len(logits):
        least = np.partition(logits, -count)[-count]
        tokens = np.flatnonzero(logits >= least)
    else:
        tokens = np.arange(len(logits))
    return tokens[np.argsort(-logits[tokens], kind="stable")].astype(np.int32)


def _draw_allowed(
    logits: NDArray[np.float32], matcher: Matcher, temperature: float, chance: random.Random
) -> int:
    token = _draw(logits, temperature, chance)
    if matcher.allowed(np.array([token], np.int32))[0]:
        return token
    allowed = matcher.allowed(np.arange(len(logits), dtype=np.int32))
    if not allowed.any():
        raise BackendError("the grammar allows no token of this model's vocabulary")
    return _draw(np.where(allowed, logits, np.float32(-np.inf)), temperature, chance)


def _draw(logits: NDArray[np.float32], temperature: float, chance: random.Random) -> int:
    weights = np.exp((logits.astype(np.float64) - logits.max()) / temperature)
    tokens = np.flatnonzero(weights >= MIN_P)
    running = np.cumsum(weights[tokens], dtype=np.float64)
    place = int(running.searchsorted(chance.random() * float(running[-1]), side="right"))
    return int(tokens[min(place, len(tokens) - 1)])
