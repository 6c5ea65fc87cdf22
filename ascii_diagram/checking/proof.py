"""Shows that a mended drawing says what it said before: its words, its boxes, its edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ascii_diagram.checking.grid import Grid
from ascii_diagram.diagram import Graph
from ascii_diagram.errors import AsciiDiagramError


def same_words(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether every row has the same words in the same order."""
    return len(before) == len(after) and all(
        one == other or list(_words(one)) == list(_words(other))
        for one, other in zip(before, after, strict=True)
    )


def _words(text: str) -> Iterator[str]:
    row = Grid([text]).rows[0]
    word = ""
    for character, glyph in zip(row.characters, row.glyphs, strict=True):
        if glyph.kind == "text":
            word += character
        elif word:
            yield word
            word = ""
    if word:
        yield word


def understood_no_worse(before: str, after: str) -> bool:
    """Whether a reader finds the boxes and edges of `before` in `after`, or more."""
    from ascii_diagram.reading import read_drawing

    try:
        old, new = read_drawing(before), read_drawing(after)
    except AsciiDiagramError:
        return False
    if _missing(Counter(box.lines for box in old.boxes), Counter(box.lines for box in new.boxes)):
        return False
    if len(new.boxes) + len(new.frames) < len(old.boxes) + len(old.frames):
        return False
    if isinstance(old.diagram, Graph):
        if not isinstance(new.diagram, Graph):
            return False
        return not _missing(_edges(old.diagram), _edges(new.diagram))
    return old.diagram is None or new.diagram is not None


def _missing(old: Counter[object], new: Counter[object]) -> bool:
    return bool(old - new)


def _edges(graph: Graph) -> Counter[object]:
    labels = {node.id: node.label for node in graph.nodes}
    labels |= {group.id: group.label for group in graph.groups}
    return Counter((labels.get(edge.source), labels.get(edge.target)) for edge in graph.edges)
