"""Routed layers put together: coordinates along the flow, lines, arrowheads, tees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from ascii_diagram.diagram import EdgeStyle
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.layered.channels import Channel, Trunk
from ascii_diagram.drawing.layered.items import Item, Net, Terminal
from ascii_diagram.drawing.layered.loops import draw_loops
from ascii_diagram.drawing.layered.shapes import Block, BoxShape, Head, Tee, TextShape, Wire
from ascii_diagram.drawing.layered.side_flows import draw_flows
from ascii_diagram.drawing.layered.spacing import Spacing


def assemble(
    items: Sequence[Item],
    rows: Sequence[Sequence[int]],
    gaps: Sequence[Sequence[Net]],
    channels: Sequence[Channel],
    spacing: Spacing,
    nets: Iterator[int],
    least_depth: int = 0,
) -> Block:
    """Return the drawing of one level; sets every item's `u`.

    Args:
        items: Items with layers and `v`.
        rows: Their indices by layer.
        gaps: The nets below each layer, with columns.
        channels: Their tracks.
        spacing: Distances.
        nets: Source of fresh net numbers.
        least_depth: The last gap is stretched so that the drawing has this depth.
    """
    return _Assembly(items, rows, spacing, nets).build(gaps, channels, least_depth)


def layer_depth(items: Sequence[Item], row: Sequence[int]) -> int:
    """Cells that a layer takes along the flow."""
    return max(items[i].depth for i in row)


def gap_depth(
    items: Sequence[Item],
    upper: Sequence[int],
    lower: Sequence[int],
    nets: Sequence[Net],
    channel: Channel | None,
    spacing: Spacing,
) -> tuple[int, int]:
    """Cells of a gap along the flow, and those of them before the first track.

    With no channel yet, the least that the gap can take.
    """
    back = any(net.headed("upper") for net in nets)
    ahead = any(net.headed("lower") for net in nets)
    line = 1 if spacing.horizontal else 0
    before, after = line + back, line + ahead
    if channel is not None and channel.offsets:
        routed = before + channel.offsets[-1] + 1 + after
    else:
        routed = 0
    straight = range(len(nets)) if channel is None else channel.straight
    least = [_straight_gap(items, nets[n], spacing) for n in straight]
    if channel is not None and 0 in least and _under_foreign_box(items, upper, lower, nets):
        least.append(1)
    # boxes must not touch, and in rows there is always a line to be seen
    parted = 1 if spacing.horizontal or (_has_box(items, upper) and _has_box(items, lower)) else 0
    return max([parted, routed, *least]), before


def _has_box(items: Sequence[Item], row: Sequence[int]) -> bool:
    return any(items[i].kind in ("node", "group") for i in row)


def _straight_gap(items: Sequence[Item], net: Net, spacing: Spacing) -> int:
    """Least cells of a gap that the net crosses in a straight line."""
    key = spacing.horizontal, spacing.tight
    if key not in net.straight_gaps:
        net.straight_gaps[key] = _straight_gap_of(items, net, spacing)
    return net.straight_gaps[key]


def _straight_gap_of(items: Sequence[Item], net: Net, spacing: Spacing) -> int:
    heads = net.headed("upper") + net.headed("lower")
    ends = [(items[i], key) for i, key in (*net.uppers, *net.lowers)]
    boxes = all(item.kind in ("node", "group") and key is None for item, key in ends)
    kinds = {item.kind for item, _ in ends}
    link = net.segments[0].link
    both = link.upper_head and link.lower_head
    if kinds == {"node", "label"}:
        beside = link.upper_head != link.lower_head
        return spacing.straight_gap(heads, boxes=False, beside=beside) + both
    beside = not boxes and kinds != {"group", "label"}
    return spacing.straight_gap(heads, boxes=boxes, beside=beside)


def _under_foreign_box(
    items: Sequence[Item], upper: Sequence[int], lower: Sequence[int], nets: Sequence[Net]
) -> bool:
    """Whether a label would touch the border of a box that is no end of its line."""
    own = {(a[0], b[0]) for net in nets for a in net.uppers for b in net.lowers}
    for first, second in product(upper, lower):
        kinds = {items[first].kind, items[second].kind}
        if "label" not in kinds or kinds.isdisjoint({"node", "group"}) or (first, second) in own:
            continue
        a, b = items[first], items[second]
        if a.v <= b.v + b.breadth and b.v <= a.v + a.breadth:
            return True
    return False


def _ends_lines(item: Item) -> bool:
    """Whether lines end at the item's border, with a head or a tee."""
    return item.kind in ("node", "group") or (item.kind == "port" and not item.through)


def node_box(item: Item) -> BoxShape:
    """Return the box of a placed node."""
    return BoxShape(
        item.u,
        item.v,
        item.box_depth,
        item.box_breadth,
        item.lines,
        item.shape,
        item.title_lines,
    )


