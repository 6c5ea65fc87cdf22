"""Asks Git about the repository and its configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.printable import printable

_SECONDS = 20.0
_SHOWN = 200
_NOT_SET = 1  # how `git config` ends when there is no such key


class GitError(AsciiDiagramError):
    """Git refused, is not installed, or this is no repository."""


def git(*words: str, folder: Path | None = None, accept: Sequence[int] = (0,)) -> bytes:
    """Run `git` with `words` and return what it writes to standard output.

    Args:
        words: The command and its arguments.
        folder: Where to run it; the current folder when None.
        accept: Exit codes that are no failure.

    Raises:
        GitError: It failed, with what it said.
    """
    try:
        done = subprocess.run(
            ["git", *words],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git cannot be run: {printable(error)}") from error
    if done.returncode not in accept:
        told = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise GitError(f"git {words[0]}: {printable(told, _SHOWN) or done.returncode}")
    return done.stdout


def git_path(name: str) -> Path:
    """Return where Git keeps `name` for this work tree, such as `hooks` or `MERGE_HEAD`."""
    return Path(os.fsdecode(git("rev-parse", "--git-path", name).removesuffix(b"\n")))


def is_ref(name: str) -> bool:
    """Whether a reference such as `CHERRY_PICK_HEAD` exists, wherever Git keeps it."""
    return bool(git("rev-parse", "--quiet", "--verify", name, accept=(0, 1)))


def config_values(*names: str, scope: str = "") -> dict[str, list[str]]:
    """Return the values of configuration keys, in the order in which Git reads them.

    Args:
        names: Keys in lower case, such as `core.commentchar`.
        scope: `--global` or `--local` for that file alone.
    """
    pattern = "^(" + "|".join(name.replace(".", r"\.") for name in names) + ")$"
    scopes = [scope] if scope else []
    found = git("config", *scopes, "--null", "--get-regexp", pattern, accept=(0, _NOT_SET))
    values: dict[str, list[str]] = {name: [] for name in names}
    for entry in found.decode(errors="replace").split("\0"):
        key, _, value = entry.partition("\n")
        if key in values:
            values[key].append(value)
    return values


def version() -> tuple[int, int]:
    """Return Git's version, major and minor."""
    words = git("version").decode(errors="replace").split()
    try:
        major, minor = words[2].split(".")[:2]
        return int(major), int(minor)
    except (IndexError, ValueError):
        raise GitError(f"git tells no version: {printable(' '.join(words), _SHOWN)}") from None
