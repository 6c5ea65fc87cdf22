"""A grammar in llama.cpp that says which tokens may come next."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ascii_diagram_models.engine import Model

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class Matcher:
    """Follows a reply through a GBNF grammar.

    Args:
        model: Gives the vocabulary; stays open at least as long as this.
        grammar: GBNF text.
        root: Name of the rule to start from.

    Raises:
        ValueError: The grammar is invalid (syntax, undefined rule, left recursion).
    """

    def __init__(self, model: Model, grammar: str, root: str = "root") -> None:
        self._model = model
        self._library = model.library
        # llama.cpp takes an empty text for no grammar at all.
        if not grammar.strip():
            raise ValueError("invalid grammar (empty)")
        # It answers an invalid grammar with NULL, and crashes on its first use.
        self._sampler: Any = self._library.llama_sampler_init_grammar(
            model.vocabulary, grammar.encode(), root.encode()
        )
        if not self._sampler:
            raise ValueError(f"invalid grammar (root {root!r})")

    def allowed(self, tokens: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return for each token whether it may come next; the order is kept."""
        candidates = np.zeros(len(tokens), dtype=_CANDIDATE)
        candidates["id"] = tokens
        array = self._library.llama_token_data_array(
            data=ctypes.cast(candidates.ctypes.data, self._library.llama_token_data_p),
            size=len(tokens),
            selected=-1,
            sorted=False,
        )
        self._library.llama_sampler_apply(self._sampler, ctypes.byref(array))
        return np.isfinite(candidates["logit"]) & ~self._model.forbidden[tokens]

    def accept(self, token: int) -> None:
        """Move past a token, which must be allowed and must not end the reply."""
        self._library.llama_sampler_accept(self._sampler, token)

    def close(self) -> None:
        """Free the grammar."""
        if self._sampler:
            self._library.llama_sampler_free(self._sampler)
            self._sampler = None
