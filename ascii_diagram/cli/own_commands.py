"""Finds a subcommand of this distribution in its metadata.

`importlib.metadata` finds those of all distributions, and takes as long as a drawing to be loaded.
"""

from __future__ import annotations

import os
import sys

from ascii_diagram.cli.command import ENTRY_POINT_GROUP

_DISTRIBUTION = "ascii_diagram-"
_METADATA = ".dist-info"


def own_command(name: str) -> str | None:
    """Return where this distribution has its subcommand `name`, as `module:object`.

    None when it has none, or when the metadata are not where installers put them.
    """
    files = [file for folder in sys.path for file in _metadata_in(folder)]
    if len(files) != 1:
        return None
    try:
        with open(files[0], encoding="utf-8") as lines:  # noqa: PTH123
            inside = False
            for line in map(str.strip, lines):
                if line.startswith("["):
                    inside = line == f"[{ENTRY_POINT_GROUP}]"
                key, equals, place = line.partition("=")
                if inside and equals and key.strip() == name:
                    return place.strip()
    except (OSError, UnicodeDecodeError):
        pass
    return None


def _metadata_in(folder: str) -> list[str]:
    try:
        names = os.listdir(folder or ".")  # noqa: PTH208
    except OSError:
        return []
    return [
        os.path.join(folder, name, "entry_points.txt")  # noqa: PTH118
        for name in names
        if name.startswith(_DISTRIBUTION) and name.endswith(_METADATA)
    ]
