"""Everything that can be wrong with a region; all of it is fatal for the text."""

from __future__ import annotations

from ascii_diagram.directives.model import Problem
from ascii_diagram.directives.syntax import END, WORD


def orphan_end(line: int, raw: str) -> Problem:
    """Return the problem of an end marker that is malformed or belongs to no directive."""
    column = max(0, raw.find("end " + WORD))
    if END.match(raw[column:].strip()) is None:
        return _problem(
            line,
            raw,
            "malformed end marker",
            "undo the change to it, or delete the drawing with its marker and expand again",
            "bad-end-marker",
        )
    return _problem(
        line,
        raw,
        "end marker without a directive",
        "put its directive back, or delete the drawing and this line",
        "orphan-end-marker",
    )


def missing_end(line: int, raw: str) -> Problem:
    """Return the problem of a drawing that has lost its end marker."""
    return _problem(
        line,
        raw,
        "the drawing below this directive has lost its end marker",
        "put the end marker back, or delete the drawing and expand again",
        "missing-end-marker",
    )


def hidden_end(line: int, raw: str) -> Problem:
    """Return the problem of an end marker that some other block of Markdown has swallowed."""
    return _problem(
        line,
        raw,
        "another block has swallowed this end marker",
        "mend the fence or the indent above it, or delete the drawing and this line",
        "hidden-end-marker",
    )


def closing_marker(line: int, raw: str) -> Problem:
    """Return the problem of an end marker that shares its line with the end of the comment."""
    return _problem(
        line,
        raw,
        "the comment closes on the end marker's line",
        "move the closing token to a line of its own",
        "bad-end-marker",
    )


def open_comment(line: int, raw: str) -> Problem:
    """Return the problem of a second comment that goes on below its end marker."""
    return _problem(
        line,
        raw,
        "the end marker's comment does not close",
        "close it right below the end marker",
        "open-comment",
    )


def code_behind(line: int, raw: str) -> Problem:
    """Return the problem of code on the line that closes a region's comment."""
    return _problem(
        line,
        raw,
        "code follows the comment of this drawing on the same line",
        "move the code to a line of its own",
        "code-in-region",
    )


def split_marker(line: int, raw: str) -> Problem:
    """Return the problem of an end marker that was broken over several lines."""
    return _problem(
        line,
        raw,
        "malformed end marker",
        "keep the whole comment on one line",
        "bad-end-marker",
    )


def text_in_region(line: int, raw: str) -> Problem:
    """Return the problem of text that is neither drawing nor marker."""
    return _problem(
        line,
        raw,
        "text stands between a directive and its end marker",
        "move it out of the region, or indent it if it belongs to the drawing",
        "text-in-region",
    )


def conflict_markers(line: int, raw: str) -> Problem:
    """Return the problem of a merge conflict in a region."""
    return _problem(
        line,
        raw,
        "conflict markers stand inside a region",
        "resolve the merge conflict first",
        "conflict-markers",
    )


def _problem(line: int, raw: str, message: str, hint: str, code: str) -> Problem:
    column = len(raw) - len(raw.lstrip())
    return Problem(line, column, len(raw.rstrip()), message, hint, code, fatal=True)
