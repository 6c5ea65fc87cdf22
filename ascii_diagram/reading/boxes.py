"""Boxes, the frames around them, and who owns which cell."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence

from ascii_diagram.diagram import Shape
from ascii_diagram.reading.glyphs import (
    ALONG,
    ARMS,
    EAST,
    HORIZONTAL,
    KNOBS,
    NORTH,
    ROUND,
    SIDES,
    SOUTH,
    VERTICAL,
    WEST,
    char_class,
)
from ascii_diagram.reading.labels import border_title
from ascii_diagram.reading.model import Area, Box
from ascii_diagram.reading.plane import Plane
from ascii_diagram.reading.rectangles import Rectangle, find_rectangles

_CROSS = VERTICAL | HORIZONTAL
_BARS = frozenset("│┃║|")
_RULE = re.compile(char_class(ALONG) + "+")
_KNOB = re.compile(f"{char_class(KNOBS)}|(?<=[-+=])o(?=[-+=])")
_CROSSING = re.compile(
    char_class("".join(char for char, arms in ARMS.items() if arms == _CROSS) + "+")
)
_LEAST_HOLDER = 4
_NOT_BLANK: dict[int, re.Pattern[str]] = dict.fromkeys(SIDES, re.compile("[^ ]"))


class Boxes:
    """All closed borders of a plane, in reading order of their upper left corners.

    Attributes:
        nodes: Boxes that hold text only.
        frames: Boxes that hold boxes or let lines through.
        node_parents: For each node the index of the innermost frame around it.
        frame_parents: The same for each frame.
        inside: For each cell (row by row) 1 + index of the node box there, border included, or 0.
        borders: For each cell 1 + index of the frame whose border is there, or 0.
    """

    def __init__(self, plane: Plane) -> None:
        """Find them."""
        rectangles = _without_overlaps(plane, find_rectangles(plane))
        holders = _holders([r.area for r in rectangles])
        kept = set(holders)
        self.nodes: list[Box] = []
        self.frames: list[Box] = []
        found: dict[int, int] = {}
        framed: list[bool] = []
        crossed = any(map(_CROSSING.search, plane.rows))
        for index, rectangle in enumerate(rectangles):
            box = _read_box(plane, rectangle)
            if index in kept or (crossed and _is_crossed(plane, rectangle)):
                box = box._replace(frame=True)
            framed.append(box.frame)
            if box.frame:
                found[index] = len(self.frames)
            (self.frames if box.frame else self.nodes).append(box)
        parents = [None if holder is None else found[holder] for holder in holders]
        self.node_parents = [p for p, frame in zip(parents, framed, strict=True) if not frame]
        self.frame_parents = [p for p, frame in zip(parents, framed, strict=True) if frame]
        self.inside = array("H", bytes(2 * plane.height * plane.width))
        self.borders = array("H", bytes(2 * plane.height * plane.width))
        for index, box in enumerate(self.nodes):
            _fill(self.inside, box.area, index + 1, plane.width)
        for index, box in enumerate(self.frames):
            _outline(self.borders, box.area, index + 1, plane.width)


def _without_overlaps(plane: Plane, rectangles: Sequence[Rectangle]) -> list[Rectangle]:
    """Keep borders that are apart or nested; of those that share cells, the smallest."""
    width = plane.width
    taken = array("H", bytes(2 * plane.height * width))
    kept: list[Rectangle] = []
    for rectangle in sorted(rectangles, key=lambda r: _size(r.area)):
        top, left, bottom, right = rectangle.area
        upper, lower = top * width, bottom * width
        if not (
            any(taken[upper + left : upper + right + 1])
            or any(taken[lower + left : lower + right + 1])
            or any(taken[upper + left : lower + left + 1 : width])
            or any(taken[upper + right : lower + right + 1 : width])
        ):
            _outline(taken, rectangle.area, 1, width)
            kept.append(rectangle)
    return sorted(kept, key=lambda r: r.area)


def _size(area: Area) -> int:
    return (area.bottom - area.top) * (area.right - area.left)


def _holders(areas: Sequence[Area]) -> list[int | None]:
    """Return for each area, in reading order, the index of the smallest one that holds it."""
    holders: list[int | None] = []
    open_areas: list[int] = []
    for index, area in enumerate(areas):
        open_areas = [i for i in open_areas if areas[i].bottom > area.top]
        holding = (i for i in reversed(open_areas) if areas[i].holds(area))
        holders.append(next(holding, None))
        if area.bottom - area.top >= _LEAST_HOLDER and area.right - area.left >= _LEAST_HOLDER:
            open_areas.append(index)
    return holders


def _fill(cells: array[int], area: Area, value: int, width: int) -> None:
    length = area.right - area.left + 1
    line = array("H", [value]) * length
    for row in range(area.top, area.bottom + 1):
        start = row * width + area.left
        cells[start : start + length] = line


def _outline(cells: array[int], area: Area, value: int, width: int) -> None:
    top, left, bottom, right = area
    _fill(cells, Area(top, left, top, right), value, width)
    _fill(cells, Area(bottom, left, bottom, right), value, width)
    side = array("H", [value]) * (bottom - top + 1)
    for column in (left, right):
        cells[top * width + column : bottom * width + column + 1 : width] = side


def _is_crossed(plane: Plane, rectangle: Rectangle) -> bool:
    """Tell whether a line passes through the border."""
    top, left, bottom, right = rectangle.area
    titled = rectangle.title_row is not None
    for row in (top, bottom):
        for match in _CROSSING.finditer(plane.rows[row], left + 1, right):
            if _crosses(plane, row, match.start(), VERTICAL, titled):
                return True
    for column in (left, right):
        for match in _CROSSING.finditer(plane.columns[column], top + 1, bottom):
            if _crosses(plane, match.start(), column, HORIZONTAL, titled):
                return True
    return False


def _crosses(plane: Plane, row: int, column: int, axis: int, titled: bool) -> bool:
    if plane.rows[row][column] != "+":
        return True
    # beside a plus sign, a bar may also be text of the box
    if not titled:
        return False
    if axis == VERTICAL:
        return plane.at(row - 1, column) in "|:+" and plane.at(row + 1, column) in "|:+"
    return plane.at(row, column - 1) in "-=.+" and plane.at(row, column + 1) in "-=.+"


def _read_box(plane: Plane, rectangle: Rectangle) -> Box:
    area = rectangle.area
    top, left, bottom, right = area
    title = ""
    if rectangle.title_row is not None:
        title = border_title(plane.text(rectangle.title_row, left + 1, right))
    tail = _has_tail(plane, area)
    end = right - 1 if tail else right
    rules = tuple(_rules(plane, area, end))
    lines = [
        plane.text(row, left + 1, end).strip() for row in range(top + 1, bottom) if row not in rules
    ]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    lid = rules[:1] == (top + 1,)
    shape = "queue" if tail else _shape(plane, area, lid=lid)
    if shape == "rectangle" and rectangle.title_row != top and _has_head(plane, area):
        shape = "person"
    rules = rules[1:] if lid else rules
    return Box(area, tuple(lines), title, rules, shape, frame=bool(title) and not any(lines))


def _has_tail(plane: Plane, area: Area) -> bool:
    """Tell whether a second line runs down just before the right side."""
    top, left, bottom, right = area
    if right - left < _LEAST_HOLDER:
        return False
    return set(plane.columns[right - 1][top + 1 : bottom]) <= _BARS


def _shape(plane: Plane, area: Area, *, lid: bool) -> Shape:
    top, left, bottom, right = area
    corner = plane.rows[top][left]
    if corner == "/":
        return "diamond"
    if corner in ROUND:
        if lid:
            return "cylinder"
        sides = {plane.rows[row][left] + plane.rows[row][right] for row in range(top + 1, bottom)}
        return "circle" if "()" in sides else "rounded"
    return "rectangle"


def _has_head(plane: Plane, area: Area) -> bool:
    """Tell whether a knob stands in the middle of the upper border.

    It may stand beside the middle, behind the lines that come in there.
    """
    top, left, _, right = area
    knobs = [match.start() for match in _KNOB.finditer(plane.rows[top], left + 1, right)]
    if len(knobs) != 1:
        return False
    middles = ((left + right) // 2, (left + right + 1) // 2)
    nearest = min(middles, key=lambda middle: abs(middle - knobs[0]))
    first, last = sorted((knobs[0], nearest))
    between = plane.rows[top][first : last + 1].strip(KNOBS + "o")
    return all(char == "+" or ARMS.get(char, 0) & VERTICAL for char in between)


def _rules(plane: Plane, area: Area, right: int) -> Iterator[int]:
    """Yield rows of line from the left side to column `right`."""
    top, left, bottom, _ = area
    for row in range(top + 1, bottom):
        # lines that leave the border there hide its arms; but texts have blanks on either side
        if _RULE.fullmatch(plane.rows[row], left + 1, right):
            yield row


def ports(
    plane: Plane, area: Area, wanted: Mapping[int, re.Pattern[str]] = _NOT_BLANK
) -> Iterator[tuple[int, int, int]]:
    """Yield cells outside of a border next to it: row, column, way out.

    Args:
        plane: The plane.
        area: The border.
        wanted: By the way out, what must stand in the cells.
    """
    top, left, bottom, right = area
    for row, way in ((top - 1, NORTH), (bottom + 1, SOUTH)):
        if 0 <= row < plane.height:
            for match in wanted[way].finditer(plane.rows[row], left + 1, right):
                yield row, match.start(), way
    for column, way in ((left - 1, WEST), (right + 1, EAST)):
        if 0 <= column < plane.width:
            for match in wanted[way].finditer(plane.columns[column], top + 1, bottom):
                yield match.start(), column, way
