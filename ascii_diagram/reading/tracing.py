"""Follows lines from box to box over the cells of a plane.

A walk goes straight through crossings, turns at corners, parts at junctions, passes through the
frames of groups, jumps over the labels that interrupt it, and ends at boxes, frames and texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ascii_diagram.diagram import EdgeStyle
from ascii_diagram.reading.ends import find_end, find_target, hides_line, joins_border
from ascii_diagram.reading.gaps import find_gap, hidden_arm
from ascii_diagram.reading.glyphs import (
    ARMS,
    HEADS,
    HORIZONTAL,
    KNOBS,
    OPPOSITE,
    SIDES,
    STEP,
    STYLES,
    VERTICAL,
)
from ascii_diagram.reading.lines import Lines
from ascii_diagram.reading.model import Finding, FindingCode
from ascii_diagram.reading.nets import End, Net, Piece, Vertex
from ascii_diagram.reading.used import UsedCells, loose_cells

_CROSS = VERTICAL | HORIZONTAL
_STOPS = frozenset(
    [char for char, arms in ARMS.items() if arms not in (VERTICAL, HORIZONTAL, _CROSS)]
    + [char for char in HEADS if not char.isascii()]
)
"""Characters at which no line goes straight on and no label starts."""
_MOST_PIECES = 20_000
"""Ends of pieces of line after which no more are followed."""


@dataclass(slots=True)
class Pointer:
    """An arrowhead and what it points at."""

    row: int
    column: int
    way: int
    end: End | None


@dataclass(slots=True)
class _Walk:
    net: Net
    starts: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    """Vertex, row, column and direction from which to go on."""
    corners: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])


class Tracer:
    """Finds the nets of a plane.

    Attributes:
        nets: Connected lines.
        heads: Arrowheads.
        used: Cells that belong to a box, a line or a label.
        findings: What could not be followed.
        rounded: Whether a line turns at a rounded ASCII corner.
    """

    def __init__(self, lines: Lines) -> None:
        """Prepare; `trace` does the work."""
        self.lines = lines
        self.plane = lines.plane
        self.nets: list[Net] = []
        self.heads: list[Pointer] = []
        self.used = UsedCells(self.plane.rows)
        self.findings: list[Finding] = []
        self.rounded = False
        self._begun: set[tuple[int, int, int]] = set()

    def trace(self) -> None:
        """Follow the lines that touch boxes, then what other lines there are."""
        boxes = self.lines.boxes
        for box in (*boxes.nodes, *boxes.frames):
            self.used.claim_box(box.area, whole=not box.frame)
        for index, box in enumerate(boxes.nodes):
            for row, column, way in self.lines.ports(box.area):
                dy, dx = STEP[way]
                self._start_at_border(End("node", index, row - dy, column - dx), row, column, way)
            for row, column, way in self.lines.labelled_ports(box.area):
                self._start_at_label(End("node", index, row, column), way)
        for index, box in enumerate(boxes.frames):
            for row, column, way in self.lines.labelled_ports(box.area):
                self._start_at_label(End("frame", index, row, column), way)
            for row, column, way in self.lines.ports(box.area):
                dy, dx = STEP[way]
                if self._is_half_crossed(row - dy, column - dx, way):
                    end = End("frame", index, row - dy, column - dx)
                    self._start_at_border(end, row, column, way)
                if self.lines.frame(row, column):  # frames so close that no line shows
                    self._start_between_frames(End("frame", index, row - dy, column - dx), way)
        for row, column in loose_cells(self.lines, self.used):
            self._start_anywhere(row, column)
        if len(self._begun) >= _MOST_PIECES:
            self._report(0, 0, "unclear-junction", "there are too many lines to follow")

    # --- where to start -----------------------------------------------------------------------

    def _start_at_border(self, end: End, row: int, column: int, way: int) -> None:
        """Follow a line that leaves a border, given the first cell outside."""
        if (end.row, end.column, way) in self._begun:
            return
        lines = self.lines
        if lines.enters(row, column, way) and not lines.node(row, column):
            if not joins_border(lines, end, row, column, way):
                return
            walk = _Walk(Net())
            vertex = walk.net.add(Vertex(end.row, end.column, end))
            self._begun.add((end.row, end.column, way))
            walk.starts.append((vertex, end.row, end.column, way))
            self._run(walk)
        elif lines.head(row, column) == OPPOSITE[way]:
            self._start_at_head(row, column)

    def _is_half_crossed(self, row: int, column: int, way: int) -> bool:
        """Tell whether a line leaves a plus sign in a frame that no line comes to from inside."""
        if not self.lines.ascii or self.plane.rows[row][column] != "+":
            return False
        dy, dx = STEP[way]
        return not self._goes_on(row - dy, column - dx, OPPOSITE[way])

    def _start_between_frames(self, end: End, way: int) -> None:
        dy, dx = STEP[way]
        rows = self.plane.rows
        leaving, entering = rows[end.row][end.column], rows[end.row + dy][end.column + dx]
        along = way | OPPOSITE[way]
        if ARMS.get(leaving, 0) & along != way or ARMS.get(entering, 0) & along != OPPOSITE[way]:
            return
        if (end.row, end.column, way) in self._begun:
            return
        walk = _Walk(Net())
        vertex = walk.net.add(Vertex(end.row, end.column, end))
        walk.starts.append((vertex, end.row, end.column, way))
        self._run(walk)

    def _start_at_label(self, end: End, way: int) -> None:
        """Follow a line that leaves a border where a label hides it at once."""
        if (end.row, end.column, way) in self._begun:
            return
        if self.plane.rows[end.row][end.column] == "+" and not hides_line(self.lines, end, way):
            return
        walk = _Walk(Net())
        vertex = walk.net.add(Vertex(end.row, end.column, end))
        walk.starts.append((vertex, end.row, end.column, way))
        self._run(walk)

    def _start_at_head(self, row: int, column: int) -> None:
        walk = _Walk(Net())
        self._add_head(walk, row, column)
        if walk.starts:
            self._run(walk)

    def _start_anywhere(self, row: int, column: int) -> None:
        if self.used.holds(row, column) or len(self._begun) >= _MOST_PIECES:
            return
        if self.lines.head(row, column):
            self._start_at_head(row, column)
            return
        arms = self._arms(row, column)
        if arms == _CROSS:
            return  # two lines, which are reached from elsewhere
        walk = _Walk(Net())
        vertex = walk.net.add(Vertex(row, column))
        walk.corners[row, column] = vertex
        self.used.claim(row, column, row, column)
        walk.starts += [(vertex, row, column, side) for side in SIDES if arms & side]
        self._run(walk)

    def _arms(self, row: int, column: int) -> int:
        char = self.plane.rows[row][column]
        if char in ARMS:
            return ARMS[char]
        if char == "+":
            return self.lines.plus(row, column)
        return HORIZONTAL if char in "-=~." else VERTICAL

    # --- walking ------------------------------------------------------------------------------

    def _run(self, walk: _Walk) -> None:
        while walk.starts and len(self._begun) < _MOST_PIECES:
            vertex, row, column, way = walk.starts.pop()
            self._go(walk, vertex, row, column, way)
        if len(walk.net.pieces):
            self.nets.append(walk.net)

    def _go(self, walk: _Walk, vertex: int, row: int, column: int, way: int) -> None:
        """Walk straight on from a cell until a corner, a junction or an end."""
        if (row, column, -way) in self._begun:
            return
        self._begun.add((row, column, -way))
        lines, plane = self.lines, self.plane
        dy, dx = STEP[way]
        cells: list[tuple[int, int, int, int]] = []
        label: tuple[str, ...] = ()
        style: EdgeStyle = "solid"
        while True:
            steps = lines.run(row, column, way)
            if steps:
                first_row, first_column = row + dy, column + dx
                row, column = row + dy * steps, column + dx * steps
                cells.append((first_row, first_column, row, column))
                if dy + dx > 0:
                    self.used.claim(first_row, first_column, row, column)
                else:
                    self.used.claim(row, column, first_row, first_column)
                if style == "solid":
                    found = self._style(first_row, first_column) or self._style(row, column)
                    style = found or style
            row, column = row + dy, column + dx
            char = plane.at(row, column)
            if char in _STOPS:
                break
            if self._passes(row, column, way):
                self._mark(row, column)
                style = STYLES.get(char, style)
                cells.append((row, column, row, column))
                continue
            if not label and self._is_gap(row, column, way):
                gap = find_gap(lines, row, column, way)
                if gap is not None:
                    label = gap.lines
                    for run in gap.cells:
                        self.used.claim(run.row, run.start, run.row, run.end - 1)
                    row, column = gap.row - dy, gap.column - dx
                    continue
            break
        piece = Piece(vertex, vertex, way, style, tuple(cells), label)
        self._arrive(walk, piece, row, column)

    def _style(self, row: int, column: int) -> EdgeStyle | None:
        return STYLES.get(self.plane.rows[row][column])

    def _mark(self, row: int, column: int) -> None:
        self.used.claim(row, column, row, column)

    def _passes(self, row: int, column: int, way: int) -> bool:
        """Tell whether a line goes straight on through a cell that is not plain line."""
        lines = self.lines
        char = self.plane.at(row, column)
        if char == " " or lines.node(row, column):
            return False
        dy, dx = STEP[way]
        ahead = row + dy, column + dx
        if char == "+" and lines.ascii:
            if lines.frame(row, column):
                return self._goes_on(*ahead, way)
            arms = self._plus(row, column, way)
            return arms in (_CROSS, way | OPPOSITE[way])
        along = way & HORIZONTAL
        if lines.ascii and char in ":H!" and not along:
            return not lines.in_text(row, column)
        # painted over: another line, or a frame, stands across without a crossing
        across = VERTICAL if along else HORIZONTAL
        if ARMS.get(char) == across or (lines.ascii and char == ("|" if along else "-")):
            if char == "-" and lines.in_text(row, column):
                return False
            return lines.enters(*ahead, way) and not lines.node(*ahead)
        return char in KNOBS and lines.enters(*ahead, way) and not lines.node(*ahead)

    def _goes_on(self, row: int, column: int, way: int) -> bool:
        """Tell whether a line that has passed a frame goes on in the cell behind it."""
        lines = self.lines
        if lines.node(row, column):
            return lines.leaves_border(row, column, OPPOSITE[way])
        return lines.enters(row, column, way)

    def _plus(self, row: int, column: int, way: int) -> int:
        """Return the arms of an ASCII junction that a line has reached."""
        arms = self.lines.plus(row, column) | OPPOSITE[way]
        return arms | hidden_arm(self.lines, row, column, arms)

    def _is_gap(self, row: int, column: int, way: int) -> bool:
        """Tell whether a label may start at a cell."""
        lines = self.lines
        char = self.plane.at(row, column)
        if lines.node(row, column) or lines.frame(row, column) or char in ARMS:
            return False
        if char in HEADS and lines.head(row, column):
            # an ASCII head that points aside is a letter or a sign of the label
            return char.isascii() and not way & lines.head(row, column)
        return not lines.enters(row, column, way)

    def _arrive(self, walk: _Walk, piece: Piece, row: int, column: int) -> None:
        """Decide what a line has come to at a cell."""
        lines, way = self.lines, piece.way
        end = lines.border(row, column)
        if end is not None:
            self._begun.add((row, column, OPPOSITE[way]))
            self._finish(walk, piece, Vertex(row, column, end))
            return
        char = self.plane.at(row, column)
        pointing = lines.head(row, column)
        if pointing and pointing != OPPOSITE[way]:
            self._enter_head(walk, piece, row, column, pointing)
            return
        if char in ARMS or (lines.ascii and char in "+.,'`"):
            arms = self._corner(row, column, way)
            if arms & OPPOSITE[way]:
                self._turn(walk, piece, row, column, arms)
                return
        if char in KNOBS:
            self._mark(row, column)
        self._finish(walk, piece, Vertex(row, column, find_end(lines, row, column, way)))

    def _corner(self, row: int, column: int, way: int) -> int:
        char = self.plane.rows[row][column]
        if char in ARMS:
            return ARMS[char]
        if char == "+":
            return self._plus(row, column, way)
        turns = self.lines.turns(row, column, way)
        return turns | OPPOSITE[way] if turns else 0

    def _turn(self, walk: _Walk, piece: Piece, row: int, column: int, arms: int) -> None:
        vertex = walk.corners.get((row, column))
        known = vertex is not None
        if vertex is None:
            vertex = walk.net.add(Vertex(row, column))
            walk.corners[row, column] = vertex
            self._mark(row, column)
            self.rounded = self.rounded or self.plane.rows[row][column] in ".'"
        piece.second = vertex
        first = walk.net.vertices[piece.first]
        if not piece.cells and not piece.label and first.end is None:
            corners = self.plane.rows[first.row][first.column] + self.plane.rows[row][column]
            piece.doubtful = corners == "++" and bool(piece.way & VERTICAL)
        walk.net.join(piece)
        self._begun.add((row, column, -OPPOSITE[piece.way]))
        if not known:
            ways = [side for side in SIDES if arms & side and side != OPPOSITE[piece.way]]
            walk.starts += [(vertex, row, column, side) for side in ways]

    def _enter_head(self, walk: _Walk, piece: Piece, row: int, column: int, pointing: int) -> None:
        end = find_target(self.lines, row, column, pointing)
        self.heads.append(Pointer(row, column, pointing, end))
        self._mark(row, column)
        if end is None:
            self._report(row, column, "loose-head", "the arrowhead points at nothing")
        elif end.kind != "text":
            self._begun.add((end.row, end.column, OPPOSITE[pointing]))
        self._finish(walk, piece, Vertex(row, column, end, headed=True))

    def _finish(self, walk: _Walk, piece: Piece, vertex: Vertex) -> None:
        piece.second = walk.net.add(vertex)
        walk.net.join(piece)
        if vertex.end is None and not vertex.headed:
            code: FindingCode = "loose-line"
            self._report(vertex.row, vertex.column, code, "the line leads to nothing")

    def _add_head(self, walk: _Walk, row: int, column: int) -> None:
        """Start a walk at an arrowhead, away from what it points at."""
        if self.used.holds(row, column):
            return
        lines = self.lines
        pointing = lines.head(row, column)
        end = find_target(self.lines, row, column, pointing)
        self.heads.append(Pointer(row, column, pointing, end))
        self._mark(row, column)
        if end is None:
            self._report(row, column, "loose-head", "the arrowhead points at nothing")
        elif end.kind != "text":
            self._begun.add((end.row, end.column, OPPOSITE[pointing]))
        vertex = walk.net.add(Vertex(row, column, end, headed=True))
        back = OPPOSITE[pointing]
        sides = [s for s in SIDES if s & ~(pointing | back)]
        dy, dx = STEP[back]
        ways = [back]
        if not lines.enters(row + dy, column + dx, back):
            ways = [
                side
                for side in sides
                if lines.enters(row + STEP[side][0], column + STEP[side][1], side)
            ] or ways
        walk.starts += [(vertex, row, column, way) for way in ways]

    def _report(self, row: int, column: int, code: FindingCode, message: str) -> None:
        # a line that runs off the top or the left ends in the last cell that there is
        self.findings.append(Finding(max(row, 0), max(column, 0), code, message))
