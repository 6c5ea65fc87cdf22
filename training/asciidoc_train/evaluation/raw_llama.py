"""A GGUF model without grammar and without any of the product's help: plain greedy decoding."""

from __future__ import annotations

import codecs
import time
from collections.abc import Iterator, Sequence

import numpy as np
from ascii_diagram_models.engine import Context, Model
from ascii_diagram_models.prompt import MAX_REPLY_TOKENS, prompt_parts
from ascii_diagram_models.weights import Weights

from ascii_diagram.resolve.request import (
    GREEDY,
    Cancel,
    Failure,
    Reply,
    Request,
    Sampling,
)
from asciidoc_train.evaluation.answering import answer_each, choose


class RawLlama:
    """A `Backend` without grammar; a reply that does not end is returned as far as it got.

    Args:
        weights: What to load.
        threads: Threads to compute with.
        context: Tokens of prompt and reply together.

    Raises:
        BackendError: The model cannot be loaded.
    """

    def __init__(self, weights: Weights, *, threads: int, context: int) -> None:
        self.identity = weights.identity
        self._model = Model(weights.path)
        try:
            self._context = Context(self._model, threads=threads, tokens=context)
        except BaseException:
            self._model.close()
            raise

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        """Answer the requests in order; see `Backend.complete`."""
        return answer_each(
            requests, lambda request: self._answer(request, sampling), cancel, deadline
        )

    def close(self) -> None:
        """Free the model."""
        self._context.close()
        self._model.close()

    def _answer(self, request: Request, sampling: Sampling) -> Reply | Failure:
        started = time.monotonic()
        parts = prompt_parts(request)
        opening = self._model.tokenize(parts.opening, control=True)
        rest = self._model.tokenize(parts.words)
        rest += self._model.tokenize(parts.closing, control=True)
        most = min(MAX_REPLY_TOKENS, self._context.tokens - len(opening) - len(rest))
        if most < 1:
            return Failure("the prompt is too long for the model")
        chance = np.random.default_rng(sampling.seed)
        text = codecs.getincrementaldecoder("utf-8")("replace")
        pieces: list[str] = []
        logits = self._context.start(tuple(opening), tuple(rest))
        while len(pieces) < most:
            token = choose(logits, sampling.temperature, chance)
            if self._model.ends(token):
                break
            pieces.append(text.decode(self._model.piece(token)))
            logits = self._context.advance(token)
        seconds = time.monotonic() - started
        return Reply("".join(pieces), self.identity, len(pieces), seconds)
