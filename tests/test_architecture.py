"""Arrows point to the core: who may import whom, checked on every import in the source."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From the outside in: a layer may import itself and those to its right.
LAYERS = (
    "cli",
    "api",
    "expansion",
    "settings",
    "worker",
    "resolve",
    "checking",
    "directives",
    "drawing",
    "describing",
    "reading",
    "notation",
    "connectivity",
    "line_signs",
    "signs",
    "diagram",
    "choices",
    "limits",
    "errors",
    "file_access",
    "printable",
)
ROOMS = {
    "ascii_diagram": ("ascii_diagram", ()),
    "lsp_server/ascii_diagram_lsp": ("ascii_diagram_lsp", ("ascii_diagram",)),
    "models/ascii_diagram_models": ("ascii_diagram_models", ("ascii_diagram",)),
    "mkdocs_plugin/ascii_diagram_markdown": ("ascii_diagram_markdown", ("ascii_diagram",)),
    "git_hooks/ascii_diagram_git": ("ascii_diagram_git", ("ascii_diagram",)),
    "training/asciidoc_train": ("asciidoc_train", ("ascii_diagram", "ascii_diagram_models")),
}
PACKAGES = {package for package, _ in ROOMS.values()}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def sources(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_what_they_may(room: str) -> None:
    package, allowed = ROOMS[room]
    for path in sources(room):
        for name in imports(path):
            top = name.split(".")[0]
            assert top not in PACKAGES - {package, *allowed}, f"{path} imports {name}"


def test_layers_of_the_core_import_inwards_only() -> None:
    for path in sources("ascii_diagram"):
        layer = path.relative_to(ROOT / "ascii_diagram").parts[0].removesuffix(".py")
        if layer not in LAYERS:
            assert layer in {"__init__", "__main__"}, f"{path}: in no layer"
            continue
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == "ascii_diagram" and len(parts) > 1:
                assert LAYERS.index(parts[1]) >= LAYERS.index(layer), f"{path} imports {name}"


def test_every_module_fits_in_a_head() -> None:
    for room in ROOMS:
        for path in sources(room):
            assert len(path.read_text("utf-8").splitlines()) <= 400, f"{path} wants splitting"


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = {"pydantic", "markdown_it", "rich", "sqlite3", "platformdirs", "llama_cpp", "wcwidth"}
    code = "import sys, ascii_diagram; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    ).stdout.split()
    assert "ascii_diagram" in loaded
    assert heavy.isdisjoint(loaded)
