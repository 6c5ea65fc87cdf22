"""Weights rounded as llama.cpp's block formats would round them, for training through them.

The formats are those of ggml's reference quantisers: blocks of 32 values along the input
dimension share one fp16 scale.
"""

from __future__ import annotations

from typing import Any, Literal

BLOCK = 32
_Q4_LEVELS = 8
_Q5_LEVELS = 16
_Q8_LEVELS = 127

Format = Literal["q4_0", "q5_0", "q8_0"]


def fake_quantise(weight: Any, kind: Format = "q4_0") -> Any:
    """Return a weight as it is after quantisation, in its own type and shape.

    Gradients with respect to the result are passed on to the weight as they are (straight-through
    estimator): the optimizer changes the weight, the model computes with the rounded one.

    Args:
        weight: Tensor (..., inputs); inputs must be divisible by 32.
        kind: `q4_0` or `q5_0`, 16 or 32 levels from the value of largest magnitude down, or
            `q8_0`, 255 levels.

    Raises:
        ValueError: The width of the weight is not divisible by 32.
    """
    if weight.shape[-1] % BLOCK:
        raise ValueError(f"a width of {weight.shape[-1]} is not divisible by {BLOCK}")
    plain = weight.detach().float()
    blocks = plain.reshape(-1, BLOCK)
    match kind:
        case "q4_0":
            rounded = _round_from_extreme(blocks, _Q4_LEVELS)
        case "q5_0":
            rounded = _round_from_extreme(blocks, _Q5_LEVELS)
        case "q8_0":
            rounded = _round_q8_0(blocks)
    rounded = rounded.reshape(weight.shape).to(weight.dtype)
    if not weight.requires_grad:
        return rounded
    return weight + (rounded - weight).detach()


def can_quantise(weight: Any) -> bool:
    """Tell whether llama.cpp stores a weight in blocks: matrices whose width is divisible by 32."""
    return weight.dim() == 2 and weight.shape[-1] % BLOCK == 0


def _round_from_extreme(blocks: Any, half: int) -> Any:
    low, high = blocks.amin(1, keepdim=True), blocks.amax(1, keepdim=True)
    # the value of largest magnitude, with its sign; of two alike ggml takes the first, which
    # only decides the sign of the scale
    extreme = high.where(high > -low, low)
    scale = extreme / -half
    inverse = (1 / scale).where(scale != 0, 0 * scale)
    levels = (blocks * inverse + (half + 0.5)).floor_().clamp_(0, 2 * half - 1)
    return levels.sub_(half).mul_(scale.half().float())


def _round_q8_0(blocks: Any) -> Any:
    scale = blocks.abs().amax(1, keepdim=True) / _Q8_LEVELS
    inverse = (1 / scale).where(scale != 0, 0 * scale)
    return (blocks * inverse).round_().mul_(scale.half().float())
