"""A graph that is one cycle, drawn as a ring: there in one lane, back in another beside it.

A few boxes may hang on it, such as where it starts and ends.

A cycle in layers needs one line against the flow past everything; a ring shows that it goes round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

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


class Pendant(NamedTuple):
    """A node that hangs on a ring by its only edge, and the place of the ring where it hangs."""

    node: Node
    edge: Edge
    place: int


class Ring(NamedTuple):
    """The nodes of a cycle in order, their leaving edges, and what hangs on them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    pendants: tuple[Pendant, ...] = ()


def find_ring(graph: Graph) -> Ring | None:
    """Return a graph that is one cycle of 3 to 8 boxes; else None.

    Other boxes may hang on it by one edge each where the ring turns, since lines have room there.
    The ring begins where it is entered from outside, or with the graph's first node.
    """
    if graph.groups or not _FEWEST <= len(graph.nodes) <= 2 * _MOST:
        return None
    if len(graph.nodes) != len(graph.edges):
        return None  # as many edges as nodes: a connected graph with a single cycle
    if any(n.shape == "text" or part_flows(n)[1] for n in graph.nodes):
        return None
    degree = Counter(end for edge in graph.edges for end in (edge.source, edge.target))
    outer = {node.id for node in graph.nodes if degree[node.id] == 1}
    inner = [e for e in graph.edges if e.source not in outer and e.target not in outer]
    ring = _cycle([node for node in graph.nodes if node.id not in outer], inner)
    if ring is None or len(ring.nodes) + len(outer) != len(graph.nodes):
        return None
    hanging = [e for e in graph.edges if e.source in outer or e.target in outer]
    return _with_pendants(ring, {n.id: n for n in graph.nodes if n.id in outer}, hanging)


def _cycle(nodes: Sequence[Node], edges: Sequence[Edge]) -> Ring | None:
    leaving = {edge.source: edge for edge in edges if edge.arrow == "forward"}
    if not _FEWEST <= len(nodes) <= _MOST or not len(edges) == len(leaving) == len(nodes):
        return None
    left = {node.id: node for node in nodes}
    ring: list[Node] = []
    at = nodes[0].id
    while at in left:
        ring.append(left.pop(at))
        at = leaving[at].target
    if left or at != nodes[0].id:
        return None
    return Ring(tuple(ring), tuple(leaving[node.id] for node in ring))


def _with_pendants(ring: Ring, outer: Mapping[str, Node], hanging: Sequence[Edge]) -> Ring | None:
    """Turn the ring so that all pendants hang where there is room for them."""
    size = len(ring.nodes)
    place = {node.id: n for n, node in enumerate(ring.nodes)}
    pairs = [
        (e, *((e.source, e.target) if e.source in outer else (e.target, e.source))) for e in hanging
    ]
    if any(at not in place for _, _, at in pairs):
        return None
    entered = [place[at] for edge, _, at in pairs if edge.target == at]
    corners = _corners(size)
    for start in dict.fromkeys([*entered, *range(size)]):
        pendants = [
            Pendant(outer[name], edge, (place[at] - start) % size) for edge, name, at in pairs
        ]
        places = [pendant.place for pendant in pendants]
        if len(set(places)) == len(places) and set(places) <= corners:
            turned = (
                ring.nodes[start:] + ring.nodes[:start],
                ring.edges[start:] + ring.edges[:start],
            )
            return Ring(*turned, tuple(pendants))
    return None


def _corners(size: int) -> set[int]:
    """The places of a ring that have nothing beside them in their lane."""
    columns = (size + 1) // 2
    return {0, columns - 1, columns} | ({size - 1} if size % 2 == 0 else set())


def lay_out_ring(ring: Ring, spacing: Spacing) -> Block:
    """Return the drawing of a ring: the first lane along the flow, the second against it."""
    return _Layout(ring, spacing).build()


