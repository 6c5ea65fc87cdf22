from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ascii_diagram.settings import DEFAULT_LOOKS, Looks, Settings, load_looks


@pytest.fixture(autouse=True)
def user_file_of_looks(user_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ascii_diagram.settings.looks.user_settings_file", lambda: user_file)


def values(looks: Looks) -> list[object]:
    names = ("width", "charset", "ambiguous_wide", "style", "direction")
    commit = ("width", "prompt", "timeout", "on_error")
    return [
        *(getattr(looks, name) for name in names),
        *(getattr(looks.commit, name) for name in commit),
    ]


def test_without_settings_the_looks_are_the_defaults(repository: Path) -> None:
    assert load_looks(repository) is DEFAULT_LOOKS
    assert values(DEFAULT_LOOKS) == values(Settings())


def test_every_source_of_settings_counts(
    repository: Path, user_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "pyproject.toml").write_text("[tool.black]\nline-length = 9\n")
    assert load_looks(repository) is DEFAULT_LOOKS
    (repository / "pyproject.toml").write_text("[tool.ascii-diagram]\nwidth = 60\n")
    assert load_looks(repository / "deep").width == 60
    user_file.write_text("[commit]\non_error = 'fail'\n")
    assert load_looks(repository).commit.on_error == "fail"
    monkeypatch.setenv("ASCII_DIAGRAM_COMMIT__WIDTH", "50")
    assert load_looks(repository).commit.width == 50


def test_defaults_do_not_load_what_checks_settings(repository: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from ascii_diagram.settings import load_looks;"
        "load_looks(Path.cwd()); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repository,
        env={"PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.split()
    assert "ascii_diagram.settings.looks" in loaded
    assert not {"pydantic", "tomllib"}.intersection(loaded)
