"""The order of boxes and frames one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from ascii_diagram.drawing.layered.nesting import Nesting


class Entry(NamedTuple):
    """A box, or where a frame opens or closes; `depth` counts the frames around it."""

    kind: Literal["box", "open", "close"]
    id: str
    depth: int


def stack(nesting: Nesting) -> list[Entry]:
    """Return everything from top to bottom, with the flow, each group's content together."""
    arcs: dict[str | None, list[tuple[str, str]]] = {}
    for route in nesting.routes:
        if route.source_way and route.target_way:
            ends = route.source_way[0], route.target_way[0]
            arc = (ends[1], ends[0]) if route.back else ends
            arcs.setdefault(route.level, []).append(arc)
    return list(_entries(nesting, arcs, None, 0))


def _entries(
    nesting: Nesting,
    arcs: dict[str | None, list[tuple[str, str]]],
    group: str | None,
    depth: int,
) -> Iterator[Entry]:
    # nesting has checked the depth
    for child in _with_the_flow(nesting.children[group], arcs.get(group, [])):
        if child in nesting.children:
            yield Entry("open", child, depth)
            yield from _entries(nesting, arcs, child, depth + 1)
            yield Entry("close", child, depth)
        else:
            yield Entry("box", child, depth)


def _with_the_flow(children: Sequence[str], arcs: Sequence[tuple[str, str]]) -> list[str]:
    """A topological order that follows a path as long as it can."""
    missing = dict.fromkeys(children, 0)
    following: dict[str, list[str]] = {child: [] for child in children}
    for start, end in arcs:
        following[start].append(end)
        missing[end] += 1
    ready = [child for child in reversed(children) if not missing[child]]
    order: list[str] = []
    while ready:
        child = ready.pop()
        order.append(child)
        for other in reversed(following[child]):
            missing[other] -= 1
            if not missing[other]:
                ready.append(other)
    return order
