"""Takes `ascii-diagram: ignore` off the opening lines of fences.

The words are for `ascii-diagram check`. Python-Markdown knows no such words behind the language: it
would take the fence, and all below it, for text.
"""

from __future__ import annotations

import re

from ascii_diagram.directives.markdown_blocks import markdown_blocks

_IGNORE = re.compile(r"[ \t]*ascii-diagram:[ \t]*ignore(?:\[[\w, \t-]*\])?[ \t]*$")


def without_ignores(lines: list[str]) -> list[str]:
    """Return the lines of a page with plain opening lines; what fences hold stays as it is."""
    if not any(map(_IGNORE.search, lines)):
        return lines
    blocks = markdown_blocks([f"{line}\n" for line in lines])
    opening = {block.start for block in blocks if block.kind == "fence"}
    return [_IGNORE.sub("", line) if n in opening else line for n, line in enumerate(lines)]