class _Assembly:
    def __init__(
        self,
        items: Sequence[Item],
        rows: Sequence[Sequence[int]],
        spacing: Spacing,
        nets: Iterator[int],
    ) -> None:
        self.items, self.rows, self.spacing, self.nets = items, rows, spacing, nets
        self.block = Block()
        self.starts: list[int] = []
        self.ends: list[int] = []

    def build(
        self, gaps: Sequence[Sequence[Net]], channels: Sequence[Channel], least_depth: int
    ) -> Block:
        depths = [layer_depth(self.items, row) for row in self.rows]
        between = [
            gap_depth(self.items, upper, lower, nets, channel, self.spacing)
            for upper, lower, nets, channel in zip(
                self.rows, self.rows[1:], gaps, channels, strict=False
            )
        ]
        missing = least_depth - sum(depths) - sum(depth for depth, _ in between)
        if between and missing > 0:
            between[-1] = (between[-1][0] + missing, between[-1][1])
        u = 0
        for depth, gap in zip(depths, [*between, (0, 0)], strict=True):
            self.starts.append(u)
            self.ends.append(u + depth)
            u += depth + gap[0]
        for layer, row in enumerate(self.rows):
            for i in row:
                self._place(self.items[i], layer)
        for layer, (_, before) in enumerate(between):
            self._route(layer, before, gaps[layer], channels[layer])
        self.block.depth = self.ends[-1]
        wires = [max(w.v0, w.v1) + 1 for w in self.block.wires]
        self.block.breadth = max([item.v + item.breadth for item in self.items] + wires)
        return self.block

    def _place(self, item: Item, layer: int) -> None:
        start, end = self.starts[layer], self.ends[layer]
        spare = end - start - item.depth
        item.u = start + (spare // 2 if item.kind == "label" else 0)
        block = self.block
        if item.kind == "node":
            block.boxes.append(node_box(item))
        elif item.kind == "group":
            assert item.block is not None
            block.add(item.block, item.u, item.v)
        elif item.kind == "label":
            block.texts.append(TextShape(item.u, item.v, item.depth, item.breadth, item.lines))
        elif item.kind == "bend":
            self._wire(next(self.nets), start, end - 1, item.v, item.style)
        elif item.through:
            self._wire(next(self.nets), item.u, item.u + item.depth - 1, item.v, item.style)
        draw_loops(block, item, self.spacing, self.nets)
        draw_flows(block, item, self.spacing, self.nets)

    def _wire(self, net: int, first: int, last: int, v: int, style: EdgeStyle) -> None:
        """Add a line along the flow, open at both ends; nothing when it would be empty."""
        if first <= last:
            self.block.wires.append(Wire(net, first, v, last, v, True, True, style))

    def _route(self, layer: int, before: int, nets: Sequence[Net], channel: Channel) -> None:
        first, last = self.ends[layer], self.starts[layer + 1] - 1
        numbers = [next(self.nets) for _ in nets]
        for index, column in channel.straight.items():
            self._wire(numbers[index], first, last, column, nets[index].stroke)
        for trunk in channel.trunks:
            base = first + before
            wires = _trunk_wires(
                trunk,
                numbers[trunk.net],
                nets[trunk.net].stroke,
                channel.offsets,
                first,
                base,
                last,
            )
            self.block.wires += wires
        for number, net in zip(numbers, nets, strict=True):
            for terminal in net.uppers:
                self._leave(number, net, terminal, layer)
            for terminal in net.lowers:
                self._arrive(number, net, terminal, layer + 1)

    def _leave(self, number: int, net: Net, terminal: Terminal, layer: int) -> None:
        """Join a net to the lower border of an item: head, tee, and line up to the layer's end."""
        item, column = self.items[terminal[0]], net.upper_columns[terminal]
        if item.kind == "bend":
            return
        border = item.u + (item.depth if item.kind == "label" else item.box_depth)
        self._wire(number, border, self.ends[layer] - 1, column, net.stroke)
        if item.kind == "label" or item.shape == "text":
            self._reach_text(number, item, net, trailing=True)
        if terminal[1] is not None or not _ends_lines(item):
            return
        if net.headed("upper", terminal):
            self.block.heads.append(Head(border, column, -1, 0))
        elif item.shape != "text":
            self.block.tees.append(Tee(border - 1, column, 1, 0))

    def _arrive(self, number: int, net: Net, terminal: Terminal, layer: int) -> None:
        """Join a net to the upper border of an item: line from the layer's start, head or tee."""
        item, column = self.items[terminal[0]], net.lower_columns[terminal]
        self._wire(number, self.starts[layer], item.u - 1, column, net.stroke)
        if item.kind == "label" or item.shape == "text":
            self._reach_text(number, item, net, trailing=False)
        if terminal[1] is not None or not _ends_lines(item):
            return
        if net.headed("lower", terminal):
            self.block.heads.append(Head(item.u - 1, column, 1, 0))
        elif item.shape != "text":
            self.block.tees.append(Tee(item.u, column, -1, 0))

    def _reach_text(self, number: int, item: Item, net: Net, *, trailing: bool) -> None:
        """In rows, lead the line to one blank before the label's middle line of text."""
        if not self.spacing.horizontal:
            return
        width = cell_width(item.lines[item.anchor])
        start = item.u + (item.depth - width) // 2
        if trailing:
            self._wire(number, start + width + 1, item.u + item.depth - 1, item.middle, net.stroke)
        else:
            self._wire(number, item.u, start - 2, item.middle, net.stroke)


def _trunk_wires(
    trunk: Trunk,
    number: int,
    style: EdgeStyle,
    offsets: Sequence[int],
    first: int,
    base: int,
    last: int,
) -> Iterator[Wire]:
    """Yield a trunk at its track, its ups from the layer or the joint, and its downs.

    `first` and `last` bound the gap along the flow; track offsets count from `base`.
    """
    u = base + offsets[trunk.track]
    low, high = trunk.span
    yield Wire(number, u, low, u, high, False, False, style)
    for column in trunk.ups:
        if trunk.above is not None and column == trunk.joint:
            yield Wire(
                number, base + offsets[trunk.above.track], column, u, column, False, False, style
            )
        else:
            yield Wire(number, first, column, u, column, True, False, style)
    for column in trunk.downs:
        if trunk.below is None or column != trunk.below.joint:
            yield Wire(number, u, column, last, column, False, True, style)
