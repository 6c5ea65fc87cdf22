"""One level of a graph laid out: the steps of layered drawing in their order.

After Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System
Structures" (1981), on whole display cells, with channel routing between the layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ascii_diagram.drawing.layered.assemble import assemble, gap_depth, layer_depth
from ascii_diagram.drawing.layered.budget import Budget
from ascii_diagram.drawing.layered.channels import Channel, route_channel
from ascii_diagram.drawing.layered.coordinates import assign_coordinates, row_offsets
from ascii_diagram.drawing.layered.hubs import shift_hubs
from ascii_diagram.drawing.layered.items import Item, Net, TooWideError
from ascii_diagram.drawing.layered.nets import make_port_room
from ascii_diagram.drawing.layered.order import order_layers
from ascii_diagram.drawing.layered.ports import assign_ports
from ascii_diagram.drawing.layered.refine import refine
from ascii_diagram.drawing.layered.shapes import Block
from ascii_diagram.drawing.layered.spacing import WIDEST_GAP, Spacing
from ascii_diagram.drawing.layered.straighten import shared_ends, straighten
from ascii_diagram.drawing.layered.threads import Threads
from ascii_diagram.drawing.layered.wiring import Wiring

_REFINED = 400
"""Most items whose lines are straightened one by one: the search takes quadratic time."""


def lay_out_level(
    items: list[Item],
    wiring: Wiring,
    spacing: Spacing,
    nets: Iterator[int],
    budget: Budget,
    limit: int | None,
    least_depth: int = 0,
) -> Block:
    """Return the drawing of items and the links between them; sets the items' coordinates.

    Args:
        items: Nodes, groups and ports; labels and bends are appended.
        wiring: The links.
        spacing: Distances.
        nets: Source of fresh net numbers.
        budget: The work that it may take.
        limit: Most columns of text; None for any.
        least_depth: Least cells along the flow.

    Raises:
        TooWideError: It cannot fit the limit.
        LayoutError: No valid layout was found with these distances and this budget.
    """
    links = wiring.links
    threads, gaps = prepared = prepare_level(items, wiring, spacing)
    if limit is not None and not _surely_fits(items, threads.rows, spacing, limit):
        least = level_columns(items, prepared, spacing)
        if least > limit:
            raise TooWideError(least)
    budget.spend(len(items))
    rows = order_layers(items, threads.rows, threads.gaps)
    across = None if spacing.horizontal else limit
    assign_coordinates(items, rows, threads.gaps, spacing, across)
    if across is not None:
        _check_extent(items, across)
    shared = shared_ends(links)
    straighten(items, rows, links, spacing, shared)
    if len(items) <= _REFINED:
        refine(items, rows, threads.gaps, links, spacing, shared)
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


class Prepared(NamedTuple):
    """The items of a level in layers: rows and segments, and the nets of each gap."""

    threads: Threads
    gaps: list[list[Net]]


def prepare_level(items: list[Item], wiring: Wiring, spacing: Spacing) -> Prepared:
    """Assign layers, thread the links, part them into nets and make boxes wide enough for these.

    Raises:
        TooBigError: Long links would need too many items.
    """
    threads, gaps, landings = wiring.thread(items, spacing)
    make_port_room(items, landings, spacing)
    return Prepared(threads, gaps)


def _check_extent(items: Sequence[Item], limit: int) -> None:
    extent = max(item.v + item.breadth for item in items)
    if extent > limit:
        raise TooWideError(extent)


def _surely_fits(
    items: Sequence[Item], rows: Sequence[Sequence[int]], spacing: Spacing, limit: int
) -> bool:
    """Whether all layers are seen at once to fit, side by side at the widest distance."""
    if spacing.horizontal:
        return False
    return all(
        sum([items[i].breadth for i in row]) + (len(row) - 1) * WIDEST_GAP <= limit for row in rows
    )


def level_columns(items: Sequence[Item], prepared: Prepared, spacing: Spacing) -> int:
    """Return how many columns a prepared level needs at least, whatever order its rows get."""
    rows, gaps = prepared.threads.rows, prepared.gaps
    if spacing.horizontal:
        least = sum(layer_depth(items, row) for row in rows)
        for layer in range(len(rows) - 1):
            upper, lower = rows[layer], rows[layer + 1]
            least += gap_depth(items, upper, lower, gaps[layer], None, spacing)[0]
        return least
    # labels and bends between boxes only widen a row, so this holds for every order
    least = 0
    for row in rows:
        if len(row) == 1:
            least = max(least, items[row[0]].breadth)
            continue
        boxes = sorted(row, key=lambda i: items[i].kind in ("node", "group"))
        last = items[boxes[-1]]
        offsets = row_offsets(items, boxes, spacing)
        least = max(least, offsets[-1] - last.anchor + last.breadth)
    return least
