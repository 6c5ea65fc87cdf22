"""Puts hooks into a folder beside those that are there, and takes them out again."""

from __future__ import annotations

import os
from pathlib import Path

from ascii_diagram.errors import AsciiDiagramError, FileError
from ascii_diagram.file_access import read_regular, replace_file
from ascii_diagram.printable import printable
from ascii_diagram_git.hook_script import BEFORE, HookName, hook_script, is_ours

_MAX_SCRIPT_BYTES = 1024 * 1024
_MODE = 0o755
# pre-commit and prek put what they find out of the way under this name, and call it.
_MOVED_BY_OTHERS = ".legacy"


def install_file(folder: Path, name: HookName, program: Path) -> str:
    """Make hook `name` in `folder` call `program`; return what was done.

    A hook that is there keeps running, before ours and under another name; it is never changed.

    Raises:
        FileError: The folder cannot be written.
        AsciiDiagramError: There is a hook, and another that was put out of its way before.
    """
    target, script = _place(folder, name), hook_script(name, program)
    there = _read(target)
    if there == script:
        return f"{printable(target)} is there already"
    chained = there is not None and not is_ours(there)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if chained:
            _put_aside(target)
        replace_file(target, script, prepare=lambda path: path.chmod(_MODE))
        target.chmod(_MODE)  # what stood there may not have been executable
    except OSError as error:
        raise FileError(f"{printable(target)}: {error.strerror or error}") from error
    before = f"; the hook that was there runs first, as {name}{BEFORE}" if chained else ""
    return f"{printable(target)} installed{before}"


def uninstall_file(folder: Path, name: HookName) -> str:
    """Take our hook `name` out of `folder` and put back the one before; return what was done.

    Raises:
        FileError: The folder cannot be written.
    """
    target, before = _place(folder, name), folder / f"{name}{BEFORE}"
    if not _is_our_file(target):
        return f"{printable(target)} is not ours" if os.path.lexists(target) else ""
    try:
        if os.path.lexists(before):
            before.replace(target)
            return f"{printable(target)} is again what it was before"
        target.unlink()
    except OSError as error:
        raise FileError(f"{printable(target)}: {error.strerror or error}") from error
    return f"{printable(target)} removed"


def _place(folder: Path, name: HookName) -> Path:
    """Return where our hook is, or is to go."""
    moved = folder / f"{name}{_MOVED_BY_OTHERS}"
    return moved if _is_our_file(moved) else folder / name


def _put_aside(target: Path) -> None:
    """Give the hook at `target` its second name; the first stays until ours takes its place."""
    before = target.with_name(target.name + BEFORE)
    if os.path.lexists(before):
        if before.exists() and before.samefile(target):
            return  # broken off here the last time
        raise AsciiDiagramError(
            f"{printable(target)} was put there after ours, whose predecessor is {before.name}",
            hint="make one hook of the two, or delete the one that is not wanted; then try again",
        )
    if target.is_symlink():
        before.symlink_to(target.readlink())
    else:
        os.link(target, before)


def _is_our_file(path: Path) -> bool:
    script = _read(path)
    return script is not None and is_ours(script)


def _read(path: Path) -> bytes | None:
    """Return what stands at `path`; None when there is nothing.

    Raises:
        FileError: It cannot be read.
    """
    try:
        return read_regular(path, _MAX_SCRIPT_BYTES)
    except FileNotFoundError:
        return b"" if path.is_symlink() else None
    except OSError as error:
        raise FileError(f"{printable(path)}: {error.strerror or error}") from error
