"""`ascii-diagram install-hooks`: hooks for one repository, or for all of a user's."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ascii_diagram.cli.command import EXIT_OK, Command
from ascii_diagram_git.hook_script import HOOK_NAMES, HookName

_SECTION = "hook.ascii-diagram-{}"
_NO_SUCH_SECTION = 128


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--hook",
        action="append",
        choices=HOOK_NAMES,
        help="which one; may be repeated (default: commit-msg; with --uninstall: all)",
    )
    parser.add_argument(
        "--global",
        action="store_true",
        dest="everywhere",
        help="for all of your repositories, not for this one",
    )
    parser.add_argument("--uninstall", action="store_true", help="take the hooks out again")


def _run(arguments: argparse.Namespace) -> int:
    chosen: Sequence[HookName] | None = arguments.hook
    if arguments.uninstall:
        done = _uninstall(chosen or HOOK_NAMES, everywhere=arguments.everywhere)
    else:
        done = _install(chosen or ("commit-msg",), everywhere=arguments.everywhere)
    print("\n".join(filter(None, done)) or "no hooks of ours here")
    return EXIT_OK


def _install(names: Sequence[HookName], *, everywhere: bool) -> list[str]:
    from ascii_diagram_git.hook_files import install_file
    from ascii_diagram_git.places import (
        global_folder,
        has_configured_hooks,
        refuse_managed,
        repository_folder,
    )

    if everywhere and has_configured_hooks():
        return [_configure(name) for name in names]
    folder = global_folder() if everywhere else repository_folder()
    if folder.note:
        print(folder.note, file=sys.stderr)
    for name in names:
        refuse_managed(folder.path, name)
    return [install_file(folder.path, name, _program()) for name in names]


def _uninstall(names: Sequence[HookName], *, everywhere: bool) -> list[str]:
    from ascii_diagram_git.hook_files import uninstall_file
    from ascii_diagram_git.places import existing_global_folder, repository_folder

    if not everywhere:
        return [uninstall_file(repository_folder().path, name) for name in names]
    done = [_unconfigure(name) for name in names]
    folder = existing_global_folder()  # from the time of an older Git
    return done + ([uninstall_file(folder, name) for name in names] if folder else [])


def _configure(name: HookName) -> str:
    """Enter a hook into the user's configuration, where it stands beside those in folders."""
    from ascii_diagram_git.git import git
    from ascii_diagram_git.hook_script import hook_command

    section = _SECTION.format(name)
    for key, value in (("event", name), ("command", hook_command(name, _program()))):
        git("config", "--global", "--replace-all", f"{section}.{key}", value)
    return f"{section} is set in your Git configuration"


def _unconfigure(name: HookName) -> str:
    from ascii_diagram_git.git import config_values, git

    section = _SECTION.format(name)
    if not config_values(f"{section}.event", scope="--global")[f"{section}.event"]:
        return ""
    git("config", "--global", "--remove-section", section, accept=(0, _NO_SUCH_SECTION))
    return f"{section} removed from your Git configuration"


def _program() -> Path:
    """Return the program of this environment, whose path hooks call."""
    own = Path(sys.executable).parent / (
        "ascii-diagram.exe" if os.name == "nt" else "ascii-diagram"
    )
    started = Path(sys.argv[0])
    return own if own.exists() or not started.is_absolute() else started


command = Command("install-hooks", "install the Git hooks, or remove them", _add_arguments, _run)
