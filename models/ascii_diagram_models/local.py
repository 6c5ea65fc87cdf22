"""Opens the `local` backend: a small model in llama.cpp, in this process, without a network.

What needs the extra `local` is imported only when the backend is opened, so that its absence is an
error that says what to install.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ascii_diagram.resolve.request import Backend
from ascii_diagram_models.library import load_library
from ascii_diagram_models.processors import default_threads


class LocalOptions(Protocol):
    """The settings `local.*`."""

    @property
    def model(self) -> Path | None:
        """A GGUF file of the user's own; None for the shipped model."""
        ...

    @property
    def threads(self) -> int | None:
        """Threads to compute with; None for the usable physical cores."""
        ...

    @property
    def context(self) -> int:
        """Tokens of prompt and reply together."""
        ...


class LocalSettings(Protocol):
    """What the backend may be told."""

    @property
    def local(self) -> LocalOptions:
        """The model and how to run it."""
        ...


def open_local(settings: LocalSettings) -> Backend:
    """Load the model.

    Raises:
        BackendError: llama-cpp-python or the weights are missing or damaged, or the model cannot be
            used.
    """
    load_library()
    from ascii_diagram_models.llama_backend import LlamaBackend
    from ascii_diagram_models.weights import shipped_model, user_model

    options = settings.local
    weights = user_model(options.model) if options.model else shipped_model()
    return LlamaBackend(
        weights, threads=options.threads or default_threads(), context=options.context
    )
