"""Stacks and tables: cells whose boxes share their borders."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from ascii_diagram.diagram import Cell, Grid
from ascii_diagram.reading.boxes import Boxes
from ascii_diagram.reading.glyphs import ALONG, ARMS, DOWN, EAST, NORTH, SOUTH, WEST, char_class
from ascii_diagram.reading.labels import join_lines
from ascii_diagram.reading.model import Area, Box, Reading
from ascii_diagram.reading.plane import Plane

_RULE = re.compile(char_class(ALONG) + "+")
_BAR = frozenset(DOWN)
_BITS = re.compile(r"(\d{1,6}) bits?")
_OFFSET = re.compile(r"0x[0-9a-f]{2,16} *$")
_NUMBERS = re.compile(r"[0-9 ]*[0-9][0-9 ]*")


def read_grid(plane: Plane, boxes: Boxes, *, least: int) -> Reading | None:
    """Return the grid that a drawing consists of; None when it is something else.

    Args:
        plane: The drawing.
        boxes: Its boxes: just one, which everything is in.
        least: Fewest cells that make a grid.
    """
    if len(boxes.nodes) + len(boxes.frames) != 1:
        return None
    area = (boxes.nodes or boxes.frames)[0].area
    bit = _bit_width(plane, area)
    if not _is_all(plane, area, below_ruler=bit > 0):
        return None
    rules = [row for row in range(area.top, area.bottom + 1) if _is_rule(plane, area, row)]
    if len(rules) < 2:
        return None
    bands = [
        (upper, lower, _posts(plane, area, upper, lower))
        for upper, lower in pairwise(rules)
        if lower > upper + 1
    ]
    borders = sorted({column for _, _, posts in bands for column in posts})
    cells: list[Cell] = []
    found: list[Box] = []
    for upper, lower, posts in bands:
        for left, right in pairwise(posts):
            place = Area(upper, left, lower, right)
            lines = _lines(plane, place)
            span = borders.index(right) - borders.index(left)
            cell = _cell(("".join(lines),) if right == left + 2 else lines, span)
            rest = not lines and right == borders[-1] and lower == bands[-1][1]
            if bit and cell.bits is None and not rest:
                cell = replace(cell, bits=(right - left) // bit)
            cells.append(cell)
            found.append(Box(place, lines, name=cells[-1].label))
    if len(cells) < least:
        return None
    grid = Grid(len(borders) - 1, tuple(cells))
    return Reading(grid, tuple(plane.findings), tuple(found))


def _bit_width(plane: Plane, area: Area) -> int:
    """Return the columns of a bit where a ruler that counts bits from 0 stands above, else 0."""
    above = [line for line in plane.rows[: area.top] if line.strip()]
    if not above or len(above) > 2 or not all(map(_NUMBERS.fullmatch, above)):
        return 0
    numbers = list(re.finditer(r"[0-9]+", above[-1]))
    if len(numbers) < 2 or [match.group() for match in numbers[:2]] != ["0", "1"]:
        return 0
    width = numbers[1].start() - numbers[0].start()
    return width if len(numbers) * width == area.right - area.left else 0


def _is_all(plane: Plane, area: Area, *, below_ruler: bool) -> bool:
    """Tell whether nothing stands outside of an area but a ruler or offsets of bytes."""
    for number, line in enumerate(plane.rows):
        if below_ruler and number < area.top:
            continue
        if area.top <= number <= area.bottom:
            beside = _OFFSET.sub("", line[: area.left])
            line = beside + line[area.right + 1 :]
        if line.strip():
            return False
    return True


def _is_rule(plane: Plane, area: Area, row: int) -> bool:
    line = plane.rows[row]
    if not _RULE.fullmatch(line, area.left + 1, area.right):
        return False
    west, east = line[area.left], line[area.right]
    opens = west in "+.'`" or bool(ARMS.get(west, 0) & EAST)
    return opens and (east in "+.'" or bool(ARMS.get(east, 0) & WEST))


def _posts(plane: Plane, area: Area, upper: int, lower: int) -> list[int]:
    """Return the columns of the borders between two rules, outer ones included."""
    above, below = plane.rows[upper], plane.rows[lower]
    found = [area.left]
    for column in range(area.left + 1, area.right):
        if not _reaches(above[column], SOUTH) or not _reaches(below[column], NORTH):
            continue
        if all(char in _BAR for char in plane.columns[column][upper + 1 : lower]):
            found.append(column)
    return [*found, area.right]


def _reaches(char: str, side: int) -> bool:
    return char == "+" or bool(ARMS.get(char, 0) & side)


def _lines(plane: Plane, area: Area) -> tuple[str, ...]:
    texts = (
        plane.text(row, area.left + 1, area.right).strip()
        for row in range(area.top + 1, area.bottom)
    )
    return tuple(filter(None, texts))


def _cell(lines: tuple[str, ...], span: int) -> Cell:
    match = _BITS.fullmatch(lines[-1]) if lines else None
    if match is None:
        return Cell(join_lines(lines), span)
    return Cell(join_lines(lines[:-1]), span, int(match.group(1)))
