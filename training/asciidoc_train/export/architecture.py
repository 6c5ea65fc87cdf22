"""What a model's config and tensor names are called in GGUF.

Llama and Qwen3 only. llama.cpp rotates neighbouring pairs of a Llama head's values where
transformers rotates the two halves of the head, so the rows of a Llama model's query and key
projections change places; Qwen3 keeps them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import gguf
import numpy as np

from asciidoc_train.errors import ExportError
from asciidoc_train.export.hf_checkpoint import Floats, number
from asciidoc_train.files import JsonObject

_ARCHITECTURES = {
    "llama": ("LlamaForCausalLM", gguf.MODEL_ARCH.LLAMA),
    "qwen3": ("Qwen3ForCausalLM", gguf.MODEL_ARCH.QWEN3),
}
_BLOCK_TENSORS = (
    "attn_norm", "attn_q", "attn_k", "attn_v", "attn_output",
    "ffn_norm", "ffn_gate", "ffn_up", "ffn_down",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rope:
    """Rotary position embedding.

    Attributes:
        base: Its base frequency.
        scaling: The parameters of `llama3` scaling; None without scaling.
    """

    base: float
    scaling: Mapping[str, float] | None


@dataclass(frozen=True)
class Architecture:
    """The sizes of a model.

    Attributes:
        family: `llama` or `qwen3`.
        layers: Number of blocks.
        hidden: Length of a token's vector.
        intermediate: Length of the vector inside a feed-forward layer.
        heads: Query heads.
        kv_heads: Key and value heads.
        head_size: Values of a head.
        vocabulary: Rows of the embedding.
        context: Most tokens that it was trained for.
        epsilon: Of the RMS norms.
        rope: Position embedding.
        tied: Whether the output layer is the embedding.
    """

    family: str
    layers: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    head_size: int
    vocabulary: int
    context: int
    epsilon: float
    rope: Rope
    tied: bool

    @cached_property
    def _names(self) -> gguf.TensorNameMap:
        return gguf.get_tensor_name_map(_ARCHITECTURES[self.family][1], self.layers)

    def gguf_name(self, name: str) -> str:
        """Return the GGUF name of a tensor of transformers, such as `model.norm.weight`.

        Raises:
            ExportError: The architecture has no such tensor.
        """
        found = self._names.get_name(name, try_suffixes=(".weight", ".bias"))
        if found is None:
            raise ExportError(f"the tensor `{name}` is not part of a {self.family} model")
        return found

    def arranged(self, name: str, values: Floats) -> Floats:
        """Return a tensor's values in the order of llama.cpp.

        Args:
            name: The tensor's name in transformers, of the weight or bias that it belongs to.
            values: Its values; the first axis is the layer's outputs.
        """
        if self.family != "llama":
            return values
        if ".q_proj." in name:
            return _interleaved(values, self.heads)
        return _interleaved(values, self.kv_heads) if ".k_proj." in name else values

    def missing(self, names: set[str]) -> list[str]:
        """Return which tensors a whole model lacks, given the GGUF names that are there."""
        wanted = {"token_embd.weight", "output_norm.weight"}
        if not self.tied:
            wanted.add("output.weight")
        block = _BLOCK_TENSORS
        if self.family == "qwen3":
            block = (*block, "attn_q_norm", "attn_k_norm")
        wanted |= {f"blk.{layer}.{part}.weight" for layer in range(self.layers) for part in block}
        return sorted(wanted - names)

    def rope_factors(self) -> Floats | None:
        """Return what frequencies are divided by, or None where there is no scaling.

        Source: `_compute_llama3_parameters` of transformers; llama.cpp wants the same as a tensor.
        """
        scaling = self.rope.scaling
        if scaling is None:
            return None
        factor, original = scaling["factor"], scaling["original_max_position_embeddings"]
        low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
        powers = np.arange(0, self.head_size, 2, dtype=np.float64) / self.head_size
        lengths = 2 * math.pi * self.rope.base**powers
        smooth = np.clip((original / lengths - low) / (high - low), 0, 1)
        return (1 / ((1 - smooth) / factor + smooth)).astype(np.float32)

    def describe(self, writer: gguf.GGUFWriter) -> None:
        """Add the sizes to a GGUF header."""
        writer.add_block_count(self.layers)
        writer.add_context_length(self.context)
        writer.add_embedding_length(self.hidden)
        writer.add_feed_forward_length(self.intermediate)
        writer.add_head_count(self.heads)
        writer.add_head_count_kv(self.kv_heads)
        writer.add_key_length(self.head_size)
        writer.add_value_length(self.head_size)
        writer.add_rope_dimension_count(self.head_size)
        writer.add_rope_freq_base(self.rope.base)
        writer.add_layer_norm_rms_eps(self.epsilon)
        writer.add_vocab_size(self.vocabulary)


def read_architecture(config: JsonObject) -> Architecture:
    """Return the sizes that a config.json states.

    Raises:
        ExportError: Another architecture, or a variant that GGUF or llama.cpp does not know.
    """
    family = str(config.get("model_type"))
    classes = config.get("architectures")
    if family not in _ARCHITECTURES or classes not in (None, [_ARCHITECTURES[family][0]]):
        raise ExportError(
            f"models of the architecture {classes or family} cannot be written as GGUF here",
            hint=f"known are {', '.join(name for name, _ in _ARCHITECTURES.values())}",
        )
    if config.get("hidden_act", "silu") != "silu":
        raise ExportError(f"the activation {config['hidden_act']!r} is not silu")
    if config.get("use_sliding_window"):
        raise ExportError("sliding-window attention cannot be written as GGUF here")
    hidden, heads = int(number(config, "hidden_size")), int(number(config, "num_attention_heads"))
    return Architecture(
        family=family,
        layers=int(number(config, "num_hidden_layers")),
        hidden=hidden,
        intermediate=int(number(config, "intermediate_size")),
        heads=heads,
        kv_heads=int(number(config, "num_key_value_heads", heads)),
        head_size=int(number(config, "head_dim", hidden // heads)),
        vocabulary=int(number(config, "vocab_size")),
        context=int(number(config, "max_position_embeddings")),
        epsilon=number(config, "rms_norm_eps"),
        rope=_read_rope(config),
        tied=bool(config.get("tie_word_embeddings")),
    )


def _read_rope(config: JsonObject) -> Rope:
    """Read what transformers 5 calls `rope_parameters`, and 4 `rope_theta` and `rope_scaling`."""
    found = config.get("rope_parameters") or config.get("rope_scaling")
    if found is not None and not isinstance(found, dict):
        raise ExportError("config.json: `rope_parameters` is not an object")
    parameters = cast("dict[str, Any]", found or {})
    base = number(parameters, "rope_theta", number(config, "rope_theta", 10000.0))
    kind = parameters.get("rope_type", parameters.get("type", "default"))
    if kind == "default":
        return Rope(base, None)
    if kind != "llama3":
        raise ExportError(f"position scaling of the type {kind!r} cannot be written as GGUF here")
    keys = (
        "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings",
    )  # fmt: skip
    return Rope(base, {key: number(parameters, key) for key in keys})


def _interleaved(values: Floats, heads: int) -> Floats:
    rows = values.shape[0]
    split = values.reshape(heads, 2, rows // heads // 2, *values.shape[1:])
    return np.ascontiguousarray(split.swapaxes(1, 2).reshape(values.shape))
