"""Which files are meant by the paths that a user names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ascii_diagram.errors import FileError
from ascii_diagram.expansion.ignore import IgnoreRules, repository_root

_NEVER = {".git", ".hg", ".svn", ".jj"}
_MAX_DEPTH = 200


def find_files(paths: Iterable[Path]) -> Iterator[Path | FileError]:
    """Yield files in a stable order, each once.

    A file that is named is taken. A folder is searched, without what Git ignores, links, and other
    repositories inside a repository (name those to search them too).

    Yields:
        A file's path, beginning as the user wrote it, or why one could not be found.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.is_dir():
            found: Iterable[Path | FileError] = [path]
        else:
            absolute = Path(os.path.abspath(path))  # noqa: PTH100 - keeps links as the user sees them
            in_repository = repository_root(absolute) is not None
            found = _walk(path, absolute, IgnoreRules.above(absolute), in_repository)
        for item in found:
            if isinstance(item, FileError):
                yield item
                continue
            key = Path(os.path.realpath(item))
            if key not in seen:
                seen.add(key)
                yield item


def _walk(
    shown: Path, folder: Path, rules: IgnoreRules, in_repository: bool, depth: int = 0
) -> Iterator[Path | FileError]:
    if depth > _MAX_DEPTH:
        yield FileError(f"{shown}: skipped, more than {_MAX_DEPTH} folders deep")
        return
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except OSError as error:
        yield FileError(f"{shown}: cannot be read: {error.strerror}")
        return
    rules = rules.inside(folder)
    for entry in entries:
        path = folder / entry.name
        if entry.is_symlink() or entry.name in _NEVER:
            continue
        if not entry.is_dir(follow_symlinks=False):
            if entry.is_file(follow_symlinks=False) and not rules.ignores(path, folder=False):
                yield shown / entry.name
        elif not rules.ignores(path, folder=True):
            is_root = (path / ".git").exists()
            if is_root and in_repository:
                continue
            inner = IgnoreRules.above(path) if is_root else rules
            yield from _walk(shown / entry.name, path, inner, in_repository or is_root, depth + 1)
