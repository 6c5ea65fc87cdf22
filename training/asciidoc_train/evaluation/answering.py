"""What backends that answer one request after the other have in common."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ascii_diagram.resolve.request import Cancel, Failure, Reply, Request

MIN_P = 0.05
"""Sampling leaves out tokens less likely than this share of the likeliest, as the product does."""


def answer_each(
    requests: Sequence[Request],
    answer: Callable[[Request], Reply | Failure],
    cancel: Cancel | None,
    deadline: float | None,
) -> Iterator[tuple[int, Reply | Failure]]:
    """Answer the requests in order, as `Backend.complete`; looks at the clock between them."""
    for index, request in enumerate(requests):
        fault = why_over(cancel, deadline)
        yield index, Failure(fault) if fault else answer(request)


def why_over(cancel: Cancel | None, deadline: float | None) -> str:
    """Return why no more is to be answered; empty when there is no reason."""
    if cancel is not None and cancel.cancelled:
        return "cancelled"
    return "out of time" if deadline is not None and time.monotonic() > deadline else ""


def choose(logits: NDArray[np.float32], temperature: float, chance: np.random.Generator) -> int:
    """Return a token: the likeliest at temperature 0, else one that is drawn."""
    if temperature <= 0:
        return int(logits.argmax())
    shares = np.exp((logits.astype(np.float64) - logits.max()) / temperature)
    shares[shares < MIN_P] = 0
    return int(chance.choice(len(shares), p=shares / shares.sum()))
