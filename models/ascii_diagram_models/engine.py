"""A GGUF model in llama.cpp: its tokens, and one context with reuse of what is already in it."""

from __future__ import annotations

import ctypes
import os
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ascii_diagram.errors import BackendError
from ascii_diagram_models.library import load_library


class Model:
    """The weights and vocabulary of a GGUF file.

    Args:
        path: The GGUF file.
        vocabulary_only: Leave the weights out; such a model knows tokens and grammars only.

    Raises:
        BackendError: llama-cpp-python is missing, or llama.cpp cannot read the file.
    """

    def __init__(self, path: Path, *, vocabulary_only: bool = False) -> None:
        self.library = load_library()
        parameters = self.library.llama_model_default_params()
        parameters.n_gpu_layers = 0
        parameters.vocab_only = vocabulary_only
        self.pointer: Any = self.library.llama_model_load_from_file(os.fsencode(path), parameters)
        if not self.pointer:
            raise BackendError(
                f"llama.cpp cannot load {path}",
                hint="the file is missing, damaged, or not a GGUF model that it knows",
            )
        self.vocabulary: Any = self.library.llama_model_get_vocab(self.pointer)
        self.size = int(self.library.llama_vocab_n_tokens(self.vocabulary))

    def tokenize(self, text: str, *, control: bool = False) -> list[int]:
        """Return the tokens of `text`; with `control`, control tokens written in it count."""
        data = text.encode()
        buffer = (ctypes.c_int32 * (len(data) + 1))()
        count = self.library.llama_tokenize(
            self.vocabulary, data, len(data), buffer, len(buffer), False, control
        )
        if count < 0:
            raise BackendError("llama.cpp cannot tokenise the prompt")
        return list(buffer[:count])

    def piece(self, token: int) -> bytes:
        """Return the bytes of a token; a control token has none."""
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            count = self.library.llama_token_to_piece(
                self.vocabulary, token, buffer, size, 0, False
            )
            if count >= 0:
                return buffer.raw[:count]
            size = -count

    def ends(self, token: int) -> bool:
        """Return whether a token ends the reply."""
        return bool(self.library.llama_vocab_is_eog(self.vocabulary, token))

    @cached_property
    def forbidden(self) -> NDArray[np.bool_]:
        """Which tokens may never be written: control tokens that do not end the reply."""
        control = self.library.llama_vocab_is_control
        return np.fromiter(
            (control(self.vocabulary, t) and not self.ends(t) for t in range(self.size)),
            dtype=np.bool_,
            count=self.size,
        )

    def metadata(self, key: str) -> str | None:
        """Return a text entry of the GGUF header, or None when there is none."""
        buffer = ctypes.create_string_buffer(4096)
        count = self.library.llama_model_meta_val_str(
            self.pointer, key.encode(), buffer, len(buffer)
        )
        return buffer.value.decode(errors="replace") if count >= 0 else None

    @property
    def trained_context(self) -> int:
        """The most tokens of context that the model was trained for."""
        return int(self.library.llama_model_n_ctx_train(self.pointer))

    def close(self) -> None:
        """Free the weights; contexts must be closed before."""
        if self.pointer:
            self.library.llama_model_free(self.pointer)
            self.pointer = None


class Context:
    """One sequence of tokens under evaluation.

    What is reused never depends on chance, so that a prompt gives the same logits whatever was
    asked before: either the constant opening of all prompts, or the whole prompt.

    Args:
        model: The model; stays open at least as long as this.
        threads: Threads to compute with.
        tokens: Room for prompt and reply.

    Raises:
        BackendError: No memory for the context.
    """

    def __init__(self, model: Model, *, threads: int, tokens: int) -> None:
        self.model = model
        self.tokens = tokens
        self._library = model.library
        parameters = self._library.llama_context_default_params()
        parameters.n_ctx = parameters.n_batch = tokens
        parameters.n_threads = parameters.n_threads_batch = threads
        self._pointer: Any = self._library.llama_init_from_model(model.pointer, parameters)
        if not self._pointer:
            raise BackendError(
                f"llama.cpp cannot make a context of {tokens} tokens",
                hint="set a smaller `local.context`",
            )
        self._memory: Any = self._library.llama_get_memory(self._pointer)
        self._opening: tuple[int, ...] = ()
        self._prompt: tuple[int, ...] = ()
        self._prompt_logits: NDArray[np.float32] = np.empty(0, np.float32)

    def start(self, opening: tuple[int, ...], rest: tuple[int, ...]) -> NDArray[np.float32]:
        """Evaluate a prompt and return the logits of the first token of the reply.

        Args:
            opening: Tokens that many prompts begin with; at least one.
            rest: The tokens behind them; at least one.

        Raises:
            BackendError: llama.cpp failed.
        """
        prompt = opening + rest
        if prompt == self._prompt:
            self._keep(len(prompt))
            return self._prompt_logits
        if opening == self._opening:
            self._keep(len(opening))
        else:
            self._keep(0)
            self._evaluate(opening)
            self._opening = opening
        self._prompt = ()
        self._prompt_logits = self._evaluate(rest).copy()
        self._prompt = prompt
        return self._prompt_logits

    def advance(self, token: int) -> NDArray[np.float32]:
        """Add a token and return the logits of the next, valid until the next call.

        Raises:
            BackendError: llama.cpp failed, or the context is full.
        """
        return self._evaluate((token,))

    def close(self) -> None:
        """Free the context."""
        if self._pointer:
            self._library.llama_free(self._pointer)
            self._pointer = None

    def _keep(self, count: int) -> None:
        self._library.llama_memory_seq_rm(self._memory, 0, count, -1)

    def _evaluate(self, tokens: tuple[int, ...]) -> NDArray[np.float32]:
        array = (ctypes.c_int32 * len(tokens))(*tokens)
        batch = self._library.llama_batch_get_one(array, len(tokens))
        code = self._library.llama_decode(self._pointer, batch)
        if code != 0:
            self._opening = self._prompt = ()
            raise BackendError(f"llama.cpp could not evaluate the model (code {code})")
        pointer = self._library.llama_get_logits_ith(self._pointer, -1)
        return np.ctypeslib.as_array(pointer, shape=(self.model.size,))
