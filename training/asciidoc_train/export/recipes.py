"""In which types a GGUF file of each kind holds its tensors.

Blocks of 32 values follow ggml's reference code (`quantize_row_*_ref` in ggml-quants.c), which
`gguf.quants` repeats in NumPy. For a block `x`:

- Q4_0: `m` is the value of largest magnitude (the first of several), `d = m / -8`,
  `q = min(15, trunc(x * (1 / d) + 8.5))`, all in float32; stored are `float16(d)` and `q`, and read
  back is `float16(d) * (q - 8)`. `m` itself becomes 0, the lower end; the upper end reaches 7/8.
- Q5_0: the same with 16 for 8 and 31 for 15.
- Q8_0: `d = max(abs(x)) / 127`, `q = round(x * (1 / d))`, halves away from zero.

Training that is aware of the quantisation must round by the same rule: divide by the float32 `d`,
multiply by its float16.

K-quants have blocks of 256 and need llama.cpp itself (`QUANTISED_BY_LLAMA_CPP`); where a row's
length is no multiple of 256, as with 576, llama.cpp takes another type for the tensor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import gguf
import numpy as np

from asciidoc_train.export.hf_checkpoint import Floats

Kind = Literal["f32", "f16", "q8_0", "q5_0", "q4_0", "q4_1", "q4_k_m", "iq4_nl"]
TensorKind = Literal["f32", "f16", "q8_0", "q5_0", "q4_0", "q4_1"]
QUANTISED_BY_LLAMA_CPP: dict[str, str] = {
    "q4_k_m": "LLAMA_FTYPE_MOSTLY_Q4_K_M",
    "iq4_nl": "LLAMA_FTYPE_MOSTLY_IQ4_NL",
}
"""Kinds that llama.cpp makes out of an f16 file, by its name for them."""

_TYPES: dict[str, tuple[gguf.GGMLQuantizationType, gguf.LlamaFileType]] = {
    "f32": (gguf.GGMLQuantizationType.F32, gguf.LlamaFileType.ALL_F32),
    "f16": (gguf.GGMLQuantizationType.F16, gguf.LlamaFileType.MOSTLY_F16),
    "q8_0": (gguf.GGMLQuantizationType.Q8_0, gguf.LlamaFileType.MOSTLY_Q8_0),
    "q5_0": (gguf.GGMLQuantizationType.Q5_0, gguf.LlamaFileType.MOSTLY_Q5_0),
    "q4_0": (gguf.GGMLQuantizationType.Q4_0, gguf.LlamaFileType.MOSTLY_Q4_0),
    "q4_1": (gguf.GGMLQuantizationType.Q4_1, gguf.LlamaFileType.MOSTLY_Q4_1),
}
_FINE_EMBEDDING = "q8_0"


def tensor_type(kind: TensorKind) -> gguf.GGMLQuantizationType:
    """Return ggml's type of that name."""
    return _TYPES[kind][0]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The types of a file's tensors.

    Attributes:
        linear: Of the linear layers.
        embedding: Of the token embedding and the output layer.
    """

    linear: TensorKind
    embedding: TensorKind

    @property
    def file_type(self) -> gguf.LlamaFileType:
        """What the file says of itself."""
        return _TYPES[self.linear][1]

    def type_of(self, name: str, shape: tuple[int, ...]) -> gguf.GGMLQuantizationType:
        """Return the type of a tensor, given its GGUF name and shape.

        Norms, biases and other vectors stay float32. A matrix whose rows do not divide into blocks
        is float16.
        """
        if len(shape) == 1:
            return gguf.GGMLQuantizationType.F32
        outer = name in ("token_embd.weight", "output.weight")
        wanted = tensor_type(self.embedding if outer else self.linear)
        whole = shape[-1] % gguf.GGML_QUANT_SIZES[wanted][0] == 0
        return wanted if whole else gguf.GGMLQuantizationType.F16


def recipe_of(kind: TensorKind, embedding: TensorKind | None = None) -> Recipe:
    """Return the recipe of a kind; the embedding of four- and five-bit kinds is Q8_0 by default."""
    coarse = kind in ("q4_0", "q4_1", "q5_0")
    return Recipe(kind, embedding or (_FINE_EMBEDDING if coarse else kind))


def stored_bytes(shape: tuple[int, ...], kind: gguf.GGMLQuantizationType) -> int:
    """Return how many bytes a tensor takes."""
    values, size = gguf.GGML_QUANT_SIZES[kind]
    count = 1
    for length in shape:
        count *= length
    return count // values * size


def quantise(values: Floats, kind: gguf.GGMLQuantizationType) -> np.ndarray:
    """Return a tensor as it is stored: float32, float16, or bytes of blocks in rows."""
    return gguf.quants.quantize(values, kind)
