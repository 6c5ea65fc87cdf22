"""A drawing as a grid of display cells that knows where each cell stands in its line."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest
from typing import Self

from ascii_diagram.checking.glyphs import (
    BLANK,
    HORIZONTAL,
    NORTH,
    OPPOSITE,
    SOUTH,
    STEP,
    Glyph,
    read_row,
)
from ascii_diagram.drawing.cells import clusters

TAB = 8
_STRETCH = 16
_YES, _NO = 1, 2
_ROUNDED_OFF = {NORTH: frozenset(".,"), SOUTH: frozenset("'`")}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a drawing in cells.

    Attributes:
        characters: One grapheme per cell; an empty string continues a wide one.
        glyphs: What each cell is.
        offsets: Code point of the row's text at which each cell's grapheme begins; one more entry
            for the text's end.
        drawn: Columns of lines and joints.
    """

    characters: tuple[str, ...]
    glyphs: tuple[Glyph, ...]
    offsets: tuple[int, ...]
    drawn: tuple[int, ...]


Part = tuple[int, int | None]
"""A row and a stretch of columns on it by number; None for the row as a whole."""


@dataclass(slots=True)
class Watch:
    """Where something looked in a grid, and how often."""

    parts: set[Part] = field(default_factory=set[Part])
    looks: int = 0


class Grid:
    """Rows of cells; outside of them everything is blank.

    Args:
        texts: The rows without leaders; tabs advance to the next multiple of `tab` cells.
        tab: Cells between tab stops.
        start: Column at which the rows begin, for the tab stops.
    """

    def __init__(self, texts: Sequence[str], *, tab: int = TAB, start: int = 0) -> None:
        self._rows = [_row(text, tab, start) for text in texts]
        self._cornered: dict[tuple[int, int], bytearray] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> Row:
        """Return a row of the drawing."""
        return self._rows[number]

    def with_rows(self, first: int, texts: Sequence[str]) -> Self:
        """Return the grid with other texts, without tabs, for the rows from `first` on."""
        other = copy(self)
        rows = [_row(text, TAB, 0) for text in texts]
        other._rows = [*self._rows[:first], *rows, *self._rows[first + len(rows) :]]
        other._cornered = {}
        return other

    def watched(self, watch: Watch) -> Grid:
        """Return the same grid, which notes where it is looked at."""
        return _WatchedGrid(self, watch)

    def glyph(self, row: int, column: int) -> Glyph:
        """Return what the cell is."""
        if 0 <= row < len(self._rows):
            glyphs = self._rows[row].glyphs
            if 0 <= column < len(glyphs):
                return glyphs[column]
        return BLANK

    def character(self, row: int, column: int) -> str:
        """Return the grapheme that begins in the cell, a blank outside the drawing."""
        if 0 <= row < len(self._rows):
            characters = self._rows[row].characters
            if 0 <= column < len(characters):
                return characters[column]
        return " "

    def neighbour(self, row: int, column: int, way: int) -> Glyph:
        """Return what the next cell in direction `way` is."""
        down, right = STEP[way]
        return self.glyph(row + down, column + right)

    def offset(self, row: int, column: int) -> int:
        """Return the code point of the row's text at which the cell begins."""
        offsets = self._rows[row].offsets
        return offsets[min(max(column, 0), len(offsets) - 1)]

    def reaches(self, row: int, column: int, way: int) -> bool:
        """Whether what the cell shows goes on in direction `way`: a line's arm or a joint."""
        glyph = self.glyph(row, column)
        if glyph.kind == "joint":
            if self.is_rounded_off(row, column, way):
                return False
            back = self.neighbour(row, column, way)
            return back.kind == "joint" or bool(back.arms & OPPOSITE[way])
        return glyph.kind == "line" and bool(glyph.arms & way)

    def is_rounded_off(self, row: int, column: int, way: int) -> bool:
        """Whether the cell is a rounded ASCII corner, which has no arm in direction `way`."""
        return self.character(row, column) in _ROUNDED_OFF.get(way, ())

    def is_cornered(self, row: int, column: int, way: int) -> bool:
        """Whether the line through the cell leads, in direction `way`, to a corner or junction.

        Every cell on the way gets the same answer, so that a long side is walked along once.
        """
        known = self._cornered.get((column, way))
        if known is None:
            known = self._cornered[column, way] = bytearray(len(self))
        down, _ = STEP[way]
        place = row
        while 0 <= place < len(known) and not known[place]:
            glyph = self.glyph(place, column)
            if glyph.kind == "joint" or (glyph.kind == "line" and glyph.arms & HORIZONTAL):
                known[place] = _YES
            elif glyph.kind != "line" or not glyph.arms & way:
                known[place] = _NO
            else:
                place += down
        answer = known[place] if 0 <= place < len(known) else _NO
        for passed in range(row, place, down):
            known[passed] = answer
        return answer == _YES


class _WatchedGrid(Grid):
    """A grid that notes where it is looked at."""

    def __init__(self, grid: Grid, watch: Watch) -> None:
        super().__init__(())
        self._rows = grid._rows
        self._watch = watch

    def row(self, number: int) -> Row:
        self._watch.parts.add((number, None))
        return super().row(number)

    def glyph(self, row: int, column: int) -> Glyph:
        watch = self._watch
        watch.looks += 1
        watch.parts.add((row, column // _STRETCH))
        return super().glyph(row, column)

    def character(self, row: int, column: int) -> str:
        self._watch.parts.add((row, column // _STRETCH))
        return super().character(row, column)


def changed_parts(number: int, old: Row, new: Row) -> set[Part]:
    """Return the parts of row `number` in which `new` differs from `old`."""
    cells = zip_longest(old.characters, new.characters), zip_longest(old.glyphs, new.glyphs)
    parts: set[Part] = {
        (number, column // _STRETCH)
        for sides in cells
        for column, (one, other) in enumerate(sides)
        if one != other
    }
    return parts | {(number, None)} if parts else parts


@lru_cache(maxsize=4096)
def _row(text: str, tab: int, start: int) -> Row:
    characters: list[str] = []
    offsets: list[int] = []
    place = 0
    for cluster, width in clusters(text):
        if cluster == "\t":
            width = tab - (start + len(characters)) % tab
            characters.extend([" "] * width)
        elif width:
            characters.extend([cluster] + [""] * (width - 1))
        offsets.extend([place] * width)
        place += len(cluster)
    offsets.append(place)
    cells = tuple(characters)
    glyphs = read_row(cells)
    drawn = tuple(column for column, glyph in enumerate(glyphs) if glyph.drawn)
    return Row(cells, glyphs, tuple(offsets), drawn)
