"""A graph from boxes, frames, nets and texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ascii_diagram.diagram import Direction, Edge, Graph, Group, Node
from ascii_diagram.reading.beside import Block, attach_labels, find_blocks
from ascii_diagram.reading.boxes import Boxes
from ascii_diagram.reading.cut_edges import join_cut_edges
from ascii_diagram.reading.edges import FoundEdge, find_edges
from ascii_diagram.reading.glyphs import DIRECTIONS, HORIZONTAL
from ascii_diagram.reading.labels import join_lines
from ascii_diagram.reading.lines import Lines
from ascii_diagram.reading.model import Area, Box, Finding, Head, Reading, Wire
from ascii_diagram.reading.names import Names
from ascii_diagram.reading.nets import End
from ascii_diagram.reading.plane import Plane
from ascii_diagram.reading.tracing import Tracer

_FEW_LINES = 2


def read_graph(
    plane: Plane, boxes: Boxes, ascii_lines: bool | None = None, *, geometry: bool = True
) -> Reading:
    """Return the graph that a drawing shows; no diagram when it shows none."""
    return _GraphReader(plane, boxes, ascii_lines).read(geometry=geometry)


@dataclass(slots=True)
class _Place:
    """A node or group in the making: its end in the nets, its area and the frame around it."""

    end: tuple[str, int]
    area: Area
    parent: int | None


class _GraphReader:
    def __init__(self, plane: Plane, boxes: Boxes, ascii_lines: bool | None) -> None:
        self.plane, self.boxes = plane, boxes
        self.lines = Lines(plane, boxes, ascii_lines)
        self.tracer = Tracer(self.lines)
        self.findings = list(plane.findings)
        self.names: dict[tuple[str, int], str] = {}
        self.areas: dict[str, Area] = {}
        self.blocks: list[Block] = []

    def read(self, *, geometry: bool) -> Reading:
        self.tracer.trace()
        edges, unclear = find_edges(self.tracer.nets, rounded=self.tracer.rounded)
        self.findings += self.tracer.findings + unclear
        self.blocks = find_blocks(self.lines, self.tracer.used)
        joined = join_cut_edges(edges, self._lines_at)
        kept = {id(edge) for edge in joined}
        marked = [self._blocks_at(edge) for edge in edges if id(edge) not in kept]
        edges = joined
        texts = self._text_nodes(edges)
        self._doubt_texts(edges)
        titles = self._label_blocks(edges, {*texts, *(i for some in marked for i in some)})
        nodes, groups = self._name(texts, titles)
        graph = Graph(
            tuple(nodes),
            tuple(self._edges(edges, [node.id for node in nodes])),
            tuple(groups),
            self._direction(edges) if geometry else None,
        )
        shown = graph if graph.nodes or graph.groups else None
        findings = tuple(sorted(self.findings, key=lambda f: (f.row, f.column)))
        if not geometry:
            return Reading(shown, findings)
        return Reading(
            shown,
            findings,
            tuple(
                box._replace(name=self.names["node", i]) for i, box in enumerate(self.boxes.nodes)
            ),
            tuple(
                box._replace(name=self.names["frame", i]) for i, box in enumerate(self.boxes.frames)
            ),
            tuple(self._wires()),
            tuple(self._heads()),
        )

    # --- texts --------------------------------------------------------------------------------

    def _lines_at(self, edge: FoundEdge) -> tuple[str, ...]:
        """Return the text at which an edge ends."""
        return tuple(
            line for index in self._blocks_at(edge) for line in self._lines_of(self.blocks[index])
        )

    def _blocks_at(self, edge: FoundEdge) -> list[int]:
        """Return the texts at the end of an edge: above or below a box, several can be stacked."""
        first = edge.source.kind == "text"
        end = edge.source if first else edge.target
        pieces = self.tracer.nets[edge.net].pieces
        found = [i for i, block in enumerate(self.blocks) if block.covers(end.row, end.column)]
        if pieces[edge.pieces[0 if first else -1]].way & HORIZONTAL or not found:
            return found
        for step in (1, -1):
            index = found[0] + step
            while 0 <= index < len(self.blocks):
                near, area = self.blocks[found[-1 if step > 0 else 0]].area, self.blocks[index].area
                if (
                    area.left == near.left
                    and (area.top - near.bottom, near.top - area.bottom)[step < 0] == 1
                ):
                    found.insert(len(found) if step > 0 else 0, index)
                elif abs(area.top - near.top) > 2:
                    break
                index += step
        return found

    def _text_nodes(self, edges: Sequence[FoundEdge]) -> dict[int, Block]:
        """Find the texts at which lines end; they become nodes."""
        found: dict[int, Block] = {}
        for edge in edges:
            edge.source = self._resolve(edge.source, found)
            edge.target = self._resolve(edge.target, found)
        return found

    def _doubt_texts(self, edges: Sequence[FoundEdge]) -> None:
        """Report texts that lines touch without pointing at them: they may be labels run together.

        A text between two lines would have been read as their label.
        """
        touched: dict[int, list[bool]] = {}
        for edge in edges:
            for end, pointed in (
                (edge.source, edge.arrow == "both"),
                (edge.target, edge.arrow != "none"),
            ):
                if end.kind == "text":
                    touched.setdefault(end.number, []).append(pointed)
        for number, pointed in touched.items():
            if number >= 0 and len(pointed) > _FEW_LINES and not any(pointed):
                area = self.blocks[number].area
                message = "several lines run into this text: they may all have a label here"
                self.findings.append(Finding(area.top, area.left, "unclear-label", message))

    def _resolve(self, end: End, found: dict[int, Block]) -> End:
        if end.kind != "text":
            return end
        for index, block in enumerate(self.blocks):
            if block.covers(end.row, end.column):
                found[index] = block
                return end._replace(number=index)
        return end._replace(number=-1)

    def _label_blocks(
        self, edges: Sequence[FoundEdge], taken: set[int]
    ) -> dict[int, tuple[str, ...]]:
        """Give texts to the edges beside them and to frames that hold them first thing."""
        free = [i for i in range(len(self.blocks)) if i not in taken]
        titles: dict[int, tuple[str, ...]] = {}
        rest: list[int] = []
        for index in free:
            frame = self._titled_frame(self.blocks[index].area)
            if frame is not None and frame not in titles:
                titles[frame] = self._lines_of(self.blocks[index])
            else:
                rest.append(index)
        chosen = attach_labels([self.blocks[i] for i in rest], self.tracer.nets, edges)
        for number, index in enumerate(rest):
            block, candidates = self.blocks[index], chosen[number]
            if len(candidates) == 1:
                candidates[0].label += self._lines_of(block)
                continue
            row, column = block.area.top, block.area.left
            text = " ".join(self._lines_of(block))
            if candidates:
                message = f"{text!r} may belong to more than one line"
                self.findings.append(Finding(row, column, "unclear-label", message))
            else:
                message = f"{text!r} belongs to no box and no line"
                self.findings.append(Finding(row, column, "unclear-text", message))
        return titles

    def _titled_frame(self, area: Area) -> int | None:
        """Return the frame without a title on its border whose first inner rows this text is."""
        for index, box in enumerate(self.boxes.frames):
            if not box.title and box.area.holds(area) and area.top <= box.area.top + 2:
                return index
        return None

    def _lines_of(self, block: Block) -> tuple[str, ...]:
        return tuple(self.plane.text(*run) for run in block.runs)

    # --- names --------------------------------------------------------------------------------

    def _name(
        self, texts: dict[int, Block], titles: dict[int, tuple[str, ...]]
    ) -> tuple[list[Node], list[Group]]:
        places = self._places(texts)
        names = Names()
        nodes: list[Node] = []
        for place in places:
            kind, index = place.end
            if kind == "text":
                label = join_lines(self._lines_of(texts[index]))
                node = Node(names.fresh(label, "text"), label, "text")
            else:
                box = self.boxes.nodes[index]
                label = _box_label(box)
                node = Node(names.fresh(label, "box"), label, box.shape)
            self.names[place.end] = node.id
            self.areas[node.id] = place.area
            nodes.append(node)
        members: dict[int, list[str]] = {i: [] for i in range(len(self.boxes.frames))}
        for place in places:
            if place.parent is not None:
                members[place.parent].append(self.names[place.end])
        return nodes, self._groups(members, titles, names)

    def _places(self, texts: dict[int, Block]) -> list[_Place]:
        boxes = self.boxes
        places = [
            _Place(("node", i), box.area, boxes.node_parents[i])
            for i, box in enumerate(boxes.nodes)
        ]
        for index, block in texts.items():
            places.append(_Place(("text", index), block.area, self._frame_around(block.area)))
        return sorted(places, key=lambda place: place.area)

    def _frame_around(self, area: Area) -> int | None:
        holding = [i for i, box in enumerate(self.boxes.frames) if box.area.holds(area)]
        return max(holding, key=lambda i: self.boxes.frames[i].area, default=None)

    def _groups(
        self,
        members: dict[int, list[str]],
        titles: dict[int, tuple[str, ...]],
        names: Names,
    ) -> list[Group]:
        labels = [
            box.title or join_lines(titles.get(i, ())) for i, box in enumerate(self.boxes.frames)
        ]
        for index, label in enumerate(labels):
            name = names.fresh(label, "group")
            self.names["frame", index] = name
            self.areas[name] = self.boxes.frames[index].area
        for index, parent in enumerate(self.boxes.frame_parents):
            if parent is not None:
                members[parent].append(self.names["frame", index])
        return [
            Group(self.names["frame", index], label, tuple(members[index]))
            for index, label in enumerate(labels)
        ]

    # --- results ------------------------------------------------------------------------------

    def _end_name(self, end: End) -> str | None:
        return self.names.get((end.kind, end.number))

    def _edges(self, found: Sequence[FoundEdge], order: Sequence[str]) -> list[Edge]:
        rank = {name: number for number, name in enumerate(order)}
        edges: list[tuple[tuple[int, ...], Edge]] = []
        for edge in found:
            source, target = self._end_name(edge.source), self._end_name(edge.target)
            if source is None or target is None:
                continue
            key = (rank.get(source, len(rank)), *edge.source[2:], *edge.target[2:])
            label = join_lines(tuple(edge.label))
            edges.append((key, Edge(source, target, label, edge.arrow, edge.style)))
        return [edge for _, edge in sorted(edges, key=lambda pair: pair[0])]

    def _direction(self, found: Sequence[FoundEdge]) -> Direction | None:
        ways: Counter[Direction] = Counter()
        for edge in found:
            source, target = self._end_name(edge.source), self._end_name(edge.target)
            if source is None or target is None or edge.arrow != "forward":
                continue
            a, b = self.areas[source], self.areas[target]
            if b.top > a.bottom:
                ways["down"] += 1
            elif b.left > a.right:
                ways["right"] += 1
            elif b.bottom < a.top:
                ways["up"] += 1
            elif b.right < a.left:
                ways["left"] += 1
        return ways.most_common(1)[0][0] if ways else None

    def _wires(self) -> list[Wire]:
        return [
            Wire(number, *span, piece.style)
            for number, net in enumerate(self.tracer.nets)
            for piece in net.pieces
            for span in piece.cells
        ]

    def _heads(self) -> list[Head]:
        return [
            Head(
                head.row,
                head.column,
                DIRECTIONS[head.way],
                (self._end_name(head.end) or "") if head.end else "",
            )
            for head in self.tracer.heads
        ]


def _box_label(box: Box) -> str:
    if not box.rules:
        label = join_lines(box.lines)
        return f"{box.title}\n{label}" if box.title and label else box.title or label
    return "\n".join(filter(None, (box.title, *box.lines)))
