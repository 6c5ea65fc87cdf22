"""Timelines: dates and events on either side of an axis that runs down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ascii_diagram.diagram import Period, Timeline
from ascii_diagram.reading.glyphs import (
    ARMS,
    HORIZONTAL,
    VERTICAL,
    char_class,
    exactly,
)
from ascii_diagram.reading.labels import join_lines
from ascii_diagram.reading.model import Finding, Reading
from ascii_diagram.reading.plane import Plane

_TICKS = frozenset(exactly(HORIZONTAL) + "-")
_AXIS = frozenset(char for char, arms in ARMS.items() if arms & VERTICAL) | frozenset("|+")
_HEADING = re.compile(f"{char_class('═━=')}{{2}} (?P<title>.*?) {char_class('═━=')}+\\s*")
_MARK = re.compile(f"(?P<west>[─-])?(?P<axis>{char_class(''.join(_AXIS) + '─-')})(?P<east>[─-])?")


@dataclass(slots=True)
class _OpenPeriod:
    section: str
    date: list[str] = field(default_factory=list[str])
    events: list[list[str]] = field(default_factory=list[list[str]])

    def close(self) -> Period:
        events = tuple(join_lines(tuple(lines)) for lines in self.events)
        return Period(join_lines(tuple(self.date)), events, self.section)


def read_timeline(plane: Plane) -> Reading | None:
    """Return the timeline that a drawing shows; None when it is something else."""
    axis = _axis(plane)
    if axis is None:
        return None
    periods: list[_OpenPeriod] = []
    section: list[str] = []
    heading = False
    for row, line in enumerate(plane.rows):
        title = _HEADING.fullmatch(line)
        if title:
            section = [*section, title["title"]] if heading else [title["title"]]
            heading = True
            continue
        heading = False
        if not line.strip():
            continue
        if axis >= len(line) or not (line[axis] in _AXIS or line[axis] in _TICKS):
            return None
        _read_row(plane, row, axis, join_lines(tuple(section)), periods)
    findings: list[Finding] = list(plane.findings)
    timeline = Timeline(tuple(period.close() for period in periods))
    return Reading(timeline, tuple(findings)) if periods else None


def _axis(plane: Plane) -> int | None:
    """Return the column that has a piece of axis in every row, with a tick at some date."""
    rows = [line for line in plane.rows if line.strip() and not _HEADING.fullmatch(line)]
    if not rows:
        return None
    for match in _MARK.finditer(rows[0]):
        column = match.start("axis")
        if not rows[0][:column].strip() and len(rows) > 1 and match["west"]:
            continue
        if all(line[column] in _AXIS or line[column] in _TICKS for line in rows) and any(
            line[column - 1] in _TICKS and line[: column - 1].strip() for line in rows if column
        ):
            return column
    return None


def _read_row(plane: Plane, row: int, axis: int, section: str, periods: list[_OpenPeriod]) -> None:
    line = plane.rows[row]
    west = axis > 0 and line[axis - 1] in _TICKS
    east = axis + 1 < len(line) and line[axis + 1] in _TICKS
    date = plane.text(row, 0, max(axis - 1, 0)).strip()
    event = plane.text(row, axis + 2, len(line)).strip()
    if west or not periods or periods[-1].section != section:
        periods.append(_OpenPeriod(section))
    period = periods[-1]
    if date:
        period.date.append(date)
    if east:
        period.events.append([event] if event else [])
    elif event and period.events:
        period.events[-1].append(event)