class _Layout:
    def __init__(self, ring: Ring, spacing: Spacing) -> None:
        self.spacing = spacing
        self.block = Block()
        self.columns = (len(ring.nodes) + 1) // 2
        self.items = [node_item(node, (), spacing) for node in ring.nodes]
        self.pendants = [(node_item(p.node, (), spacing), p) for p in ring.pendants]
        # lines are numbered by the items they leave, then by pendants
        self.edges = [*ring.edges, *(pendant.edge for pendant in ring.pendants)]
        self.labels = [
            edge_lines(edge.label, spacing) if visible(edge.label) else () for edge in self.edges
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
                self._run(n, *_facing(self.items[n], self.items[n + 1]))
            elif last % 2:
                self._run(n, self._far_side(n, 0, -1), self._far_side(0, n, 1))
            else:
                self._turn(n)
        for n, (item, pendant) in enumerate(self.pendants, start=last + 1):
            ends = item, self.items[pendant.place]
            if pendant.edge.target == pendant.node.id:
                ends = ends[1], ends[0]
            self._run(n, *_facing(*ends))
        self._move_inside()
        return self.block

    def _column(self, n: int) -> int:
        return n if n < self.columns else 2 * self.columns - 1 - n

    def _room(self, n: int, *, across: bool) -> int:
        """Cells that the line leaving item n needs between two boxes."""
        lines = self.labels[n]
        if across == self.spacing.horizontal:
            return len(lines) + 1 + (self.edges[n].arrow == "both")
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
        for n, (item, pendant) in enumerate(self.pendants, start=len(self.items)):
            at = self.items[pendant.place]
            room = self._room(n, across=False)
            before = self._column(pendant.place) == 0
            item.u = at.u - room - item.depth if before else at.u + at.depth + room

    def _place_across(self) -> None:
        first, second = self.items[: self.columns], self.items[self.columns :]
        for item, pendant in self.pendants:
            lane = first if pendant.place < self.columns else second
            lane.append(item)
        gap = max(self._room(n, across=True) for n in (self.columns - 1, len(self.items) - 1))
        end = _align(first, 0)
        _align(second, end + gap)
        self.block.boxes = [node_box(item) for item in first + second]

    def _far_side(self, n: int, other: int, way: int) -> _Cell:
        """Border cell towards the other lane (`way` 1 or -1), where both boxes can be met."""
        item = self.items[n]
        v = item.v + item.breadth - 1 if way > 0 else item.v
        return self._level(item, self.items[other]), v

    def _level(self, item: Item, other: Item) -> int:
        """Where a line across meets both boxes: in the middle of the narrower one, off rules."""
        narrow = min(item, other, key=lambda i: i.depth)
        middle = narrow.u + (narrow.depth - 1) // 2
        if self.spacing.horizontal:
            return middle
        rules = {i.u + u for i in (item, other) for u in self.spacing.rules_along(i)}
        free = [u for u in range(narrow.u + 1, narrow.u + narrow.depth - 1) if u not in rules]
        return min(free, key=lambda u: (abs(u - middle), u), default=middle)

    def _run(self, n: int, start: _Cell, end: _Cell) -> None:
        """Draw the line that leaves item n, straight from border to border."""
        way = _sign(end[0] - start[0]), _sign(end[1] - start[1])
        head = self.edges[n].arrow != "none"
        self._leg(n, _step(start, way), _step(end, way, -1), (True, True), head=head)
        self._finish(n, start, way, _step(end, way, -1), way)

    def _turn(self, n: int) -> None:
        """Draw the line from the last item of an odd ring round the corner to the first."""
        item, first = self.items[n], self.items[0]
        corner = self._level(first, first), item.middle
        start = (item.u, item.middle)
        end = (corner[0], first.v + first.breadth)
        along_is_flat = self.spacing.horizontal
        self._leg(n, _step(start, (-1, 0)), corner, (True, False), label=along_is_flat)
        self._leg(n, corner, end, (False, True), head=True, label=not along_is_flat)
        self._finish(n, start, (-1, 0), end, (0, -1))

    def _finish(self, n: int, start: _Cell, leaving: _Cell, end: _Cell, way: _Cell) -> None:
        arrow = self.edges[n].arrow
        if arrow == "both":
            self.block.heads.append(Head(*_step(start, leaving), -leaving[0], -leaving[1]))
        else:
            self.block.tees.append(Tee(*start, *leaving))
        if arrow == "none":
            self.block.tees.append(Tee(*_step(end, way), -way[0], -way[1]))
        else:
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
        before = (length - head - size + 1) // 2 if flat else int(self.edges[n].arrow == "both")
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
        low = min(shape.u for shape in (*block.boxes, *block.texts))
        side = min([0, *(text.v for text in block.texts)])
        moved = Block()
        moved.add(block, -low, -side)
        shapes = (*moved.boxes, *moved.texts)
        moved.depth = max(shape.u + shape.depth for shape in shapes)
        moved.breadth = max(shape.v + shape.breadth for shape in shapes)
        self.block = moved


def _facing(a: Item, b: Item) -> tuple[_Cell, _Cell]:
    """Border cells of two neighbours in a lane that face each other."""
    if a.u < b.u:
        return (a.u + a.depth - 1, a.middle), (b.u, b.middle)
    return (a.u, a.middle), (b.u + b.depth - 1, b.middle)


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
