from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.editor_place import ROOT, EditorPlace, test_cache
from tests.e2e.sites.browser import find_chromium

EXTENSION = ROOT / "lsp_server" / "vscode"


@pytest.fixture(scope="session")
def install() -> Path:
    pytest.importorskip("pygls", reason="the extra `lsp` is not installed")
    folder = test_cache() / "vscode"
    if not (folder / "pw/node_modules/playwright-core").exists():
        pytest.skip(f"there is no workbench in {folder}; tests/e2e/vscode/install.sh gets one")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    program = find_chromium()
    if program is None:
        pytest.skip("there is no Chromium on this machine")
    return program


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as it is published."""
    if not (EXTENSION / "node_modules").exists() or shutil.which("npm") is None:
        pytest.skip("the extension's tools are missing; run `npm ci` in lsp_server/vscode")
    package = tmp_path_factory.mktemp("vsix") / "extension.vsix"
    words = ["npm", "run", "package", "--", "--out", str(package)]
    done = subprocess.run(words, cwd=EXTENSION, capture_output=True, text=True, check=False)
    assert package.exists(), done.stdout + done.stderr
    return package


@pytest.fixture(scope="module")
def place() -> Iterator[EditorPlace]:
    made = EditorPlace()
    yield made
    made.close()
