"""Draws timelines: dates on the left of an axis that runs down, events on its right.

Short ones run from left to right.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ascii_diagram.diagram import Period, Timeline
from ascii_diagram.drawing.cells import block_width, cell_width, wrap_label
from ascii_diagram.drawing.charset import CHARSETS, EAST, NORTH, SOUTH, WEST, Charset
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.timeline_across import draw_across
from ascii_diagram.errors import WidthError

_WIDEST_DATE = 24
_WIDEST_EVENT = 60
_NARROWEST_PIECES = 6
"""Cells that words are cut down to when nothing else helps."""
_AXIS = 5
"""Cells from the end of a date to the start of an event: ` ─┼─ `."""
_HEADING = 6
"""Cells of a section's heading besides its title."""


@dataclass(frozen=True, slots=True)
class _Fold:
    """How texts are wrapped: dates and events to so many cells, with words cut or not."""

    date: int
    event: int
    break_words: bool = False

    def wrap(self, text: str, limit: int) -> tuple[str, ...]:
        """Return the lines of a text that are not blank."""
        lines = wrap_label(text, limit, break_words=self.break_words)
        return tuple(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row beside the axis; arms tell whether a tick points to its date and its event."""

    date: str = ""
    event: str = ""
    arms: int = 0


def draw_timeline(timeline: Timeline, options: DrawingOptions) -> list[str]:
    """Draw a timeline, from left to right where it is short enough, else from top to bottom.

    Args:
        timeline: What to draw; periods that follow each other in one section share its heading.
        options: Width in display cells and charset; a direction other than right asks for top to
            bottom.

    Returns:
        The lines of the drawing without trailing blanks; periods without any text have none.

    Raises:
        WidthError: No wrapping makes it narrow enough.
    """
    if not timeline.periods:
        return []
    charset = CHARSETS[options.charset]
    try_across = options.direction in (None, "right")
    across = draw_across(timeline, options.width, charset) if try_across else None
    if across is not None:
        return across
    try:
        fold = _widest_fold(timeline.periods, options.width)
    except WidthError as error:
        for width in range(options.width + 1, error.minimum) if try_across else ():
            if draw_across(timeline, width, charset) is not None:
                raise WidthError(options.width, width) from None
        raise
    dates = _date_width(timeline.periods, fold)
    loose = any(len(_period_rows(period, fold)) > 1 for period in timeline.periods)
    width = _width(timeline.periods, fold)
    drawing: list[str] = []
    for section, periods in groupby(timeline.periods, key=lambda period: period.section):
        drawing += _heading(section, width, fold, charset)
        drawing += _axis(_section_rows(list(periods), fold, loose), dates, charset)
    return drawing


def _widest_fold(periods: tuple[Period, ...], width: int) -> _Fold:
    """Return the fold that wraps least among those that fit."""
    stages = (
        [_Fold(_WIDEST_DATE, event) for event in range(_WIDEST_EVENT, 23, -1)],
        [_Fold(limit, limit) for limit in range(_WIDEST_DATE, 0, -1)],
        [_Fold(limit, limit, True) for limit in range(_WIDEST_DATE, _NARROWEST_PIECES - 1, -1)],
    )
    for folds in stages:
        found = bisect_left(folds, True, key=lambda fold: _width(periods, fold) <= width)
        if found < len(folds):
            return folds[found]
    raise WidthError(width, _width(periods, stages[-1][-1]))


def _date_width(periods: tuple[Period, ...], fold: _Fold) -> int:
    return max(block_width(fold.wrap(period.label, fold.date)) for period in periods)


def _width(periods: tuple[Period, ...], fold: _Fold) -> int:
    events = (fold.wrap(event, fold.event) for period in periods for event in period.events)
    sections = {period.section for period in periods if period.section}
    headings = (block_width(fold.wrap(section, fold.event)) + _HEADING for section in sections)
    body = _date_width(periods, fold) + _AXIS + max(map(block_width, events), default=0)
    return max(body, *headings) if sections else body


def _heading(section: str, width: int, fold: _Fold, charset: Charset) -> list[str]:
    """Return the titled rules above a section."""
    rule = charset.horizontal["thick"]
    lines: list[str] = []
    for line in fold.wrap(section, width - _HEADING) if section else ():
        lines.append(f"{rule * 2} {line} " + rule * (width - 4 - cell_width(line)))
    return lines


def _section_rows(periods: list[Period], fold: _Fold, loose: bool) -> list[_Row]:
    """Return the rows of one stretch of the axis, set apart by an empty one if `loose`."""
    rows: list[_Row] = []
    for period in periods:
        more = _period_rows(period, fold)
        if rows and more and loose:
            rows.append(_Row())
        rows += more
    return rows


def _period_rows(period: Period, fold: _Fold) -> list[_Row]:
    """Return the rows of a date and its events, none when all of them are blank."""
    dates = list(fold.wrap(period.label, fold.date))
    events = list(_event_lines(period.events, fold))
    rows: list[_Row] = []
    for index in range(max(len(dates), len(events))):
        date = dates[index] if index < len(dates) else ""
        event, starts = events[index] if index < len(events) else ("", False)
        west = WEST if date and not index else 0
        rows.append(_Row(date, event, west | (EAST if starts else 0)))
    return rows


def _event_lines(events: tuple[str, ...], fold: _Fold) -> Iterator[tuple[str, bool]]:
    for event in events:
        for index, line in enumerate(fold.wrap(event, fold.event)):
            yield line, index == 0


def _axis(rows: list[_Row], dates: int, charset: Charset) -> list[str]:
    """Paint rows of dates and events around their axis."""
    tick = charset.horizontal["solid"]
    last = max((index for index, row in enumerate(rows) if row.arms), default=0)
    lines: list[str] = []
    for index, row in enumerate(rows):
        arms = row.arms | (NORTH if 0 < index <= last else 0) | (SOUTH if index < last else 0)
        mark = charset.glyph(arms) if arms else " "
        left = tick if arms & WEST else " "
        right = tick if arms & EAST else " "
        indent = " " * (dates - cell_width(row.date))
        lines.append(f"{indent}{row.date} {left}{mark}{right} {row.event}".rstrip())
    return lines
