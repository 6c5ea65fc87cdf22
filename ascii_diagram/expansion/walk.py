"""Which files are meant by the paths that a user names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ascii_diagram.errors import FileError
from ascii_diagram.expansion.ignore import IgnoreRules, is_repository, repository_root
from ascii_diagram.printable import printable

_NEVER = {".git", ".hg", ".svn", ".jj"}
_MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to look into, or a path that could not be searched.

    Attributes:
        path: Beginning as the user wrote it.
        absolute: The same without `..`, links kept.
        named: Whether the user named it, rather than a folder above it.
        error: Why a folder could not be searched.
    """

    path: Path
    absolute: Path
    named: bool = False
    error: FileError | None = None


def find_files(paths: Iterable[Path]) -> Iterator[FoundFile]:
    """Yield files in a stable order, each once.

    A file that is named is taken. A folder is searched, without what Git ignores, links, and other
    repositories inside a repository (name those to search them too).
    """
    seen: set[str] = set()
    for path in paths:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - pathlib has no match for it
        start = FoundFile(path, absolute, named=True)
        if os.path.isdir(path):  # noqa: PTH112 - pathlib raises where nobody may look
            in_repository = repository_root(absolute) is not None
            found = _walk(start, IgnoreRules.above(absolute), in_repository)
        else:
            found = iter((start,))
        for file in found:
            key = os.path.realpath(file.absolute)
            if key not in seen:
                seen.add(key)
                yield file


def _walk(
    folder: FoundFile, rules: IgnoreRules, in_repository: bool, depth: int = 0
) -> Iterator[FoundFile]:
    if depth > _MAX_DEPTH:
        error = FileError(f"{printable(folder.path)}: skipped, more than {_MAX_DEPTH} folders deep")
        yield replace(folder, error=error)
        return
    try:
        with os.scandir(folder.absolute) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except OSError as fault:
        error = FileError(f"{printable(folder.path)}: cannot be read: {fault.strerror}")
        yield replace(folder, error=error)
        return
    rules = rules.inside(folder.absolute)
    for entry in entries:
        if entry.is_symlink() or entry.name in _NEVER:
            continue
        inner = FoundFile(folder.path / entry.name, folder.absolute / entry.name)
        if not entry.is_dir(follow_symlinks=False):
            if entry.is_file(follow_symlinks=False) and not rules.ignores(
                inner.absolute, folder=False
            ):
                yield inner
        elif not rules.ignores(inner.absolute, folder=True):
            is_root = is_repository(inner.absolute)
            if is_root and in_repository:
                continue
            below = IgnoreRules.above(inner.absolute) if is_root else rules
            yield from _walk(inner, below, in_repository or is_root, depth + 1)
