"""Plain greedy decoding with transformers and with llama.cpp, for comparing the two."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from ascii_diagram_models.engine import Model
from ascii_diagram_models.processors import default_threads
from ascii_diagram_models.prompt import END, prompt_parts

from ascii_diagram.resolve.request import Request
from asciidoc_train.errors import ExportError
from asciidoc_train.export.hf_checkpoint import Floats


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote to a prompt.

    Attributes:
        tokens: The reply, without its end.
        first_logits: Logits of the reply's first token.
    """

    tokens: list[int]
    first_logits: Floats


class HfModel:
    """A model of transformers that is evaluated token by token.

    Args:
        model: On the CPU.
    """

    def __init__(self, model: Any) -> None:
        self._torch: Any = import_module("torch")
        self._model: Any = model
        self._cache: Any = None

    def clear(self) -> None:
        """Forget all tokens that were evaluated."""
        self._cache = None

    def evaluate(self, tokens: Sequence[int]) -> Floats:
        """Add tokens; returns the logits of the next (vocabulary)."""
        with self._torch.inference_mode():
            batch = self._torch.tensor([list(tokens)])
            out: Any = self._model(batch, past_key_values=self._cache, use_cache=True)
        self._cache = out.past_key_values
        return out.logits[0, -1].float().numpy()

    def close(self) -> None:
        """Free the model."""
        self._model = self._cache = None


class HfRunner(HfModel):
    """A model of transformers in float32.

    Args:
        folder: The model with its tokenizer.
    """

    def __init__(self, folder: Path) -> None:
        torch: Any = import_module("torch")
        transformers: Any = import_module("transformers")
        self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder)
        loader: Any = transformers.AutoModelForCausalLM
        super().__init__(loader.from_pretrained(folder, dtype=torch.float32).eval())
        self.end: int = self._tokenizer.convert_tokens_to_ids(END)

    def tokens_of(self, request: Request) -> list[int]:
        """Return the tokens that a request is asked with."""
        parts = prompt_parts(request)
        return [
            *self._tokens(parts.opening),
            *self._tokens(parts.words, plain=True),
            *self._tokens(parts.closing),
        ]

    def text(self, tokens: Sequence[int]) -> str:
        """Return tokens as text."""
        return str(self._tokenizer.decode(tokens, clean_up_tokenization_spaces=False))

    def write(self, prompt: Sequence[int], most: int) -> Written:
        """Return what the model writes, at most `most` tokens of it."""
        self.clear()
        return _greedy(self.evaluate, list(prompt), self.end, most)

    def _tokens(self, text: str, *, plain: bool = False) -> list[int]:
        return self._tokenizer(text, add_special_tokens=False, split_special_tokens=plain).input_ids


class LlamaRunner:
    """A GGUF file in llama.cpp, with an adapter or without.

    Args:
        path: The model.
        adapter: A LoRA adapter as GGUF.
        context: Most tokens of prompt and reply.

    Raises:
        BackendError: The model cannot be loaded.
        ExportError: The adapter cannot be applied, or there is no memory for the context.
    """

    def __init__(self, path: Path, adapter: Path | None = None, *, context: int = 1024) -> None:
        self.model = Model(path)
        self._library: Any = self.model.library
        self._pointer: Any = None
        (self.end,) = self.model.tokenize(END, control=True)
        try:
            self._open(adapter, context)
        except BaseException:
            self.close()
            raise

    def tokens_of(self, request: Request) -> list[int]:
        """Return the tokens that a request is asked with."""
        parts = prompt_parts(request)
        return [
            *self.model.tokenize(parts.opening, control=True),
            *self.model.tokenize(parts.words),
            *self.model.tokenize(parts.closing, control=True),
        ]

    def write(self, prompt: Sequence[int], most: int) -> Written:
        """Return what the model writes, at most `most` tokens of it.

        Raises:
            ExportError: llama.cpp failed.
        """
        self.clear()
        return _greedy(self.evaluate, list(prompt), self.end, most)

    def clear(self) -> None:
        """Forget all tokens that were evaluated."""
        memory: Any = self._library.llama_get_memory(self._pointer)
        self._library.llama_memory_seq_rm(memory, 0, 0, -1)

    def close(self) -> None:
        """Free the model."""
        if self._pointer:
            self._library.llama_free(self._pointer)
            self._pointer = None
        self.model.close()

    def _open(self, adapter: Path | None, context: int) -> None:
        parameters: Any = self._library.llama_context_default_params()
        parameters.n_ctx = parameters.n_batch = context
        parameters.n_threads = parameters.n_threads_batch = default_threads()
        # as transformers: nothing is rounded but the weights
        parameters.type_k = parameters.type_v = self._library.GGML_TYPE_F32
        parameters.flash_attn_type = self._library.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._pointer = self._library.llama_init_from_model(self.model.pointer, parameters)
        if not self._pointer:
            raise ExportError(f"llama.cpp cannot make a context of {context} tokens")
        if adapter is not None:
            loaded = self._library.llama_adapter_lora_init(self.model.pointer, os.fsencode(adapter))
            if not loaded:
                raise ExportError(f"llama.cpp cannot apply {adapter}: it does not fit the base")
            adapters = (self._library.llama_adapter_lora_p_ctypes * 1)(loaded)
            self._library.llama_set_adapters_lora(
                self._pointer, adapters, 1, (ctypes.c_float * 1)(1.0)
            )

    def evaluate(self, tokens: Sequence[int]) -> Floats:
        """Add tokens; returns the logits of the next (vocabulary).

        Raises:
            ExportError: llama.cpp failed.
        """
        array = (ctypes.c_int32 * len(tokens))(*tokens)  # the batch only points at it
        batch = self._library.llama_batch_get_one(array, len(tokens))
        if self._library.llama_decode(self._pointer, batch) != 0:
            raise ExportError("llama.cpp could not evaluate the model")
        logits = self._library.llama_get_logits_ith(self._pointer, -1)
        return np.ctypeslib.as_array(logits, shape=(self.model.size,)).copy()


def _greedy(
    step: Callable[[Sequence[int]], Floats], prompt: list[int], end: int, most: int
) -> Written:
    logits = first = step(prompt)
    tokens: list[int] = []
    while len(tokens) < most:
        token = int(logits.argmax())
        if token == end:
            break
        tokens.append(token)
        logits = step([token])
    return Written(tokens, first)
