"""Which edges a net shows: from every start along the line to every end it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ascii_diagram.diagram import Arrow, EdgeStyle
from ascii_diagram.reading.glyphs import HORIZONTAL, OPPOSITE
from ascii_diagram.reading.model import Finding
from ascii_diagram.reading.nets import End, Net, Path

_TEE, _CROSSING = 3, 4
_ARROWS: tuple[Arrow, ...] = ("none", "forward", "both")
"""Arrows of a line by the number of its heads."""


@dataclass(slots=True)
class FoundEdge:
    """An edge as it was found.

    Attributes:
        source: Where it starts.
        target: Where it ends.
        arrow: What heads it has.
        net: Index of its net.
        pieces: Indexes of its pieces in the net, from source to target.
        style: How it is drawn; solid where nothing else can be seen.
        label: Lines of its label.
    """

    source: End
    target: End
    arrow: Arrow
    net: int
    pieces: tuple[int, ...]
    style: EdgeStyle = "solid"
    label: list[str] = field(default_factory=list[str])


def find_edges(nets: list[Net], *, rounded: bool) -> tuple[list[FoundEdge], list[Finding]]:
    """Return the edges of all nets, and the nets that can be understood in more than one way.

    Args:
        nets: Connected lines.
        rounded: Lines of the drawing have rounded corners, so that no plus sign is one.
    """
    found: list[FoundEdge] = []
    findings: list[Finding] = []
    for index, net in enumerate(nets):
        for path, arrow in _paths(net, findings, _CROSSING if rounded else _TEE):
            found.append(_edge(net, index, path, arrow))
    return found, findings


def _edge(net: Net, index: int, path: Path, arrow: Arrow) -> FoundEdge:
    source, target = net.vertices[path.start].end, net.vertices[path.goal].end
    assert source is not None
    assert target is not None
    edge = FoundEdge(source, target, arrow, index, path.pieces)
    for number in path.pieces:
        piece = net.pieces[number]
        if piece.style != "solid":
            edge.style = piece.style
        edge.label += piece.label
    return edge


def _paths(net: Net, findings: list[Finding], least: int) -> Iterator[tuple[Path, Arrow]]:
    for index, piece in enumerate(net.pieces):
        if piece.doubtful and _is_parting(net, index, least):
            net.cut(index)
    for ends in net.bodies():
        yield from _paths_between(net, ends, findings)


def _is_parting(net: Net, index: int, least: int) -> bool:
    """Tell whether two corners side by side rather belong to two lines: both are then complete.

    That takes `least` pieces of line that meet in each.
    """
    piece = net.pieces[index]
    if min(len(net.vertices[v].pieces) for v in (piece.first, piece.second)) < least:
        return False
    first, second = net.parts(index)
    if first == second:
        return False
    halves = [
        [net.vertices[v].headed for v in part if net.vertices[v].end] for part in (first, second)
    ]
    if all(0 < sum(heads) < len(heads) for heads in halves):
        return True
    # a line with two heads, or none, that bends to the same side as a line with one
    pairs = all(len(heads) == 2 for heads in halves) and any(sum(heads) == 1 for heads in halves)
    return pairs and _aside(net, piece.first) == _aside(net, piece.second)


def _aside(net: Net, vertex: int) -> set[int]:
    """Return the directions along which lines leave a corner."""
    pieces = (net.pieces[index] for index in net.vertices[vertex].pieces)
    ways = {p.way if p.first == vertex else OPPOSITE[p.way] for p in pieces}
    return {way for way in ways if way & HORIZONTAL}


def _paths_between(
    net: Net, ends: list[int], findings: list[Finding]
) -> Iterator[tuple[Path, Arrow]]:
    goals = [end for end in ends if net.vertices[end].headed]
    starts = [end for end in ends if not net.vertices[end].headed]
    if len(ends) == 2:
        arrow = _ARROWS[len(goals)]
        start = starts[0] if len(goals) == 1 else min(ends, key=lambda end: _place(net, end))
        paths = net.paths(start, strict=False)
        if paths:
            yield paths[0], arrow
    elif starts and goals:
        for path in _directed(net, starts, goals, findings):
            yield path, "forward"
    else:
        alike: Arrow = "both" if goals else "none"
        order = sorted(ends, key=lambda end: _place(net, end))
        for number, start in enumerate(order):
            for path in net.paths(start, strict=True):
                if path.goal in order[number + 1 :]:
                    yield path, alike


def _place(net: Net, end: int) -> tuple[int, int]:
    vertex = net.vertices[end]
    return vertex.row, vertex.column


def _directed(
    net: Net, starts: list[int], goals: list[int], findings: list[Finding]
) -> Iterator[Path]:
    """Walk from every start; what none reaches is reported."""
    simple = len(starts) == 1 or len(goals) == 1
    reached: set[int] = set()
    for start in starts:
        paths = net.paths(start, strict=not simple)
        paths = [path for path in paths if path.goal in goals]
        if not paths:
            _report(net, start, findings)
        for path in paths:
            reached.add(path.goal)
            yield path
    for goal in goals:
        if goal not in reached:
            _report(net, goal, findings)


def _report(net: Net, end: int, findings: list[Finding]) -> None:
    row, column = _place(net, end)
    message = "lines join here in a way that leaves open where this one leads"
    findings.append(Finding(row, column, "unclear-junction", message))
