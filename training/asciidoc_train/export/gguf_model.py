"""Writing a whole model as one GGUF file, with the PyPI package `gguf`."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import gguf
import numpy as np
from ascii_diagram_models.weights import STYLES_KEY

from asciidoc_train.errors import ExportError, StoreError
from asciidoc_train.export.architecture import Architecture, read_architecture
from asciidoc_train.export.gguf_tokenizer import read_tokenizer
from asciidoc_train.export.hf_checkpoint import Floats, HfCheckpoint, TensorFiles
from asciidoc_train.export.recipes import (
    QUANTISED_BY_LLAMA_CPP,
    Kind,
    Recipe,
    TensorKind,
    quantise,
    recipe_of,
    stored_bytes,
)
from asciidoc_train.export.whole_files import whole

_ROPE_FACTORS = "rope_freqs.weight"


@dataclass(frozen=True, slots=True)
class GgufDetails:
    """What a GGUF file says of itself besides its weights; all may be empty.

    Attributes:
        name: The model's name.
        styles: Styles of drawings that it was trained for, for the `local` backend.
        licence: SPDX name.
        base_name: The model that it was tuned from.
        base_organisation: Who made that.
        base_url: Where that is.
        splitting: llama.cpp's name for the tokenizer's splitting rules; empty to find it out.
    """

    name: str = ""
    styles: Sequence[str] = ()
    licence: str = ""
    base_name: str = ""
    base_organisation: str = ""
    base_url: str = ""
    splitting: str = ""

    def describe(self, writer: gguf.GGUFWriter) -> None:
        """Add all but `splitting` to a GGUF header."""
        for value, add in ((self.name, writer.add_name), (self.licence, writer.add_license)):
            if value:
                add(value)
        if self.base_name:
            writer.add_base_model_count(1)
            writer.add_base_model_name(0, self.base_name)
            writer.add_base_model_organization(0, self.base_organisation)
            writer.add_base_model_repo_url(0, self.base_url)
        if self.styles:
            writer.add_string(STYLES_KEY, " ".join(self.styles))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One tensor to be written; `source` is its name in transformers, None for rope factors."""

    source: str | None
    name: str
    shape: tuple[int, ...]
    kind: gguf.GGMLQuantizationType


def write_gguf(
    hf_directory: Path,
    target: Path,
    kind: Kind = "f16",
    *,
    embedding: TensorKind | None = None,
    details: GgufDetails = GgufDetails(),
) -> dict[str, int]:
    """Write a model of transformers as GGUF, whole or not at all.

    Args:
        hf_directory: Folder with config.json, tokenizer.json and safetensors files.
        target: The file to write; its folder is made.
        kind: How to store linear layers; see `recipes`.
        embedding: How to store embedding and output layer; None for what fits `kind`.
        details: What else the file says.

    Returns:
        How many tensors there are of each ggml type.

    Raises:
        ExportError: The model cannot be written as GGUF, or is damaged.
        StoreError: The file cannot be written, such as on a full disk.
    """
    checkpoint = HfCheckpoint(hf_directory)
    if kind in QUANTISED_BY_LLAMA_CPP:
        from asciidoc_train.export.llama_quantiser import quantise_file

        with whole(target) as temporary, whole(target.with_suffix(".f16.gguf")) as full:
            _write(checkpoint, full, recipe_of("f16"), details)
            quantise_file(full, temporary, kind, embedding)
            full.unlink()
    else:
        with whole(target) as temporary:
            _write(checkpoint, temporary, recipe_of(cast(TensorKind, kind), embedding), details)
    return tensor_types(target)


def tensor_types(path: Path) -> dict[str, int]:
    """Return how many tensors of each ggml type a GGUF file holds."""
    reader = gguf.GGUFReader(path)
    counts = Counter(tensor.tensor_type.name.lower() for tensor in reader.tensors)
    return dict(sorted(counts.items()))


def _write(checkpoint: HfCheckpoint, target: Path, recipe: Recipe, details: GgufDetails) -> None:
    architecture = read_architecture(checkpoint.config)
    tokenizer = read_tokenizer(
        checkpoint.folder, architecture.vocabulary, details.splitting or None
    )
    entries = _entries(checkpoint.tensors, architecture, recipe)
    _check_room(target, sum(stored_bytes(entry.shape, entry.kind) for entry in entries))
    writer = gguf.GGUFWriter(target, architecture.family)
    try:
        writer.add_type(gguf.GGUFType.MODEL)
        details.describe(writer)
        architecture.describe(writer)
        tokenizer.describe(writer)
        writer.add_file_type(recipe.file_type)
        writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
        for entry in entries:
            writer.add_tensor_info(
                entry.name,
                entry.shape,
                np.dtype(np.float32),
                stored_bytes(entry.shape, entry.kind),
                raw_dtype=entry.kind,
            )
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for entry in entries:
            values = _values(checkpoint.tensors, architecture, entry)
            writer.write_tensor_data(quantise(values, entry.kind))
    finally:
        writer.close()


def _entries(tensors: TensorFiles, architecture: Architecture, recipe: Recipe) -> list[_Entry]:
    entries: list[_Entry] = []
    for source, shape in tensors.shapes.items():
        if source.endswith("rotary_emb.inv_freq"):
            continue  # old checkpoints hold what the config says already
        if source == "lm_head.weight" and architecture.tied:
            continue
        name = architecture.gguf_name(source)
        entries.append(_Entry(source, name, shape, recipe.type_of(name, shape)))
    factors = architecture.rope_factors()
    if factors is not None:
        kind = gguf.GGMLQuantizationType.F32
        entries.append(_Entry(None, _ROPE_FACTORS, factors.shape, kind))
    missing = architecture.missing({entry.name for entry in entries})
    if missing:
        raise ExportError(
            f"{len(missing)} tensors are missing in the model, such as `{missing[0]}`",
            hint="a safetensors file is missing, or the model was not saved whole",
        )
    rows = next(entry.shape[0] for entry in entries if entry.name == "token_embd.weight")
    if rows != architecture.vocabulary:
        raise ExportError(
            f"the embedding has {rows} rows, config.json says {architecture.vocabulary}"
        )
    return entries


def _values(tensors: TensorFiles, architecture: Architecture, entry: _Entry) -> Floats:
    if entry.source is None:
        factors = architecture.rope_factors()
        assert factors is not None
        return factors
    return architecture.arranged(entry.source, tensors.read(entry.source))


def _check_room(target: Path, size: int) -> None:
    free = shutil.disk_usage(target.parent).free
    if size > free:
        raise StoreError(
            f"{target.parent}: {size / 1e6:.0f} MB are needed, {free / 1e6:.0f} MB are free",
            hint="make room and run the same command again: what was finished before is kept",
        )
