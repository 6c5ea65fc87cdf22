"""A model that goes on from any prompt, under any grammar: what the API needs of the engine."""

from __future__ import annotations

import codecs
import importlib
from collections.abc import Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ascii_diagram_models.decoding import Prompt, generate
from ascii_diagram_models.engine import Context, Model
from ascii_diagram_models.matcher import Matcher
from ascii_diagram_models.serving.asked import Asked, BadRequestError
from ascii_diagram_models.weights import Weights


class TextModel:
    """One loaded model; one thread at a time.

    Args:
        weights: What to load.
        threads: Threads to compute with.
        context: Tokens of prompt and reply together, as far as the model was trained for it.

    Raises:
        BackendError: The model cannot be loaded.
    """

    def __init__(self, weights: Weights, *, threads: int, context: int) -> None:
        self.identity = weights.identity
        self.name = weights.identity.rpartition("@")[0] or weights.identity
        self._model = Model(weights.path)
        try:
            self.context_tokens = min(context, self._model.trained_context)
            self._context = Context(self._model, threads=threads, tokens=self.context_tokens)
        except BaseException:
            self._model.close()
            raise

    def write(self, asked: Asked) -> Generator[str, None, str]:
        """Write a reply, token by token (some tokens are parts of a character and yield "").

        Returns:
            As the generator's value, `stop` or `length`: why it ended.

        Raises:
            BadRequestError: The prompt is too long, or the grammar is none.
            BackendError: The model failed.
        """
        prompt = self._prompt(asked)
        matcher = self._matcher(asked)
        text = codecs.getincrementaldecoder("utf-8")("replace")
        written = 0
        try:
            pieces = generate(self._context, prompt, matcher, asked.sampling, most=asked.most)
            for piece in pieces:
                if not piece.text:
                    break
                written += 1
                yield text.decode(piece.text)
                if written == asked.most:
                    return "length"
        finally:
            matcher.close()
        return "stop"

    def close(self) -> None:
        """Free the model."""
        self._context.close()
        self._model.close()

    def _tokens(self, asked: Asked) -> list[int]:
        return [
            token
            for text, control in asked.prompt
            if text
            for token in self._model.tokenize(text, control=control)
        ]

    def _prompt(self, asked: Asked) -> Prompt:
        tokens = self._tokens(asked)
        if len(tokens) + asked.most > self.context_tokens:
            raise BadRequestError(
                f"This model's maximum context length is {self.context_tokens} tokens: the prompt "
                f"has {len(tokens)}, `max_tokens` is {asked.most}"
            )
        if len(tokens) < 2:
            raise BadRequestError("`prompt`: expected two tokens or more")
        opening = self._model.tokenize(asked.prompt[0][0], control=True)
        split = len(opening) if len(asked.prompt) > 1 else 1
        return Prompt(tuple(tokens[:split]), tuple(tokens[split:]))

    def _matcher(self, asked: Asked) -> Matcher:
        grammar = _grammar_of(asked.schema) if asked.schema else asked.grammar
        if not grammar:
            return _Anything(self._model)
        try:
            return Matcher(self._model, grammar)
        except ValueError as error:
            raise BadRequestError("the grammar is invalid, or has no rule `root`") from error


def _grammar_of(schema: str) -> str:
    library: Any = importlib.import_module("llama_cpp.llama_grammar")
    try:
        return str(library.json_schema_to_gbnf(schema))
    except Exception as error:  # whatever it does not expect in a schema
        raise BadRequestError("the JSON schema cannot be made a grammar") from error


class _Anything(Matcher):
    """Takes all tokens but control tokens."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._sampler = None

    def allowed(self, tokens: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return for each token whether it may come next."""
        return ~self._model.forbidden[tokens]

    def accept(self, token: int) -> None:
        """Move past a token."""
        del token
