"""Draws short timelines from left to right: dates above an axis, events below it."""

from __future__ import annotations

from itertools import accumulate, groupby

from ascii_diagram.diagram import Timeline
from ascii_diagram.drawing.cells import block_width, cell_width, center, wrap_label
from ascii_diagram.drawing.charset import EAST, NORTH, SOUTH, WEST, Charset

_BETWEEN = 3
"""Blank columns between the texts of two periods."""
_WIDEST = 24
_MOST_EVENTS = 5
_HEADING = 6
"""Cells of a section's heading besides its title."""

Column = tuple[str, tuple[str, ...]]
"""A date and the events below it, each in one line."""


def draw_across(timeline: Timeline, width: int, charset: Charset) -> list[str] | None:
    """Draw a timeline from left to right, without wrapping.

    Args:
        timeline: What to draw.
        width: Most display cells of a line.
        charset: Glyphs.

    Returns:
        The lines of the drawing; None where a text is long, there are many events or just one
        period, or the width is too small.
    """
    columns, sections = _columns(timeline), [period.section for period in timeline.periods]
    if columns is None or len(columns) < 2:
        return None
    widths = [max(cell_width(date), block_width(events)) for date, events in columns]
    groups = _groups(sections)
    for title, indexes in groups:
        missing = _heading_width(title) - _span(widths, indexes)
        widths[indexes[-1]] += max(0, missing)
    starts = [0, *accumulate(cells + _BETWEEN for cells in widths)]
    if starts[-1] - _BETWEEN > width:
        return None
    lines = [_heading(groups, starts, charset)] if any(sections) else []
    lines.append(_text([date for date, _ in columns], widths))
    lines.append(_axis(columns, starts, widths, charset))
    for number in range(max(len(events) for _, events in columns)):
        row = [events[number] if number < len(events) else "" for _, events in columns]
        lines.append(_text(row, widths))
    return lines if lines[0] else lines[1:]


def _columns(timeline: Timeline) -> list[Column] | None:
    """Return the texts of the periods; None when one is too long, or a period is blank."""
    columns: list[Column] = []
    for period in timeline.periods:
        date, *events = (_one_line(text) for text in (period.label, *period.events))
        if date is None or len(events) > _MOST_EVENTS:
            return None
        shown = tuple(event for event in events if event)
        if None in events or not (date or shown):
            return None
        columns.append((date, shown))
    return columns


def _one_line(text: str) -> str | None:
    lines = wrap_label(text, _WIDEST)
    return lines[0] if len(lines) == 1 and cell_width(lines[0]) <= _WIDEST else None


def _groups(sections: list[str]) -> list[tuple[str, list[int]]]:
    """Return the sections with the indexes of their periods."""
    return [
        (" ".join(title.split()), [index for index, _ in group])
        for title, group in groupby(enumerate(sections), key=lambda item: item[1])
    ]


def _heading_width(title: str) -> int:
    return cell_width(title) + _HEADING if title else 0


def _span(widths: list[int], indexes: list[int]) -> int:
    return sum(widths[index] for index in indexes) + _BETWEEN * (len(indexes) - 1)


def _heading(groups: list[tuple[str, list[int]]], starts: list[int], charset: Charset) -> str:
    rule = charset.horizontal["thick"]
    line = ""
    for title, indexes in groups:
        cells = starts[indexes[-1] + 1] - starts[indexes[0]]
        shown = f"{rule * 2} {title} " if title else ""
        filled = shown + rule * (cells - _BETWEEN - cell_width(shown)) if title else ""
        line += filled + " " * (cells - cell_width(filled))
    return line.rstrip()


def _text(texts: list[str], widths: list[int]) -> str:
    parts = (center(text, cells) for text, cells in zip(texts, widths, strict=True))
    return (" " * _BETWEEN).join(parts).rstrip()


def _axis(columns: list[Column], starts: list[int], widths: list[int], charset: Charset) -> str:
    """Return the axis, with a tick at each period that points to its texts."""
    line = [charset.horizontal["solid"]] * (starts[-1] - _BETWEEN)
    for (date, events), start, cells in zip(columns, starts, widths, strict=False):
        arms = (NORTH if date else 0) | (SOUTH if events else 0)
        line[start + (cells - 1) // 2] = charset.glyph(EAST | WEST | arms)
    return "".join(line)
