"""How a drawing looks below its directive, and what a region must look like to be read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ascii_diagram.directives.guards import guarded
from ascii_diagram.directives.hashing import dedent, output_hash, prompt_hash
from ascii_diagram.directives.lines import display_column
from ascii_diagram.directives.model import Directive, Host, LineEdit, Problem, Region
from ascii_diagram.directives.syntax import CONFLICT, END, is_broken_end, is_end, is_head
from ascii_diagram.errors import DirectiveError

INDENT = "    "
_STAR = " * "
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})\s*(?:text)?\s*$")
_DRAWN = re.compile(r"[\u2500-\u257f]|\+[-=.]{2}|[-=]{2}[+>]|<[-=]{2}")
_MARKDOWN = ("comment", "paragraph")


class Row(NamedTuple):
    """One line below a directive.

    Attributes:
        line: Its number.
        raw: The whole line without its line end.
        text: What follows the comment leader, trailing blanks removed.
        column: Display column of the first character of `text` that is not blank; -1 for a blank
            line outside the comment that does not end the search.
        inside: Whether it belongs to the same comment; False ends the search.
    """

    line: int
    raw: str
    text: str
    column: int
    inside: bool = True


def drawing_width(directive: Directive, limit: int) -> int:
    """Return how many columns a drawing at `directive` may have.

    Args:
        directive: Where the drawing goes; its own `width` comes before `limit`.
        limit: Most columns of a whole line, leader and indent included.
    """
    host = directive.host
    whole = directive.options.width or limit
    if host.kind == "fence":
        return whole
    lead = host.prefix
    if host.kind == "beside" and host.opener == "/*":
        lead += _STAR
    if not host.fenced:
        lead += INDENT
    return max(0, whole - display_column(lead))


def render_region(directive: Directive, drawing: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of the region that holds `drawing`, without line ends.

    Raises:
        DirectiveError: The drawing may not stand there (see `guards`).
    """
    rows = guarded(directive, drawing)
    host = directive.host
    hashes = (prompt_hash(directive.prompt, directive.options.raw), output_hash(rows))
    marker = "end ascii-diagram {}.{}".format(*hashes)
    if host.kind in _MARKDOWN:
        body = ["", *_fence(rows), "", f"<!-- {marker} -->"]
    elif host.fenced:
        body = ["", *_fence(rows), "", marker]
    elif host.kind == "beside":
        return _second_comment(host, rows, marker)
    else:
        body = ["", *(INDENT + row for row in rows), "", marker]
    return tuple((host.prefix + line).rstrip() for line in body)


def region_edit(directive: Directive, drawing: Sequence[str]) -> LineEdit:
    """Return the edit that puts `drawing` into the text.

    It replaces the old region, if there is one. For a bare Markdown paragraph, and where a comment
    or docstring closes on the directive's own line, it replaces the directive's lines as well.

    Raises:
        DirectiveError: The drawing may not stand there (see `guards`).
    """
    host = directive.host
    lines = render_region(directive, drawing)
    if directive.region is not None:
        return LineEdit(directive.end, directive.region.end, lines)
    if host.head:
        _refuse_closing_prompt(directive)
        return LineEdit(directive.start, directive.end, (*host.head, *lines, *host.tail))
    return LineEdit(directive.end, directive.end, (*lines, *host.tail))


def _refuse_closing_prompt(directive: Directive) -> None:
    if directive.host.kind == "paragraph" and re.search(r"--!?>|<!--", directive.prompt):
        raise DirectiveError(
            "the prompt holds `-->` or `<!--`, which cannot stand in an HTML comment",
            hint="use the fence form ```ascii-diagram, or `->` for the arrow",
        )


def _fence(rows: Sequence[str]) -> list[str]:
    longest = max((len(run) for row in rows for run in re.findall(r"`+", row)), default=0)
    ticks = "`" * max(3, longest + 1)
    return [f"{ticks}text", *rows, ticks]


def _second_comment(host: Host, rows: Sequence[str], marker: str) -> tuple[str, ...]:
    indent = host.prefix
    if host.opener == "/*":
        inner = indent + _STAR
        last = f"{indent} {host.closer}"
    else:
        inner = indent
        last = f"{indent}{host.closer}"
    body = [*(INDENT + row for row in rows), "", marker]
    return (f"{indent}{host.opener}", *((inner + line).rstrip() for line in body), last)


