"""Block quantisation of weights as ggml stores them.

Source: ggml-quants.c of llama.cpp (`dequantize_row_q4_1`, `quantize_row_q8_0_ref`). A block holds
32 neighbouring values of a row. Q4_1: scale and minimum as float16, then 32 values of four bits
(the low halves of the 16 bytes first). Q8_0: scale as float16, then 32 signed bytes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ascii_diagram_models.gguf_file import F16, F32, Q4_1, Q8_0, Bytes, GgufError, Tensor

_BLOCK = 32


def dequantise(tensor: Tensor) -> NDArray[np.float32]:
    """Return the values of a tensor, in its shape.

    Raises:
        GgufError: The tensor has another type than F32, F16, Q4_1 or Q8_0.
    """
    if tensor.kind == F32:
        values = tensor.data.view(np.float32)
    elif tensor.kind == F16:
        values = tensor.data.view(np.float16).astype(np.float32)
    elif tensor.kind == Q4_1:
        values = _from_q4_1(tensor.data)
    elif tensor.kind == Q8_0:
        values = _from_q8_0(tensor.data)
    else:
        raise GgufError(f"tensor {tensor.name!r} has the unsupported type {tensor.kind}")
    return values.reshape(tensor.shape)


def quantise_q8_0(values: NDArray[np.float32]) -> Bytes:
    """Return values as Q8_0 blocks; the last axis must be a multiple of 32 long."""
    blocks = values.reshape(-1, _BLOCK)
    scale = np.abs(blocks).max(axis=1, keepdims=True) / np.float32(127)
    with np.errstate(divide="ignore"):
        inverse = np.where(scale == 0, np.float32(0), np.float32(1) / scale)
    scaled = blocks * inverse
    # Half away from zero, as C's roundf does it.
    whole = np.trunc(scaled + np.copysign(np.float32(0.5), scaled)).astype(np.int8)
    return np.hstack([scale.astype(np.float16).view(np.uint8), whole.view(np.uint8)])


def _from_q4_1(data: Bytes) -> NDArray[np.float32]:
    blocks = data.reshape(-1, 20)
    head = np.ascontiguousarray(blocks[:, :4]).view(np.float16).astype(np.float32)
    halves = np.hstack([blocks[:, 4:] & 0x0F, blocks[:, 4:] >> 4]).astype(np.float32)
    return halves * head[:, :1] + head[:, 1:]


def _from_q8_0(data: Bytes) -> NDArray[np.float32]:
    blocks = data.reshape(-1, 34)
    scale = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    return np.ascontiguousarray(blocks[:, 2:]).view(np.int8).astype(np.float32) * scale
