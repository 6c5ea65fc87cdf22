"""Takes `ascii-diagram: ignore` off the opening lines of fences.

The words are for `ascii-diagram check`. Python-Markdown knows no such words behind the language: it
would take the fence, and all below it, for text.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})(?P<words>.*)")
_IGNORE = re.compile(r"[ \t]*ascii-diagram:[ \t]*ignore(?:\[[\w, \t-]*\])?[ \t]*$")
_WORD = "ascii-diagram:"


def without_ignores(lines: list[str]) -> list[str]:
    """Return the lines of a page with plain opening lines; what fences hold stays as it is."""
    if not any(_WORD in line for line in lines):
        return lines
    plain: list[str] = []
    opened = ""
    for line in lines:
        found = _FENCE.match(line)
        if found is None:
            plain.append(line)
        elif not opened:
            opened = found["fence"]
            plain.append(_IGNORE.sub("", line))
        else:
            if found["fence"].startswith(opened) and not found["words"].strip():
                opened = ""
            plain.append(line)
    return plain
