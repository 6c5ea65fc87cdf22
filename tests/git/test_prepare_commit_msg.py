"""The hook that draws before the editor opens, for those who ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.git.repository import DIRECTIVE, SIGNED, Repository, drawing

DRAWN = f"Subject\n\n{drawing()}"
TYPED = f"Subject\n\n{DIRECTIVE}\n"


@pytest.fixture
def prepared(bare_of_hooks: Repository) -> Repository:
    """A repository with this hook and without the other."""
    bare_of_hooks.install("--hook", "prepare-commit-msg")
    return bare_of_hooks


def test_the_editor_shows_the_drawing(prepared: Repository, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    prepared.commit("-s", "-e", "-v", "-m", TYPED, GIT_EDITOR=f"cp .git/COMMIT_EDITMSG {seen} #")
    assert seen.read_text().startswith(f"{DRAWN}\n{SIGNED}\n\n#")
    prepared.check(f"{DRAWN}\n{SIGNED}\n", trailers=[SIGNED])


def test_what_is_typed_in_the_editor_comes_too_late(prepared: Repository) -> None:
    assert prepared.commit_text(TYPED).decode() == TYPED


def test_an_untouched_template_makes_no_commit(prepared: Repository, tmp_path: Path) -> None:
    template = tmp_path / "template"
    template.write_text(TYPED)
    prepared.stage()
    prepared.git("commit", "-t", template, GIT_EDITOR="true", code=1)
    assert "did not edit the message" in prepared.said


@pytest.mark.parametrize("words", [("--amend", "--no-edit"), ("-C", "HEAD"), ("-c", "HEAD")])
def test_old_messages_are_left_alone(prepared: Repository, words: tuple[str, ...]) -> None:
    prepared.commit("-m", "Subject", ASCII_DIAGRAM_DISABLE="1")
    prepared.git("commit", "--quiet", "--amend", "-m", TYPED, ASCII_DIAGRAM_DISABLE="1")
    assert prepared.commit(*words, GIT_EDITOR="true").decode() == TYPED


def test_merges_are_left_alone_unless_asked_for(prepared: Repository) -> None:
    prepared.commit("-m", "First")
    prepared.git("checkout", "--quiet", "-b", "side")
    prepared.commit("-m", "Second")
    prepared.git("checkout", "--quiet", "main")
    prepared.commit("-m", "Third")
    prepared.git("merge", "--quiet", "side", "-m", TYPED)
    assert prepared.message().decode() == TYPED
    path = prepared.folder / "message"
    path.write_text(TYPED)
    prepared.tool("hook", "prepare-commit-msg", path, "merge")
    assert path.read_text() == TYPED
    prepared.tool("hook", "prepare-commit-msg", "--also=merge", path, "merge")
    assert path.read_text() == DRAWN


def test_picked_commits_are_left_alone(prepared: Repository) -> None:
    prepared.commit("-m", "First")
    prepared.git("checkout", "--quiet", "-b", "side")
    prepared.commit("-m", TYPED, ASCII_DIAGRAM_DISABLE="1")
    prepared.git("checkout", "--quiet", "main")
    prepared.commit("-m", "Third")
    prepared.git("cherry-pick", "side")
    assert prepared.message().decode() == TYPED
    prepared.git("rebase", "--quiet", "main", "side")
    assert prepared.message().decode() == TYPED
    prepared.git("rebase", "--quiet", "--force-rebase", "--root")
    assert prepared.message().decode() == TYPED
