from pathlib import Path

import pytest

from ascii_diagram.errors import SettingsError
from ascii_diagram.settings import load_settings
from ascii_diagram.settings.discovery import discover


def test_the_nearest_file_counts_alone(repository: Path) -> None:
    (repository / "ascii-diagram.toml").write_text("width = 60\nlock = true")
    inner = repository / "part"
    inner.mkdir()
    (inner / "ascii-diagram.toml").write_text("width = 61")
    settings = load_settings(inner / "a.py")
    assert (settings.width, settings.lock) == (61, False)
    assert settings.exclude_root == inner
    assert settings.root == repository


def test_a_file_of_its_own_beats_pyproject_beside_it(repository: Path) -> None:
    (repository / "pyproject.toml").write_text("[tool.ascii-diagram]\nwidth = 60")
    assert load_settings(repository).width == 60
    (repository / "ascii-diagram.toml").write_text("width = 61")
    assert load_settings(repository).width == 61


def test_a_pyproject_without_the_table_is_passed_over(repository: Path) -> None:
    (repository / "pyproject.toml").write_text("[tool.ascii-diagram]\nwidth = 60")
    inner = repository / "part"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("this is = not TOML")
    assert load_settings(inner).width == 60
    (inner / "pyproject.toml").write_text("[project]\nname = 'uses-ascii-diagram'")
    assert load_settings(inner).width == 60


def test_nothing_above_the_repository_counts(repository: Path) -> None:
    (repository.parent / "ascii-diagram.toml").write_text("width = 60")
    assert load_settings(repository / "a.py").width == 80
    assert load_settings(repository.parent / "a.py").width == 60
    assert discover(repository.parent).root is None


def test_a_worktree_has_a_file_named_git(tmp_path: Path) -> None:
    (tmp_path / "ascii-diagram.toml").write_text("width = 60")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / ".git").write_text("gitdir: elsewhere")
    assert load_settings(tree / "a.py").width == 80
    assert load_settings(tree / "a.py").root == tree


def test_a_huge_file_is_refused(repository: Path) -> None:
    (repository / "ascii-diagram.toml").write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(SettingsError, match="larger than 1024 KiB"):
        load_settings(repository)


def test_the_table_must_be_a_table(repository: Path) -> None:
    (repository / "pyproject.toml").write_text("[tool]\nascii-diagram = 3")
    with pytest.raises(SettingsError, match=r"expected a table \[tool.ascii-diagram\]"):
        load_settings(repository)
