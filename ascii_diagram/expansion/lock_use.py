"""Which entries of a lock file the prompts of its repository still need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from ascii_diagram.expansion.files import (
    SkippedFileError,
    decode_source,
    may_hold_directives,
    read_bytes,
)
from ascii_diagram.expansion.plan import plan_expansion
from ascii_diagram.expansion.walk import find_files
from ascii_diagram.resolve import LOCK_FILE_NAME, LockFile
from ascii_diagram.resolve.keys import canonical_request
from ascii_diagram.settings import Settings

# What may stand before a line of a prompt: comment leaders, quote marks, indent.
_LEADERS = re.compile(r"^[ \t]*(?:(?:#|//[/!]?|--|;+|%|\*|>|\.\.)[ \t]+)*", re.MULTILINE)

_Asked = tuple[str, str]


def unused_entries(
    lock: LockFile, root: Path, settings: Callable[[Path], Settings]
) -> dict[str, str]:
    """Return key and prompt of the entries that no file below `root` asks for any more.

    A prompt counts as asked for when a directive or a fence holds it, in any style's width, and
    when its words stand in a file that speaks of `ascii-diagram` at all: hosts know more forms than
    are looked for here. What Git ignores is not searched.

    Args:
        lock: Read from the lock file.
        root: The repository's root.
        settings: Gives the settings that hold for a file.

    Raises:
        AsciiDiagramError: A file that may hold prompts cannot be read.
    """
    left = dict(lock.entries())
    for text, path in _texts(root):
        if not left:
            break
        asked = set(_asked(text, path, settings(path)))
        flat = " ".join(_LEADERS.sub("", text).split())
        left = {
            key: entry
            for key, entry in left.items()
            if (entry.request.prompt, entry.request.style) not in asked
            and entry.request.prompt not in flat
        }
    return {key: entry.request.prompt for key, entry in left.items()}


def _texts(root: Path) -> Iterator[tuple[str, Path]]:
    """Give the texts below `root` that may hold prompts."""
    for found in find_files([root]):
        if found.error:
            raise found.error
        if found.path.name == LOCK_FILE_NAME:
            continue
        with suppress(SkippedFileError):
            target, data = read_bytes(found.path)
            if may_hold_directives(data):
                yield decode_source(found.path, target, data).text, found.path


def _asked(text: str, path: Path, settings: Settings) -> Iterator[_Asked]:
    # `pin` with force looks at every directive, also at those that are drawn or edited already.
    plan = plan_expansion(text, path=path, settings=settings, mode="pin", force=True)
    for request in plan.requests:
        asked = canonical_request(request)
        yield asked.prompt, asked.style
