"""Runs commands in this process, in a folder of their own, with nobody's settings."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from ascii_diagram.cli.main import main

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line; `stdin` is what it reads. Prose has no model here."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("ASCII_DIAGRAM_CACHE__DIRECTORY", str(tmp_path / "cache"))
    monkeypatch.setenv("ASCII_DIAGRAM_BACKEND", "none")

    def call(*words: str, stdin: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        return main(words)

    return call
