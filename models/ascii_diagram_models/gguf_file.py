"""Reading and writing GGUF files as far as replacing tensors needs it.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (version 3, little-endian).
The key-value entries of a file are carried over as bytes; only scalar ones are decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

_MAGIC = b"GGUF"
_VERSION = 3
_ALIGNMENT = 32
_MOST_ALIGNMENT = 1 << 16
_STRING, _ARRAY = 8, 9
# GGUF value type -> struct format.
_SCALARS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?",
    10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
# ggml tensor type -> (values in a block, bytes of a block).
BLOCKS = {0: (1, 4), 1: (1, 2), 3: (32, 20), 8: (32, 34)}
F32, F16, Q4_1, Q8_0 = 0, 1, 3, 8


class GgufError(ValueError):
    """The file is not GGUF version 3, is damaged, or holds a tensor type unknown here."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor in a file.

    Attributes:
        name: Its name.
        shape: Rows first: `(rows, columns)`, or `(columns,)`.
        kind: ggml type number, a key of `BLOCKS`.
        data: The bytes as stored, mapped from the file.
    """

    name: str
    shape: tuple[int, ...]
    kind: int
    data: Bytes


@dataclass(frozen=True, slots=True)
class GgufFile:
    """What a GGUF file holds.

    Attributes:
        entries: Scalar and text entries by key.
        header: All entries as stored.
        entry_count: Number of entries in `header`.
        alignment: Tensors start at multiples of this many bytes.
        tensors: The tensors in their order.
    """

    entries: dict[str, str | int | float | bool]
    header: bytes
    entry_count: int
    alignment: int
    tensors: tuple[Tensor, ...]


class _Cursor:
    """Reads values one after the other, never beyond the end."""

    def __init__(self, data: Bytes) -> None:
        self.data = data
        self.place = 0

    def take(self, count: int) -> bytes:
        end = self.place + count
        if end > len(self.data):
            raise GgufError("the file ends too early")
        taken = self.data[self.place : end].tobytes()
        self.place = end
        return taken

    def number(self, form: str) -> int | float | bool:
        value: int | float | bool = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return value

    def count(self, form: str = "<Q") -> int:
        return int(self.number(form))

    def text(self) -> str:
        return self.take(self.count()).decode(errors="replace")

    def value(self) -> str | int | float | bool | None:
        kind = self.count("<I")
        if kind == _STRING:
            return self.text()
        if kind == _ARRAY:
            self._skip_array()
            return None
        if kind not in _SCALARS:
            raise GgufError(f"unknown value type {kind}")
        return self.number(_SCALARS[kind])

    def _skip_array(self) -> None:
        kind, length = self.count("<I"), self.count()
        if kind in _SCALARS:
            self.take(struct.calcsize(_SCALARS[kind]) * length)
        elif kind == _STRING:
            for _ in range(length):
                self.take(self.count())
        else:
            raise GgufError(f"unknown array type {kind}")


def read_gguf(path: Path) -> GgufFile:
    """Map a GGUF file into memory and read its directory.

    Raises:
        GgufError: The file cannot be read as GGUF version 3.
        OSError: The file cannot be opened.
    """
    if path.stat().st_size < 24:
        raise GgufError(f"{path.name} is too short to be a GGUF file")
    data: Bytes = np.memmap(path, dtype=np.uint8, mode="r")
    cursor = _Cursor(data)
    if cursor.take(4) != _MAGIC or cursor.count("<I") != _VERSION:
        raise GgufError(f"{path.name} is not a GGUF file of version {_VERSION}")
    tensor_count, entry_count = cursor.count(), cursor.count()
    start = cursor.place
    entries: dict[str, str | int | float | bool] = {}
    for _ in range(entry_count):
        key = cursor.text()
        value = cursor.value()
        if value is not None:
            entries[key] = value
    header = data[start : cursor.place].tobytes()
    alignment = entries.get("general.alignment", _ALIGNMENT)
    if not isinstance(alignment, int) or not 0 < alignment <= _MOST_ALIGNMENT:
        raise GgufError(f"alignment {alignment!r} is out of range")
    directory = [_read_place(cursor) for _ in range(tensor_count)]
    base = _round_up(cursor.place, alignment)
    return GgufFile(
        entries,
        header,
        entry_count,
        alignment,
        tuple(_tensor(data, base, name, shape, kind, at) for name, shape, kind, at in directory),
    )


def write_gguf(
    file: BinaryIO,
    source: GgufFile,
    kinds: dict[str, int],
    content: Callable[[Tensor], Bytes],
) -> None:
    """Write a copy of a GGUF file with other tensor contents.

    Args:
        file: Where to write.
        source: Whose entries, tensor names and shapes to keep.
        kinds: New ggml type of the tensors that change.
        content: Gives the bytes of each changed tensor when it is that tensor's turn.

    Raises:
        OSError: Writing failed.
    """
    file.write(_MAGIC + struct.pack("<IQQ", _VERSION, len(source.tensors), source.entry_count))
    file.write(source.header)
    place = 0
    for tensor in source.tensors:
        kind = kinds.get(tensor.name, tensor.kind)
        name = tensor.name.encode()
        file.write(struct.pack("<Q", len(name)) + name + struct.pack("<I", len(tensor.shape)))
        file.write(struct.pack(f"<{len(tensor.shape)}Q", *reversed(tensor.shape)))
        file.write(struct.pack("<IQ", kind, place))
        place = _round_up(place + _stored_size(tensor.shape, kind), source.alignment)
    _pad(file, source.alignment)
    for tensor in source.tensors:
        changed = tensor.name in kinds
        file.write((content(tensor) if changed else tensor.data).tobytes())
        _pad(file, source.alignment)


def _read_place(cursor: _Cursor) -> tuple[str, tuple[int, ...], int, int]:
    name = cursor.text()
    dimensions = cursor.count("<I")
    if dimensions > 4:
        raise GgufError(f"tensor {name!r} has {dimensions} dimensions")
    shape = tuple(cursor.count() for _ in range(dimensions))[::-1]
    return name, shape, cursor.count("<I"), cursor.count()


def _tensor(
    data: Bytes, base: int, name: str, shape: tuple[int, ...], kind: int, offset: int
) -> Tensor:
    start = base + offset
    end = start + _stored_size(shape, kind)
    if end > len(data):
        raise GgufError(f"tensor {name!r} lies beyond the end of the file")
    return Tensor(name, shape, kind, data[start:end])


def _stored_size(shape: tuple[int, ...], kind: int) -> int:
    if kind not in BLOCKS:
        raise GgufError(f"tensor type {kind} is not supported")
    values, size = BLOCKS[kind]
    count = 1
    for length in shape:
        count *= length
    return count // values * size


def _round_up(place: int, alignment: int) -> int:
    return -(-place // alignment) * alignment


def _pad(file: BinaryIO, alignment: int) -> None:
    place = file.tell()
    file.write(b"\0" * (_round_up(place, alignment) - place))
