import os
from pathlib import Path

import pytest

from tests.core.expansion.fakes import FakeBackend


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings, store or variables from outside."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.upper().startswith("ASCII_DIAGRAM_"):
            monkeypatch.delenv(name)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The root of an empty repository."""
    (tmp_path / ".git").mkdir()
    return tmp_path
