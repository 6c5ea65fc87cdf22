"""The frame around a group's content, and its title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ascii_diagram.diagram import Edge
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.layered.items import Item, PortKey, Side
from ascii_diagram.drawing.layered.loops import reserve_loops
from ascii_diagram.drawing.layered.shapes import Block, FrameShape
from ascii_diagram.drawing.layered.spacing import Spacing


def title_width(title: str) -> int:
    """Cells that a title takes on the border, with its blanks."""
    return cell_width(_title(title)) + 2 if _title(title) else 0


def framed(
    content: Block,
    title: str,
    ports: Mapping[tuple[Side, PortKey], int],
    loops: Sequence[Edge],
    least_depth: int,
    spacing: Spacing,
) -> Item:
    """Return the item of a group.

    Args:
        content: What is inside; layers of ports become part of the border.
        title: The group's label.
        ports: Where lines cross the border, as columns of `content`.
        loops: Self-loops of the group.
        least_depth: Least cells of the frame along the flow.
        spacing: Distances.
    """
    sides = {side for side, _ in ports}
    before = 0 if "upper" in sides else spacing.pad_along
    after = 0 if "lower" in sides else spacing.pad_along
    depth = max(content.depth, 1) + before + after
    breadth = max(content.breadth, 1) + 2 * spacing.pad_across
    across = spacing.pad_across
    if depth < least_depth and not sides:
        before += (least_depth - depth) // 2
    depth = max(depth, least_depth)
    if spacing.horizontal:
        title_v = 0
    else:
        needed = title_width(title) + 4
        across += max(0, needed - breadth) // 2
        breadth = max(breadth, needed)
        facing: Side = "upper" if spacing.title_upper else "lower"
        taken = sorted({v + across for (side, _), v in ports.items() if side == facing})
        title_v = _title_place(taken, title_width(title))
        breadth = max(breadth, title_v + title_width(title) + 2)
    block = Block(depth, breadth)
    block.frames.append(FrameShape(0, 0, depth, breadth, _title(title), title_v))
    block.add(content, before, across)
    item = Item("group", depth, breadth, block=block, loops=tuple(loops))
    item.ports = {port: v + across for port, v in ports.items()}
    if not spacing.horizontal:
        item.title_span = (title_v, title_v + title_width(title) - 1)
    reserve_loops(item, spacing)
    return item


def _title(title: str) -> str:
    return " ".join(word for word in title.split() if cell_width(word))


def _title_place(taken: Sequence[int], width: int) -> int:
    """Return the first place on the border where the title stands clear of lines and corners."""
    start = 2
    for column in taken:
        if start + width < column:
            return start
        start = column + 2
    return start
