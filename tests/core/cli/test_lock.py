from __future__ import annotations

from pathlib import Path

import pytest

from ascii_diagram.resolve import LockFile, Request
from tests.command_line import Run

LOCK = Path("ascii-diagram.lock")


@pytest.fixture
def locked(run: Run) -> Run:
    """A repository with a lock file of three prompts."""
    Path("ascii-diagram.toml").write_text("lock = true\n", "utf-8")
    Path(".git").mkdir()
    lock = LockFile.load(LOCK)
    for prompt in ("the shop asks the bank", "the API asks the cache", "gone for good"):
        lock.put(Request(prompt), "A -> B", "model")
    lock.save()
    return run


def prompts() -> set[str]:
    return {entry.request.prompt for _, entry in LockFile.load(LOCK).entries()}


def test_prompts_of_directives_fences_and_other_forms_are_needed(locked: Run) -> None:
    Path("a.py").write_text("# ascii-diagram: the shop asks the\n#   bank\n", "utf-8")
    Path("p.rst").write_text(".. ascii-diagram::\n\n   the API asks\n   the cache\n", "utf-8")
    assert locked("lock", "--check") == 1
    assert locked("lock", "--prune") == 0
    assert prompts() == {"the shop asks the bank", "the API asks the cache"}
    assert locked("lock", "--check") == 0


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_prompts_in_wide_encodings_are_needed(locked: Run, encoding: str) -> None:
    text = "\ufeffascii-diagram: the shop asks the bank\n"
    Path("a.txt").write_bytes(text.encode(encoding))
    assert locked("lock", "--prune") == 0
    assert prompts() == {"the shop asks the bank"}


def test_drawn_and_edited_regions_need_their_prompts(locked: Run) -> None:
    Path("a.md").write_text("<!-- ascii-diagram: the shop asks the bank -->\n", "utf-8")
    assert locked("expand", "a.md") == 0
    text = Path("a.md").read_text("utf-8")
    assert "end ascii-diagram" in text
    Path("a.md").write_text(text.replace("│ A", "│ X"), "utf-8")
    assert locked("lock", "--prune") == 0
    assert prompts() == {"the shop asks the bank"}


def test_without_flags_nothing_changes(locked: Run, capsys: pytest.CaptureFixture[str]) -> None:
    before = LOCK.read_bytes()
    assert locked("lock") == 0
    assert LOCK.read_bytes() == before
    out = capsys.readouterr().out
    assert "unused: gone for good" in out
    assert "3 entries, 3 unused" in out


def test_prompts_that_git_ignores_do_not_count(locked: Run) -> None:
    Path(".gitignore").write_text("built/\n", "utf-8")
    Path("built").mkdir()
    Path("built/a.py").write_text("# ascii-diagram: the shop asks the bank\n", "utf-8")
    assert locked("lock", "--prune") == 0
    assert prompts() == set()


def test_a_repository_is_needed(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lock") == 2
    assert "neither a repository nor a settings file" in capsys.readouterr().err
