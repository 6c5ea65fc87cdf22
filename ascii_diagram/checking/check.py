"""Checks the drawings of a text."""

from __future__ import annotations

from ascii_diagram.checking.alignment import Mark, alignment_marks
from ascii_diagram.checking.drawings import Drawing, drawings
from ascii_diagram.checking.ignores import Ignores
from ascii_diagram.checking.lines import line_marks
from ascii_diagram.checking.model import Finding
from ascii_diagram.checking.passages import find_passages
from ascii_diagram.checking.spacing import spacing_findings
from ascii_diagram.directives.lines import split_lines


def check_text(
    text: str, *, name: str | None = None, width: int | None = None
) -> tuple[Finding, ...]:
    """Find what is wrong with the drawings of a text.

    Looked at are fences without a language in Markdown, comments and docstrings in code, and plain
    text; only blocks of lines with at least one box are drawings.

    Args:
        text: The text with its own line ends.
        name: File name or path, which tells the language; None for plain text.
        width: Most display cells of a whole line of a drawing; None for any.

    Returns:
        The findings in the order of lines, without those that the text says to ignore.
    """
    passages = find_passages(text, name)
    if not passages:
        return ()
    ignores = Ignores(split_lines(text))
    findings: list[Finding] = []
    for drawing in drawings(passages):
        found = drawing_findings(drawing, width)
        findings.extend(ignores.drop(found, drawing.top))
    return tuple(sorted(findings, key=lambda found: (found.line, found.column, found.rule)))


def drawing_findings(drawing: Drawing, width: int | None = None) -> list[Finding]:
    """Return what is wrong with one drawing."""
    marks = [*alignment_marks(drawing.grid), *line_marks(drawing.grid)]
    findings = [_finding(drawing, mark) for mark in marks]
    findings.extend(spacing_findings(drawing, width))
    return findings


def _finding(drawing: Drawing, mark: Mark) -> Finding:
    row = drawing.rows[mark.row]
    start = len(row.prefix) + drawing.grid.offset(mark.row, mark.column)
    end = len(row.prefix) + drawing.grid.offset(mark.row, mark.end)
    return Finding(row.line, start, max(end, start + 1), mark.rule, mark.message)
