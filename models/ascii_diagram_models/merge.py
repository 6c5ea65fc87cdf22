"""Adding a LoRA adapter to its base model once, into a new GGUF file.

An adapter that llama.cpp applies at run time more than halves the speed of a small model. The sum
is stored as Q8_0: an adapter changes weights by about one percent, and rounding the sum to four
bits moves them by more than that.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from ascii_diagram_models.gguf_file import (
    Q8_0,
    Bytes,
    GgufError,
    GgufFile,
    Tensor,
    read_gguf,
    write_gguf,
)
from ascii_diagram_models.quantisation import dequantise, quantise_q8_0

TEMPORARY_PREFIX = "merging-"


def merge_adapter(base: Path, adapter: Path, directory: Path, name: str) -> Path:
    """Write `base` plus `adapter` to `directory`, whole or not at all.

    The file is named `<name>.<SHA-256 of its content>.gguf`, so it carries its own check. It
    appears under that name in one step: a reader, a second merge at the same time, or a kill in the
    middle never see a part of it.

    Args:
        base: The base model; its adapted tensors are F32, F16, Q4_1 or Q8_0.
        adapter: A LoRA adapter in llama.cpp's GGUF form.
        directory: Where to write; must exist.
        name: Start of the file's name.

    Returns:
        The merged file.

    Raises:
        GgufError: A file is damaged, or the adapter does not belong to the base.
        OSError: The disk is full, or the directory cannot be written.
    """
    model, low_rank = read_gguf(base), _read_adapter(read_gguf(adapter))
    shapes = {tensor.name: tensor.shape for tensor in model.tensors}
    for target, (a, b) in low_rank.items():
        if shapes.get(target) != (b.shape[0], a.shape[1]):
            raise GgufError(f"{adapter.name} does not fit {base.name} at {target!r}")

    def merged(tensor: Tensor) -> Bytes:
        a, b = low_rank[tensor.name]
        return quantise_q8_0(np.add(dequantise(tensor), b @ a, dtype=np.float32))

    descriptor, temporary = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=directory)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            write_gguf(cast(BinaryIO, file), model, dict.fromkeys(low_rank, Q8_0), merged)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        target_path = directory / f"{name}.{digest}.gguf"
        Path(temporary).replace(target_path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return target_path


def _read_adapter(
    file: GgufFile,
) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Return the matrices A (rank, inputs) and scaled B (outputs, rank) by tensor name."""
    alpha = file.entries.get("adapter.lora.alpha")
    if file.entries.get("adapter.type") != "lora" or not isinstance(alpha, float):
        raise GgufError("the adapter is not a LoRA adapter")
    tensors = {tensor.name: tensor for tensor in file.tensors}
    pairs: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
    for name, tensor in tensors.items():
        target, suffix, _ = name.rpartition(".lora_a")
        if not suffix:
            continue
        other = tensors.get(f"{target}.lora_b")
        if other is None or len(tensor.shape) != 2 or len(other.shape) != 2:
            raise GgufError(f"the adapter's matrices for {target!r} are incomplete")
        a, b = dequantise(tensor), dequantise(other)
        if a.shape[0] != b.shape[1]:
            raise GgufError(f"the adapter's matrices for {target!r} do not fit each other")
        pairs[target] = (a, b * np.float32(alpha / a.shape[0]))
    if not pairs or 2 * len(pairs) != len(tensors):
        raise GgufError("the adapter holds something else than pairs of LoRA matrices")
    return pairs
