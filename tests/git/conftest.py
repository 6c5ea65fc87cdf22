from __future__ import annotations

import os
from pathlib import Path

import pytest

from ascii_diagram.resolve.keys import request_key
from ascii_diagram.resolve.request import Request
from ascii_diagram.resolve.store import Entry, Store
from tests.git.repository import AUTHOR, PROGRAM, PROSE, Repository, git_version

_NAME, _, _MAIL = AUTHOR.rstrip(">").partition(" <")


@pytest.fixture(scope="session", autouse=True)
def git() -> None:
    try:
        git_version()
    except OSError:
        pytest.skip("git is not installed")
    if not PROGRAM.exists():
        pytest.skip("the package is not installed, so there is no program for hooks to call")


@pytest.fixture(scope="session")
def prose_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with a store that knows what one sentence means."""
    folder = tmp_path_factory.mktemp("cache")
    store = Store(folder / "ascii-diagram")
    store.put(request_key(Request(PROSE)), Entry("direction: right\nshop -> bank: asks", "test"))
    store.close()
    return folder


@pytest.fixture
def environment(tmp_path: Path, prose_store: Path) -> dict[str, str]:
    """Nobody's configuration of Git, and no settings: hooks then run as they do for most people."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "ASCII_DIAGRAM_", "XDG_", "LC_"))
    }
    return {
        **kept,
        "HOME": os.fspath(home),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": _NAME,
        "GIT_AUTHOR_EMAIL": _MAIL,
        "GIT_COMMITTER_NAME": _NAME,
        "GIT_COMMITTER_EMAIL": _MAIL,
        "GIT_EDITOR": "false",
        "XDG_CACHE_HOME": os.fspath(prose_store),
        "XDG_RUNTIME_DIR": os.fspath(tmp_path / "run"),
    }


@pytest.fixture
def bare_of_hooks(tmp_path: Path, environment: dict[str, str]) -> Repository:
    """A repository without our hook."""
    return Repository.make(tmp_path / "repository", environment)


@pytest.fixture
def repository(bare_of_hooks: Repository) -> Repository:
    """A repository in which every message is drawn."""
    bare_of_hooks.install()
    return bare_of_hooks
