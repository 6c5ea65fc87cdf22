"""Shows that a mended drawing says what it said before: its words, its boxes, its edges.

A reader makes little of a damaged drawing, and some of that wrongly: two halves of a torn box are
boxes to it, a frame with a torn member is a node. So each box found before must have a home after:
a node, group or cell with its words; and each edge between boxes must lead from home to home, to
something inside of it, or have become a line within one box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ascii_diagram.checking.ends import loose
from ascii_diagram.checking.glyphs import HORIZONTAL, NORTH, SOUTH
from ascii_diagram.checking.grid import Grid
from ascii_diagram.diagram import Graph
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.reading import Reading, read_drawing

_WORD = re.compile(r"\w+")


def same_words(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether every row has the same words in the same order."""
    return len(before) == len(after) and all(
        one == other or list(_words(one)) == list(_words(other))
        for one, other in zip(before, after, strict=True)
    )


def _words(text: str) -> Iterator[str]:
    row = Grid([text]).row(0)
    word = ""
    for character, glyph in zip(row.characters, row.glyphs, strict=True):
        if glyph.kind == "text":
            word += character
        elif word:
            yield word
            word = ""
    if word:
        yield word


def corners_fit(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the sides from all corners on changed rows lead to something at their other ends.

    A corner that fits its side, but a side that then misses the other corner, is no repair.
    """
    grid = Grid(after)
    return not any(
        _side_dangles(grid, row, column)
        for row, (old, new) in enumerate(zip(before, after, strict=True))
        if old != new
        for column, glyph in enumerate(grid.row(row).glyphs)
        if glyph.drawn and glyph.arms & HORIZONTAL not in (0, HORIZONTAL)
    )


def _side_dangles(grid: Grid, row: int, column: int) -> bool:
    for way, step in ((NORTH, -1), (SOUTH, 1)):
        place = row
        while grid.reaches(place, column, way) and grid.glyph(place + step, column).drawn:
            place += step
        if place != row and loose(grid, place, column, way) and _lone(grid, place, column, way):
            return True
    return False


def _lone(grid: Grid, row: int, column: int, way: int) -> bool:
    """Whether the line is only passing here, with no border to stop at."""
    return grid.glyph(row, column).arms & (way | HORIZONTAL) == way


def understood_no_worse(before: str, after: str) -> bool:
    """Whether a reader finds the boxes and edges of `before` in `after`, or more."""
    try:
        old, new = read_drawing(before), read_drawing(after)
    except AsciiDiagramError:
        return False
    places = _places(new)
    homes: dict[str, list[_Place]] = {}
    for box in (*old.boxes, *old.frames):
        words = frozenset(_WORD.findall(" ".join((box.title, *box.lines))))
        homes[box.name] = [place for place in places if words <= place.words]
        if words and not homes[box.name] and not words <= _all_words(places):
            return False
    if not isinstance(old.diagram, Graph) or not isinstance(new.diagram, Graph):
        return old.diagram is None or new.diagram is not None
    kept = {(edge.source, edge.target) for edge in new.diagram.edges}
    known = frozenset[str]().union(*(place.ids for found in homes.values() for place in found))
    through = kept | _through(kept, known)
    return all(
        _kept(homes[edge.source], homes[edge.target], through)
        for edge in old.diagram.edges
        if edge.source in homes and edge.target in homes
    )


class _Place(NamedTuple):
    """Somewhere in a drawing that words can be.

    Attributes:
        words: What stands there.
        ids: The node or group itself and everything inside.
    """

    words: frozenset[str]
    ids: frozenset[str]


def _places(reading: Reading) -> list[_Place]:
    """Return the boxes, frames, nodes and groups of a reading."""
    inside: dict[str, frozenset[str]] = {}
    places: list[_Place] = []
    boxes = (*reading.boxes, *reading.frames)
    for box in boxes:
        within = (other.name for other in boxes if box.area.holds(other.area))
        inside[box.name] = frozenset((box.name, *within))
        words = _WORD.findall(" ".join((box.title, *box.lines)))
        places.append(_Place(frozenset(words), inside[box.name]))
    if isinstance(reading.diagram, Graph):
        for item in (*reading.diagram.nodes, *reading.diagram.groups):
            words = _WORD.findall(item.label)
            ids = inside.get(item.id, frozenset((item.id,)))
            places.append(_Place(frozenset(words), ids))
    return places


def _all_words(places: list[_Place]) -> frozenset[str]:
    return frozenset[str]().union(*(place.words for place in places))


def _through(edges: set[tuple[str, str]], known: frozenset[str]) -> set[tuple[str, str]]:
    """Return the pairs of ends that are joined, whichever way, by something not in `known`."""
    beside: dict[str, set[str]] = {}
    for source, target in edges:
        beside.setdefault(source, set()).add(target)
        beside.setdefault(target, set()).add(source)
    return {
        (one, other)
        for middle, ends in beside.items()
        if middle not in known
        for one in ends
        for other in ends
    }


def _kept(sources: list[_Place], targets: list[_Place], edges: set[tuple[str, str]]) -> bool:
    return any(
        source.ids & target.ids
        or any((one, other) in edges for one in source.ids for other in target.ids)
        for source in sources
        for target in targets
    )
