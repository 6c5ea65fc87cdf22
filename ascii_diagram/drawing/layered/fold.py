"""Long flows broken into rows, like text: every row runs the same way, and a line leads back.

A flow can be folded where a single line runs from one part to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from ascii_diagram.diagram import EdgeStyle
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.layered.budget import Budget
from ascii_diagram.drawing.layered.groups import top_level
from ascii_diagram.drawing.layered.items import Item, LayoutError, Link, TooWideError
from ascii_diagram.drawing.layered.labels import edge_lines
from ascii_diagram.drawing.layered.level import lay_out_level
from ascii_diagram.drawing.layered.normalise import least_box_width
from ascii_diagram.drawing.layered.shapes import Block, Wire
from ascii_diagram.drawing.layered.spacing import Spacing
from ascii_diagram.drawing.layered.structure import Structure
from ascii_diagram.drawing.layered.wiring import Wiring


def is_foldable(structure: Structure, width: int) -> bool:
    """Tell whether a single line runs from one part of a graph to the next.

    Graphs with a part that is wider than `width` in any case are left out as well.
    """
    top, spacing = structure.levels[None], Spacing(True, tight=True)
    nodes = [structure.nodes.get(child) for child in top.children]
    items = [Item("node", 0 if node is None else least_box_width(node, spacing)) for node in nodes]
    sections = _sections(items, top.wiring.links, top.wiring.layers(items, spacing), spacing)
    if len(sections) == 1:
        return False
    try:
        return any(_broken(sections, width, spacing))
    except LayoutError:
        return False


def lay_out_folded(structure: Structure, spacing: Spacing, width: int, budget: Budget) -> Block:
    """Return the drawing of a graph in rows of at most `width` columns, in flow coordinates.

    Args:
        structure: A connected graph.
        spacing: Distances of a horizontal flow.
        width: Most columns.
        budget: The work that it may take.

    Raises:
        LayoutError: It cannot be folded, or not into rows of this width.
    """
    items, wiring, nets = top_level(structure, spacing, width, budget)
    links = wiring.links
    sections = _sections(items, links, wiring.layers(items, spacing), spacing)
    rows: list[_Row] = []
    for first, last in _broken(sections, width, spacing):
        inside = [i for section in sections[first : last + 1] for i in section.items]
        entry = sections[first - 1].bridge if first else None
        bridges = entry, sections[last].bridge
        rows.append(_row(items, links, inside, bridges, spacing, nets, budget, width))
    return _stacked(rows, nets)


@dataclass(slots=True)
class _Section:
    """Layers without a place to fold between them.

    Attributes:
        items: Their items.
        width: Estimated columns.
        label: Columns of the label on the way to the next section.
        bridge: The only link to the next section; None for the last.
    """

    items: list[int]
    width: int = 0
    label: int = 0
    bridge: Link | None = None


def _sections(
    items: Sequence[Item], links: Sequence[Link], layer_of: Sequence[int], spacing: Spacing
) -> list[_Section]:
    layers = max(layer_of) + 1
    by_layer: list[list[int]] = [[] for _ in range(layers)]
    for i, layer in enumerate(layer_of):
        by_layer[layer].append(i)
    labels = [0] * layers
    for link in links:
        start = layer_of[link.upper]
        if link.label:
            labels[start] = max(labels[start], block_width(edge_lines(link.label, spacing)) + 3)
    passing = _passing(layer_of, links)
    sections = [_Section([])]
    for layer, row in enumerate(by_layer):
        section = sections[-1]
        section.items += row
        section.width += max(items[i].depth for i in row)
        if layer + 1 < layers:
            if bridge := _bridge(passing[layer]):
                section.label, section.bridge = labels[layer], bridge
                sections.append(_Section([]))
            else:
                section.width += labels[layer] + _gap(spacing)
    return sections


def _passing(layer_of: Sequence[int], links: Sequence[Link]) -> list[list[Link]]:
    """Return for each layer the links that lead from it, or from one before it, to a later one."""
    passing: list[list[Link]] = [[] for _ in range(max(layer_of) + 1)]
    for link in links:
        for layer in range(layer_of[link.upper], layer_of[link.lower]):
            passing[layer].append(link)
    return passing


def _bridge(links: Sequence[Link]) -> Link | None:
    """Return the link behind which a row may end, if these are all that pass there."""
    return links[0] if len(links) == 1 and not links[0].backward else None


def _gap(spacing: Spacing) -> int:
    return 2 if spacing.tight else 4


def _broken(
    sections: Sequence[_Section], width: int, spacing: Spacing
) -> Iterator[tuple[int, int]]:
    """Yield the first and last section of each row: the fewest rows, as equal as may be."""
    gap = _gap(spacing)
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for end in range(len(sections)):
        options: list[tuple[int, int, int]] = []
        used = sections[end].width
        if end + 1 < len(sections):
            used += sections[end].label + gap
        for start in range(end, -1, -1):
            needed = used + (gap + 1 if start else 0)
            if needed > width:
                break
            rows, widest, _ = best[start]
            options.append((rows + 1, max(widest, needed), start))
            if start:
                used += sections[start - 1].width + sections[start - 1].label + gap
        if not options:
            raise LayoutError("a part is too wide for a row")
        best.append(min(options))
    breaks = [len(sections)]
    while breaks[-1]:
        breaks.append(best[breaks[-1]][2])
    for start, end in pairwise(reversed(breaks)):
        yield start, end - 1


class _Row(NamedTuple):
    """One laid-out row, with the places across where the line comes in and leads on."""

    block: Block
    entry: int | None
    exit: int | None
    style: EdgeStyle


def _row(
    items: Sequence[Item],
    links: Sequence[Link],
    inside: Sequence[int],
    bridges: tuple[Link | None, Link | None],
    spacing: Spacing,
    nets: Iterator[int],
    budget: Budget,
    width: int,
) -> _Row:
    entry, leave = bridges
    index = {i: n for n, i in enumerate(inside)}
    own = [items[i] for i in inside]
    inner = [
        replace(link, upper=index[link.upper], lower=index[link.lower])
        for link in links
        if link.upper in index and link.lower in index
    ]
    ports: list[Item] = []
    if entry is not None:
        ports.append(Item("port", depth=0, pinned="upper", style=entry.style))
        inner.append(_led_in(entry, len(own), index[entry.lower]))
        own.append(ports[-1])
    if leave is not None:
        ports.append(Item("port", depth=0, pinned="lower", style=leave.style))
        inner.append(_led_on(leave, index[leave.upper], len(own)))
        own.append(ports[-1])
    block = lay_out_level(own, Wiring(inner), spacing, nets, budget, width - len(ports))
    if block.depth + len(ports) > width:
        raise TooWideError(block.depth + len(ports))
    return _Row(
        block,
        ports[0].v if entry is not None else None,
        ports[-1].v if leave is not None else None,
        leave.style if leave is not None else "solid",
    )


def _led_in(link: Link, port: int, item: int) -> Link:
    """Return what is drawn of a link on the row where it ends; the row before has its label."""
    start = replace(link, upper=port, upper_port=None, upper_head=False, upper_star=None, label="")
    return replace(start, lower=item)


def _led_on(link: Link, item: int, port: int) -> Link:
    """Return what is drawn of a link on the row where it begins."""
    end = replace(link, lower=port, lower_port=None, lower_head=False, lower_star=None)
    return replace(end, upper=item)


def _stacked(rows: Sequence[_Row], nets: Iterator[int]) -> Block:
    """Put rows below each other and lead the line from the end of each to the start of the next."""
    whole = Block()
    top = 0
    before: tuple[int, int, EdgeStyle] | None = None
    for row in rows:
        left = 0
        if before is not None and row.entry is not None:
            u, v, style = before
            net, left = next(nets), 1
            back, entry = top, top + 1 + row.entry
            whole.wires += [
                Wire(net, u, v, u, v, True, False, style),
                Wire(net, u, v, u, back, False, False, style),
                Wire(net, 0, back, u, back, False, False, style),
                Wire(net, 0, back, 0, entry, False, False, style),
                Wire(net, 0, entry, 0, entry, False, True, style),
            ]
            top += 1
        whole.add(row.block, left, top)
        end = left + row.block.depth
        if row.exit is not None:
            before = end, top + row.exit, row.style
            end += 1
        whole.depth = max(whole.depth, end)
        top += row.block.breadth
    whole.breadth = top
    return whole
