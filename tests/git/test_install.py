"""Hooks are put beside those that are there and taken out again without a trace."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.git.repository import DIRECTIVE, PROGRAM, Repository, drawing, git_version

DRAWN = f"Subject\n\n{drawing()}"
TYPED = f"Subject\n\n{DIRECTIVE}\n"


def hook_file(repository: Repository, name: str, script: str, *, mode: int = 0o755) -> Path:
    path = repository.path(f"hooks/{name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(mode)
    return path


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.name: (path.read_bytes(), path.lstat().st_mode) for path in sorted(folder.iterdir())
    }


def test_hooks_that_are_there_keep_running(bare_of_hooks: Repository) -> None:
    hook = hook_file(bare_of_hooks, "commit-msg", 'echo "Checked-by: ${0##*/}" >> "$1"')
    before = snapshot(hook.parent)
    shown = bare_of_hooks.tool("install-hooks").decode()
    assert "the hook that was there runs first, as commit-msg.before-ascii-diagram" in shown
    bare_of_hooks.commit("-m", TYPED + "\nX: y")
    trailer = "Checked-by: commit-msg.before-ascii-diagram"
    assert bare_of_hooks.message().decode() == f"{DRAWN}\nX: y\n{trailer}\n"
    assert b"there already" in bare_of_hooks.tool("install-hooks")
    bare_of_hooks.tool("install-hooks", "--uninstall")
    assert snapshot(hook.parent) == before


def test_a_hook_that_refuses_still_refuses(bare_of_hooks: Repository) -> None:
    hook_file(bare_of_hooks, "commit-msg", "echo no >&2; exit 7")
    bare_of_hooks.install()
    bare_of_hooks.stage()
    bare_of_hooks.git("commit", "-m", TYPED, code=1)
    assert bare_of_hooks.said == "no\n"
    assert bare_of_hooks.path("COMMIT_EDITMSG").read_text() == TYPED


def test_a_hook_that_git_ignores_stays_ignored(bare_of_hooks: Repository) -> None:
    hook = hook_file(bare_of_hooks, "commit-msg", "exit 7", mode=0o644)
    before = snapshot(hook.parent)
    bare_of_hooks.install()
    bare_of_hooks.commit("-m", TYPED)
    bare_of_hooks.check(DRAWN)
    bare_of_hooks.tool("install-hooks", "--uninstall")
    assert snapshot(hook.parent) == before


def test_a_hook_that_is_a_link(bare_of_hooks: Repository, tmp_path: Path) -> None:
    (tmp_path / "shared").write_text('#!/bin/sh\nprintf "\\nshared\\n" >> "$1"\n')
    (tmp_path / "shared").chmod(0o755)
    hook = bare_of_hooks.path("hooks/commit-msg")
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to(tmp_path / "shared")
    bare_of_hooks.install()
    bare_of_hooks.commit("-m", TYPED)
    assert bare_of_hooks.message().decode() == f"{DRAWN}\nshared\n"
    bare_of_hooks.tool("install-hooks", "--uninstall")
    assert hook.readlink() == tmp_path / "shared"


def test_a_hook_that_was_put_in_the_place_of_ours_is_not_lost(bare_of_hooks: Repository) -> None:
    first = hook_file(bare_of_hooks, "commit-msg", "echo first")
    bare_of_hooks.install()
    second = hook_file(bare_of_hooks, "commit-msg", "echo second")
    bare_of_hooks.tool("install-hooks", code=2)
    assert "make one hook of the two" in bare_of_hooks.said
    assert "second" in second.read_text()
    assert "first" in first.with_name("commit-msg.before-ascii-diagram").read_text()
    assert b"not ours" in bare_of_hooks.tool("install-hooks", "--uninstall")


def test_a_broken_off_installation_is_taken_up_again(bare_of_hooks: Repository) -> None:
    hook = hook_file(bare_of_hooks, "commit-msg", "echo first")
    os.link(hook, hook.with_name("commit-msg.before-ascii-diagram"))
    bare_of_hooks.install()
    bare_of_hooks.commit("-m", TYPED)
    bare_of_hooks.check(DRAWN)


def test_all_hooks_and_one(bare_of_hooks: Repository) -> None:
    hooks = bare_of_hooks.path("hooks")
    before = sorted(hooks.iterdir())
    three = [
        word
        for name in ("commit-msg", "prepare-commit-msg", "pre-commit")
        for word in ("--hook", name)
    ]
    bare_of_hooks.install(*three)
    assert len(list(hooks.iterdir())) == len(before) + 3
    bare_of_hooks.install("--uninstall", "--hook", "pre-commit")
    assert not (hooks / "pre-commit").exists()
    bare_of_hooks.install("--uninstall")
    assert sorted(hooks.iterdir()) == before
    assert bare_of_hooks.tool("install-hooks", "--uninstall") == b"no hooks of ours here\n"


def test_programs_of_other_environments_are_replaced(repository: Repository) -> None:
    hook = repository.path("hooks/commit-msg")
    script = hook.read_text()
    hook.write_text(script.replace(str(PROGRAM), "/nowhere/ascii-diagram"))
    repository.install()
    assert hook.read_text() == script
    assert not hook.with_name("commit-msg.before-ascii-diagram").exists()


def test_a_folder_of_hooks_in_the_repository(bare_of_hooks: Repository) -> None:
    bare_of_hooks.git("config", "core.hooksPath", "tools/hooks")
    bare_of_hooks.install()
    assert (bare_of_hooks.folder / "tools/hooks/commit-msg").exists()
    bare_of_hooks.commit("-m", TYPED)
    bare_of_hooks.check(DRAWN)


def test_a_folder_of_hooks_for_all_repositories(bare_of_hooks: Repository, tmp_path: Path) -> None:
    bare_of_hooks.git("config", "--global", "core.hooksPath", tmp_path / "my hooks")
    bare_of_hooks.tool("install-hooks", code=2)
    assert "install-hooks --global" in bare_of_hooks.said
    bare_of_hooks.install("--global")
    bare_of_hooks.commit("-m", TYPED)
    bare_of_hooks.check(DRAWN)
    bare_of_hooks.install("--global", "--uninstall")
    bare_of_hooks.commit("-m", TYPED)
    assert bare_of_hooks.message().decode() == TYPED


@pytest.mark.skipif(git_version() >= (2, 54), reason="newer versions of Git need no template")
def test_all_repositories_that_are_made_from_now_on(
    bare_of_hooks: Repository, tmp_path: Path
) -> None:
    bare_of_hooks.install("--global")
    bare_of_hooks.install("--global")
    bare_of_hooks.commit("-m", TYPED)
    assert bare_of_hooks.message().decode() == TYPED
    other = Repository.make(tmp_path / "other", bare_of_hooks.environment)
    other.commit("-m", TYPED)
    other.check(DRAWN)
    assert other.path("info/exclude").exists()
    bare_of_hooks.git("init", "--quiet")
    bare_of_hooks.commit("-m", TYPED)
    bare_of_hooks.check(DRAWN)
    bare_of_hooks.install("--global", "--uninstall")
    third = Repository.make(tmp_path / "third", bare_of_hooks.environment)
    third.commit("-m", TYPED)
    assert third.message().decode() == TYPED


@pytest.mark.skipif(git_version() < (2, 54), reason="hooks in configuration are Git's since 2.54")
def test_all_repositories(bare_of_hooks: Repository) -> None:
    hook_file(bare_of_hooks, "commit-msg", 'echo "X: y" >> "$1"')
    bare_of_hooks.install("--global")
    bare_of_hooks.install("--global")
    bare_of_hooks.commit("-m", TYPED)
    assert bare_of_hooks.message().decode().startswith(DRAWN)
    assert b"X: y" in bare_of_hooks.message()
    bare_of_hooks.install("--global", "--uninstall")
    bare_of_hooks.commit("-m", "Other", "-m", DIRECTIVE)
    assert DIRECTIVE.encode() in bare_of_hooks.message()


def test_outside_of_repositories(tmp_path: Path, environment: dict[str, str]) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    plain = Repository(folder, {**environment, "GIT_CEILING_DIRECTORIES": str(tmp_path)})
    plain.tool("install-hooks", code=2)
    assert "not a git repository" in plain.said
