"""Picture models in transformers and in llama.cpp."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, cast

from asciidoc_train.errors import ExportError
from asciidoc_train.export.greedy import HfModel, LlamaRunner
from asciidoc_train.export.hf_checkpoint import read_json_object
from asciidoc_train.pictures.layout import Layout, layout_of
from asciidoc_train.pictures.picture_tokenizer import PictureVocabulary


class TorchPictures(HfModel):
    """A checkpoint or an export of any precision, in float32.

    Args:
        folder: Config, tokenizer and weights.
        threads: Threads to compute with; None for torch's choice.

    Raises:
        ExportError: It is no picture model, or damaged.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        from asciidoc_train.pictures.weight_files import load_model

        torch: Any = import_module("torch")
        if threads:
            torch.set_num_threads(threads)
        self.vocabulary = _vocabulary(_numbers(folder), folder)
        super().__init__(load_model(folder))


class LlamaPictures(LlamaRunner):
    """A GGUF file in llama.cpp.

    Args:
        path: The file.

    Raises:
        BackendError: It cannot be loaded.
        ExportError: It is no picture model.
    """

    def __init__(self, path: Path) -> None:
        layout = gguf_layout(path)
        if layout is None:
            raise ExportError(f"{path}: no picture model")
        super().__init__(path, context=_context(layout))
        self.vocabulary = PictureVocabulary(layout, _gguf_numbers(self.model))


def folder_layout(folder: Path) -> Layout | None:
    """Return the layout of a picture model in a folder; None when it holds none."""
    return layout_of(_numbers(folder)) if (folder / "tokenizer.json").is_file() else None


def gguf_layout(path: Path) -> Layout | None:
    """Return the layout of a picture model in a GGUF file; None when it holds none."""
    from ascii_diagram_models.engine import Model

    model = Model(path, vocabulary_only=True)
    try:
        return layout_of(_gguf_numbers(model))
    finally:
        model.close()


def _context(layout: Layout) -> int:
    """Return the most tokens of prompt and picture, with room for a long prompt."""
    marked = layout.widest // layout.tick if layout.tick else 0
    return layout.tallest * (layout.widest + marked + 2) + 1024


def _numbers(folder: Path) -> dict[str, int]:
    data = read_json_object(folder / "tokenizer.json")
    model = cast("dict[str, Any]", data.get("model") or {})
    added = cast("list[dict[str, Any]]", data.get("added_tokens") or [])
    vocabulary: dict[str, int] = model["vocab"] if model.get("type") == "BPE" else {}
    return {**vocabulary, **{str(token["content"]): int(token["id"]) for token in added}}


def _gguf_numbers(model: Any) -> dict[str, int]:
    text = model.library.llama_vocab_get_text
    return {
        text(model.vocabulary, token).decode("utf-8", "replace"): token
        for token in range(model.size)
    }


def _vocabulary(numbers: dict[str, int], folder: Path) -> PictureVocabulary:
    layout = layout_of(numbers)
    if layout is None:
        raise ExportError(f"{folder}: no picture model", hint="train one: profile=char-tiny")
    return PictureVocabulary(layout, numbers)
