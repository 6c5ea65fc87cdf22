"""The language server in Emacs, through Eglot."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.e2e.editor_place import EditorPlace

HERE = Path(__file__).parent
EMACS = os.environ.get("ASCII_DIAGRAM_TEST_EMACS") or shutil.which("emacs")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(EMACS is None, reason="Emacs is not installed"),
    pytest.mark.skipif(find_spec("pygls") is None, reason="the extra `lsp` is not installed"),
]


@pytest.fixture(scope="module")
def output() -> Iterator[str]:
    """What a session says; see `session.el`."""
    place = EditorPlace()
    environment = {
        **place.environment,
        "FOLDER": str(place.project),
        "MODEL": str(place.folder),
        "LC_ALL": "C.UTF-8",
    }
    probe = [str(EMACS), "-Q", "--batch", "--eval", "(require 'eglot)"]
    session = [str(EMACS), "-Q", "--batch", "-l", str(HERE / "session.el")]
    try:
        if subprocess.run(probe, env=environment, capture_output=True, check=False).returncode:
            pytest.skip("this Emacs has no Eglot; Emacs 29 and newer have it")
        done = subprocess.run(
            session, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        yield done.stdout + done.stderr
    finally:
        place.close()


@pytest.mark.parametrize(
    "what",
    [
        "a connection",
        "an action",
        "a drawing below the directive",
        "one undo takes it back",
        "a drawing where the last line has no end",
        "the model's answer",
    ],
)
def test_eglot(what: str, output: str) -> None:
    assert f"seen: {what}\n" in output, output
