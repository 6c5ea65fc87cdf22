"""Directives in commit messages: a drawing takes the directive's place and leaves no markers.

What is not marked cannot be expanded again, so amending, squashing and rebasing leave it alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ascii_diagram.directives import Directive, LineEdit, guarded, line_body, split_lines
from ascii_diagram.directives.syntax import is_end, is_head
from ascii_diagram.errors import DirectiveError

_INDENT = "    "  # Git and mail tools take indented lines as they are
# Where `git am` and `git interpret-trailers` end a message: the first column only.
_PATCH_BREAK = re.compile(r"---(?:\s|$)|diff -|Index: ")


def commit_edit(text: str, directive: Directive, drawing: Sequence[str], words: str) -> LineEdit:
    """Return the edit that replaces a directive, and its region if any, by its drawing.

    Args:
        text: The whole message.
        directive: A directive in it.
        drawing: Lines of the drawing.
        words: What stays of the prompt, as lines above the drawing; may be empty.

    Raises:
        DirectiveError: The drawing may not stand there.
    """
    start, end = directive.start, directive.region.end if directive.region else directive.end
    lines = [line_body(line) for line in split_lines(text)]
    prefix = directive.host.prefix
    new = [(prefix + word).rstrip() for word in _caption(words)] if words else []
    if new:
        new.append("")
    if start > 0 and lines[start - 1].strip() and (not words or _continues_subject(lines, start)):
        new.insert(0, "")
    new += [(prefix + _INDENT + row).rstrip() for row in guarded(directive, drawing)]
    if end < len(lines) and lines[end].strip():
        new.append("")  # a paragraph of its own: trailers that follow stay trailers
    return LineEdit(start, end, tuple(new))


def _caption(words: str) -> list[str]:
    """Return the lines of `words`, none of which git or this program takes for its own."""
    lines = words.split("\n")
    for line in lines:
        if is_head(line.strip()) or is_end(line.strip()):
            raise DirectiveError(
                f"what stays of the prompt reads like a directive: {line.strip()[:40]!r}",
                hint="write what is to be drawn once behind `ascii-diagram:`",
            )
    return [f" {line}" if _PATCH_BREAK.match(line) else line for line in lines]


def _continues_subject(lines: Sequence[str], start: int) -> bool:
    """Whether line `start` belongs to the first paragraph, all of which Git makes the subject."""
    first = next(n for n, line in enumerate(lines) if line.strip() and not line.startswith("#"))
    return all(line.strip() for line in lines[first:start])
