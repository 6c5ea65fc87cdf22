"""Writes GGUF files small enough to read, for tests of merging."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_STRING, _FLOAT, _ARRAY = 8, 6, 9


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def string_entry(key: str, value: str) -> bytes:
    return text(key) + struct.pack("<I", _STRING) + text(value)


def float_entry(key: str, value: float) -> bytes:
    return text(key) + struct.pack("<If", _FLOAT, value)


def strings_entry(key: str, values: list[str]) -> bytes:
    head = text(key) + struct.pack("<IIQ", _ARRAY, _STRING, len(values))
    return head + b"".join(text(value) for value in values)


def pad(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 32)


def write_tiny(path: Path, entries: list[bytes], tensors: dict[str, Array]) -> Path:
    """Write float32 tensors (rows first) with the given entries."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(entries)) + b"".join(entries)
    body = b""
    for name, values in tensors.items():
        head += text(name) + struct.pack("<I", values.ndim)
        head += struct.pack(f"<{values.ndim}Q", *reversed(values.shape))
        head += struct.pack("<IQ", 0, len(body))
        body += pad(values.astype(np.float32).tobytes())
    path.write_bytes(pad(head) + body)
    return path


def write_base(path: Path, weight: Array, norm: Array) -> Path:
    entries = [
        string_entry("general.architecture", "llama"),
        strings_entry("tokenizer.ggml.tokens", ["a", "bc", ""]),
    ]
    return write_tiny(path, entries, {"norm.weight": norm, "blk.0.weight": weight})


def write_adapter(path: Path, a: Array, b: Array, alpha: float) -> Path:
    entries = [string_entry("adapter.type", "lora"), float_entry("adapter.lora.alpha", alpha)]
    tensors = {"blk.0.weight.lora_a": a, "blk.0.weight.lora_b": b}
    return write_tiny(path, entries, tensors)
