"""Ports: the columns where nets meet the items above and below a gap.

A port slides along its box so that its line is straight where that is possible.
"""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.layered.isotonic import pooled, rounded
from ascii_diagram.drawing.layered.items import SIDES, Item, LayoutError, Net, Side, Terminal
from ascii_diagram.drawing.layered.spacing import Spacing

_OTHER: dict[Side, Side] = {"upper": "lower", "lower": "upper"}


def reach(item: Item, border: Side, spacing: Spacing) -> tuple[int, int]:
    """Return the first and last column where a line may meet this border of a placed item."""
    if item.kind == "label":
        return item.middle, item.middle
    if item.shape == "text":
        if spacing.horizontal:
            return item.middle, item.middle
        width = cell_width(item.lines[0 if border == "upper" else -1])
        start = item.v + (item.breadth - width) // 2
        return start, start + max(width, 1) - 1
    if item.kind in ("bend", "port"):
        return item.v, item.v
    return item.v + 1, item.v + item.box_breadth - 2


def border_reach(
    items: Sequence[Item], terminal: Terminal, side: Side, spacing: Spacing
) -> tuple[int, int]:
    """Return the columns open to a terminal that lies on this side of a gap."""
    index, key = terminal
    item, border = items[index], _OTHER[side]
    if key is not None:
        column = item.v + item.ports[border, key]
        return column, column
    return reach(item, border, spacing)


def assign_ports(
    items: Sequence[Item],
    upper: Sequence[int],
    lower: Sequence[int],
    nets: Sequence[Net],
    spacing: Spacing,
) -> None:
    """Set the columns of every net of the gap between the rows `upper` and `lower`."""
    gap = _Gap(items, nets, spacing)
    gap.wish()
    for side, row in zip(SIDES, (upper, lower), strict=True):
        gap.settle_row(side, row)
    for net in nets:
        gap.part_hub_from_spokes(net)


