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


class CellConflictError(Exception):
    """Two owners claimed one cell: a fault of the layout, never of the user."""


class Canvas:
    """Collects text, borders and lines, then paints them with the glyphs of one charset."""

    def __init__(self, charset: Charset) -> None:
        self._charset = charset
        self._fixed: dict[Position, str] = {}
        self._borders: dict[Position, tuple[int, Stroke]] = {}
        self._corners: dict[Position, str] = {}
        self._marks: dict[Position, str] = {}
        self._knobs: list[tuple[int, int, int]] = []
        self._inner: list[tuple[Position, int]] = []
        self._lines: dict[Position, tuple[Hashable, int, Stroke]] = {}
        self._crossings: dict[Position, dict[Hashable, tuple[int, Stroke]]] = {}
        """All owners of the cells of lines that have more than one."""
        self._thick = False
        self._heads: dict[Position, int] = {}
        self._open: set[Position] = set()

    def text(self, row: int, column: int, string: str) -> None:
        """Write one line of text; its cells are its own. Raises CellConflictError."""
        for cluster, width in clusters(string):
            if not width:
                continue
            for offset in range(width):
                position = (row, column + offset)
                if position in self._fixed or position in self._heads:
                    raise CellConflictError(f"text {string!r} overlaps text at {position}")
                self._borders.pop(position, None) if position in self._open else None
                self._fixed[position] = "" if offset else cluster
            column += width

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
            (row, column): EAST | SOUTH,
            (row, right): WEST | SOUTH,
            (bottom, column): NORTH | EAST,
            (bottom, right): NORTH | WEST,
        }
        along = [(y, x) for y in (row, bottom) for x in range(column + 1, right)]
        down = [(y, x) for x in (column, right) for y in range(row + 1, bottom)]
        cells: dict[Position, tuple[int, Stroke]] = dict.fromkeys(along, (HORIZONTAL, stroke))
        cells.update(dict.fromkeys(down, (VERTICAL, stroke)))
        if open_to_lines:
            self._open.update(cells)
        cells.update({position: (arms, "solid") for position, arms in ends.items()})
        for taken in (self._borders.keys() & cells.keys(), self._fixed.keys() & cells.keys()):
            if taken:
                raise CellConflictError(f"border overlaps another at {min(taken)}")
        self._borders.update(cells)
        for position, arms in ends.items():
            self._corners[position] = self._charset.corner(arms, corners)

    def mark(self, row: int, column: int, glyph: str) -> None:
        """Give a border cell a glyph of its own; lines meet it without a tee."""
        self._marks[row, column] = glyph

    def knob(self, row: int, left: int, right: int) -> None:
        """Put a knob on the horizontal border between two columns, clear of the lines there."""
        self._knobs.append((row, left, right))

    def inner_line(self, start: Position, end: Position) -> None:
        """Draw a straight line inside of a box, from its border to what is opposite."""
        (y0, x0), (y1, x1) = start, end
        down = x0 == x1
        glyph = (self._charset.vertical if down else self._charset.horizontal)["solid"]
        cells = [(y, x0) for y in range(y0 + 1, y1)] if down else []
        for position in cells or [(y0, x) for x in range(x0 + 1, x1)]:
            if position in self._fixed:
                raise CellConflictError(f"a line inside a box overlaps text at {position}")
            self._fixed[position] = glyph
        self._inner += [(start, SOUTH if down else EAST), (end, NORTH if down else WEST)]

    def tee(self, row: int, column: int, direction: int) -> None:
        """Let a line leave a border cell: adds an arm to it. Raises CellConflictError."""
        if (row, column) not in self._borders:
            raise CellConflictError(f"no border at {(row, column)}")
        arms, stroke = self._borders[row, column]
        if arms | direction == VERTICAL | HORIZONTAL:
            raise CellConflictError(f"two lines leave the border at {(row, column)}: a crossing")
        self._borders[row, column] = (arms | direction, stroke)

    def line(
        self, net: Hashable, start: Position, end: Position, *, stroke: Stroke = "solid"
    ) -> None:
        """Draw a straight line of `net` from cell to cell, both included.

        Only arms between the two cells are set: `extend` adds the arms that reach a neighbour.
        """
        (y0, x0), (y1, x1) = min(start, end), max(start, end)
        if y0 != y1 and x0 != x1:
            raise CellConflictError(f"line from {start} to {end} is not straight")
        if y0 != y1:
            back, forth, inner = NORTH, SOUTH, [(y, x0) for y in range(y0 + 1, y1)]
        else:
            back, forth, inner = WEST, EAST, [(y0, x) for x in range(x0 + 1, x1)]
        single = (y0, x0) == (y1, x1)
        self._add(net, (y0, x0), 0 if single else forth, stroke)
        for position in inner:
            self._add(net, position, back | forth, stroke)
        if not single:
            self._add(net, (y1, x1), back, stroke)

    def extend(
        self, net: Hashable, row: int, column: int, direction: int, *, stroke: Stroke = "solid"
    ) -> None:
        """Add one arm to the line cell of `net` at this position."""
        self._add(net, (row, column), direction, stroke)

    def head(self, row: int, column: int, direction: int) -> None:
        """Put an arrowhead that points in `direction`; it hides the line below it."""
        if (row, column) in self._fixed or self._heads.get((row, column), direction) != direction:
            raise CellConflictError(f"arrowhead on a taken cell at {(row, column)}")
        self._heads[row, column] = direction

    def _add(self, net: Hashable, position: Position, arms: int, stroke: Stroke) -> None:
        known = self._lines.get(position)
        if known is None:
            self._lines[position] = net, arms, stroke
            self._thick = self._thick or stroke == "thick"
        elif known[0] == net and position not in self._crossings:
            self._lines[position] = net, known[1] | arms, stroke
        else:
            owners = self._crossings.setdefault(position, {known[0]: known[1:]})
            before, _ = owners.get(net, (0, stroke))
            owners[net] = before | arms, stroke

    def rows(self) -> list[str]:
        """Paint everything. Raises CellConflictError where owners clash.

        Returns:
            The lines of the drawing without trailing blanks.
        """
        glyphs = self._border_glyphs()
        borders, fixed, glyph = self._borders, self._fixed, self._charset.line
        for position, (_, arms, stroke) in self._lines.items():
            if position in self._heads:
                if position in self._crossings or position in borders:
                    raise CellConflictError(f"arrowhead on a crossing at {position}")
            elif position in borders or position in fixed or position in self._crossings:
                glyphs[position] = self._shared_glyph(position)
            else:
                glyphs[position] = glyph(self._whole(position, arms), stroke)
        glyphs.update(self._fixed)
        glyphs.update({p: self._charset.heads[d] for p, d in self._heads.items()})
        return _rows(glyphs)

    def _border_glyphs(self) -> dict[Position, str]:
        self._join_inner_lines()
        glyphs: dict[Position, str] = {}
        corners = {**self._corners, **self._marks}
        for position, (arms, stroke) in self._borders.items():
            glyphs[position] = (
                corners.get(position)
                or (self._thick and self._thick_tee(position, arms))
                or self._charset.glyph(arms, stroke)
            )
        for row, left, right in self._knobs:
            middle = (left + right) / 2
            free = [x for x in range(left, right + 1) if self._borders[row, x][0] == HORIZONTAL]
            for column in sorted(free, key=lambda x: (abs(x - middle), x))[:1]:
                glyphs[row, column] = self._charset.knob
        return glyphs

    def _join_inner_lines(self) -> None:
        """Add the arms of lines inside to the border, where no line leaves it on the other side.

        In ASCII they stay apart: a plus sign would look like the corner of another box.
        """
        for position, direction in self._inner:
            arms, stroke = self._borders.get(position, (0, "solid"))
            if arms and self._charset.name != "ascii" and not arms & OPPOSITE[direction]:
                self._borders[position] = (arms | direction, stroke)

    def _thick_tee(self, position: Position, arms: int) -> str | None:
        """Return the glyph of a border cell that a thick line leaves, None for any other."""
        glyph = self._charset.borders.get(arms)
        if glyph is None:
            return None
        for direction, (dy, dx) in STEP.items():
            out = arms & direction and not arms & OPPOSITE[direction]
            owners = self._owners((position[0] + dy, position[1] + dx)) if out else {}
            if any(stroke == "thick" for _, stroke in owners.values()):
                return glyph
        return None

    def _owners(self, position: Position) -> dict[Hashable, tuple[int, Stroke]]:
        """Return the nets whose lines are in a cell, with their arms there."""
        line = self._lines.get(position)
        if line is None:
            return {}
        return self._crossings.get(position) or {line[0]: line[1:]}

    def _shared_glyph(self, position: Position) -> str:
        """Return the glyph of a line's cell that belongs to others too."""
        if position in self._fixed:
            raise CellConflictError(f"line through text at {position}")
        owners = self._owners(position)
        masks = [arms for arms, _ in owners.values()]
        if position in self._borders:
            border = self._borders[position][0]
            if position not in self._open or len(masks) != 1 or not _cross(masks[0], border):
                raise CellConflictError(f"line through a border at {position}")
            return self._crossing(owners)
        if len(masks) == 2 and _cross(*masks):
            return self._crossing(owners)
        raise CellConflictError(f"lines of {len(masks)} edges meet at {position}")

    def _crossing(self, owners: dict[Hashable, tuple[int, Stroke]]) -> str:
        thick = [arms for arms, stroke in owners.values() if stroke in ("thick", "bar")]
        if len(thick) == 1:
            return self._charset.crossings[thick[0]]
        return self._charset.glyph(VERTICAL | HORIZONTAL, "thick" if thick else "solid")

    @staticmethod
    def _whole(position: Position, arms: int) -> int:
        if not arms:
            raise CellConflictError(f"a line of one cell without arms at {position}")
        return arms if arms & (arms - 1) else arms | OPPOSITE[arms]


def _cross(first: int, second: int) -> bool:
    return {first, second} == {VERTICAL, HORIZONTAL}


def _rows(glyphs: dict[Position, str]) -> list[str]:
    if not glyphs:
        return []
    least = min(min(glyphs)[0], min(x for _, x in glyphs))
    if least < 0:
        raise CellConflictError("cell outside the canvas")
    width = max(x for _, x in glyphs) + 1
    rows = [[" "] * width for _ in range(max(glyphs)[0] + 1)]
    for (y, x), glyph in glyphs.items():
        rows[y][x] = glyph
    return ["".join(row).rstrip() for row in rows]


__all__ = ["STEP", "Canvas", "CellConflictError", "Position"]
