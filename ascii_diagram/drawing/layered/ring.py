"""A graph that is one cycle, drawn as a ring: there in one lane, back in another beside it.

A cycle in layers needs one line against the flow past everything; a ring shows that it goes round.
"""

from __future__ import annotations

from ascii_diagram.diagram import Edge, Graph, Node
from ascii_diagram.drawing.bodies import part_flows
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.layered.assemble import node_box
from ascii_diagram.drawing.layered.items import Item
from ascii_diagram.drawing.layered.labels import edge_lines, visible
from ascii_diagram.drawing.layered.normalise import node_item
from ascii_diagram.drawing.layered.shapes import Block, Head, Tee, TextShape, Wire
from ascii_diagram.drawing.layered.spacing import Spacing

_FEWEST, _MOST = 3, 8
_Cell = tuple[int, int]
"""Along the flow and across it."""


def find_ring(graph: Graph) -> list[tuple[Node, Edge]] | None:
    """Return the nodes of a graph that is one cycle, each with its leaving edge; else None.

    Cycles of 3 to 8 boxes count; the first node of the graph comes first.
    """
    size = len(graph.nodes)
    leaving = {edge.source: edge for edge in graph.edges if edge.arrow == "forward"}
    if graph.groups or not _FEWEST <= size <= _MOST or len(graph.edges) != size:
        return None
    if len(leaving) != size or any(n.shape == "text" or part_flows(n)[1] for n in graph.nodes):
        return None
    nodes = {node.id: node for node in graph.nodes}
    ring: list[tuple[Node, Edge]] = []
    at = graph.nodes[0].id
    while at in nodes:
        ring.append((nodes.pop(at), leaving[at]))
        at = leaving[at].target
    return ring if not nodes and at == graph.nodes[0].id else None


def lay_out_ring(ring: list[tuple[Node, Edge]], spacing: Spacing) -> Block:
    """Return the drawing of a ring: the first lane along the flow, the second against it."""
    return _Ring(ring, spacing).build()


