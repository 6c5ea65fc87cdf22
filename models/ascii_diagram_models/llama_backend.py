"""A `Backend` on a model that llama.cpp runs in this process."""

from __future__ import annotations

import codecs
import math
import time
from collections.abc import Iterator, Sequence

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import (
    GREEDY,
    Cancel,
    Failure,
    Reply,
    Request,
    Sampling,
    Style,
)
from ascii_diagram_models.decoding import Prompt, generate
from ascii_diagram_models.engine import Context, Model
from ascii_diagram_models.grammar import GRAMMAR, root_of
from ascii_diagram_models.matcher import Matcher
from ascii_diagram_models.prompt import END, MAX_REPLY_TOKENS, prompt_parts
from ascii_diagram_models.repetition import RepetitionGuard
from ascii_diagram_models.weights import STYLES_KEY, Weights, as_styles

_MIN_CONTEXT = 512
_MIN_REPLY = 256


class LlamaBackend:
    """A `Backend` that answers requests one after the other with one loaded model.

    Args:
        weights: What to load.
        threads: Threads to compute with.
        context: Tokens of prompt and reply together, as far as the model was trained for it.

    Raises:
        BackendError: The model cannot be loaded, or is not made for these prompts.
    """

    def __init__(self, weights: Weights, *, threads: int, context: int) -> None:
        self._weights = weights
        self._model = Model(weights.path)
        try:
            self._check_model()
            self._styles: frozenset[Style] = weights.styles or self._declared_styles()
            Matcher(self._model, GRAMMAR, root_of("tui_flow")).close()
            room = min(context, self._model.trained_context)
            self._context = Context(self._model, threads=threads, tokens=max(room, _MIN_CONTEXT))
        except BaseException:
            self._model.close()
            raise

    @property
    def identity(self) -> str:
        """Name and digest of the weights, such as `smollm2-135m-diagram@4926…`."""
        return self._weights.identity

    @property
    def summary(self) -> str:
        """Where the weights come from, their file and its size, for people."""
        path = self._weights.path
        return f"{self._weights.origin}: {path.name}, {path.stat().st_size / 1e6:.0f} MB"

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling = GREEDY,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        """Answer the requests in order; see `Backend.complete`."""
        for index, request in enumerate(requests):
            try:
                yield index, self._answer(request, sampling, cancel, deadline)
            except BackendError as error:
                yield index, Failure(error.message, error.hint)

    def prompt_tokens(self, request: Request) -> Prompt:
        """Return the tokens that a request is asked with; the user's words hold no control token.

        Raises:
            BackendError: There are too many to leave room for a reply.
        """
        parts = prompt_parts(request)
        opening = self._model.tokenize(parts.opening, control=True)
        words = self._model.tokenize(parts.words)
        closing = self._model.tokenize(parts.closing, control=True)
        prompt = Prompt(tuple(opening), tuple(words + closing))
        most = self._context.tokens - _MIN_REPLY
        if len(prompt) > most:
            raise BackendError(
                f"the prompt is too long for the model: {len(prompt)} tokens, at most {most}",
                hint="shorten it, draw it in two diagrams, or raise the setting `local.context`",
            )
        return prompt

    def close(self) -> None:
        """Free the model; the backend cannot be used any more."""
        self._context.close()
        self._model.close()

    def _answer(
        self, request: Request, sampling: Sampling, cancel: Cancel | None, deadline: float | None
    ) -> Reply:
        started = time.monotonic()
        _look_up(cancel, deadline)
        self._check_style(request.style)
        prompt = self.prompt_tokens(request)
        matcher = Matcher(self._model, GRAMMAR, root_of(request.style))
        guard = RepetitionGuard()
        text = codecs.getincrementaldecoder("utf-8")("replace")
        tokens, log_probability = 0, 0.0
        try:
            most = min(MAX_REPLY_TOKENS, self._context.tokens - len(prompt))
            for piece in generate(self._context, prompt, matcher, sampling, most=most):
                tokens += 1
                log_probability += piece.log_probability
                if not guard.add(text.decode(piece.text)):
                    break
                _look_up(cancel, deadline)
        finally:
            matcher.close()
        seconds = time.monotonic() - started
        certainty = math.exp(log_probability / max(1, tokens))
        return Reply(guard.text, self.identity, tokens, seconds, certainty)

    def _check_style(self, style: Style) -> None:
        if style not in self._styles:
            known = ", ".join(sorted(self._styles))
            raise BackendError(
                f"the model {self.identity} was not trained for the style {style}",
                hint=f"use style={known}, or write the diagram as arrow notation",
            )

    def _check_model(self) -> None:
        name = self._weights.path.name
        if self._model.trained_context < _MIN_CONTEXT:
            raise BackendError(
                f"{name} was trained for a context of {self._model.trained_context} tokens only",
                hint=f"use a model that was trained for {_MIN_CONTEXT} or more",
            )
        if len(self._model.tokenize(END, control=True)) != 1:
            raise BackendError(
                f"{name} does not know the token {END} that prompts are written with",
                hint="use a ChatML model (SmolLM2, Qwen) that was fine-tuned for ascii-diagram",
            )

    def _declared_styles(self) -> frozenset[Style]:
        declared = self._model.metadata(STYLES_KEY)
        return as_styles((declared or "").split()) or frozenset[Style]({"tui_flow"})


def _look_up(cancel: Cancel | None, deadline: float | None) -> None:
    """Raise when the work should stop."""
    if cancel is not None and cancel.cancelled:
        raise BackendError("cancelled")
    if deadline is not None and time.monotonic() > deadline:
        raise BackendError(
            "the model did not finish in time",
            hint="raise the setting `timeout`, or ask for less",
        )
