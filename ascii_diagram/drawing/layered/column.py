"""The layout that always fits: one column of boxes, its lines as rails beside it.

Lines between neighbours go straight down. All others run on tracks at the right; those for which
the width has no track are cut, and numbers tell which ends belong together. Where not even a
number fits beside the boxes, numbers stand above and below them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from ascii_diagram.diagram import Edge
from ascii_diagram.drawing.cells import block_width, cell_width, wrap_label
from ascii_diagram.drawing.layered.assemble import node_box
from ascii_diagram.drawing.layered.column_lines import between_rows, draw_between, write_lines
from ascii_diagram.drawing.layered.frame import title_width
from ascii_diagram.drawing.layered.items import Item, TooWideError
from ascii_diagram.drawing.layered.labels import edge_lines, visible
from ascii_diagram.drawing.layered.normalise import enclose, node_item
from ascii_diagram.drawing.layered.rails import End, Rail, assign_tracks, make_rails
from ascii_diagram.drawing.layered.shapes import Block, FrameShape, Head, Tee, TextShape, Wire
from ascii_diagram.drawing.layered.spacing import Spacing
from ascii_diagram.drawing.layered.stack_order import Entry, stack
from ascii_diagram.drawing.layered.structure import Structure

_INDENT = 2
"""Columns that a frame takes on either side."""
_LEAST_TEXT = 4
"""Fewest cells to which a word may be cut."""
_LEAST_COLUMN = 8
_STUB = 2
"""Columns of the line from a border to a number or a label."""
_LABEL = 14
_MOST_LINES = 3
"""Lines of a label on a rail; longer ones stand behind a number."""
_ROUNDS = 6


class Column(NamedTuple):
    """A drawing in flow coordinates (down), and how many of its lines are cut."""

    block: Block
    cut: int


def lay_out_column(structure: Structure, width: int, wrap: int, first: int = 1) -> Column:
    """Return the drawing of a graph as one column in at most `width` cells.

    Args:
        structure: A graph with at least one node or group.
        width: Most cells of a line.
        wrap: Most cells of a line of a node's label; longer words are cut.
        first: The first number that no other line has.

    Raises:
        TooWideError: The boxes alone are wider; it names what they need.
    """
    return _Layout(structure, width, wrap, first).build()


def least_width(structure: Structure) -> int:
    """Return the smallest width in which `lay_out_column` succeeds."""
    layout = _Layout(structure, 0, _LEAST_TEXT, 1)
    return layout.column


class _Layout:
    def __init__(self, structure: Structure, width: int, wrap: int, first: int) -> None:
        self.width, self.first = width, first
        self.spacing = Spacing(False, True, wrap, min(wrap, _LABEL), split=True)
        self.groups = structure.groups
        self.entries = stack(structure.nesting)
        self.place = {e.id: n for n, e in enumerate(self.entries) if e.kind != "close"}
        self.depth = {entry.id: entry.depth for entry in self.entries}
        self.items: dict[str, Item] = {}
        for node in structure.nodes.values():
            item = node_item(node, (), self.spacing, beside=False)
            if item.shape == "text":
                enclose(item, self.spacing)
            self.items[node.id] = item
        self.column = self._column_width()
        self.direct, rest = self._direct(structure.edges)
        self.rails = make_rails(rest)
        mark = cell_width(f"({first - 1 + len(self.rails)})")
        self.beside = self.width - self.column >= _STUB + max(_LEAST_TEXT + 1, mark)
        self.block = Block()
        self.tops: dict[str, int] = {}

    def _column_width(self) -> int:
        least = [_LEAST_COLUMN + 2 * _INDENT * d for d in self.depth.values()]
        least += [i.box_breadth + 2 * _INDENT * self.depth[n] for n, i in self.items.items()]
        titles = [
            title_width(group.label) + 4 + 2 * _INDENT * self.depth[group.id]
            for group in self.groups.values()
        ]
        return max(max(least), min(max(titles, default=0), self.width))

    def _direct(self, edges: tuple[Edge, ...]) -> tuple[dict[str, Edge], list[Edge]]:
        """Edges between boxes right below each other, by the upper box; and all others."""
        below = {
            a.id: b.id
            for a, b in pairwise(self.entries)
            if a.kind == b.kind == "box" and a.depth == b.depth
        }
        direct: dict[str, Edge] = {}
        rest: list[Edge] = []
        for edge in edges:
            upper = edge.source if below.get(edge.source) == edge.target else edge.target
            free = upper not in direct and below.get(upper) in (edge.source, edge.target)
            if free and edge.source != edge.target and self._label_fits(edge, upper):
                direct[upper] = edge
            else:
                rest.append(edge)
        return direct, rest

    def _label_fits(self, edge: Edge, upper: str) -> bool:
        return block_width(self._label(edge)) <= self._breadth(upper)

    def _label(self, edge: Edge) -> tuple[str, ...]:
        return edge_lines(edge.label, self.spacing) if visible(edge.label) else ()

    def _breadth(self, owner: str) -> int:
        return self.column - 2 * _INDENT * self.depth[owner]

    def build(self) -> Column:
        """Cut rails until everything fits, then draw."""
        if self.column > self.width:
            raise TooWideError(self.column)
        if self.beside:
            self._choose_rails()
        else:
            self._cut(self.rails)
            self._keep_stubs_apart()
        self._place()
        self._draw_direct()
        first_track = self._first_track()
        for number, rail in enumerate(self.rails if self.beside else ()):
            self._draw_rail(number, rail, first_track)
        block = self.block
        block.depth = max(s.u + s.depth for s in (*block.boxes, *block.frames, *block.texts))
        block.breadth = self.width
        return Column(block, sum(1 for rail in self.rails if rail.number))

    # --- which rails, and how much room their texts take -----------------------------------

    def _choose_rails(self) -> None:
        for round_ in range(_ROUNDS + 1):
            self._write_texts()
            self._cut([rail for rail in self.rails if len(rail.lines) > _MOST_LINES])
            self._place()
            kept = [rail for rail in self.rails if not rail.number]
            tracks = (self.width - self._first_track() + 1) // 2
            left = assign_tracks(kept, max(0, tracks))
            if not left:
                return
            self._cut(left if round_ < _ROUNDS else kept)

    def _cut(self, rails: list[Rail]) -> None:
        for rail in rails:
            rail.number, rail.track = 1, -1
        cut = [rail for rail in self.rails if rail.number]
        cut.sort(key=lambda rail: min(self.place[end.owner] for end in rail.ends))
        for number, rail in enumerate(cut, start=self.first):
            rail.number = number
        self._write_texts()

    def _write_texts(self) -> None:
        """Wrap the text at every rail's first end: its label, behind its number if it is cut."""
        for rail in self.rails:
            owner = rail.ends[0].owner
            room = self.width - self.column - _STUB if self.beside else self._breadth(owner) - 1
            if rail.number:
                text = f"{rail.mark} {rail.label}"
            else:
                text, room = rail.label, min(_LABEL, max(_LEAST_TEXT, room - 6))
            lines = wrap_label(text, max(_LEAST_TEXT, room), break_words=True)
            rail.lines = tuple(line for line in lines if cell_width(line))
            rail.ends[0].rows = max(1, len(rail.lines))
            for end in rail.ends:
                end.texts = rail.number > 0 or (end is rail.ends[0] and bool(rail.lines))

    def _first_track(self) -> int:
        room = [_STUB]
        for rail in self.rails:
            if rail.number:
                room.append(_STUB + max(cell_width(rail.mark), block_width(rail.lines)) + 1)
            elif rail.lines:
                room.append(_STUB + block_width(rail.lines) + 3)
        return self.column + max(room)

    def _keep_stubs_apart(self) -> None:
        """Cut the lines between boxes that have numbers on the sides that face each other."""
        while True:
            headed = {e.owner for rail in self.rails for e in rail.ends if e.headed}
            plain = {e.owner for rail in self.rails for e in rail.ends if not e.headed}
            clash = [
                upper
                for upper, edge in self.direct.items()
                if upper in plain or ({edge.source, edge.target} - {upper}) & headed
            ]
            if not clash:
                return
            self.rails += make_rails([self.direct.pop(upper) for upper in clash])
            self._cut(self.rails)

    # --- rows ------------------------------------------------------------------------------

    def _place(self) -> None:
        self.block = Block()
        ends = self._ends()
        row = 0
        for entry in self.entries:
            row = self._place_entry(entry, ends.get(entry.id, []), row)

    def _ends(self) -> dict[str, list[tuple[Rail, End]]]:
        """The ends at every owner, in the order that crosses least."""
        ends: dict[str, list[tuple[Rail, End]]] = {}
        for rail in self.rails:
            for end in rail.ends:
                ends.setdefault(end.owner, []).append((rail, end))
        for owner, here in ends.items():
            here.sort(key=lambda pair: self._rank(owner, *pair))
        return ends

    def _rank(self, owner: str, rail: Rail, end: End) -> tuple[bool, int]:
        # those that go up first, the nearest above; then those that go down, the farthest above
        others = [self.place[e.owner] - self.place[owner] for e in rail.ends if e is not end]
        farthest = max(others, key=abs)
        return (True, -farthest) if farthest > 0 else (False, -farthest)

    def _place_entry(self, entry: Entry, ends: list[tuple[Rail, End]], row: int) -> int:
        stubbed = not self.beside
        if stubbed and entry.kind != "close":
            row = self._write_marks(entry, [p for p in ends if p[1].headed], row, above=True)
        if entry.kind == "box":
            row = self._place_box(entry, [] if stubbed else ends, row)
        elif entry.kind == "open":
            row = self._open_frame(entry, [] if stubbed else ends, row)
        else:
            row = self._close_frame(entry, row)
        if entry.kind != "open" and stubbed:
            plain = [pair for pair in ends if not pair[1].headed]
            row = self._write_marks(entry, plain, row, above=False)
        return row

    def _place_box(self, entry: Entry, ends: list[tuple[Rail, End]], row: int) -> int:
        item = self.items[entry.id]
        needed = self._give_rows(ends, 0)
        item.widen(self._breadth(entry.id))
        item.lengthen(max(0, needed + 2 - item.box_depth))
        item.u, item.v = row, _INDENT * entry.depth
        self.tops[entry.id] = row
        self._give_rows(ends, row + 1 + self._first_end(item, ends, needed))
        self.block.boxes.append(node_box(item))
        row += item.box_depth
        edge = self.direct.get(entry.id)
        if edge is not None:
            row += between_rows(edge, self._label(edge))
        return row

    def _first_end(self, item: Item, ends: list[tuple[Rail, End]], needed: int) -> int:
        """Return the row inside a box from which its ends take rows: in the middle, off rules."""
        rules = {row - 1 for row in item.rule_rows(item.box_depth)}
        spare = item.box_depth - 2 - needed
        for start in sorted(range(spare + 1), key=lambda row: (abs(row - spare // 2), row)):
            self._give_rows(ends, start)
            if not any(end.row in rules for _, end in ends if not end.headed):
                return start
        return spare // 2

    def _give_rows(self, ends: list[tuple[Rail, End]], row: int) -> int:
        """Set the rows of the ends from `row` on; return the first that is left."""
        before: End | None = None
        for rail, end in ends:
            if before is not None:
                # a blank row keeps texts apart, and texts of several lines from other lines
                tall = max(before.rows, end.rows) > 1
                row += tall or (before.texts and end.texts)
            own = end is rail.ends[0] and not rail.number
            end.row = row + (_widest(rail.lines) if own else 0)
            row += end.rows
            before = end
        return row

    def _open_frame(self, entry: Entry, ends: list[tuple[Rail, End]], row: int) -> int:
        self.tops[entry.id] = row
        row += 1
        title = self._title(entry.id)
        if title and not self._on_border(entry.id):
            left = _INDENT * entry.depth + _INDENT
            for line in title:
                self.block.texts.append(TextShape(row, left, 1, cell_width(line), (line,)))
                row += 1
            row += 1
        return self._give_rows(ends, row)

    def _title(self, group: str) -> tuple[str, ...]:
        label = self.groups[group].label
        room = self._breadth(group) - 2 * _INDENT
        words = " ".join(word for word in label.split() if cell_width(word))
        return wrap_label(words, room, break_words=True) if words else ()

    def _on_border(self, group: str) -> bool:
        return title_width(self.groups[group].label) + 4 <= self._breadth(group)

    def _close_frame(self, entry: Entry, row: int) -> int:
        top = self.tops[entry.id]
        row = max(row, top + 2)
        title = " ".join(w for w in self.groups[entry.id].label.split() if cell_width(w))
        self.block.frames.append(
            FrameShape(
                top,
                _INDENT * entry.depth,
                row - top + 1,
                self._breadth(entry.id),
                title if self._on_border(entry.id) else "",
                2,
            )
        )
        return row + 1

    # --- lines -----------------------------------------------------------------------------

    def _draw_direct(self) -> None:
        for number, (upper, edge) in enumerate(self.direct.items(), start=len(self.rails)):
            item, lines = self.items[upper], self._label(edge)
            row = item.u + item.box_depth
            label = TextShape(row, item.v, len(lines), item.box_breadth, lines)
            draw_between(self.block, number, edge, upper, item.middle, label)

    def _draw_rail(self, net: int, rail: Rail, first_track: int) -> None:
        column = first_track + 2 * rail.track
        for number, end in enumerate(rail.ends):
            border = self.column - 1 - _INDENT * self.depth[end.owner]
            if end.headed:
                self.block.heads.append(Head(end.row, border + 1, 0, -1))
            else:
                self.block.tees.append(Tee(end.row, border, 0, 1))
            start, stop = border + 1, self.column + _STUB - 1
            if rail.number:
                text = rail.lines if number == 0 else (rail.mark,)
                self._wire(net, end.row, start, stop, rail, reaching=True)
                write_lines(self.block, text, end.row, stop + 1)
            elif rail.lines and number == 0:
                self._wire(net, end.row, start, stop, rail, reaching=True)
                at = _widest(rail.lines)
                width = cell_width(rail.lines[at])
                self.block.texts.append(
                    TextShape(end.row - at, stop + 2, len(rail.lines), width, rail.lines)
                )
                behind = stop + 3 + width
                self._wire(net, end.row, behind, column, rail, reaching=False)
            else:
                self._wire(net, end.row, start, column, rail, reaching=False)
        if not rail.number:
            low, high = rail.span
            self.block.wires.append(Wire(net, low, column, high, column, False, False, rail.style))

    def _wire(
        self, net: int, row: int, start: int, stop: int, rail: Rail, *, reaching: bool
    ) -> None:
        self.block.wires.append(Wire(net, row, start, row, stop, True, reaching, rail.style))

    def _write_marks(
        self, entry: Entry, ends: list[tuple[Rail, End]], row: int, *, above: bool
    ) -> int:
        """Write the numbers above or below a box or frame; return the next free row."""
        if not ends:
            return row
        left = _INDENT * entry.depth
        column = left + (2 if entry.kind == "box" else 1)
        marks = [r.mark for r, end in ends if end is not r.ends[0] or not r.label]
        lines = [line for r, end in ends if end is r.ends[0] and r.label for line in r.lines]
        room = self._breadth(entry.id) - 1
        texts = (*(wrap_label(" ".join(marks), room) if marks else ()), *lines)
        if not above:
            self.block.tees.append(Tee(row - 1, column, 1, 0))
        write_lines(self.block, texts, row, left + 1)
        row += len(texts)
        if above:
            self.block.heads.append(Head(row, column, 1, 0))
        return row + 1


def _widest(lines: tuple[str, ...]) -> int:
    """Index of the widest line, at which the rail runs: the others lie within its columns."""
    return max(range(len(lines)), key=lambda n: cell_width(lines[n]), default=0)
