"""The model that is shipped as one file, and files of the user's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ascii_diagram_models.weights import (
    SHIPPED,
    file_digest,
    read_manifest,
    shipped_model,
    user_model,
)

from ascii_diagram.errors import BackendError


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A shipped model."""
    folder = tmp_path / "weights"
    folder.mkdir()
    model = folder / "tiny-q4_0.gguf"
    model.write_bytes(b"GGUF and so on")
    entry = {"file": model.name, "bytes": 14, "sha256": file_digest(model)}
    manifest = {
        "name": "tiny",
        "styles": ["tui_flow", "hybrid", "unheard_of"],
        "model": entry,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_the_file_is_used_where_it_lies(package: Path) -> None:
    weights = shipped_model(package)
    assert weights.path == package / "tiny-q4_0.gguf"
    assert weights.identity == f"tiny@{file_digest(weights.path)[:12]}"
    assert weights.styles == {"tui_flow", "hybrid"}
    assert "shipped" in weights.origin


@pytest.mark.parametrize("damage", ["another byte", "cut", "missing"])
def test_damaged_file_is_refused(package: Path, damage: str) -> None:
    path = package / "tiny-q4_0.gguf"
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + (b"N" if damage == "another byte" else b""))
    with pytest.raises(BackendError, match=r"tiny-q4_0\.gguf") as caught:
        shipped_model(package)
    assert caught.value.hint == "pip install --force-reinstall --no-deps ascii-diagram"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"model": {}}', '{"name": "x", "styles": [], "model": 3}'],
)
def test_damaged_manifest_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(BackendError, match="manifest") as caught:
        shipped_model(tmp_path)
    assert "reinstall" in caught.value.hint


def test_missing_manifest_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match="manifest"):
        shipped_model(tmp_path)


def test_every_file_that_the_shipped_manifest_names_is_what_it_says() -> None:
    manifest = read_manifest(SHIPPED)
    entries = [manifest[kind] for kind in ("model", "adapter") if kind in manifest]
    assert entries
    for entry in entries:
        assert file_digest(SHIPPED / entry["file"]) == entry["sha256"]
        assert (SHIPPED / entry["file"]).stat().st_size == entry["bytes"]
    assert "tui_flow" in manifest["styles"]


def test_missing_user_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match="cannot read the model") as caught:
        user_model(tmp_path / "none.gguf")
    assert "local.model" in caught.value.hint
