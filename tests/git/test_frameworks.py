"""Runners of hooks: pre-commit, prek, lefthook and husky call ours for real, where they are there.

All of it is offline: the hooks of `.pre-commit-hooks.yaml` are used from a repository on the disk
as `language: system`, so that no environment is built; everything else in them is as published.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.git.repository import DIRECTIVE, PROGRAM, Repository, drawing

ROOT = Path(__file__).parents[2]
DRAWN = f"Subject\n\n{drawing()}"
TYPED = f"Subject\n\n{DIRECTIVE}\n"


def program(name: str) -> Path:
    """A runner in the environment of the tests, or on PATH."""
    own = Path(sys.executable).parent / name
    found = str(own) if own.exists() else shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed")
    return Path(found)


@pytest.fixture
def beside(bare_of_hooks: Repository) -> Repository:
    """A repository for whose runners our program is on PATH."""
    path = os.pathsep.join([str(PROGRAM.parent), bare_of_hooks.environment["PATH"]])
    bare_of_hooks.environment.update(PATH=path, ASCII_DIAGRAM_BACKEND="none")
    return bare_of_hooks


@pytest.fixture
def published(beside: Repository, tmp_path: Path) -> str:
    """The configuration that uses our published hooks, from a repository on the disk."""
    hooks = Repository.make(tmp_path / "published", beside.environment)
    text = (ROOT / ".pre-commit-hooks.yaml").read_text()
    (hooks.folder / ".pre-commit-hooks.yaml").write_text(
        text.replace("language: python", "language: system")
    )
    hooks.git("add", ".")
    hooks.git("commit", "--quiet", "-m", "Publish")
    revision = hooks.git("rev-parse", "HEAD").decode().strip()
    return (
        "default_install_hook_types: [pre-commit, commit-msg, prepare-commit-msg]\n"
        f"repos:\n- repo: {hooks.folder}\n  rev: {revision}\n  hooks:\n"
        "  - id: ascii-diagram-commit-msg\n"
        "  - id: ascii-diagram-prepare-commit-msg\n"
        "  - id: ascii-diagram\n  - id: ascii-diagram-check\n"
    )


@pytest.mark.parametrize("runner", ["pre-commit", "prek"])
def test_pre_commit_and_prek(beside: Repository, published: str, runner: str) -> None:
    run = program(runner)
    (beside.folder / ".pre-commit-config.yaml").write_text(published)
    beside.git("add", ".")
    beside.run(run, "install")
    beside.git("commit", "--quiet", "-m", "Subject", "-m", DIRECTIVE)
    beside.check(DRAWN)
    undrawn = "Subject\n\nascii-diagram: the moon asks the sun\n"
    assert beside.commit("-m", undrawn).decode() == undrawn
    notes = beside.folder / "notes.md"
    notes.write_text("# Notes\n\n<!-- ascii-diagram: A -> B -->\n")
    beside.git("add", ".")
    beside.git("commit", "-m", "Notes", code=1)
    assert "┌───┐" in notes.read_text()
    beside.git("add", ".")
    beside.git("commit", "--quiet", "-m", "Notes")


@pytest.mark.parametrize("runner", ["pre-commit", "prek"])
def test_our_hook_and_theirs_in_one_folder(beside: Repository, runner: str) -> None:
    run = program(runner)
    (beside.folder / ".pre-commit-config.yaml").write_text(
        "repos:\n- repo: local\n  hooks:\n  - id: other\n    name: other\n    entry: 'true'\n"
        "    language: system\n    stages: [commit-msg]\n    always_run: true\n"
    )
    beside.git("add", ".")
    beside.install()
    beside.run(run, "install", "--hook-type", "commit-msg")
    beside.commit("-m", TYPED)
    beside.check(DRAWN)
    beside.install()
    beside.install("--uninstall")
    beside.commit("-m", TYPED)
    assert beside.message().decode() == TYPED


def test_the_manifest_is_valid(beside: Repository) -> None:
    beside.run(program("pre-commit"), "validate-manifest", ROOT / ".pre-commit-hooks.yaml")


def test_a_filter_of_files_does_not_switch_the_hook_off(beside: Repository, published: str) -> None:
    run = program("pre-commit")
    (beside.folder / ".pre-commit-config.yaml").write_text(f"files: ^src/\n{published}")
    beside.git("add", ".")
    beside.run(run, "install", "--hook-type", "commit-msg")
    beside.commit("-m", TYPED)
    beside.check(DRAWN)


def test_lefthook(beside: Repository) -> None:
    run = program("lefthook")
    (beside.folder / "lefthook.yml").write_text(
        "commit-msg:\n  jobs:\n    - run: ascii-diagram hook commit-msg {1}\n"
    )
    beside.git("add", ".")
    beside.run(run, "install")
    beside.commit("-m", TYPED, PATH=f"{run.parent}{os.pathsep}{beside.environment['PATH']}")
    assert beside.message().decode() == DRAWN
    beside.tool("install-hooks", code=2)
    assert "lefthook.yml" in beside.said


def test_husky(beside: Repository) -> None:
    package = os.environ.get("HUSKY_PACKAGE") or ROOT / "node_modules" / "husky"
    if not Path(package, "bin.js").exists() or not shutil.which("node"):
        pytest.skip("husky is not installed; HUSKY_PACKAGE names its folder")
    beside.run("node", Path(package, "bin.js"))
    beside.tool("install-hooks", code=2)
    line = beside.said.partition("put this line into .husky/commit-msg: ")[2]
    (beside.folder / ".husky" / "commit-msg").write_text(line)
    beside.commit("-m", TYPED)
    beside.check(DRAWN)
