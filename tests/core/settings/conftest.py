import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def user_file(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for the user's settings, and no variables from outside; returns their file."""
    for name in list(os.environ):
        if name.upper().startswith("ASCII_DIAGRAM_"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    file = home / "config.toml"
    monkeypatch.setattr("ascii_diagram.settings.sources.user_settings_file", lambda: file)
    return file


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    return tmp_path / "repository"