class _Ring:
    def __init__(self, ring: list[tuple[Node, Edge]], spacing: Spacing) -> None:
        self.spacing = spacing
        self.block = Block()
        self.columns = (len(ring) + 1) // 2
        self.items = [node_item(node, (), spacing) for node, _ in ring]
        self.edges = [edge for _, edge in ring]
        self.labels = [
            edge_lines(edge.label, spacing) if visible(edge.label) else () for _, edge in ring
        ]

    def build(self) -> Block:
        """Place the boxes, then draw the lines between them."""
        self._place_along()
        self._place_across()
        last = len(self.items) - 1
        for n in range(last + 1):
            if n == self.columns - 1:
                self._run(n, self._far_side(n, n + 1, 1), self._far_side(n + 1, n, -1))
            elif n < last:
                self._run(n, *self._facing(n, n + 1))
            elif last % 2:
                self._run(n, self._far_side(n, 0, -1), self._far_side(0, n, 1))
            else:
                self._turn(n)
        self._move_inside()
        return self.block

    def _column(self, n: int) -> int:
        return n if n < self.columns else 2 * self.columns - 1 - n

    def _room(self, n: int, *, across: bool) -> int:
        """Cells that the line leaving item n needs between two boxes."""
        lines = self.labels[n]
        if across == self.spacing.horizontal:
            return len(lines) + 1
        # the blanks around a label and the head, with a piece of line on both sides
        return block_width(lines) + (6 if across else 5) if lines else 4

    def _place_along(self) -> None:
        depths = [0] * self.columns
        gaps = [0] * self.columns
        for n, item in enumerate(self.items):
            column = self._column(n)
            depths[column] = max(depths[column], item.depth)
            if n != self.columns - 1 and (n < len(self.items) - 1 or n % 2 == 0):
                left = column if n < self.columns else column - 1
                gaps[left] = max(gaps[left], self._room(n, across=False))
        starts = [sum(depths[:c]) + sum(gaps[:c]) for c in range(self.columns)]
        for n, item in enumerate(self.items):
            column = self._column(n)
            item.u = starts[column] + (depths[column] - item.depth) // 2

    def _place_across(self) -> None:
        first, second = self.items[: self.columns], self.items[self.columns :]
        gap = max(self._room(n, across=True) for n in (self.columns - 1, len(self.items) - 1))
        end = _align(first, 0)
        _align(second, end + gap)
        self.block.boxes = [node_box(item) for item in self.items]

    def _facing(self, n: int, m: int) -> tuple[_Cell, _Cell]:
        """Border cells of two neighbours in a lane that face each other."""
        a, b = self.items[n], self.items[m]
        if a.u < b.u:
            return (a.u + a.depth - 1, a.middle), (b.u, b.middle)
        return (a.u, a.middle), (b.u + b.depth - 1, b.middle)

    def _far_side(self, n: int, other: int, way: int) -> _Cell:
        """Border cell towards the other lane (`way` 1 or -1), where both boxes can be met."""
        item = self.items[n]
        narrow = min(item, self.items[other], key=lambda i: i.depth)
        v = item.v + item.breadth - 1 if way > 0 else item.v
        return narrow.u + (narrow.depth - 1) // 2, v

    def _run(self, n: int, start: _Cell, end: _Cell) -> None:
        """Draw the line that leaves item n, straight from border to border."""
        way = _sign(end[0] - start[0]), _sign(end[1] - start[1])
        self._leg(n, _step(start, way), _step(end, way, -1), (True, True), head=True)
        self._finish(n, start, way, _step(end, way, -1), way)

    def _turn(self, n: int) -> None:
        """Draw the line from the last item of an odd ring round the corner to the first."""
        item, first = self.items[n], self.items[0]
        corner = first.u + (first.depth - 1) // 2, item.middle
        start = (item.u, item.middle)
        end = (corner[0], first.v + first.breadth)
        along_is_flat = self.spacing.horizontal
        self._leg(n, _step(start, (-1, 0)), corner, (True, False), label=along_is_flat)
        self._leg(n, corner, end, (False, True), head=True, label=not along_is_flat)
        self._finish(n, start, (-1, 0), end, (0, -1))

    def _finish(self, n: int, start: _Cell, leaving: _Cell, end: _Cell, way: _Cell) -> None:
        self.block.tees.append(Tee(*start, *leaving))
        self.block.heads.append(Head(*end, *way))

    def _leg(
        self,
        n: int,
        start: _Cell,
        end: _Cell,
        opens: tuple[bool, bool],
        *,
        head: bool = False,
        label: bool = True,
    ) -> None:
        """Draw a straight line with both its end cells and, maybe, its label.

        Args:
            n: The item that the line leaves.
            start: First cell.
            end: Last cell.
            opens: Whether it reaches on beyond the first and the last cell.
            head: An arrowhead stands in the last cell.
            label: It carries the label.
        """
        way = _sign(end[0] - start[0]), _sign(end[1] - start[1])
        length = abs(end[0] - start[0]) + abs(end[1] - start[1]) + 1
        lines = self.labels[n] if label else ()
        if not lines:
            if length > 1 or not head:
                self._wire(n, start, end, opens)
            return
        across = way == (0, 0) or way[0] == 0
        flat = across != self.spacing.horizontal
        size = block_width(lines) + 2 if flat else len(lines)
        before = (length - head - size + 1) // 2 if flat else 0
        if flat and across:
            before = max(2, before)
        first, last = _step(start, way, before), _step(start, way, before + size - 1)
        if before:
            self._wire(n, start, _step(first, way, -1), (opens[0], True))
        if before + size + head < length:
            self._wire(n, _step(last, way), end, (True, opens[1]))
        self._text(lines, first, last)

    def _wire(self, n: int, start: _Cell, end: _Cell, opens: tuple[bool, bool]) -> None:
        if end < start:
            start, end, opens = end, start, (opens[1], opens[0])
        self.block.wires.append(Wire(n, *start, *end, *opens, self.edges[n].style))

    def _text(self, lines: tuple[str, ...], first: _Cell, last: _Cell) -> None:
        """Centre lines of text on the cells from `first` to `last`."""
        width, height = block_width(lines), len(lines)
        depth, breadth = (width, height) if self.spacing.horizontal else (height, width)
        u = min(first[0], last[0]) + (abs(first[0] - last[0]) + 1 - depth) // 2
        v = min(first[1], last[1]) + (abs(first[1] - last[1]) + 1 - breadth) // 2
        self.block.texts.append(TextShape(u, v, depth, breadth, lines))

    def _move_inside(self) -> None:
        """Let the drawing begin at 0: labels may be wider than the boxes they lie between."""
        block = self.block
        low = min([0, *(text.u for text in block.texts)])
        side = min([0, *(text.v for text in block.texts)])
        moved = Block()
        moved.add(block, -low, -side)
        shapes = (*moved.boxes, *moved.texts)
        moved.depth = max(shape.u + shape.depth for shape in shapes)
        moved.breadth = max(shape.v + shape.breadth for shape in shapes)
        self.block = moved


def _align(lane: list[Item], start: int) -> int:
    """Place the boxes of a lane with their middles in one line; return where the lane ends."""
    anchor = max(item.anchor for item in lane)
    for item in lane:
        item.v = start + anchor - item.anchor
    return max(item.v + item.breadth for item in lane)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _step(cell: _Cell, way: _Cell, count: int = 1) -> _Cell:
    return cell[0] + count * way[0], cell[1] + count * way[1]
