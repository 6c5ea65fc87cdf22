"""What Git ignores: `.gitignore` files from the repository's root down, deeper ones first."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram.expansion.gitignore import Pattern, parse_patterns, verdict
from ascii_diagram.file_access import read_regular

_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The rules that hold in one folder.

    Attributes:
        layers: Folders and the patterns of their ignore files, the deepest last.
    """

    layers: tuple[tuple[Path, tuple[Pattern, ...]], ...] = ()

    def inside(self, folder: Path) -> IgnoreRules:
        """Return the rules for what is in `folder`, its own file added."""
        return self._with(folder, folder / ".gitignore")

    def ignores(self, path: Path, *, folder: bool) -> bool:
        """Return whether `path` is ignored; of the files that say so or not, the deepest wins."""
        for base, patterns in reversed(self.layers):
            ignored = verdict(patterns, path.relative_to(base).as_posix(), folder)
            if ignored is not None:
                return ignored
        return False

    def _with(self, folder: Path, file: Path) -> IgnoreRules:
        try:
            text = read_regular(file, _MAX_BYTES)[:_MAX_BYTES].decode("utf-8", "surrogateescape")
        except OSError:
            return self
        patterns = parse_patterns(text)
        return IgnoreRules((*self.layers, (folder, patterns))) if patterns else self

    @classmethod
    def above(cls, folder: Path) -> IgnoreRules:
        """Return the rules that a repository's folders above `folder` set, none outside one."""
        root = repository_root(folder)
        if root is None:
            return cls()
        rules = cls()._with(root, root / ".git" / "info" / "exclude")
        for level in reversed(folder.parents):
            if level == root or root in level.parents:
                rules = rules.inside(level)
        return rules


def repository_root(folder: Path) -> Path | None:
    """Return the nearest folder upward with `.git`."""
    for level in (folder, *folder.parents):
        if is_repository(level):
            return level
    return None


def is_repository(folder: Path) -> bool:
    """Return whether a repository begins in `folder`; not where nobody may look."""
    return os.path.exists(folder / ".git")  # noqa: PTH110 - pathlib raises there


def is_excluded(path: Path, patterns: Sequence[str], base: Path) -> bool:
    """Return whether the setting `exclude`, relative to `base`, names `path` or a folder above it.

    Args:
        path: An absolute path to a file.
        patterns: As in `.gitignore`.
        base: Absolute; nothing outside it is excluded.
    """
    if not patterns or base not in path.parents:
        return False
    rules = IgnoreRules(((base, parse_patterns("\n".join(patterns))),))
    above = [level for level in reversed(path.parents) if base in level.parents]
    return any(rules.ignores(level, folder=True) for level in above) or rules.ignores(
        path, folder=False
    )
