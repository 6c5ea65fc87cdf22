"""What the cells of a plane mean to a line that reaches them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ascii_diagram.reading.boxes import Boxes, ports
from ascii_diagram.reading.glyphs import (
    ARMS,
    EAST,
    HEADS,
    HORIZONTAL,
    NORTH,
    OPPOSITE,
    SIDES,
    SOUTH,
    STEP,
    VERTICAL,
    WEST,
    char_class,
    exactly,
    with_arms,
)
from ascii_diagram.reading.model import Area
from ascii_diagram.reading.nets import End
from ascii_diagram.reading.plane import FILLER, Plane

_CROSSINGS = exactly(VERTICAL | HORIZONTAL)
_ALONG, _DOWN = exactly(HORIZONTAL) + _CROSSINGS, exactly(VERTICAL) + _CROSSINGS
_ASCII_ALONG, _ASCII_DOWN = "-=~.", "|:H!"
_ASCII_TURNS = {".": SOUTH, ",": SOUTH, "'": NORTH, "`": NORTH}
_BESIDE_TURNS = frozenset("-=~+<>")
_BESIDE_BENDS = _BESIDE_TURNS | {"."}
_NEVER_BEYOND = frozenset(" -=.<>")
"""What does not follow a rounded corner above or below it."""
_CONTINUING = frozenset("-=~.+<>'`,")
_ASCII_HEADS = frozenset("v^<>")
_HEADS = frozenset(HEADS) - _ASCII_HEADS
_ASCII_LINES = {
    **dict.fromkeys((NORTH, SOUTH), frozenset("|+v^:")),
    **dict.fromkeys((EAST, WEST), frozenset("-=+<>.")),
}

_TEES_NORTH = re.compile(char_class(exactly(HORIZONTAL | NORTH) + "+"))
_TEES_SOUTH = re.compile(char_class(exactly(HORIZONTAL | SOUTH) + "+"))

_MAY_LEAVE = {
    side: re.compile(char_class(with_arms(OPPOSITE[side]) + "".join(HEADS))) for side in SIDES
}
"""What lines and heads beside a border may be, by the way out, where ASCII characters are text."""
_BESIDE_LINES = frozenset(" -=+.~")
_ASCII_ARROW = re.compile(r"(?<!\S)(?:<?[-=]{2,}>?|<[-=]|[-=]>)(?!\S)")


class _Runs:
    """Straight lines of one character set."""

    def __init__(self, along: str, down: str) -> None:
        self.along, self.down = along, down
        self.east = re.compile(char_class(along) + "*")
        self.south = re.compile(char_class(down) + "*")


_UNICODE_RUNS = _Runs(_ALONG, _DOWN)
_ASCII_RUNS = _Runs(_ALONG + _ASCII_ALONG, _DOWN + "|")


class Lines:
    """Answers questions about the lines of a plane with its boxes.

    Attributes:
        plane: The plane.
        boxes: Its boxes.
        ascii: Whether ASCII characters may be lines; in other drawings they are text, but for
            arrowheads, which people mix with other lines.
    """

    def __init__(self, plane: Plane, boxes: Boxes, ascii_lines: bool | None = None) -> None:
        """Look at a plane.

        Args:
            plane: The plane.
            boxes: Its boxes.
            ascii_lines: Whether ASCII characters may be lines or heads; None to find it out.
        """
        self.plane = plane
        self.boxes = boxes
        self.ascii = self._has_ascii_lines() if ascii_lines is None else ascii_lines
        self._runs = _ASCII_RUNS if self.ascii else _UNICODE_RUNS
        self._ascii_heads = ascii_lines is not False

    def _has_ascii_lines(self) -> bool:
        drawn = False
        for box in self.boxes.nodes:
            for row, column, way in ports(self.plane, box.area):
                char = self.plane.rows[row][column]
                if char in _ASCII_LINES[way] and self._stands_free(row, column, way):
                    return True
                drawn = drawn or bool(ARMS.get(char, 0) & OPPOSITE[way]) or char in _HEADS
        if drawn:
            return False
        boxes = self.boxes.nodes or self.boxes.frames
        if not boxes or self.plane.rows[boxes[0].area.top][boxes[0].area.left].isascii():
            return True
        if any(self._has_tee(box.area) for box in (*self.boxes.nodes, *self.boxes.frames)):
            return False
        return any(
            not self.node(row, match.start()) and not self.frame(row, match.start())
            for row, line in enumerate(self.plane.rows)
            for match in _ASCII_ARROW.finditer(line)
        )

    def _has_tee(self, area: Area) -> bool:
        """Tell whether a border has a junction with an arm that leads away."""
        top, left, bottom, right = area
        rows, columns = self.plane.rows, self.plane.columns
        sides = (
            (rows[top][left:right], NORTH),
            (rows[bottom][left:right], SOUTH),
            (columns[left][top:bottom], WEST),
            (columns[right][top:bottom], EAST),
        )
        return any(ARMS.get(char, 0) & side for line, side in sides for char in line)

    def ports(self, area: Area) -> Iterator[tuple[int, int, int]]:
        """Yield cells next to a border where a line or head may be: row, column, way out."""
        return ports(self.plane, area) if self.ascii else ports(self.plane, area, _MAY_LEAVE)

    def labelled_ports(self, area: Area) -> Iterator[tuple[int, int, int]]:
        """Yield junctions in a border from which no line leads on that can be seen.

        A label may stand right below or above them. Row, column, way out.
        """
        top, left, bottom, right = area
        for row, way, tees in ((top, NORTH, _TEES_NORTH), (bottom, SOUTH, _TEES_SOUTH)):
            next_row = row + STEP[way][0]
            if not 0 <= next_row < self.plane.height:
                continue
            for match in tees.finditer(self.plane.rows[row], left + 1, right):
                column = match.start()
                if not self.enters(next_row, column, way) and not self.head(next_row, column):
                    yield row, column, way

    def leaves_border(self, row: int, column: int, way: int) -> bool:
        """Tell whether the border of a node's box shows a line that leaves it in a direction."""
        char = self.plane.rows[row][column]
        return bool(ARMS.get(char, 0) & way) or (char == "+" and not self._is_corner(row, column))

    def _stands_free(self, row: int, column: int, way: int) -> bool:
        """Tell whether an ASCII character beside a box does not belong to a word."""
        at = self.plane.at
        beside = at(row, column - 1), at(row, column + 1)
        if way & HORIZONTAL:
            return not any(map(_is_word, beside))
        return all(char in _BESIDE_LINES or char in ARMS for char in beside)

    def node(self, row: int, column: int) -> int:
        """Return 1 + the index of the node's box that owns a cell, or 0."""
        plane = self.plane
        if 0 <= row < plane.height and 0 <= column < plane.width:
            return self.boxes.inside[row * plane.width + column]
        return 0

    def frame(self, row: int, column: int) -> int:
        """Return 1 + the index of the frame whose border a cell is, or 0."""
        plane = self.plane
        if 0 <= row < plane.height and 0 <= column < plane.width:
            return self.boxes.borders[row * plane.width + column]
        return 0

    def border(self, row: int, column: int) -> End | None:
        """Return the node or frame that owns a cell, as the end of a line."""
        plane = self.plane
        if not (0 <= row < plane.height and 0 <= column < plane.width):
            return None
        cell = row * plane.width + column
        if number := self.boxes.inside[cell]:
            return End("node", number - 1, row, column)
        if number := self.boxes.borders[cell]:
            return End("frame", number - 1, row, column)
        return None

    def run(self, row: int, column: int, way: int) -> int:
        """Return how many cells of straight line follow a cell in a direction."""
        rows, columns, runs = self.plane.rows, self.plane.columns, self._runs
        if way == EAST:
            match = runs.east.match(rows[row], column + 1)
            end = match.end() if match else column + 1
            return end - column - 1 - (end > column + 1 and self._is_dot_corner(row, end - 1, way))
        if way == SOUTH:
            match = runs.south.match(columns[column], row + 1)
            return match.end() - row - 1 if match else 0
        if way == WEST:
            start = len(rows[row][:column].rstrip(runs.along))
            return column - start - (start < column and self._is_dot_corner(row, start, way))
        return row - len(columns[column][:row].rstrip(runs.down))

    def _is_dot_corner(self, row: int, column: int, way: int) -> bool:
        """Tell whether a run of line ends in a rounded corner, not in a dot of a dotted line."""
        at, dx = self.plane.at, STEP[way][1]
        if not self.ascii or at(row, column) != ".":
            return False
        if at(row, column - dx) == ".":
            ahead, below = at(row, column + dx), at(row + 1, column)
            if below in ":'v":
                return ahead not in _CONTINUING
            label_ahead = ahead != " " or _is_word(at(row, column + 2 * dx))
            return not label_ahead and below not in _NEVER_BEYOND
        return self.turns(row, column, way) != 0

    def is_along(self, char: str, side: int) -> bool:
        """Tell whether a character has an arm to a side, as far as it alone shows that."""
        return bool(ARMS.get(char, 0) & side) or (self.ascii and char in _ASCII_ALONG)

    def in_text(self, row: int, column: int) -> bool:
        """Tell whether an ASCII character that may be a line is part of a word."""
        char = self.plane.rows[row][column]
        before, after = self.plane.at(row, column - 1), self.plane.at(row, column + 1)
        if char in "-=~.|+:":
            return _is_word(before) and _is_word(after)
        return _is_word(before) or _is_word(after)

    def head(self, row: int, column: int) -> int:
        """Return the direction in which the arrowhead in a cell points, or 0."""
        char = self.plane.at(row, column)
        way = HEADS.get(char, 0)
        if way and char in _ASCII_HEADS:
            return 0 if not self._ascii_heads or self.in_text(row, column) else way
        return way

    def enters(self, row: int, column: int, way: int) -> bool:
        """Tell whether a line that moves in a direction may go on into a cell."""
        plane = self.plane
        if not (0 <= row < plane.height and 0 <= column < plane.width):
            return False
        char = plane.rows[row][column]
        if char == " ":
            return False
        cell = row * plane.width + column
        if self.boxes.inside[cell]:
            return True
        arms = ARMS.get(char)
        if arms is not None:
            return bool(arms & OPPOSITE[way])
        if self.boxes.borders[cell] and char != "+":
            return False
        if char in HEADS:
            return self.head(row, column) == way
        return self.ascii and self._enters_ascii(row, column, char, way)

    def _enters_ascii(self, row: int, column: int, char: str, way: int) -> bool:
        if char == "+":
            return not self.in_text(row, column)
        if way & HORIZONTAL:
            return char in _ASCII_ALONG or self.turns(row, column, way) != 0
        if char in _ASCII_DOWN:
            return not self.in_text(row, column)
        return self.turns(row, column, way) != 0

    def turns(self, row: int, column: int, way: int) -> int:
        """Return the arms on which a line leaves a rounded ASCII corner, 0 if it is none."""
        plane = self.plane
        inner = _ASCII_TURNS.get(plane.rows[row][column], 0)
        if not inner or not self.ascii or inner == way:
            return 0
        if not way & HORIZONTAL:
            return self._aside(row, column)
        beyond = plane.at(row + STEP[inner][0], column)
        if beyond in "|:!H+^v" or _ASCII_TURNS.get(beyond) == OPPOSITE[inner]:
            return inner
        # behind a line that ends here, a label may stand at once
        dx = STEP[way][1]
        ends = (
            plane.at(row, column + dx) not in _CONTINUING and plane.at(row, column - dx) in "-=+.'"
        )
        return inner if ends and beyond not in _NEVER_BEYOND else 0

    def _aside(self, row: int, column: int) -> int:
        """Return the arms to the left and right of a rounded ASCII corner."""
        at = self.plane.at
        beside = at(row, column - 1), at(row, column + 1)
        if ":" in (at(row - 1, column), at(row + 1, column)) and beside.count(".") == 1:
            return WEST if beside[0] == "." else EAST  # a dotted line
        if any(char in _ASCII_TURNS for char in beside):
            return self._alternate(row, column)
        arms = (WEST if beside[0] in _BESIDE_TURNS else 0) | (
            EAST if beside[1] in _BESIDE_TURNS else 0
        )
        if arms or beside != (" ", " "):
            return arms
        texts = at(row, column - 2) != " ", at(row, column + 2) != " "
        return (EAST if texts[1] else WEST) if any(texts) else 0

    def _alternate(self, row: int, column: int) -> int:
        """Return the arm aside of one of several corners side by side: they pair off in turn."""
        start = column
        while self._is_bend(row, start - 1):
            start -= 1
        paired = self.plane.at(row, start - 1) in _BESIDE_BENDS
        return WEST if ((column - start) % 2 == 1) != paired else EAST

    def _is_bend(self, row: int, column: int) -> bool:
        """Tell whether a line may turn in a cell, which a dot of a dotted line does not."""
        inner = _ASCII_TURNS.get(self.plane.at(row, column), 0)
        return bool(inner) and self.plane.at(row + STEP[inner][0], column) not in _NEVER_BEYOND

    def plus(self, row: int, column: int) -> int:
        """Return the arms of an ASCII junction, as its neighbours show them."""
        arms = 0
        for side in SIDES:
            dy, dx = STEP[side]
            y, x = row + dy, column + dx
            char = self.plane.at(y, x)
            if char == " ":
                continue
            if ARMS.get(char, 0) & OPPOSITE[side] or self.head(y, x) == side:
                arms |= side
            elif char == "+":
                arms |= 0 if self._is_corner(y, x) else side
            elif not self.node(y, x) and self._goes_on(y, x, char, side):
                arms |= side
        return arms

    def _goes_on(self, row: int, column: int, char: str, side: int) -> bool:
        if side & HORIZONTAL:
            return char in _ASCII_ALONG or self.turns(row, column, side) != 0
        if char in _ASCII_DOWN:
            return not self.in_text(row, column)
        return self.turns(row, column, side) != 0

    def _is_corner(self, row: int, column: int) -> bool:
        """Tell whether a cell is a corner of a box or frame."""
        node, frame = self.node(row, column), self.frame(row, column)
        if not node and not frame:
            return False
        box = self.boxes.nodes[node - 1] if node else self.boxes.frames[frame - 1]
        top, left, bottom, right = box.area
        return row in (top, bottom) and column in (left, right)


def _is_word(char: str) -> bool:
    return char.isalnum() or char in ("_", FILLER)
