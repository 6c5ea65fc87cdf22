"""A grid of cells that know their owners, so that nothing can be drawn over anything.

A cell is blank, text, border, or line. Lines belong to nets; two nets may share a cell only as a
straight perpendicular crossing, so every `┼` a reader sees is a crossing and every tee a junction.
Anything else raises `CellConflictError` instead of spoiling the picture.
"""

from __future__ import annotations

from collections.abc import Hashable

from ascii_diagram.drawing.cells import clusters
from ascii_diagram.drawing.charset import (
    EAST,
    HORIZONTAL,
    NORTH,
    OPPOSITE,
    SOUTH,
    STEP,
    VERTICAL,
    WEST,
    Charset,
    Corners,
    Stroke,
)

Position = tuple[int, int]
"""Row and column, from 0."""
_Cell = int
"""A position as one number, row times `_STRIDE` plus column: less work than a pair."""
_SHIFT = 20
_STRIDE = 1 << _SHIFT
_BESIDE = {NORTH: -_STRIDE, SOUTH: _STRIDE, EAST: 1, WEST: -1}


class CellConflictError(Exception):
    """Two owners claimed one cell: a fault of the layout, never of the user."""


class Canvas:
    """Collects text, borders and lines, then paints them with the glyphs of one charset."""

    def __init__(self, charset: Charset) -> None:
        self._charset = charset
        self._fixed: dict[_Cell, str] = {}
        self._borders: dict[_Cell, tuple[int, Stroke]] = {}
        self._corners: dict[_Cell, str] = {}
        self._marks: dict[_Cell, str] = {}
        self._knobs: list[tuple[int, int, int]] = []
        self._inner: list[tuple[_Cell, int]] = []
        self._lines: dict[_Cell, tuple[Hashable, int, Stroke]] = {}
        self._crossings: dict[_Cell, dict[Hashable, tuple[int, Stroke]]] = {}
        """All owners of the cells of lines that have more than one."""
        self._thick = False
        self._heads: dict[_Cell, int] = {}
        self._open: set[_Cell] = set()

    def text(self, row: int, column: int, string: str) -> None:
        """Write one line of text; its cells are its own. Raises CellConflictError."""
        cell = _cell(row, column)
        if string.isascii() and not self._heads:
            cells = dict(zip(range(cell, cell + len(string)), string, strict=True))
            if self._fixed.keys().isdisjoint(cells):
                for covered in self._open.intersection(cells):
                    self._borders.pop(covered, None)
                self._fixed.update(cells)
                return
        for cluster, width in clusters(string):
            for offset in range(width):
                if cell in self._fixed or cell in self._heads:
                    raise CellConflictError(f"text {string!r} overlaps text at {_place(cell)}")
                if cell in self._open:
                    self._borders.pop(cell, None)
                self._fixed[cell] = "" if offset else cluster
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
        ends = {
            _cell(row, column): EAST | SOUTH,
            _cell(row, right): WEST | SOUTH,
            _cell(bottom, column): NORTH | EAST,
            _cell(bottom, right): NORTH | WEST,
        }
        first, second, third, fourth = ends
        cells: dict[_Cell, tuple[int, Stroke]] = {}
        for start, end in ((first, second), (third, fourth)):
            cells.update(dict.fromkeys(range(start + 1, end), (HORIZONTAL, stroke)))
        for start, end in ((first, third), (second, fourth)):
            cells.update(dict.fromkeys(range(start + _STRIDE, end, _STRIDE), (VERTICAL, stroke)))
        if open_to_lines:
            self._open.update(cells)
        cells.update({cell: (arms, "solid") for cell, arms in ends.items()})
        for owned in (self._borders, self._fixed):
            if not owned.keys().isdisjoint(cells):
                taken = _place(min(owned.keys() & cells.keys()))
                raise CellConflictError(f"border overlaps another at {taken}")
        self._borders.update(cells)
        glyphs = self._charset.corners(corners)
        self._corners.update({cell: glyphs[arms] for cell, arms in ends.items()})

    def mark(self, row: int, column: int, glyph: str) -> None:
        """Give a border cell a glyph of its own; lines meet it without a tee."""
        self._marks[_cell(row, column)] = glyph

    def knob(self, row: int, left: int, right: int) -> None:
        """Put a knob on the horizontal border between two columns, clear of the lines there."""
        self._knobs.append((row, left, right))

    def inner_line(self, start: Position, end: Position) -> None:
        """Draw a straight line inside of a box, from its border to what is opposite."""
        (y0, x0), (y1, x1) = start, end
        down = x0 == x1
        glyph = (self._charset.vertical if down else self._charset.horizontal)["solid"]
        first, last = _cell(y0, x0), _cell(y1, x1)
        step = _STRIDE if down else 1
        for cell in range(first + step, last, step):
            if cell in self._fixed:
                raise CellConflictError(f"a line inside a box overlaps text at {_place(cell)}")
            self._fixed[cell] = glyph
        self._inner += [(first, SOUTH if down else EAST), (last, NORTH if down else WEST)]

    def tee(self, row: int, column: int, direction: int) -> None:
        """Let a line leave a border cell: adds an arm to it. Raises CellConflictError."""
        cell = _cell(row, column)
        if cell not in self._borders:
            raise CellConflictError(f"no border at {(row, column)}")
        arms, stroke = self._borders[cell]
        if arms | direction == VERTICAL | HORIZONTAL:
            raise CellConflictError(f"two lines leave the border at {(row, column)}: a crossing")
        self._borders[cell] = (arms | direction, stroke)

    def line(
        self, net: Hashable, start: Position, end: Position, *, stroke: Stroke = "solid"
    ) -> None:
        """Draw a straight line of `net` from cell to cell, both included.

        Only arms between the two cells are set: `extend` adds the arms that reach a neighbour.
        """
        (y0, x0), (y1, x1) = start, end
        if y0 != y1 and x0 != x1:
            raise CellConflictError(f"line from {start} to {end} is not straight")
        first, last = sorted((_cell(y0, x0), _cell(y1, x1)))
        if first == last:
            self._add(net, first, 0, stroke)
            return
        back, forth, step = (NORTH, SOUTH, _STRIDE) if y0 != y1 else (WEST, EAST, 1)
        self._add(net, first, forth, stroke)
        lines = self._lines
        inner: tuple[Hashable, int, Stroke] = net, back | forth, stroke
        self._thick = self._thick or stroke == "thick"
        for cell in range(first + step, last, step):
            if cell in lines:
                self._add(net, cell, back | forth, stroke)
            else:
                lines[cell] = inner
        self._add(net, last, back, stroke)

    def extend(
        self, net: Hashable, row: int, column: int, arms: int, *, stroke: Stroke = "solid"
    ) -> None:
        """Add arms to the line cell of `net` at this position."""
        self._add(net, _cell(row, column), arms, stroke)

    def head(self, row: int, column: int, direction: int) -> None:
        """Put an arrowhead that points in `direction`; it hides the line below it."""
        cell = _cell(row, column)
        if cell in self._fixed or self._heads.get(cell, direction) != direction:
            raise CellConflictError(f"arrowhead on a taken cell at {(row, column)}")
        self._heads[cell] = direction

    def _add(self, net: Hashable, cell: _Cell, arms: int, stroke: Stroke) -> None:
        known = self._lines.get(cell)
        if known is None:
            self._lines[cell] = net, arms, stroke
            self._thick = self._thick or stroke == "thick"
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
        glyphs = self._border_glyphs()
        lines, heads = self._lines, self._heads.keys()
        shared = lines.keys() & self._borders.keys()
        shared |= lines.keys() & self._fixed.keys()
        shared |= self._crossings.keys()
        if not shared.isdisjoint(heads):
            taken = _place(min(shared & heads))
            raise CellConflictError(f"arrowhead on a crossing at {taken}")
        known: dict[tuple[int, Stroke], str] = {}
        for cell, (_, arms, stroke) in lines.items():
            if cell in shared:
                glyphs[cell] = self._shared_glyph(cell)
            elif cell not in heads:
                if (arms, stroke) not in known:
                    known[arms, stroke] = self._charset.line(self._whole(cell, arms), stroke)
                glyphs[cell] = known[arms, stroke]
        glyphs.update(self._fixed)
        glyphs.update({c: self._charset.heads[d] for c, d in self._heads.items()})
        return _rows(glyphs)

    def _border_glyphs(self) -> dict[_Cell, str]:
        self._join_inner_lines()
        borders = self._borders
        known = {border: self._charset.glyph(*border) for border in set(borders.values())}
        glyphs = {cell: known[border] for cell, border in borders.items()}
        if self._thick:
            for cell, (arms, _) in borders.items():
                glyphs[cell] = self._thick_tee(cell, arms) or glyphs[cell]
        for own in (self._corners, self._marks):
            glyphs.update({cell: glyph for cell, glyph in own.items() if cell in borders})
        for row, left, right in self._knobs:
            middle = (left + right) / 2
            start = _cell(row, 0)
            free = [x for x in range(left, right + 1) if self._borders[start + x][0] == HORIZONTAL]
            for column in sorted(free, key=lambda x: (abs(x - middle), x))[:1]:
                glyphs[start + column] = self._charset.knob
        return glyphs

    def _join_inner_lines(self) -> None:
        """Add the arms of lines inside to the border, where no line leaves it on the other side.

        In ASCII they stay apart: a plus sign would look like the corner of another box.
        """
        for cell, direction in self._inner:
            arms, stroke = self._borders.get(cell, (0, "solid"))
            if arms and self._charset.name != "ascii" and not arms & OPPOSITE[direction]:
                self._borders[cell] = (arms | direction, stroke)

    def _thick_tee(self, cell: _Cell, arms: int) -> str | None:
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

    def _owners(self, cell: _Cell) -> dict[Hashable, tuple[int, Stroke]]:
        """Return the nets whose lines are in a cell, with their arms there."""
        line = self._lines.get(cell)
        if line is None:
            return {}
        return self._crossings.get(cell) or {line[0]: line[1:]}

    def _shared_glyph(self, cell: _Cell) -> str:
        """Return the glyph of a line's cell that belongs to others too."""
        if cell in self._fixed:
            raise CellConflictError(f"line through text at {_place(cell)}")
        owners = self._owners(cell)
        masks = [arms for arms, _ in owners.values()]
        if cell in self._borders:
            border = self._borders[cell][0]
            if cell not in self._open or len(masks) != 1 or not _cross(masks[0], border):
                raise CellConflictError(f"line through a border at {_place(cell)}")
            return self._crossing(owners)
        if len(masks) == 2 and _cross(*masks):
            return self._crossing(owners)
        raise CellConflictError(f"lines of {len(masks)} edges meet at {_place(cell)}")

    def _crossing(self, owners: dict[Hashable, tuple[int, Stroke]]) -> str:
        thick = [arms for arms, stroke in owners.values() if stroke in ("thick", "bar")]
        if len(thick) == 1:
            return self._charset.crossings[thick[0]]
        return self._charset.glyph(VERTICAL | HORIZONTAL, "thick" if thick else "solid")

    @staticmethod
    def _whole(cell: _Cell, arms: int) -> int:
        if not arms:
            raise CellConflictError(f"a line of one cell without arms at {_place(cell)}")
        return arms if arms & (arms - 1) else arms | OPPOSITE[arms]


def _cell(row: int, column: int) -> _Cell:
    return row * _STRIDE + column


def _place(cell: _Cell) -> Position:
    return divmod(cell, _STRIDE)


def _cross(first: int, second: int) -> bool:
    return {first, second} == {VERTICAL, HORIZONTAL}


def _rows(glyphs: dict[_Cell, str]) -> list[str]:
    if not glyphs:
        return []
    mask = _STRIDE - 1
    columns = [cell & mask for cell in glyphs]
    width = max(columns) + 1
    if min(glyphs) < 0 or width > _STRIDE // 2:  # what lies left of a row is far right of another
        raise CellConflictError("cell outside the canvas")
    rows = [[" "] * width for _ in range(max(glyphs) // _STRIDE + 1)]
    for cell, glyph in glyphs.items():
        rows[cell >> _SHIFT][cell & mask] = glyph
    return ["".join(row).rstrip() for row in rows]


__all__ = ["STEP", "Canvas", "CellConflictError", "Position"]
