"""`ascii-diagram lock`: look after the lock file of a repository."""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ascii_diagram.cli.command import EXIT_CHANGED, EXIT_OK, Command
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.printable import printable

if TYPE_CHECKING:
    from ascii_diagram.settings import Settings

_SHOWN = 70


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="PATH",
        help="a place in the repository (default: here)",
    )
    parser.add_argument(
        "--prune", action="store_true", help="drop the answers to prompts that no file holds"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing; exit 1 when there is something to drop",
    )


def _run(arguments: argparse.Namespace) -> int:
    from ascii_diagram.expansion.lock_use import unused_entries
    from ascii_diagram.resolve import LOCK_FILE_NAME, LockFile
    from ascii_diagram.settings import load_settings

    if arguments.prune and arguments.check:
        raise AsciiDiagramError("--prune and --check do not go together")

    @cache
    def settings_in(folder: Path) -> Settings:
        return load_settings(folder)

    root = load_settings(arguments.path).root
    if root is None:
        raise AsciiDiagramError(
            "there is neither a repository nor a settings file here",
            hint="name a place in a repository that has a lock file",
        )
    path = root / LOCK_FILE_NAME
    lock = LockFile.load(path)
    unused = unused_entries(lock, root, lambda file: settings_in(file.parent))
    for prompt in sorted(unused.values()):
        print(f"unused: {printable(prompt, _SHOWN)}")
    if arguments.prune:
        for key in unused:
            lock.remove(key)
        lock.save()
    done = "dropped" if arguments.prune else "unused"
    print(f"{printable(path)}: {len(lock)} entries, {len(unused)} {done}")
    return EXIT_CHANGED if arguments.check and unused else EXIT_OK


command = Command("lock", "show or drop what the lock file no longer needs", _add_arguments, _run)
