"""A grid of cells that know their owners, so that nothing can be drawn over anything.

A cell is blank, text, border, or line. Lines belong to nets; two nets may share a cell only as a
straight perpendicular crossing, so every `┼` a reader sees is a crossing and every tee a junction.
Anything else raises `CellConflictError` instead of spoiling the picture.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from ascii_diagram.drawing.cells import clusters
from ascii_diagram.drawing.charset import (
    EAST,
    HORIZONTAL,
    NORTH,
    OPPOSITE,
    SOUTH,
    VERTICAL,
    WEST,
    Charset,
    Corners,
    Stroke,
)
from ascii_diagram.drawing.sheet import STRIDE, Cell, Position, Sheet, pack, place

_BESIDE = {NORTH: -STRIDE, SOUTH: STRIDE, EAST: 1, WEST: -1}


class CellConflictError(Exception):
    """Two owners claimed one cell: a fault of the layout, never of the user."""


_CORNERS = (EAST | SOUTH, WEST | SOUTH, NORTH | EAST, NORTH | WEST)


class _Box(NamedTuple):
    """A border: its corners in reading order, the stroke of its sides, the form of its corners."""

    first: Cell
    second: Cell
    third: Cell
    fourth: Cell
    stroke: Stroke
    corners: Corners


class Canvas:
    """Collects text, borders and lines, then paints them with the glyphs of one charset."""

    def __init__(self, charset: Charset) -> None:
        self._charset = charset
        self._height = self._width = 0
        self._outside = False
        self._fixed: set[Cell] = set()
        """The cells of texts and of lines inside of boxes."""
        self._texts: list[tuple[Cell, int, str]] = []
        """What stands in these: the first cell, the step to the next ones, one character each."""
        self._clusters: dict[Cell, str] = {}
        """The same of characters that are wide or made of several; empty behind a wide one."""
        self._boxes: list[_Box] = []
        self._borders: dict[Cell, tuple[int, Stroke]] = {}
        self._joined: set[Cell] = set()
        """Cells of borders that have more arms than their side has."""
        self._marks: dict[Cell, str] = {}
        self._knobs: list[tuple[int, int, int]] = []
        self._inner: list[tuple[Cell, int]] = []
        self._lines: dict[Cell, tuple[Hashable, int, Stroke]] = {}
        self._runs: list[tuple[range, int, Stroke]] = []
        """Cells of lines that go straight on there, with the arms and stroke of all of them."""
        self._single: set[Cell] = set()
        """Cells of lines that differ from their runs or are in none."""
        self._crossings: dict[Cell, dict[Hashable, tuple[int, Stroke]]] = {}
        """All owners of the cells of lines that have more than one."""
        self._heads: dict[Cell, int] = {}
        self._open: set[Cell] = set()

    def text(self, row: int, column: int, string: str) -> None:
        """Write one line of text; its cells are its own. Raises CellConflictError."""
        if not string:
            return
        cell = pack(row, column)
        if string.isascii() and not self._heads:
            cells = range(cell, cell + len(string))
            if self._fixed.isdisjoint(cells):
                self._grow(row, column, row, column + len(string) - 1)
                if self._open:
                    for covered in self._open.intersection(cells):
                        self._borders.pop(covered, None)
                self._fixed.update(cells)
                self._texts.append((cell, 1, string))
                return
        for cluster, width in clusters(string):
            for offset in range(width):
                if cell in self._fixed or cell in self._heads:
                    raise CellConflictError(f"text {string!r} overlaps text at {place(cell)}")
                if cell in self._open:
                    self._borders.pop(cell, None)
                self._fixed.add(cell)
                self._clusters[cell] = "" if offset else cluster
                self._grow(row, column, *place(cell))
                cell += 1

    def box(
        self,
        row: int,
        column: int,
        height: int,
        width: int,
        *,
        stroke: Stroke = "solid",
        corners: Corners = "square",
        open_to_lines: bool = False,
    ) -> None:
        """Draw a border. `open_to_lines` frames may be crossed by lines and carry a title."""
        bottom, right = row + height - 1, column + width - 1
        first, second = pack(row, column), pack(row, right)
        third, fourth = pack(bottom, column), pack(bottom, right)
        along: tuple[int, Stroke] = (HORIZONTAL, stroke)
        down: tuple[int, Stroke] = (VERTICAL, stroke)
        cells: dict[Cell, tuple[int, Stroke]] = dict.fromkeys(range(first + 1, second), along)
        cells.update(dict.fromkeys(range(third + 1, fourth), along))
        cells.update(dict.fromkeys(range(first + STRIDE, third, STRIDE), down))
        cells.update(dict.fromkeys(range(second + STRIDE, fourth, STRIDE), down))
        if open_to_lines:
            self._open.update(cells)
        cells[first], cells[second] = (EAST | SOUTH, "solid"), (WEST | SOUTH, "solid")
        cells[third], cells[fourth] = (NORTH | EAST, "solid"), (NORTH | WEST, "solid")
        if not (self._borders.keys().isdisjoint(cells) and self._fixed.isdisjoint(cells)):
            taken = place(min((self._borders.keys() | self._fixed) & cells.keys()))
            raise CellConflictError(f"border overlaps another at {taken}")
        self._borders.update(cells)
        self._boxes.append(_Box(first, second, third, fourth, stroke, corners))
        self._grow(row, column, bottom, right)

    def mark(self, row: int, column: int, glyph: str) -> None:
        """Give a border cell a glyph of its own; lines meet it without a tee."""
        self._marks[pack(row, column)] = glyph

    def knob(self, row: int, left: int, right: int) -> None:
        """Put a knob on the horizontal border between two columns, clear of the lines there."""
        self._knobs.append((row, left, right))

    def inner_line(self, start: Position, end: Position) -> None:
        """Draw a straight line inside of a box, from its border to what is opposite."""
        (y0, x0), (y1, x1) = start, end
        down = x0 == x1
        glyph = (self._charset.vertical if down else self._charset.horizontal)["solid"]
        first, last = pack(y0, x0), pack(y1, x1)
        step = STRIDE if down else 1
        cells = range(first + step, last, step)
        if not self._fixed.isdisjoint(cells):
            taken = place(min(self._fixed.intersection(cells)))
            raise CellConflictError(f"a line inside a box overlaps text at {taken}")
        self._fixed.update(cells)
        self._texts.append((first + step, step, glyph * len(cells)))
        self._inner += [(first, SOUTH if down else EAST), (last, NORTH if down else WEST)]

    def tee(self, row: int, column: int, direction: int) -> None:
        """Let a line leave a border cell: adds an arm to it. Raises CellConflictError."""
        cell = pack(row, column)
        if cell not in self._borders:
            raise CellConflictError(f"no border at {(row, column)}")
        arms, stroke = self._borders[cell]
        if arms | direction == VERTICAL | HORIZONTAL:
            raise CellConflictError(f"two lines leave the border at {(row, column)}: a crossing")
        self._borders[cell] = (arms | direction, stroke)
        self._joined.add(cell)

    def line(
        self,
        net: Hashable,
        start: Position,
        end: Position,
        *,
        stroke: Stroke = "solid",
        opens: tuple[bool, bool] = (False, False),
    ) -> None:
        """Draw a straight line of `net` from cell to cell, both included.

        An end that `opens` reaches on to its neighbour; at others only arms between the two cells
        are set, and `extend` adds more.
        """
        (y0, x0), (y1, x1) = start, end
        if y0 != y1 and x0 != x1:
            raise CellConflictError(f"line from {start} to {end} is not straight")
        if y0 > y1 or x0 > x1:
            y0, x0, y1, x1 = y1, x1, y0, x0
            opens = opens[1], opens[0]
        self._grow(y0, x0, y1, x1)
        first, last = pack(y0, x0), pack(y1, x1)
        if first == last:
            self._add(net, first, 0, stroke)
            return
        back, forth, step = (NORTH, SOUTH, STRIDE) if y0 != y1 else (WEST, EAST, 1)
        arms = back | forth
        self._add(net, first, arms if opens[0] else forth, stroke)
        self._add(net, last, arms if opens[1] else back, stroke)
        cells = range(first + step, last, step)
        if self._lines.keys().isdisjoint(cells):
            inner: tuple[Hashable, int, Stroke] = net, arms, stroke
            self._lines.update(dict.fromkeys(cells, inner))
            self._runs.append((cells, arms, stroke))
            return
        for cell in cells:
            self._add(net, cell, arms, stroke)

    def extend(
        self, net: Hashable, row: int, column: int, arms: int, *, stroke: Stroke = "solid"
    ) -> None:
        """Add arms to the line cell of `net` at this position."""
        self._grow(row, column, row, column)
        self._add(net, pack(row, column), arms, stroke)

    def head(self, row: int, column: int, direction: int) -> None:
        """Put an arrowhead that points in `direction`; it hides the line below it."""
        cell = pack(row, column)
        if cell in self._fixed or self._heads.get(cell, direction) != direction:
            raise CellConflictError(f"arrowhead on a taken cell at {(row, column)}")
        self._heads[cell] = direction
        self._grow(row, column, row, column)

    def _grow(self, top: int, left: int, bottom: int, right: int) -> None:
        """Make room for what lies between these rows and columns."""
        if top < 0 or left < 0:
            self._outside = True
        if bottom >= self._height:
            self._height = bottom + 1
        if right >= self._width:
            self._width = right + 1

    def _add(self, net: Hashable, cell: Cell, arms: int, stroke: Stroke) -> None:
        known = self._lines.get(cell)
        self._single.add(cell)
        if known is None:
            self._lines[cell] = net, arms, stroke
        elif known[0] == net and cell not in self._crossings:
            self._lines[cell] = net, known[1] | arms, stroke
        else:
            owners = self._crossings.setdefault(cell, {known[0]: known[1:]})
            before, _ = owners.get(net, (0, stroke))
            owners[net] = before | arms, stroke

    def rows(self) -> list[str]:
        """Paint everything. Raises CellConflictError where owners clash.

        Returns:
            The lines of the drawing without trailing blanks.
        """
        if self._outside or self._width >= STRIDE:
            raise CellConflictError("cell outside the canvas")
        sheet = Sheet(self._height, self._width)
        self._paint_borders(sheet)
        self._paint_lines(sheet)
        for cell, step, string in self._texts:
            sheet.write(cell, string, step)
        for cell, cluster in self._clusters.items():
            sheet.put(cell, cluster)
        for cell, direction in self._heads.items():
            sheet.put(cell, self._charset.heads[direction])
        return sheet.rows()

    def _paint_borders(self, sheet: Sheet) -> None:
        self._join_inner_lines()
        charset, borders = self._charset, self._borders
        for box in self._boxes:
            side = charset.glyph(HORIZONTAL, box.stroke) * (box.second - box.first - 1)
            for start in (box.first, box.third):
                sheet.write(start + 1, side)
            side = charset.glyph(VERTICAL, box.stroke) * ((box.third - box.first) // STRIDE - 1)
            for start in (box.first, box.second):
                sheet.write(start + STRIDE, side, STRIDE)
        for cell in self._joined & borders.keys():
            arms, stroke = borders[cell]
            sheet.put(cell, self._thick_tee(cell, arms) or charset.glyph(arms, stroke))
        for box in self._boxes:
            glyphs = charset.corners(box.corners)
            for cell, arms in zip(box[:4], _CORNERS, strict=True):
                sheet.put(cell, glyphs[arms])
        for cell, glyph in self._marks.items():
            if cell in borders:
                sheet.put(cell, glyph)
        for row, left, right in self._knobs:
            middle, start = (left + right) / 2, pack(row, 0)
            free = [x for x in range(left, right + 1) if borders[start + x][0] == HORIZONTAL]
            for column in sorted(free, key=lambda x: (abs(x - middle), x))[:1]:
                sheet.put(start + column, charset.knob)

    def _paint_lines(self, sheet: Sheet) -> None:
        lines, heads = self._lines, self._heads.keys()
        shared = lines.keys() & self._borders.keys()
        shared |= lines.keys() & self._fixed
        shared |= self._crossings.keys()
        if not shared.isdisjoint(heads):
            taken = place(min(shared & heads))
            raise CellConflictError(f"arrowhead on a crossing at {taken}")
        for cells, arms, stroke in self._runs:
            if cells:
                sheet.write(cells[0], self._charset.line(arms, stroke) * len(cells), cells.step)
        known: dict[tuple[int, Stroke], str] = {}
        for cell in self._single - heads:
            look = lines[cell][1:]
            if look not in known:
                known[look] = self._charset.line(self._whole(cell, look[0]), look[1])
            sheet.put(cell, known[look])
        for cell in shared:
            sheet.put(cell, self._shared_glyph(cell))

    def _join_inner_lines(self) -> None:
        """Add the arms of lines inside to the border, where no line leaves it on the other side.

        In ASCII they stay apart: a plus sign would look like the corner of another box.
        """
        for cell, direction in self._inner:
            arms, stroke = self._borders.get(cell, (0, "solid"))
            if arms and self._charset.name != "ascii" and not arms & OPPOSITE[direction]:
                self._borders[cell] = (arms | direction, stroke)
                self._joined.add(cell)

    def _thick_tee(self, cell: Cell, arms: int) -> str | None:
        """Return the glyph of a border cell that a thick line leaves, None for any other."""
        glyph = self._charset.borders.get(arms)
        if glyph is None:
            return None
        for direction, step in _BESIDE.items():
            out = arms & direction and not arms & OPPOSITE[direction]
            owners = self._owners(cell + step) if out else {}
            if any(stroke == "thick" for _, stroke in owners.values()):
                return glyph
        return None

    def _owners(self, cell: Cell) -> dict[Hashable, tuple[int, Stroke]]:
        """Return the nets whose lines are in a cell, with their arms there."""
        line = self._lines.get(cell)
        if line is None:
            return {}
        return self._crossings.get(cell) or {line[0]: line[1:]}

    def _shared_glyph(self, cell: Cell) -> str:
        """Return the glyph of a line's cell that belongs to others too."""
        if cell in self._fixed:
            raise CellConflictError(f"line through text at {place(cell)}")
        owners = self._owners(cell)
        masks = [arms for arms, _ in owners.values()]
        if cell in self._borders:
            border = self._borders[cell][0]
            if cell not in self._open or len(masks) != 1 or not _cross(masks[0], border):
                raise CellConflictError(f"line through a border at {place(cell)}")
            return self._crossing(owners)
        if len(masks) == 2 and _cross(*masks):
            return self._crossing(owners)
        raise CellConflictError(f"lines of {len(masks)} edges meet at {place(cell)}")

    def _crossing(self, owners: dict[Hashable, tuple[int, Stroke]]) -> str:
        thick = [arms for arms, stroke in owners.values() if stroke in ("thick", "bar")]
        if len(thick) == 1:
            return self._charset.crossings[thick[0]]
        return self._charset.glyph(VERTICAL | HORIZONTAL, "thick" if thick else "solid")

    @staticmethod
    def _whole(cell: Cell, arms: int) -> int:
        if not arms:
            raise CellConflictError(f"a line of one cell without arms at {place(cell)}")
        return arms if arms & (arms - 1) else arms | OPPOSITE[arms]


def _cross(first: int, second: int) -> bool:
    return {first, second} == {VERTICAL, HORIZONTAL}
