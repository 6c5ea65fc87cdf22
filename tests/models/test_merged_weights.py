"""Merging into the cache: whole or not at all, checked at every start."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="numpy is not installed")

from ascii_diagram_models import merge, merged_weights  # noqa: E402
from ascii_diagram_models.gguf_file import Q8_0, read_gguf  # noqa: E402
from ascii_diagram_models.quantisation import dequantise  # noqa: E402
from ascii_diagram_models.weights import Weights, file_digest, shipped_model  # noqa: E402

from ascii_diagram.errors import BackendError  # noqa: E402
from tests.models.tiny_gguf import write_adapter, write_base  # noqa: E402

OPEN = (
    "import sys; from pathlib import Path; from ascii_diagram_models.weights import shipped_model;"
    "print(shipped_model(Path(sys.argv[1]), Path(sys.argv[2])).path)"
)
SLOWLY = (
    "import time, ascii_diagram_models.merge as merge; real = merge.quantise_q8_0\n"
    "def slow(values):\n    time.sleep(60)\n    return real(values)\n"
    "merge.quantise_q8_0 = slow\n"
)


class Shop:
    """A tiny base model in an installed package, and an adapter with its manifest."""

    def __init__(self, root: Path) -> None:
        random = np.random.default_rng(3)
        self.weight = random.normal(size=(32, 64)).astype(np.float32)
        self.norm = np.ones(7, np.float32)
        self.a = random.normal(size=(4, 64)).astype(np.float32)
        self.b = random.normal(size=(32, 4)).astype(np.float32)
        self.packages = root / "packages"
        self.folder = root / "weights"
        self.cache = root / "cache"
        package = self.packages / "tiny_base_model"
        package.mkdir(parents=True)
        self.folder.mkdir()
        (package / "__init__.py").write_text("raise RuntimeError('must not be imported')\n")
        self.base = write_base(package / "base.gguf", self.weight, self.norm)
        self.adapter = write_adapter(self.folder / "adapter.gguf", self.a, self.b, alpha=8.0)
        self.write_manifest()

    def write_manifest(self) -> None:
        manifest = {
            "name": "tiny+test",
            "styles": ["tui_flow"],
            "adapter": {"file": "adapter.gguf", "sha256": file_digest(self.adapter)},
            "base": {
                "package": "tiny_base_model",
                "distribution": "tiny-base-model",
                "file": "base.gguf",
                "sha256": file_digest(self.base),
            },
        }
        (self.folder / "manifest.json").write_text(json.dumps(manifest))

    def open(self) -> Weights:
        return shipped_model(self.cache, self.folder)

    def start(self, code: str = OPEN) -> subprocess.Popen[str]:
        path = os.pathsep.join([str(self.packages), *filter(None, sys.path)])
        return subprocess.Popen(
            [sys.executable, "-c", code, str(self.cache), str(self.folder)],
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def files(self) -> list[str]:
        return sorted(path.name for path in (self.cache / "models").iterdir())


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    made = Shop(tmp_path)
    monkeypatch.syspath_prepend(made.packages)
    return made


def test_merged_model_is_base_plus_scaled_adapter(shop: Shop) -> None:
    norm, weight = read_gguf(shop.open().path).tensors
    assert dequantise(norm).tolist() == shop.norm.tolist()
    assert weight.kind == Q8_0
    expected = shop.weight + 8.0 / 4 * shop.b @ shop.a
    assert np.abs(dequantise(weight) - expected).max() < np.abs(expected).max() / 200


def test_merged_model_keeps_the_header(shop: Shop) -> None:
    merged, base = read_gguf(shop.open().path), read_gguf(shop.base)
    assert (merged.header, merged.entry_count) == (base.header, base.entry_count)


def test_file_name_holds_the_digest_of_the_content(shop: Shop) -> None:
    path = shop.open().path
    assert path.name.split(".")[-2] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_second_start_does_not_merge(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shop.open()
    monkeypatch.setattr(merged_weights, "merge_adapter", None)
    shop.base.unlink()
    assert shop.open() == first


def test_identity_names_model_and_digest(shop: Shop) -> None:
    name, _, digest = shop.open().identity.partition("@")
    assert name == "tiny+test"
    assert len(digest) == 12


def test_new_adapter_is_merged_anew(shop: Shop) -> None:
    first = shop.open()
    write_adapter(shop.adapter, -shop.a, shop.b, alpha=8.0)
    shop.write_manifest()
    second = shop.open()
    assert second.identity != first.identity
    assert second.path != first.path


@pytest.mark.parametrize("damage", ["flip", "cut", "empty"])
def test_damaged_cache_is_merged_again(shop: Shop, damage: str) -> None:
    path = shop.open().path
    content = bytearray(path.read_bytes())
    if damage == "flip":
        content[-40] ^= 1
        path.write_bytes(content)
    else:
        path.write_bytes(content[: len(content) // 2 if damage == "cut" else 0])
    again = shop.open().path
    assert file_digest(again) == again.name.split(".")[-2]
    assert shop.files() == [again.name]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL on Windows")
def test_kill_in_the_middle_leaves_no_model(shop: Shop) -> None:
    process = shop.start(SLOWLY + OPEN)
    try:
        models = shop.cache / "models"
        for _ in range(600):
            if models.exists() and any(models.iterdir()):
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    finally:
        process.communicate(timeout=30)
    (left,) = shop.files()
    assert left.startswith("merging-")
    assert shop.open().path.is_file()


def test_merges_at_once_agree(shop: Shop) -> None:
    processes = [shop.start() for _ in range(3)]
    answers = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], answers
    assert len({out for out, _ in answers}) == 1
    assert shop.files() == [shop.open().path.name]


def test_interrupted_merge_removes_its_file(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(merge, "quantise_q8_0", interrupt)
    with pytest.raises(KeyboardInterrupt):
        shop.open()
    assert shop.files() == []


def test_full_disk_is_said(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(merge, "write_gguf", full)
    with pytest.raises(BackendError, match="no space left") as caught:
        shop.open()
    assert "cache.directory" in caught.value.hint
    assert shop.files() == []


def test_cache_that_is_no_folder_is_said(shop: Shop) -> None:
    shop.cache.write_text("a file")
    with pytest.raises(BackendError, match="cannot write the merged model") as caught:
        shop.open()
    assert "cache.directory" in caught.value.hint


def test_missing_base_says_what_to_install(shop: Shop) -> None:
    shop.base.unlink()
    with pytest.raises(BackendError, match="tiny-base-model") as caught:
        shop.open()
    assert "ascii-diagram[local]" in caught.value.hint


@pytest.mark.parametrize("which", ["base", "adapter"])
def test_wrong_checksum_is_refused(shop: Shop, which: str) -> None:
    path = shop.base if which == "base" else shop.adapter
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(BackendError, match="not what they should be") as caught:
        shop.open()
    assert "pip install --force-reinstall" in caught.value.hint


def test_adapter_of_another_base_is_refused(shop: Shop) -> None:
    write_adapter(shop.adapter, shop.a[:, :32], shop.b, alpha=8.0)
    shop.write_manifest()
    with pytest.raises(BackendError, match="does not fit"):
        shop.open()
    assert shop.files() == []


def test_old_leftovers_are_swept(shop: Shop) -> None:
    models = shop.cache / "models"
    models.mkdir(parents=True)
    fresh, stale, unused = models / "merging-1", models / "merging-2", models / "old.0.gguf"
    for path in (fresh, stale, unused):
        path.write_text("x")
    os.utime(stale, (0, 0))
    os.utime(unused, (0, 0))
    kept = shop.open().path
    assert shop.files() == sorted([fresh.name, kept.name])


def test_manifest_of_neither_kind_is_said(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(BackendError, match="manifest") as caught:
        shipped_model(tmp_path, tmp_path)
    assert "reinstall" in caught.value.hint
