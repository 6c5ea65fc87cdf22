"""What can be evaluated: the shipped model, its untuned base, GGUF files and checkpoints."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

from pydantic import AfterValidator, ValidationInfo

from ascii_diagram.resolve.request import Backend
from ascii_diagram.settings import LocalSettings
from asciidoc_train.errors import ConfigError
from asciidoc_train.evaluation.checkpoints import checkpoint_identity, is_checkpoint
from asciidoc_train.fine_tuning.base_models import smollm2_file

if TYPE_CHECKING:
    from ascii_diagram_models.weights import Weights

Way = Literal["raw", "grammar"]
"""How a model is made to write: freely, or under the product's grammar."""

Decoding = Literal["raw", "grammar", "product", "text"]
"""How answers come about: plain, under the grammar, as in the product, or drawn by the model."""

CONTEXT = LocalSettings().context
"""Tokens of prompt and reply together, as the product's default."""

RULES = "rules"
"""The name of the rule reader, which is no model."""

_KEYWORDS = ("shipped", "base", RULES)
_IN_WORK = "work:"
_SHAPING = ("decoding", "grammar", "matcher", "prompt", "repetition", "llama_backend")


@dataclass(frozen=True, slots=True)
class EvaluatedModel:
    """A model by name.

    Attributes:
        name: For the table.
        identity: Name and digest of the weights.
        decodings: How it can be decoded.
        gguf: The file, when it is one.
        opener: Opens it, with (`grammar`) or without (`raw`) the product's grammar.
    """

    name: str
    identity: str
    decodings: tuple[Decoding, ...]
    gguf: Path | None
    opener: Callable[[Way], Backend]

    @property
    def product_way(self) -> Way:
        """How it writes for the product's pipeline: under the grammar where that can be had."""
        return "grammar" if "grammar" in self.decodings else "raw"

    def key(self, way: Way) -> str:
        """Return what replies depend on: weights, way of decoding, and the code that decodes."""
        return f"{self.identity} {way} {decoding_digest()}"


def _rooted(name: str, info: ValidationInfo) -> str:
    if name in _KEYWORDS or name.startswith(_IN_WORK):
        return name
    context = cast("Mapping[str, Path] | None", info.context)
    return str(((context["root"] if context else Path()) / Path(name).expanduser()).resolve())


ModelName = Annotated[str, AfterValidator(_rooted)]
"""What a config calls a model: `rules` (no model), `shipped`, `base` (its untuned base),
`work:PATH` in the working folder, or the path, relative to the config, of a GGUF file, of a
checkpoint or adapter, or of a training run (its `best`)."""


def find_model(name: str, work: Path, threads: int) -> EvaluatedModel:
    """Return the model that a config names; loads nothing yet.

    Args:
        name: A `ModelName`.
        work: The working folder.
        threads: Threads to compute with.

    Raises:
        ConfigError: There is no such model.
        BackendError: The shipped weights are missing or damaged.
    """
    from ascii_diagram_models.weights import shipped_model, user_model

    if name == "shipped":
        return _gguf(name, shipped_model(), threads)
    if name == "base":
        return _gguf(name, user_model(smollm2_file()), threads, ways=("grammar",))
    path = work / name.removeprefix(_IN_WORK) if name.startswith(_IN_WORK) else Path(name)
    if path.suffix == ".gguf" and path.is_file():
        return _gguf(path.stem, user_model(path), threads)
    for folder in (path, path / "best"):
        if folder.is_dir() and is_checkpoint(folder):
            return _checkpoint(folder, threads)
    raise ConfigError(
        f"there is no model {path}",
        hint="give `shipped`, `base`, a GGUF file, or the folder of a checkpoint or adapter",
    )


def _gguf(
    name: str,
    weights: Weights,
    threads: int,
    ways: tuple[Decoding, ...] = ("raw", "grammar", "product", "text"),
) -> EvaluatedModel:
    def opener(way: Way) -> Backend:
        return _open_gguf(weights, way, threads)

    if _draws_pictures(weights.path):
        ways = ("raw", "product")

    return EvaluatedModel(name, weights.identity, ways, weights.path, opener)


def _open_gguf(weights: Weights, way: Way, threads: int) -> Backend:
    from ascii_diagram_models.library import load_library

    load_library()
    if _draws_pictures(weights.path):
        from asciidoc_train.pictures.loaded_models import LlamaPictures
        from asciidoc_train.pictures.picture_backend import PictureBackend

        return PictureBackend(LlamaPictures(weights.path), weights.identity)
    if way == "raw":
        from asciidoc_train.evaluation.raw_llama import RawLlama

        return RawLlama(weights, threads=threads, context=CONTEXT)
    from ascii_diagram_models.llama_backend import LlamaBackend

    return LlamaBackend(weights, threads=threads, context=CONTEXT)


def _draws_pictures(path: Path) -> bool:
    """Return whether weights are of a model that draws character by character."""
    from asciidoc_train.pictures.loaded_models import folder_layout, gguf_layout

    return (folder_layout(path) if path.is_dir() else gguf_layout(path)) is not None


def _checkpoint(folder: Path, threads: int) -> EvaluatedModel:
    def opener(way: Way) -> Backend:
        del way
        if _draws_pictures(folder):
            from asciidoc_train.pictures.loaded_models import TorchPictures
            from asciidoc_train.pictures.picture_backend import PictureBackend

            return PictureBackend(
                TorchPictures(folder, threads=threads), checkpoint_identity(folder)
            )
        from asciidoc_train.evaluation.checkpoints import CheckpointBackend

        return CheckpointBackend(folder, threads=threads)

    name = f"{folder.parent.name}/{folder.name}"
    return EvaluatedModel(
        name, checkpoint_identity(folder), ("raw", "product", "text"), None, opener
    )


@cache
def decoding_digest() -> str:
    """Return a digest of the modules that shape replies, so that a change of them asks anew."""
    digest = hashlib.sha256()
    for name in _SHAPING:
        found = importlib.util.find_spec(f"ascii_diagram_models.{name}")
        if found and found.origin:
            digest.update(Path(found.origin).read_bytes())
    return digest.hexdigest()[:12]
