"""What can be evaluated: the shipped model, its untuned base, GGUF files and checkpoints."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
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

    from asciidoc_train.pictures.decoding import PictureModel

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


def _modules(package: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{package}.{name}" for name in names)


_LLAMA = _modules("ascii_diagram_models", "engine", "prompt")
_OURS = _modules("asciidoc_train", "evaluation.answering")
_GRAMMAR_CODE = (
    *_LLAMA,
    *_modules("ascii_diagram_models", "decoding", "grammar", "llama_backend"),
    *_modules("ascii_diagram_models", "matcher", "repetition"),
)
_RAW_CODE = (*_LLAMA, *_OURS, *_modules("asciidoc_train", "evaluation.raw_llama"))
_CHECKPOINT_CODE = (
    "ascii_diagram_models.prompt",
    *_OURS,
    *_modules("asciidoc_train", "evaluation.checkpoints"),
)
_PICTURE_CODE = (
    *_LLAMA,
    *_OURS,
    *_modules("asciidoc_train", "export.greedy", "export.hf_checkpoint"),
    *_modules("asciidoc_train.pictures", "decoding", "layout", "loaded_models", "picture_backend"),
    *_modules("asciidoc_train.pictures", "picture_tokenizer", "room", "weight_files"),
)


@dataclass(frozen=True, slots=True)
class Writer:
    """How a model is made to write in one way.

    Attributes:
        open: Loads it.
        code: The modules that what it writes depends on.
    """

    open: Callable[[], Backend]
    code: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Abilities:
    """What can be had of a model.

    Attributes:
        decodings: How it can be decoded.
        writers: What that takes, by way.
    """

    decodings: tuple[Decoding, ...]
    writers: Mapping[Way, Writer]


@dataclass(frozen=True)
class EvaluatedModel:
    """A model by name.

    Attributes:
        name: For the table.
        identity: Name and digest of the weights.
        gguf: The file, when it is one.
        look: Looks into it for what it can do; called when that is asked for.
    """

    name: str
    identity: str
    gguf: Path | None
    look: Callable[[], Abilities]

    @cached_property
    def abilities(self) -> Abilities:
        """What can be had of it; raises BackendError or ExportError when it cannot be read."""
        return self.look()

    @property
    def decodings(self) -> tuple[Decoding, ...]:
        """How it can be decoded."""
        return self.abilities.decodings

    @property
    def product_way(self) -> Way:
        """How it writes for the product's pipeline: under the grammar where that can be had."""
        return "grammar" if "grammar" in self.decodings else "raw"

    def open(self, way: Way) -> Backend:
        """Load it, with (`grammar`) or without (`raw`) the product's grammar."""
        return self.abilities.writers[way].open()

    def key(self, way: Way) -> str:
        """Return what replies depend on: weights, way of decoding, and the code that decodes."""
        return f"{self.identity} {way} {code_digest(self.abilities.writers[way].code)}"


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
    """Return the model that a config names; nothing is loaded before its abilities are asked for.

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
        return _gguf(name, user_model(smollm2_file()), threads, ("grammar",))
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
    decodings: tuple[Decoding, ...] = ("raw", "grammar", "product", "text"),
) -> EvaluatedModel:
    def raw() -> Backend:
        from asciidoc_train.evaluation.raw_llama import RawLlama

        return RawLlama(weights, threads=threads, context=CONTEXT)

    def grammar() -> Backend:
        from ascii_diagram_models.llama_backend import LlamaBackend

        return LlamaBackend(weights, threads=threads, context=CONTEXT)

    def look() -> Abilities:
        from ascii_diagram_models.library import load_library

        load_library()
        from asciidoc_train.pictures.loaded_models import LlamaPictures, gguf_layout

        if gguf_layout(weights.path) is not None:
            return _of_pictures(lambda: LlamaPictures(weights.path), weights.identity)
        writers: dict[Way, Writer] = {
            "raw": Writer(raw, _RAW_CODE),
            "grammar": Writer(grammar, _GRAMMAR_CODE),
        }
        return Abilities(decodings, writers)

    return EvaluatedModel(name, weights.identity, weights.path, look)


def _checkpoint(folder: Path, threads: int) -> EvaluatedModel:
    identity = checkpoint_identity(folder)

    def raw() -> Backend:
        from asciidoc_train.evaluation.checkpoints import CheckpointBackend

        return CheckpointBackend(folder, threads=threads)

    def look() -> Abilities:
        from asciidoc_train.pictures.loaded_models import TorchPictures, folder_layout

        if folder_layout(folder) is not None:
            return _of_pictures(lambda: TorchPictures(folder, threads=threads), identity)
        return Abilities(("raw", "product", "text"), {"raw": Writer(raw, _CHECKPOINT_CODE)})

    return EvaluatedModel(f"{folder.parent.name}/{folder.name}", identity, None, look)


def _of_pictures(load: Callable[[], PictureModel], identity: str) -> Abilities:
    """Return what can be had of a model that draws character by character."""

    def raw() -> Backend:
        from asciidoc_train.pictures.picture_backend import PictureBackend

        return PictureBackend(load(), identity)

    return Abilities(("raw", "product"), {"raw": Writer(raw, _PICTURE_CODE)})


@cache
def code_digest(modules: tuple[str, ...]) -> str:
    """Return a digest of modules that shape replies, so that a change of them asks anew."""
    digest = hashlib.sha256(str(CONTEXT).encode())
    for name in modules:
        found = importlib.util.find_spec(name)
        assert found is not None, name
        assert found.origin is not None, name
        digest.update(Path(found.origin).read_bytes())
    return digest.hexdigest()[:12]
