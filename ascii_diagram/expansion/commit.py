"""Directives in commit messages: a drawing takes the directive's place and leaves no markers.

What is not marked cannot be expanded again, so amending, squashing and rebasing leave it alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.directives import Directive, LineEdit, guarded, line_body, split_lines

_INDENT = "    "  # Git and mail tools take indented lines as they are


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
    new = [(prefix + word).rstrip() for word in words.split("\n")] if words else []
    if new:
        new.append("")
    elif start > 0 and lines[start - 1].strip():
        new = [""]
    new += [(prefix + _INDENT + row).rstrip() for row in guarded(directive, drawing)]
    if end < len(lines) and lines[end].strip():
        new.append("")  # a paragraph of its own: trailers that follow stay trailers
    return LineEdit(start, end, tuple(new))
