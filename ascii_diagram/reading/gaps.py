"""Labels that interrupt a line: what is written in the gap, and where the line goes on."""

from __future__ import annotations

import re
from typing import NamedTuple

from ascii_diagram.reading.glyphs import (
    EAST,
    GLYPHS,
    HORIZONTAL,
    NORTH,
    OPPOSITE,
    SIDES,
    SOUTH,
    STEP,
    WEST,
)
from ascii_diagram.reading.lines import Lines
from ascii_diagram.reading.parting import own_part
from ascii_diagram.reading.texts import Run, is_line_word, is_sign, run_at

_MOST_ROWS = 24
_WIDEST = 400
_DEEPEST_START = 6
"""Rows of a label that a line may pass by before it meets one that is wide enough."""
_LACKING = (*SIDES, HORIZONTAL)
"""Arms of a junction that has one more, which a label hides."""
_WORD = re.compile(r"\S+")
_UNSET_LINE = re.compile(r"[<>]?[-=~]{2,}[<>]?|[-=~]?[<>]")


class Gap(NamedTuple):
    """A gap in a line.

    Attributes:
        lines: What is written in it.
        row: Where the line goes on.
        column: Where the line goes on.
        cells: The runs of text.
    """

    lines: tuple[str, ...]
    row: int
    column: int
    cells: tuple[Run, ...]


def find_gap(lines: Lines, row: int, column: int, way: int) -> Gap | None:
    """Return the gap that starts at a cell, seen in the direction of the line, if it is one."""
    if way & HORIZONTAL:
        return _along(lines, row, column, way)
    return _down(lines, row, column, way)


def hidden_arm(lines: Lines, row: int, column: int, arms: int) -> int:
    """Return the arm of an ASCII junction that leads into a label above or below, or 0.

    Args:
        lines: The plane with its lines.
        row: Row of the junction.
        column: Column of the junction.
        arms: The arms that can be seen.
    """
    for side in (SOUTH, NORTH):
        if arms & side:
            continue
        dy, _ = STEP[side]
        gap = find_gap(lines, row + dy, column, side)
        if gap is not None:
            back = find_gap(lines, gap.row - dy, gap.column, OPPOSITE[side])
            if back is not None and (back.row, back.column) == (row, column):
                return side
    return 0


def _along(lines: Lines, row: int, column: int, way: int) -> Gap | None:
    end = _goes_on(lines, row, column, way)
    if end is None:
        return None
    low, high = (column, end) if way == EAST else (end + 1, column + 1)
    plane = lines.plane
    shown = plane.rows[row][low:high]
    text = shown.strip()
    start = low + len(shown) - len(shown.lstrip()) if text else low
    middle = Run(row, start, start + len(text)) if text else Run(row, low, high)
    above, contested = _attached(lines, middle, -1)
    if contested:
        above = []
    below, contested = _attached(lines, middle, 1)
    if contested:
        below = below[: len(above) + 1]
    if len(shown) - len(text) > 2:
        widest = max((run.end - run.start for run in (*above, *below)), default=0)
        if widest < high - low - 3:
            return None
    block = [*reversed(above), middle, *below]
    texts = tuple(plane.text(*run).strip() for run in block)
    if "  " in text or not any(texts):
        return None
    return Gap(tuple(filter(None, texts)), row, end, tuple(block))


def _goes_on(lines: Lines, row: int, column: int, way: int) -> int | None:
    """Return the column where a line goes on behind words of its row."""
    plane = lines.plane
    line = plane.rows[row]
    if way == EAST:
        words = [m.span() for m in _WORD.finditer(line, column, column + _WIDEST)]
    else:
        low = max(0, column - _WIDEST)
        words = [m.span() for m in _WORD.finditer(line, low, column + 1)][::-1]
    for number, (start, end) in enumerate(words):
        first, last = _outside(lines, row, start, end, way)
        if first == last:
            return start if way == EAST else end - 1
        word = line[first:last]
        near = first if way == EAST else last - 1
        if lines.ascii and is_line_word(word):
            if number and is_sign(line, start, end):
                continue
            return near if lines.enters(row, near, way) else None
        for at in range(first, last) if way == EAST else range(last - 1, first - 1, -1):
            if line[at] in GLYPHS:
                return at if lines.enters(row, at, way) else None
        unset = _unset(word, way) if lines.ascii else None
        if unset is not None:
            return first + unset if lines.enters(row, first + unset, way) else None
        if (first, last) != (start, end):
            return last if way == EAST else first - 1
    return None


