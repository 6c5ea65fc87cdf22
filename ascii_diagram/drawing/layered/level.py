"""One level of a graph laid out: the steps of layered drawing in their order.

After Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System
Structures" (1981), on whole display cells, with channel routing between the layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ascii_diagram.drawing.layered.assemble import assemble, gap_depth, layer_depth
from ascii_diagram.drawing.layered.budget import Budget
from ascii_diagram.drawing.layered.channels import Channel, route_channel
from ascii_diagram.drawing.layered.coordinates import assign_coordinates, row_offsets
from ascii_diagram.drawing.layered.hubs import shift_hubs
from ascii_diagram.drawing.layered.items import Item, Link, Net, TooWideError
from ascii_diagram.drawing.layered.layers import assign_layers
from ascii_diagram.drawing.layered.nets import make_port_room, part_into_nets
from ascii_diagram.drawing.layered.order import order_layers
from ascii_diagram.drawing.layered.ports import assign_ports
from ascii_diagram.drawing.layered.refine import refine
from ascii_diagram.drawing.layered.shapes import Block
from ascii_diagram.drawing.layered.spacing import Spacing
from ascii_diagram.drawing.layered.straighten import straighten
from ascii_diagram.drawing.layered.threads import Threads, thread_links

_REFINED = 400
"""Most items whose lines are straightened one by one: the search takes quadratic time."""


def lay_out_level(
    items: list[Item],
    links: Sequence[Link],
    spacing: Spacing,
    nets: Iterator[int],
    budget: Budget,
    limit: int | None,
    least_depth: int = 0,
) -> Block:
    """Return the drawing of `items` and `links`; sets the items' coordinates.

    Args:
        items: Nodes, groups and ports; labels and bends are appended.
        links: Lines between them, from upper to lower items, without cycles.
        spacing: Distances.
        nets: Source of fresh net numbers.
        budget: The work that it may take.
        limit: Most columns of text; None for any.
        least_depth: Least cells along the flow.

    Raises:
        TooWideError: It cannot fit the limit.
        LayoutError: No valid layout was found with these distances and this budget.
    """
    threads, gaps = prepare_level(items, links, spacing, limit)
    budget.spend(len(items))
    rows = order_layers(items, threads.rows, threads.gaps)
    across = None if spacing.horizontal else limit
    assign_coordinates(items, rows, threads.gaps, spacing, across)
    if across is not None:
        _check_extent(items, across)
    straighten(items, rows, links, spacing)
    if len(items) <= _REFINED:
        refine(items, rows, threads.gaps, links, spacing)
    if spacing.horizontal:
        shift_hubs(items, rows, gaps, spacing)
    left = min(item.v for item in items)
    for item in items:
        item.v -= left
    extent = max(item.v + item.breadth for item in items)
    channels: list[Channel] = []
    for layer, nets_below in enumerate(gaps[:-1]):
        assign_ports(items, rows[layer], rows[layer + 1], nets_below, spacing)
        channels.append(route_channel(nets_below, extent, horizontal=spacing.horizontal))
    return assemble(items, rows, gaps, channels, spacing, nets, least_depth)


def prepare_level(
    items: list[Item], links: Sequence[Link], spacing: Spacing, limit: int | None
) -> tuple[Threads, list[list[Net]]]:
    """Assign layers, thread the links and part them into nets.

    Raises:
        TooWideError: No order and no coordinates could fit the limit.
        TooBigError: Long links would need too many items.
    """
    threads = thread_links(items, links, assign_layers(items, links, spacing), spacing)
    gaps = [part_into_nets(items, segments) for segments in threads.gaps]
    make_port_room(items, gaps, spacing)
    if limit is not None:
        _check_limit(items, threads.rows, gaps, spacing, limit)
    return threads, gaps


def _check_extent(items: Sequence[Item], limit: int) -> None:
    extent = max(item.v + item.breadth for item in items)
    if extent > limit:
        raise TooWideError(extent)


def _check_limit(
    items: Sequence[Item],
    rows: Sequence[Sequence[int]],
    gaps: Sequence[Sequence[Net]],
    spacing: Spacing,
    limit: int,
) -> None:
    """Raise TooWideError when no order and no coordinates could fit."""
    if spacing.horizontal:
        least = sum(layer_depth(items, row) for row in rows)
        for layer in range(len(rows) - 1):
            upper, lower = rows[layer], rows[layer + 1]
            least += gap_depth(items, upper, lower, gaps[layer], None, spacing)[0]
    else:
        # labels and bends between boxes only widen a row, so this holds for every order
        least = 0
        for row in rows:
            boxes = sorted(row, key=lambda i: items[i].kind in ("node", "group"))
            last = items[boxes[-1]]
            offsets = row_offsets(items, boxes, spacing)
            least = max(least, offsets[-1] - last.anchor + last.breadth)
    if least > limit:
        raise TooWideError(least)