def find_region(
    rows: Iterable[Row], reference: int, *, fenced: bool, closing: bool = False
) -> Region | Problem | None:
    """Look for the region below a directive.

    Args:
        rows: The lines below the directive, in order.
        reference: Display column in which generated lines start at least.
        fenced: The drawing stands in a fence.
        closing: The line after the end marker closes the region's own comment.

    Returns:
        The region, a fatal problem when what is there is damaged, or None.
    """
    seen: list[Row] = []
    for row in rows:
        text = row.text.strip()
        if CONFLICT.match(row.raw) and not (row.inside and row.raw.startswith("=")):
            return _problem(
                row, "conflict markers stand inside a region", _CONFLICT_HINT, "conflict-markers"
            )
        if not row.inside or is_head(text):
            break
        if is_end(text):
            return _read_region(seen, row, reference, fenced, closing)
        if is_broken_end(text):
            return _problem(row, "malformed end marker", _MARKER_HINT, "bad-end-marker")
        seen.append(row)
    return _missing_end(seen, reference, fenced)


def _read_region(
    seen: list[Row], marker: Row, reference: int, fenced: bool, closing: bool
) -> Region | Problem:
    match = END.fullmatch(marker.text.strip())
    assert match is not None
    body = region_body([row.text for row in seen], fenced)
    region = Region(
        seen[0].line if seen else marker.line,
        marker.line + (2 if closing else 1),
        match["prompt"],
        match["output"],
        body,
        marker.line,
        marker.raw,
    )
    if output_hash(body) == region.output_hash:
        return region
    stray = _stray_row(seen, reference, fenced)
    if stray is None:
        return region
    return _problem(
        stray,
        "text stands between a directive and its end marker",
        "move it out of the region, or indent it if it belongs to the drawing",
        "text-in-region",
    )


def region_body(texts: Sequence[str], fenced: bool) -> tuple[str, ...]:
    """Return the drawing in the lines of a region (leaders removed, end marker left out)."""
    lines = list(texts)
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    if fenced:
        if lines and _FENCE.match(lines[0]):
            del lines[0]
        if lines and _FENCE.match(lines[-1]):
            del lines[-1]
    body = list(dedent(lines))
    while body and not body[0]:
        del body[0]
    while body and not body[-1]:
        del body[-1]
    return tuple(body)


def _stray_row(seen: list[Row], reference: int, fenced: bool) -> Row | None:
    """Return the first line that no generator wrote and no edit of a drawing explains."""
    filled = [row for row in seen if row.text.strip()]
    if fenced:
        if not filled or (_FENCE.match(filled[0].text) and _FENCE.match(filled[-1].text)):
            return None
        return next((row for row in filled if not _FENCE.match(row.text)), filled[0])
    return next((row for row in filled if row.column <= reference), None)


def _missing_end(seen: list[Row], reference: int, fenced: bool) -> Problem | None:
    """Tell a region that lost its end marker from text that merely follows a directive."""
    drawn: list[Row] = []
    for row in seen:
        if row.column < 0:
            break
        if not row.text.strip():
            if drawn and not fenced:
                break
            continue
        if not fenced and row.column < reference + len(INDENT):
            break
        drawn.append(row)
        if fenced and len(drawn) > 1 and _FENCE.match(row.text):
            break
    if fenced and not (drawn and _FENCE.match(drawn[0].text)):
        return None
    return missing_end(drawn[0]) if looks_drawn([row.text for row in drawn]) else None


def looks_drawn(texts: Sequence[str]) -> bool:
    """Whether these lines look like a drawing: several of them, with corners, lines or arrows."""
    filled = sum(1 for text in texts if text.strip())
    return filled > 1 and any(_DRAWN.search(text) for text in texts)


def missing_end(row: Row) -> Problem:
    """Return the problem of a drawing at `row` that has lost its end marker."""
    return _problem(
        row,
        "the drawing below this directive has lost its end marker",
        "put the end marker back, or delete the drawing and expand again",
        "missing-end-marker",
    )


def closing_marker(line: int, raw: str) -> Problem:
    """Return the problem of an end marker that shares its line with the end of the comment."""
    return Problem(
        line,
        0,
        len(raw),
        "the comment closes on the end marker's line",
        "move the closing token to a line of its own",
        "bad-end-marker",
        fatal=True,
    )


def orphan_end(line: int, raw: str) -> Problem:
    """Return the problem of an end marker at `line` that belongs to no directive."""
    column = max(0, raw.find("end ascii-diagram"))
    text = raw[column:].strip()
    broken = END.match(text) is None
    return Problem(
        line,
        column,
        len(raw.rstrip()),
        "malformed end marker" if broken else "end marker without a directive",
        _MARKER_HINT if broken else "put its directive back, or delete the drawing and this line",
        "bad-end-marker" if broken else "orphan-end-marker",
        fatal=True,
    )


_CONFLICT_HINT = "resolve the merge conflict first"
_MARKER_HINT = "undo the change to it, or delete the drawing with its marker and expand again"


def _problem(row: Row, message: str, hint: str, code: str) -> Problem:
    column = len(row.raw) - len(row.raw.lstrip())
    return Problem(row.line, column, len(row.raw), message, hint, code, fatal=True)