class _Gap:
    def __init__(self, items: Sequence[Item], nets: Sequence[Net], spacing: Spacing) -> None:
        self.items, self.nets, self.spacing = items, nets, spacing
        self.straight: set[int] = set()
        self.places: dict[tuple[Terminal, Side], tuple[tuple[int, int], int]] = {}
        """Of every terminal the columns open to it, and the one in the middle of its item."""

    def place(self, terminal: Terminal, side: Side) -> None:
        """Look up where a terminal may be."""
        item = self.items[terminal[0]]
        low, high = span = border_reach(self.items, terminal, side, self.spacing)
        boxed = item.kind in ("node", "group") and low < high
        self.places[terminal, side] = span, item.middle if boxed else (low + high) // 2

    def span(self, terminal: Terminal, side: Side) -> tuple[int, int]:
        return self.places[terminal, side][0]

    def middle(self, terminal: Terminal, side: Side) -> int:
        return self.places[terminal, side][1]

    def wish(self) -> None:
        """Put each port where it would like to be: in the middle, or where its line is straight."""
        for number, net in enumerate(self.nets):
            for side in SIDES:
                columns = net.columns(side)
                for terminal in net.terminals(side):
                    if (terminal, side) not in self.places:
                        self.place(terminal, side)
                    columns[terminal] = self.middle(terminal, side)
            if len(net.uppers) > 1 or len(net.lowers) > 1:
                continue
            top, bottom = net.uppers[0], net.lowers[0]
            (a, b), (c, d) = self.span(top, "upper"), self.span(bottom, "lower")
            low, high = max(a, c), min(b, d)
            if low > high:
                continue
            first, second = self.middle(top, "upper"), self.middle(bottom, "lower")
            # a label keeps its middle before a box, then the narrower before the wider
            upper_yields = (self._is_box(top), b - a) > (self._is_box(bottom), d - c)
            column = min(max(second if upper_yields else first, low), high)
            rules = self.rules(net, top, "upper")
            rules |= self.rules(net, bottom, "lower")
            if column in rules:
                beside = [c for c in range(low, high + 1) if c not in rules]
                if not beside:
                    continue
                column = _nearest(beside, column)
            self.straight.add(number)
            net.upper_columns[top] = net.lower_columns[bottom] = column

    def _is_box(self, terminal: Terminal) -> bool:
        return self.items[terminal[0]].kind in ("node", "group")

    def settle_row(self, side: Side, row: Sequence[int]) -> None:
        """Fix the columns on one side of the gap."""
        ports: dict[int, list[tuple[int, Terminal]]] = {}
        for number, net in enumerate(self.nets):
            for terminal in net.terminals(side):
                ports.setdefault(terminal[0], []).append((number, terminal))
        for index in row:
            here = ports.get(index)
            if here is None:
                continue
            if len(here) == 1 and here[0][1][1] is None:
                number, terminal = here[0]
                columns = self.nets[number].columns(side)
                columns[terminal] = self._column(number, side, terminal, columns[terminal])
                continue
            taken: list[int] = []
            for number, terminal in here:
                if terminal[1] is not None:
                    column, _ = self.span(terminal, side)
                    self.nets[number].columns(side)[terminal] = column
                    taken.append(column)
            free = [(n, t) for n, t in here if t[1] is None]
            if not free:
                continue
            if len(free) > 1:
                free.sort(key=lambda port: (self._target(port[0], side), port[0]))
            for (number, terminal), column in zip(
                free, self._columns(index, side, free, taken), strict=True
            ):
                self.nets[number].columns(side)[terminal] = column

    def _target(self, number: int, side: Side) -> float:
        """Where the net's other ends lie on average."""
        other = _OTHER[side]
        ends = self.nets[number].terminals(other)
        return sum(self.middle(t, other) for t in ends) / len(ends)

    def _column(self, number: int, side: Side, terminal: Terminal, wish: int) -> int:
        """The column of a net that has a side of an item for itself."""
        low, high = self.span(terminal, side)
        item = self.items[terminal[0]]
        if item.kind == "group" or item.ruled or low > high:
            return self._columns(terminal[0], side, [(number, terminal)], [])[0]
        return max(low, min(wish, high))

    def _columns(
        self, index: int, side: Side, free: list[tuple[int, Terminal]], taken: list[int]
    ) -> list[int]:
        low, high = self.span(free[0][1], side)
        wishes = [self.nets[n].columns(side)[t] for n, t in free]
        item = self.items[index]
        if item.kind == "group":
            bare = [n for n, _ in free if not self.nets[n].headed(side)]
            return self._beside_fixed(index, side, wishes, taken, (low, high), bool(bare))
        rules = [self.rules(self.nets[n], terminal, side) for n, terminal in free]
        banned = set[int]().union(*rules)
        pitch = self.spacing.pitch if (len(free) - 1) * self.spacing.pitch <= high - low else 1
        if (len(free) - 1) * pitch > high - low:
            raise LayoutError("more ports than room")
        offsets = [k * pitch for k in range(len(free))]
        weights = [10.0 if n in self.straight else 1.0 for n, _ in free]
        columns = rounded(pooled(wishes, weights, offsets, low=low, high=high), offsets)
        if not any(column in own for column, own in zip(columns, rules, strict=True)):
            return columns
        return _off_rules(columns, [c for c in range(low, high + 1) if c not in banned])

    def rules(self, net: Net, terminal: Terminal, side: Side) -> set[int]:
        """Columns where rules of a box end at the side that a line leaves without a head."""
        item = self.items[terminal[0]]
        if terminal[1] is not None or not item.ruled or net.headed(side, terminal):
            return set()
        return {item.v + row for row in item.rule_rows(item.box_breadth)}

    def _beside_fixed(
        self,
        index: int,
        side: Side,
        wishes: list[int],
        taken: list[int],
        room: tuple[int, int],
        bare: bool,
    ) -> list[int]:
        """Columns of ports on a frame that content ports already use.

        `bare` lines end in the border itself, where the title may be.
        """
        low, high = room
        item, pitch = self.items[index], self.spacing.pitch
        banned = {c + d for c in taken for d in range(1 - pitch, pitch)}
        if bare and item.title_span is not None and (side == "lower") == self.spacing.title_upper:
            first, last = item.title_span
            banned |= set(range(item.v + first, item.v + last + 1))
        columns: list[int] = []
        for number, wish in enumerate(wishes):
            start = columns[-1] + pitch if columns else low
            left = len(wishes) - 1 - number
            open_ = [c for c in range(start, high + 1) if c not in banned]
            open_ = open_[: len(open_) - left * pitch] if left else open_
            if not open_:
                raise LayoutError("no room for a port on a frame")
            columns.append(_nearest(open_, wish))
        return columns

    def part_hub_from_spokes(self, net: Net) -> None:
        """Move a star's hub off the column of a spoke inside its span, where the box has room."""
        if len(net.uppers) == len(net.lowers):
            return
        side: Side = "upper" if len(net.uppers) == 1 else "lower"
        hub = net.terminals(side)[0]
        if self.items[hub[0]].kind != "node" or hub[1] is not None:
            return
        column = net.columns(side)[hub]
        spokes = sorted(net.columns(_OTHER[side]).values())
        if column not in spokes or not spokes[0] < column < spokes[-1]:
            return
        low, high = self.span(hub, side)
        others = {
            n.columns(side)[t]
            for n in self.nets
            for t in n.terminals(side)
            if n is not net and t[0] == hub[0]
        }
        rules = self.rules(net, hub, side)
        steps = (1, -1) if self.items[hub[0]].box_breadth % 2 == 0 else (-1, 1)
        for step in steps:
            moved = column + step
            crowded = any(abs(moved - o) < self.spacing.pitch for o in others)
            if low <= moved <= high and moved not in rules and moved not in spokes and not crowded:
                net.columns(side)[hub] = moved
                return


def _off_rules(columns: list[int], free: Sequence[int]) -> list[int]:
    """Move columns, which ascend, to the nearest ones in `free`, each to its own."""
    if len(free) < len(columns):
        return columns
    moved: list[int] = []
    for number, column in enumerate(columns):
        left = len(columns) - 1 - number
        open_ = [c for c in free[: len(free) - left] if not moved or c > moved[-1]]
        moved.append(_nearest(open_, column))
    return moved


def _nearest(columns: Sequence[int], wish: float) -> int:
    return min(columns, key=lambda column: (abs(column - wish), column))
