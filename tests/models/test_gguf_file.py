from __future__ import annotations

import io
from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="numpy is not installed")

from ascii_diagram_models.gguf_file import (  # noqa: E402
    Bytes,
    GgufError,
    Tensor,
    read_gguf,
    write_gguf,
)

from tests.models.tiny_gguf import write_base  # noqa: E402


@pytest.fixture
def base(tmp_path: Path) -> Path:
    weight = np.arange(64, dtype=np.float32).reshape(2, 32)
    return write_base(tmp_path / "base.gguf", weight, np.ones(5, np.float32))


def nothing(tensor: Tensor) -> Bytes:
    raise AssertionError(tensor.name)


def test_reads_entries_and_tensors(base: Path) -> None:
    file = read_gguf(base)
    assert file.entries == {"general.architecture": "llama"}
    assert [(t.name, t.shape) for t in file.tensors] == [
        ("norm.weight", (5,)),
        ("blk.0.weight", (2, 32)),
    ]
    assert file.tensors[1].data.view(np.float32)[33] == 33


def test_writing_without_changes_gives_the_same_bytes(base: Path) -> None:
    copy = io.BytesIO()
    write_gguf(copy, read_gguf(base), {}, nothing)
    assert copy.getvalue() == base.read_bytes()


def test_any_shortened_file_is_refused(base: Path, tmp_path: Path) -> None:
    whole = base.read_bytes()
    needed = read_gguf(base)
    assert needed.tensors
    for length in range(0, len(whole) - 31, 7):
        path = tmp_path / "short.gguf"
        path.write_bytes(whole[:length])
        with pytest.raises(GgufError):
            read_gguf(path)


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, b"GGML"), (4, b"\x02"), (24, b"\xff" * 8), (8, b"\xff" * 8), (16, b"\xff" * 8)],
)
def test_damaged_directory_is_refused(base: Path, place: int, value: bytes) -> None:
    data = bytearray(base.read_bytes())
    data[place : place + len(value)] = value
    base.write_bytes(data)
    with pytest.raises(GgufError):
        read_gguf(base)
