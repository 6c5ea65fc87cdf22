from __future__ import annotations

import pytest

np = pytest.importorskip("numpy", reason="numpy is not installed")

from ascii_diagram_models.gguf_file import F16, Q4_1, Q8_0, GgufError, Tensor  # noqa: E402
from ascii_diagram_models.quantisation import dequantise, quantise_q8_0  # noqa: E402
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402


@given(st.integers(0, 2**32 - 1), st.sampled_from([1e-4, 0.05, 3.0]))
@settings(max_examples=30, deadline=None)
def test_q8_0_keeps_values_within_half_a_step(seed: int, size: float) -> None:
    values = np.random.default_rng(seed).normal(0, size, (3, 64)).astype(np.float32)
    stored = quantise_q8_0(values)
    assert stored.nbytes == 6 * 34
    again = dequantise(Tensor("w", (3, 64), Q8_0, stored.reshape(-1)))
    steps = np.abs(values.reshape(-1, 32)).max(axis=1) / 127
    error = np.abs(again - values).reshape(-1, 32).max(axis=1)
    # The scale is rounded to float16: 2**-11 of 127 steps, and the format's smallest step.
    assert (error <= steps * (0.5 + 127 * 2**-11) + 127 * 2**-25).all()


def test_q8_0_of_zeros_is_zeros() -> None:
    stored = quantise_q8_0(np.zeros((1, 32), np.float32))
    assert not dequantise(Tensor("w", (1, 32), Q8_0, stored.reshape(-1))).any()


def test_q4_1_low_halves_come_first() -> None:
    scale = np.array([0.5, -1.0], np.float16).view(np.uint8)
    nibbles = np.arange(16, dtype=np.uint8) | (np.arange(16, dtype=np.uint8)[::-1] << 4)
    data = np.concatenate([scale, nibbles])
    values = dequantise(Tensor("w", (1, 32), Q4_1, data))[0]
    assert values[:3].tolist() == [-1.0, -0.5, 0.0]
    assert values[16:19].tolist() == [6.5, 6.0, 5.5]


def test_float16_is_widened() -> None:
    data = np.array([1.5, -2.0], np.float16).view(np.uint8)
    assert dequantise(Tensor("w", (2,), F16, data)).tolist() == [1.5, -2.0]


def test_other_types_are_refused() -> None:
    with pytest.raises(GgufError, match="unsupported type 12"):
        dequantise(Tensor("w", (2,), 12, np.zeros(4, np.uint8)))
