"""Finds the region below a directive and tells whether it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ascii_diagram.directives.hashing import dedent, output_hash
from ascii_diagram.directives.model import Problem, Region
from ascii_diagram.directives.region_format import INDENT
from ascii_diagram.directives.region_problems import (
    conflict_markers,
    missing_end,
    orphan_end,
    text_in_region,
)
from ascii_diagram.directives.syntax import CONFLICT, END, is_broken_end, is_end, is_head

_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})\s*(?:text)?\s*$")
_DRAWN = re.compile(r"[\u2500-\u257f]|\+[-=.]{2}|[-=]{2}[+>]|<[-=]{2}")


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


class Damage(NamedTuple):
    """What is wrong with a region, and the first line below what has been looked at."""

    problem: Problem
    following: int


def find_region(
    rows: Iterable[Row], reference: int, *, fenced: bool, closing: bool = False
) -> Region | Damage | None:
    """Look for the region below a directive.

    Args:
        rows: The lines below the directive, in order.
        reference: Display column in which generated lines start at least.
        fenced: The drawing stands in a fence.
        closing: The line after the end marker closes the region's own comment.

    Returns:
        The region, what is wrong with it when it is damaged, or None when there is none.
    """
    seen: list[Row] = []
    for row in rows:
        text = row.text.strip()
        if CONFLICT.match(row.raw) and not (row.inside and row.raw.startswith("=")):
            return Damage(conflict_markers(row.line, row.raw), row.line + 1)
        if not row.inside or is_head(text):
            break
        if is_end(text):
            return _read_region(seen, row, reference, fenced, closing)
        if is_broken_end(text):
            return Damage(orphan_end(row.line, row.raw), row.line + 1)
        seen.append(row)
    drawn = _unended(seen, reference, fenced)
    return Damage(missing_end(drawn.line, drawn.raw), drawn.line + 1) if drawn else None


def _read_region(
    seen: list[Row], marker: Row, reference: int, fenced: bool, closing: bool
) -> Region | Damage:
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
    return Damage(text_in_region(stray.line, stray.raw), region.end)


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


def _unended(seen: list[Row], reference: int, fenced: bool) -> Row | None:
    """Return where a region begins that has lost its end marker, None for any other text."""
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
    return drawn[0] if looks_drawn([row.text for row in drawn]) else None


def looks_drawn(texts: Sequence[str]) -> bool:
    """Whether these lines look like a drawing: several of them, with corners, lines or arrows."""
    filled = sum(1 for text in texts if text.strip())
    return filled > 1 and any(_DRAWN.search(text) for text in texts)
