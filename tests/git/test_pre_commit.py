"""Staged files are drawn before a commit, or the commit waits."""

from __future__ import annotations

import pytest

from tests.git.repository import Repository

NOTES = "Notes\n\nascii-diagram: A -> B\n"


@pytest.fixture
def strict(bare_of_hooks: Repository) -> Repository:
    """A repository with the hook for files."""
    bare_of_hooks.install("--hook", "pre-commit")
    return bare_of_hooks


def write(repository: Repository, name: str, text: str = NOTES) -> None:
    path = repository.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    repository.git("add", "--", name)


def test_a_commit_waits_until_what_was_drawn_is_staged(strict: Repository) -> None:
    write(strict, "notes.txt")
    write(strict, "-odd name\n.txt")
    (strict.folder / "unstaged.txt").write_text(NOTES)
    strict.git("commit", "-m", "Subject", code=1)
    assert "`git add` it" in strict.said
    assert "┌───┐" in (strict.folder / "notes.txt").read_text()
    assert "┌───┐" in (strict.folder / "-odd name\n.txt").read_text()
    assert (strict.folder / "unstaged.txt").read_text() == NOTES
    assert strict.git("show", ":notes.txt").decode() == NOTES  # staging is the author's
    strict.git("add", "notes.txt", "--", "-odd name\n.txt")
    strict.git("commit", "--quiet", "-m", "Subject")
    assert b"end ascii-diagram" in strict.git("show", "HEAD:notes.txt")


def test_nothing_to_draw(strict: Repository) -> None:
    write(strict, "notes.txt", "Notes\n")
    strict.git("commit", "--quiet", "-m", "Subject")
    strict.git("rm", "--quiet", "notes.txt")
    strict.git("commit", "--quiet", "-m", "Removed")
    assert strict.said == ""


def test_faults_stop_the_commit(strict: Repository) -> None:
    write(strict, "notes.txt", "ascii-diagram[width=1]: A -> B\n")
    strict.git("commit", "-m", "Subject", code=1)
    assert "notes.txt:1:" in strict.said


def test_named_files_and_checks(strict: Repository) -> None:
    write(strict, "notes.txt")
    write(strict, "other.txt")
    strict.tool("hook", "pre-commit", "--check", code=1)
    assert (strict.folder / "notes.txt").read_text() == NOTES
    strict.tool("hook", "pre-commit", "notes.txt", code=1)
    assert (strict.folder / "other.txt").read_text() == NOTES
    strict.tool("hook", "pre-commit", "notes.txt")
    strict.tool("hook", "pre-commit", "--check", "notes.txt")


def test_files_that_a_sparse_checkout_leaves_out(strict: Repository) -> None:
    write(strict, "kept/a.txt", "a\n")
    write(strict, "left-out/b.txt")
    strict.git("commit", "--quiet", "--no-verify", "-m", "First")
    strict.git("sparse-checkout", "set", "kept")
    blob = strict.git("hash-object", "-w", "--stdin", stdin=b"ascii-diagram: C -> D\n").decode()
    strict.git("update-index", "--cacheinfo", f"100644,{blob.strip()},left-out/b.txt")
    strict.tool("hook", "pre-commit")
