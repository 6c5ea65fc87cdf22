"""Quantising a GGUF file with llama.cpp."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ascii_diagram_models.library import load_library

from asciidoc_train.errors import ExportError
from asciidoc_train.export.recipes import QUANTISED_BY_LLAMA_CPP, TensorKind, tensor_type


def quantise_file(
    source: Path, target: Path, kind: str, embedding: TensorKind | None = None
) -> None:
    """Write a copy of a GGUF file with smaller tensors.

    Args:
        source: An f16 or f32 file.
        target: What to write.
        kind: A key of `QUANTISED_BY_LLAMA_CPP`.
        embedding: Type of embedding and output layer; None for llama.cpp's choice.

    Raises:
        ExportError: llama.cpp cannot do it.
        BackendError: llama-cpp-python is not installed.
    """
    library: Any = load_library()
    parameters: Any = library.llama_model_quantize_default_params()
    parameters.ftype = getattr(library, QUANTISED_BY_LLAMA_CPP[kind])
    if embedding is not None:
        number = int(tensor_type(embedding))
        parameters.token_embedding_type = parameters.output_tensor_type = number
    code = library.llama_model_quantize(os.fsencode(source), os.fsencode(target), parameters)
    if code != 0:
        raise ExportError(
            f"llama.cpp could not quantise the model as {kind} (code {code})",
            hint="is there room on the disk? The kind q4_0 is written without llama.cpp",
        )
