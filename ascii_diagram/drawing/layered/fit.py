"""The width ladder: layouts tried in turn until one fits.

Every rung is a whole layout. The asked direction comes first, then shorter lines of text, then a
flow folded into rows, then the other axis, then fewer boxes side by side. The last rung, one
column of boxes, fits every width that holds a piece of a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ascii_diagram.diagram import Direction, Graph
from ascii_diagram.drawing.canvas import CellConflictError
from ascii_diagram.drawing.cells import block_width, wrap_label
from ascii_diagram.drawing.charset import CHARSETS, CharsetName
from ascii_diagram.drawing.layered.budget import Budget
from ascii_diagram.drawing.layered.column import Column, lay_out_column, least_width
from ascii_diagram.drawing.layered.fold import is_foldable, lay_out_folded
from ascii_diagram.drawing.layered.groups import arrange, is_too_long, may_fit
from ascii_diagram.drawing.layered.items import LayoutError, TooWideError
from ascii_diagram.drawing.layered.listing import list_trees
from ascii_diagram.drawing.layered.nesting import Nesting
from ascii_diagram.drawing.layered.paint import paint
from ascii_diagram.drawing.layered.ring import find_ring, lay_out_ring
from ascii_diagram.drawing.layered.shapes import Block
from ascii_diagram.drawing.layered.spacing import Spacing
from ascii_diagram.drawing.layered.structure import Structure
from ascii_diagram.drawing.options import Accept
from ascii_diagram.errors import WidthError

Layout = Literal["ring", "layers", "folded", "turned", "listing", "bounded", "column", "references"]

_TURNED: dict[Direction, Direction] = {"right": "down", "left": "up", "down": "right", "up": "left"}
_LARGE_TREE = 31
"""Fewest nodes of a tree that is listed where its boxes do not fit side by side."""
_WRAPS = (28, 18, 12)
_COLUMN_WRAPS = (18, 12, 8, 4)
_WORK = 20_000
_HOPELESS, _HOPELESS_BOUNDED = 3.0, 1.4
"""A layout that needs this many times the width does not get narrow enough with shorter lines."""
_SHRUNK = 1.05
"""A layout that shrinks like its boxes and is still this much too wide is not tried."""
_SLIM = 1.3
"""Graphs with more edges than this for a node have nowhere to fold."""
_FOLDED_ROWS = 2 / 3
"""A folded flow may have at most this share of the rows that it takes on the other axis."""


class Fitted(NamedTuple):
    """The lines of a drawing, which layout made them, and how many of its lines are cut."""

    rows: list[str]
    layout: Layout
    cut: int = 0


class Ladder:
    """The layouts of one connected graph.

    Args:
        graph: At least one node or group.
        width: Most cells of a line.
        charset: Glyphs.
        accept: Refuses drawings that are not good enough; others are tried then.
        nesting: What `nest` tells of the graph, where that is known.

    Raises:
        DrawingError: The graph is not sound.
    """

    def __init__(
        self,
        graph: Graph,
        width: int,
        charset: CharsetName,
        accept: Accept,
        nesting: Nesting | None = None,
    ) -> None:
        self.graph, self.width, self.accept = graph, width, accept
        self.structure = Structure(graph, nesting)
        self.glyphs = CHARSETS[charset]
        self.budget = Budget(_WORK)
        self.least = 0
        """What the last layout needs at least, if it was too wide."""

    def across(self) -> Fitted | None:
        """The drawing from left to right at its best; None where that does not fit."""
        return self.ring("right") or self.layered("right", "layers", Spacing(True))

    def climb(self, direction: Direction, *, alone: bool = True, first: int = 1) -> Fitted:
        """Return the first drawing that fits and is accepted, else one that only fits.

        Args:
            direction: Where the flow goes, if it fits.
            alone: Nothing else will stand beside it, so a large tree may become a listing.
            first: The first number that may stand for a line.

        Raises:
            WidthError: A piece of a word and its box are wider; names the smallest width that
                works.
        """
        turned = _TURNED[direction]
        upright = direction if direction in ("down", "up") else turned
        drawn = self.ring(direction) or self._along(direction, "layers")
        if drawn is not None:
            return drawn
        slim = len(self.graph.edges) <= _SLIM * len(self.graph.nodes)
        folded = self._folded() if direction == "right" and slim else None
        drawn = self._along(turned, "turned")
        if drawn is None and alone:
            drawn = self._listing()
        drawn = drawn or self._bounded(upright)
        if folded is not None and _saves_rows(folded, drawn) and self._accepted(folded):
            return folded
        return drawn or self._column(first)

    def ring(self, direction: Direction) -> Fitted | None:
        """A graph that is one cycle, along the flow or, where that is narrower, across it."""
        ring = find_ring(self.graph)
        if ring is None:
            return None
        for way in (direction, _TURNED[direction]):
            spacing = Spacing(way in ("right", "left"), way != "up")
            drawn = self._painted(lay_out_ring(ring, spacing), way, "ring")
            if drawn is not None and self._accepted(drawn):
                return drawn
        return None

    def layered(self, way: Direction, layout: Layout, spacing: Spacing) -> Fitted | None:
        """One layered layout; None when it does not fit or there is no work left for it."""
        self.least = 0
        if self.budget.spent:
            return None
        try:
            block = arrange(self.structure, spacing, self.width, self.budget)
        except TooWideError as error:
            self.least = error.least
            return None
        except LayoutError:
            return None
        drawn = self._painted(block, way, layout)
        return drawn if drawn is not None and self._accepted(drawn) else None

    def _accepted(self, drawn: Fitted) -> bool:
        return self.accept(self.graph, drawn.rows)

    def _painted(self, block: Block, way: Direction, layout: Layout) -> Fitted | None:
        columns = block.depth if way in ("right", "left") else block.breadth
        if columns > self.width:
            return None
        try:
            return Fitted(paint(block, way, self.glyphs), layout)
        except CellConflictError:
            return None

    def _along(self, way: Direction, layout: Layout) -> Fitted | None:
        """The widest lines of text that fit on one axis."""
        horizontal = way in ("right", "left")
        steps = [
            Spacing(horizontal, way != "up", wrap, max(14, wrap), tight)
            for wrap in _WRAPS
            for tight in (False, True)
        ]
        if horizontal and is_too_long(self.structure, steps[-1], self.width):
            return None
        tried = 0
        for number, spacing in enumerate(steps):
            boxes = 0
            if tried and number < len(steps) - 1:
                boxes = _boxes_side_by_side(self.graph, spacing)
                if self.least * boxes > _SHRUNK * tried:
                    continue
            drawn = self.layered(way, layout, spacing)
            if drawn is not None:
                return drawn
            if not horizontal:  # measured only where a layout did not fit: most do at once
                tried = self.width * (boxes or _boxes_side_by_side(self.graph, spacing))
            # what cannot fit at its narrowest need not be tried in between
            if number == 0 and (
                self.least > _HOPELESS * self.width
                or not may_fit(self.structure, steps[-1], self.width)
            ):
                return None
        return None

    def _folded(self) -> Fitted | None:
        if not is_foldable(self.structure, self.width):
            return None
        best: Fitted | None = None
        for tight in (False, True):
            spacing = Spacing(True, tight=tight)
            try:
                block = lay_out_folded(self.structure, spacing, self.width, self.budget)
            except LayoutError:
                continue
            drawn = self._painted(block, "right", "folded")
            if drawn is not None and (best is None or len(drawn.rows) < len(best.rows)):
                best = drawn
        return best

    def _listing(self) -> Fitted | None:
        if len(self.graph.nodes) < _LARGE_TREE:
            return None
        rows = list_trees(self.graph, self.glyphs, self.width)
        drawn = None if rows is None else Fitted(rows, "listing")
        return drawn if drawn is not None and self._accepted(drawn) else None

    def _bounded(self, way: Direction) -> Fitted | None:
        for spacing in _bounded_spacings(self.width, upper=way == "down"):
            drawn = self.layered(way, "bounded", spacing)
            if drawn is not None:
                return drawn
            if self.least > _HOPELESS_BOUNDED * self.width:
                break
        return None

    def _column(self, first: int) -> Fitted:
        """The column with the fewest lines cut; of the accepted ones, if there are any."""
        columns: list[Column] = []
        for wrap in _COLUMN_WRAPS:
            try:
                columns.append(lay_out_column(self.structure, self.width, wrap, first))
            except TooWideError:
                continue
            if not columns[-1].cut and self._accepted(drawn := self._as_drawn(columns[-1])):
                return drawn
        if not columns:
            raise WidthError(self.width, least_width(self.structure))
        columns.sort(key=lambda column: column.cut)
        drawings = map(self._as_drawn, columns)
        return next(filter(self._accepted, drawings), None) or self._as_drawn(columns[0])

    def _as_drawn(self, column: Column) -> Fitted:
        rows = paint(column.block, "down", self.glyphs)
        return Fitted(rows, "references" if column.cut else "column", column.cut)


def _boxes_side_by_side(graph: Graph, spacing: Spacing) -> int:
    """Cells of all boxes in a row, which shows how much narrower one spacing is than another."""
    between = 2 if spacing.tight else 3
    return sum(block_width(wrap_label(n.label, spacing.wrap)) + 4 + between for n in graph.nodes)


def _saves_rows(folded: Fitted, other: Fitted | None) -> bool:
    return other is None or len(folded.rows) <= _FOLDED_ROWS * len(other.rows)


def _bounded_spacings(width: int, *, upper: bool) -> Iterator[Spacing]:
    """Yield spacings with fewer and fewer boxes side by side."""
    for bound, wrap, thrifty in (
        (width, 18, False),
        (width, 12, False),
        (width * 3 // 4, 14, True),
        (width // 2, 14, True),
    ):
        yield Spacing(False, upper, wrap, 14, True, False, bound, thrifty)
    # one box after the other: the narrowest there is
    for wrap in (12, 8):
        yield Spacing(False, upper, wrap, 12, True, False, 1, True)
