"""Where in a file a place in a directive's prompt is."""

from __future__ import annotations

from ascii_diagram.directives import Directive


def position_in_text(directive: Directive, line: int, column: int) -> tuple[int, int]:
    """Return line and column, both from 0, of a place in the prompt.

    Args:
        directive: The directive. Its prompt has lost leaders and indents; they are found again by
            looking for the prompt's lines in the directive's from the last one up, so that a
            fence's header or a directive's name is never taken for prompt.
        line: Line of the prompt, from 1; one outside it means the nearest.
        column: Column there in code points, from 1.
    """
    rows = directive.prompt.split("\n")
    wanted = min(max(line, 1), len(rows))
    above, place = len(directive.lines), (0, directive.column)
    for row in reversed(rows[wanted - 1 :]):
        if not row.strip():
            continue
        for candidate in reversed(range(above)):
            found = directive.lines[candidate].rfind(row)
            if found >= 0:
                above, place = candidate, (candidate, found)
                break
    return directive.start + place[0], place[1] + max(column, 1) - 1
