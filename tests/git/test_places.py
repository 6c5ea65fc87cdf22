"""Where people commit: linked work trees, submodules, sparse checkouts, folders of hooks."""

from __future__ import annotations

from pathlib import Path

from tests.git.repository import DIRECTIVE, Repository, drawing

DRAWN = f"Subject\n\n{drawing()}"


def test_linked_work_trees(repository: Repository, tmp_path: Path) -> None:
    repository.commit("-m", "First")
    repository.git("worktree", "add", "--quiet", tmp_path / "linked")
    linked = Repository(tmp_path / "linked", repository.environment)
    linked.commit("-m", "Subject", "-m", DIRECTIVE)
    linked.check(DRAWN)
    assert b"there already" in linked.tool("install-hooks")


def test_submodules(repository: Repository, tmp_path: Path) -> None:
    other = Repository.make(tmp_path / "other", repository.environment)
    other.commit("-m", "First")
    repository.git(
        *("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.folder, "deep")
    )
    deep = Repository(repository.folder / "deep", repository.environment)
    deep.install()
    deep.commit("-m", "Subject", "-m", DIRECTIVE)
    deep.check(DRAWN)
    assert not (other.folder / ".git" / "hooks" / "commit-msg").exists()


def test_sparse_checkouts(repository: Repository) -> None:
    repository.stage("kept/a")
    repository.stage("left-out/b")
    repository.commit("-m", "First")
    repository.git("sparse-checkout", "set", "kept")
    assert not (repository.folder / "left-out").exists()
    repository.commit("-m", "Subject", "-m", DIRECTIVE)
    repository.check(DRAWN)


def test_folders_within_the_work_tree(repository: Repository) -> None:
    repository.stage("a/b/c")
    repository.git("commit", "--quiet", "-m", "Subject", "-m", DIRECTIVE)
    inside = Repository(repository.folder / "a" / "b", repository.environment)
    inside.commit("-m", "Subject", "-m", DIRECTIVE)
    inside.check(DRAWN)


def test_a_hook_without_arguments_finds_the_message(repository: Repository) -> None:
    typed = f"Subject\n\n{DIRECTIVE}\n"
    path = repository.path("COMMIT_EDITMSG")
    path.write_text(typed)
    repository.tool("hook", "commit-msg")
    assert path.read_text() == DRAWN
    repository.commit("-m", "Other")
    repository.path("MERGE_HEAD").write_bytes(repository.git("rev-parse", "HEAD"))
    repository.path("MERGE_MSG").write_text(typed)
    repository.tool("hook", "commit-msg")
    assert repository.path("MERGE_MSG").read_text() == DRAWN
