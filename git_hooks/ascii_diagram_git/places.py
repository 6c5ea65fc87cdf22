"""Which hooks folder, or which configuration, hooks are to be installed in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.file_access import read_regular
from ascii_diagram.printable import printable
from ascii_diagram_git.git import GitError, config_values, git, git_path, version

CONFIGURED_HOOKS_SINCE = (2, 54)
"""The version of Git that runs hooks named in its configuration, besides those in folders."""

_LEFTHOOK = b"lefthook"
_MAX_SCRIPT_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Folder:
    """A hooks folder.

    Attributes:
        path: The folder.
        note: What the user should know about it; may be empty.
    """

    path: Path
    note: str = ""


def repository_folder() -> Folder:
    """Return the folder whose hooks Git runs in this repository, whichever work tree this is.

    Raises:
        GitError: This is no repository.
        AsciiDiagramError: The folder belongs to every repository.
    """
    path = Path.cwd() / git_path("hooks")
    configured = config_values("core.hookspath")["core.hookspath"]
    own = config_values("core.hookspath", scope="--local")["core.hookspath"]
    if configured and not own and not _in_work_tree(path):
        raise AsciiDiagramError(
            f"core.hooksPath names {printable(path)} for all repositories",
            hint="`ascii-diagram install-hooks --global` installs there",
        )
    return Folder(path, f"core.hooksPath names {printable(path)}" if configured else "")


def refuse_managed(folder: Path, name: str) -> None:
    """Refuse a folder in which another program would undo what is put there.

    Raises:
        AsciiDiagramError: husky or lefthook makes the hooks; the hint says what to tell them.
    """
    if ".husky" in folder.parts[-2:]:
        raise AsciiDiagramError(
            "husky makes the hooks of this repository",
            hint=f'put this line into .husky/{name}: ascii-diagram hook {name} "$@"',
        )
    try:
        managed = _LEFTHOOK in read_regular(folder / name, _MAX_SCRIPT_BYTES)
    except OSError:  # nothing there, or for the installation to tell
        return
    if managed:
        raise AsciiDiagramError(
            f"lefthook makes the hook {name} of this repository",
            hint=f"add a job with `run: ascii-diagram hook {name} {{0}}` to lefthook.yml",
        )


def global_folder() -> Folder:
    """Return the folder for the hooks of all repositories, for versions without configured hooks.

    That is core.hooksPath where the user has set it. Else it is Git's template for repositories
    that are made from now on: to set core.hooksPath would switch off the hooks that others have.
    """
    path = _configured_path("core.hooksPath")
    if path is not None:
        return Folder(path)
    path = _configured_path("init.templateDir")
    if path is None:
        path = _make_template()
        git("config", "--global", "init.templateDir", os.fspath(path))
    return Folder(
        path / "hooks",
        "this is for repositories made from now on; `git init` in an old one adds the hooks to it",
    )


def existing_global_folder() -> Path | None:
    """Return the folder that `global_folder` would, without making anything."""
    path = _configured_path("core.hooksPath")
    if path is None:
        path = _configured_path("init.templateDir")
        path = None if path is None else path / "hooks"
    return path


def has_configured_hooks() -> bool:
    """Whether this Git runs hooks that are named in its configuration."""
    return version() >= CONFIGURED_HOOKS_SINCE


def _in_work_tree(path: Path) -> bool:
    try:
        top = Path(os.fsdecode(git("rev-parse", "--show-toplevel").removesuffix(b"\n")))
    except GitError:  # a bare repository
        return False
    return path.is_relative_to(top)


def _make_template() -> Path:
    """Make our own folder for Git's templates, with what others expect in a repository."""
    from platformdirs import user_config_path

    path = user_config_path("ascii-diagram", appauthor=False) / "git-template"
    (path / "info").mkdir(parents=True, exist_ok=True)
    (path / "info" / "exclude").touch()
    return path


def _configured_path(name: str) -> Path | None:
    """Return a path of the user's configuration, `~` expanded by Git; None when it is not set."""
    value = git("config", "--global", "--type=path", "--get", name, accept=(0, 1))
    return Path(os.fsdecode(value.removesuffix(b"\n"))) if value else None
