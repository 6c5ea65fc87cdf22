"""Timelines that run from left to right: dates above the axis, events below it."""

from __future__ import annotations

import re

from ascii_diagram.diagram import Period, Timeline
from ascii_diagram.reading.glyphs import char_class
from ascii_diagram.reading.model import Reading
from ascii_diagram.reading.plane import Plane

_AXIS = re.compile(f"{char_class('─-┬┴┼+')}{{3,}} *")
_TICK = re.compile(char_class("┬┴┼+"))
_TEXT = re.compile(r"\S+(?: \S+)*")
_HEADING = re.compile(f"{char_class('═━=')}{{2}} (?P<title>.*?) {char_class('═━=')}+(?= |$)")


def read_timeline_across(plane: Plane) -> Reading | None:
    """Return the timeline that a drawing shows; None when it is something else."""
    axes = [row for row, line in enumerate(plane.rows) if _AXIS.fullmatch(line)]
    if len(axes) != 1:
        return None
    axis = axes[0]
    ticks = [match.start() for match in _TICK.finditer(plane.rows[axis])]
    above = [row for row in range(axis) if plane.rows[row].strip()]
    headed = bool(above) and _HEADING.match(plane.rows[above[0]].lstrip()) is not None
    dates = above[1:] if headed else above
    if len(ticks) < 2 or len(dates) > 1:
        return None
    texts = [_texts(plane, row, ticks) for row in (*dates, *range(axis + 1, plane.height))]
    if any(row is None for row in texts):
        return None
    rows = [row for row in texts if row is not None]
    sections = _sections(plane, above[0], ticks) if headed else [""] * len(ticks)
    periods = tuple(
        Period(
            rows[0].get(tick, "") if dates else "",
            tuple(row[tick] for row in rows[len(dates) :] if tick in row),
            section,
        )
        for tick, section in zip(ticks, sections, strict=True)
    )
    return Reading(Timeline(periods), tuple(plane.findings))


def _texts(plane: Plane, row: int, ticks: list[int]) -> dict[int, str] | None:
    """Return the texts of a row by the tick that each stands at; None when one stands at none."""
    found: dict[int, str] = {}
    for match in _TEXT.finditer(plane.rows[row]):
        tick = next((tick for tick in ticks if match.start() <= tick < match.end()), None)
        if tick is None or tick in found:
            return None
        found[tick] = plane.text(row, *match.span())
    return found


def _sections(plane: Plane, row: int, ticks: list[int]) -> list[str]:
    sections = [""] * len(ticks)
    for match in _HEADING.finditer(plane.rows[row]):
        for index, tick in enumerate(ticks):
            if match.start() <= tick < match.end():
                sections[index] = plane.text(row, *match.span("title"))
    return sections
