"""Edges beside a column of boxes: each line a rail with a track of its own, or cut into references.

A rail joins rows of the column's right side. Rails that do not fit are cut: what remains at every
end is a stub with the same number, as flow charts do across pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ascii_diagram.diagram import Edge, EdgeStyle
from ascii_diagram.drawing.layered.labels import visible


@dataclass(slots=True, eq=False)
class End:
    """One end of a rail at a box or frame.

    Attributes:
        owner: Id of the box or frame.
        headed: An arrowhead points to it.
        rows: Rows of the side that it takes: one, or as many as its text has lines.
        texts: A number or lines of text stand there, which must not touch others.
        row: Where the line leaves the side, once rows are known.
    """

    owner: str
    headed: bool
    rows: int = 1
    texts: bool = False
    row: int = -1


@dataclass(slots=True, eq=False)
class Rail:
    """Edges drawn as one line: one edge, or several from one source or to one target.

    Attributes:
        ends: First the source.
        label: Text at the first end.
        style: Stroke.
        track: Its column among the tracks; -1 for a rail cut into references.
        number: Of a cut rail, from 1.
    """

    ends: list[End]
    label: str = ""
    style: EdgeStyle = "solid"
    track: int = -1
    number: int = 0
    lines: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """First and last row."""
        rows = [end.row for end in self.ends]
        return min(rows), max(rows)

    @property
    def mark(self) -> str:
        """What stands at the ends of a cut rail."""
        return f"({self.number})"


def make_rails(edges: Sequence[Edge]) -> list[Rail]:
    """Return the rails of these edges: stars share one, so that no edge is shown that is not there.

    Only plain arrows share: those with labels, two heads or none stay alone.
    """
    rails: list[Rail] = []
    single: list[Edge] = []
    for stars in (_stars(edges, by_source=True), None):
        if stars is not None:
            for star in stars:
                if len(star) > 1:
                    targets = [End(e.target, True) for e in star]
                    rails.append(Rail([End(star[0].source, False), *targets], "", star[0].style))
                else:
                    single += star
            continue
        for star in _stars(single, by_source=False):
            sources = [End(e.source, e.arrow == "both") for e in star]
            target = End(star[0].target, star[0].arrow != "none")
            rails.append(Rail([*sources, target], visible(star[0].label), star[0].style))
    return rails


def _stars(edges: Sequence[Edge], *, by_source: bool) -> list[list[Edge]]:
    stars: dict[object, list[Edge]] = {}
    seen: set[tuple[str, str]] = set()
    for number, edge in enumerate(edges):
        pair = edge.source, edge.target
        plain = edge.arrow == "forward" and not visible(edge.label) and edge.source != edge.target
        key: object = number
        if plain and pair not in seen:
            key = (edge.source if by_source else edge.target, edge.style)
            seen.add(pair)
        stars.setdefault(key, []).append(edge)
    return list(stars.values())


def assign_tracks(rails: Iterable[Rail], most: int) -> list[Rail]:
    """Give rails tracks from 0, the shortest next to the boxes; return those that find none.

    Args:
        rails: With the rows of their ends known.
        most: How many tracks there are.
    """
    tracks: list[list[tuple[int, int]]] = []
    left: list[Rail] = []
    for rail in sorted(rails, key=lambda r: (r.span[1] - r.span[0], r.span)):
        low, high = rail.span
        track = 0
        while track < len(tracks) and any(a <= high and low <= b for a, b in tracks[track]):
            track += 1
        if track >= most:
            left.append(rail)
            continue
        if track == len(tracks):
            tracks.append([])
        tracks[track].append((low, high))
        rail.track = track
    return left
