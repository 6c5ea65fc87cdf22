"""Where in a file a place in a directive's prompt is."""

from __future__ import annotations

from ascii_diagram.directives.model import Directive


def position_in_text(directive: Directive, line: int, column: int) -> tuple[int, int]:
    """Return line and column, both from 0, of a place in the prompt.

    Args:
        directive: The directive; its prompt has lost leaders and indents, which are found again by
            looking for the prompt's lines in the directive's, in order.
        line: Line of the prompt, from 1; a line behind the last means the last.
        column: Column there in code points, from 1.
    """
    at, offset = 0, directive.column
    rows = directive.prompt.split("\n")[: max(line, 1)]
    for number, row in enumerate(rows):
        if not row.strip():
            continue
        # On its first line the prompt stands behind the directive's name.
        search_from = directive.column if number == 0 else 0
        for candidate in range(at, len(directive.lines)):
            found = directive.lines[candidate].rfind(row, search_from if candidate == 0 else 0)
            if found >= 0:
                at, offset = candidate, found
                break
        if number < len(rows) - 1:
            at += 1
    at = min(at, len(directive.lines) - 1) if directive.lines else 0
    return directive.start + at, offset + max(column, 1) - 1
