"""Differences between two states of a file, as `diff -u` prints them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from ascii_diagram.directives.lines import split_lines


def difference(path: Path, before: str, after: str) -> Iterator[str]:
    """Yield the lines of the difference, with their ends; none when nothing differs."""
    name = str(path)
    if not name.isprintable():
        name = json.dumps(name)  # quoted, as Git does
    for line in unified_diff(split_lines(before), split_lines(after), f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