def _outside(lines: Lines, row: int, start: int, end: int, way: int) -> tuple[int, int]:
    """Return the part of a word that a line meets before a box."""
    for at in range(start, end) if way == EAST else range(end - 1, start - 1, -1):
        if lines.node(row, at):
            return (start, at) if way == EAST else (at + 1, end)
    return start, end


def _unset(word: str, way: int) -> int | None:
    """Return where a line of ASCII characters starts that is not set off from the label."""
    if not word.isascii():
        return None
    found = [match.span() for match in _UNSET_LINE.finditer(word)]
    if way == EAST:
        return found[-1][0] if found and found[-1][1] == len(word) else None
    return found[0][1] - 1 if found and found[0][0] == 0 else None


def _attached(lines: Lines, middle: Run, step: int) -> tuple[list[Run], bool]:
    """Return the rows of a label above or below the one that is in the line.

    Also tells whether they reach to a label in another line. Of what stands between two such
    labels, most belongs to the upper one: lines run through the first row of two.
    """
    plane = lines.plane
    found: list[Run] = []
    for offset in range(1, _MOST_ROWS):
        row = middle.row + step * offset
        run = _below(lines, middle, row)
        if run is None:
            break
        west, east = plane.at(row, run.start - 2), plane.at(row, run.end + 1)
        if lines.is_along(west, EAST) or lines.is_along(east, WEST):
            return found, True
        found.append(run)
    return found, False


def _down(lines: Lines, row: int, column: int, way: int) -> Gap | None:
    """Return the label in a vertical line; the line may go on below another of its columns."""
    step, _ = STEP[way]
    found: Run | None = None
    for offset in range(_DEEPEST_START):
        found = run_at(lines, row + step * offset, column)
        if found is not None:
            break
    if found is None:
        return None
    before = _stacked(lines, found, -step)
    if found.row - step * len(before) != row:
        return None
    block = [*reversed(before), found, *_stacked(lines, found, step)]
    exits = _exits(lines, block, way)
    part = own_part(lines, block, column, _exits(lines, block[::-1], OPPOSITE[way]), exits)
    if part is not None:
        block, exits = part, _exits(lines, part, way)
    if len(exits) != 1:
        return None
    row = block[-1].row + step
    block = block if step > 0 else block[::-1]
    texts = tuple(lines.plane.text(*run) for run in block)
    return Gap(texts, row, exits[0], tuple(block))


def _below(lines: Lines, run: Run, row: int) -> Run | None:
    """Return the text in another row that shares the middle or the start of a run."""
    middle = (run.start + run.end) // 2
    for column in (middle, middle - 1, run.start):
        other = run_at(lines, row, column)
        if other is not None:
            apart = abs(other.start + other.end - run.start - run.end)
            return other if apart <= 2 or other.start == run.start else None
    return None


def _stacked(lines: Lines, run: Run, step: int) -> list[Run]:
    """Return the runs above or below a run that share its middle, without a row between."""
    found: list[Run] = []
    for offset in range(1, _MOST_ROWS):
        other = _below(lines, run, run.row + step * offset)
        if other is None:
            break
        found.append(other)
    return found


def _exits(lines: Lines, block: list[Run], way: int) -> list[int]:
    """Return the columns at which a line leaves a label beyond its last row.

    The label hides an arm of ASCII junctions next to it: those that lack one come before corners,
    which may be whole, and those before tees. Of ASCII junctions that look alike, the line goes on
    at the one in the middle.
    """
    row = block[-1].row + STEP[way][0]
    ranks: dict[int, list[int]] = {}
    first, last = min(run.start for run in block), max(run.end for run in block)
    shown = lines.plane.rows[row][first:last] if 0 <= row < lines.plane.height else ""
    for column, char in enumerate(shown, first):
        if char == " " or not lines.enters(row, column, way):
            continue
        if lines.node(row, column) and not lines.leaves_border(row, column, OPPOSITE[way]):
            continue
        rank = 0
        if char == "+" and not lines.node(row, column):
            arms = lines.plus(row, column) & ~OPPOSITE[way]
            rank = 0 if arms in _LACKING else arms.bit_count()
        ranks.setdefault(rank, []).append(column)
    best = ranks[min(ranks)] if ranks else []
    middle = (first + last - 1) // 2
    return [middle] if lines.ascii and middle in best else best
