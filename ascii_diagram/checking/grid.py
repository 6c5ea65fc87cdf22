"""A drawing as a grid of display cells that knows where each cell stands in its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ascii_diagram.checking.glyphs import (
    BLANK,
    NORTH,
    OPPOSITE,
    SOUTH,
    STEP,
    Glyph,
    read_row,
)
from ascii_diagram.drawing.cells import clusters

TAB = 8
_ROUNDED_OFF = {NORTH: frozenset(".,"), SOUTH: frozenset("'`")}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a drawing in cells.

    Attributes:
        characters: One grapheme per cell; an empty string continues a wide one.
        glyphs: What each cell is.
        offsets: Code point of the row's text at which each cell's grapheme begins; one more entry
            for the text's end.
    """

    characters: tuple[str, ...]
    glyphs: tuple[Glyph, ...]
    offsets: tuple[int, ...]


class Grid:
    """Rows of cells; outside of them everything is blank.

    Args:
        texts: The rows without leaders; tabs advance to the next multiple of `tab` cells.
        tab: Cells between tab stops.
        start: Column at which the rows begin, for the tab stops.
    """

    def __init__(self, texts: Sequence[str], *, tab: int = TAB, start: int = 0) -> None:
        self.rows = [_row(text, tab, start) for text in texts]

    def __len__(self) -> int:
        return len(self.rows)

    def glyph(self, row: int, column: int) -> Glyph:
        """Return what the cell is."""
        if 0 <= row < len(self.rows):
            glyphs = self.rows[row].glyphs
            if 0 <= column < len(glyphs):
                return glyphs[column]
        return BLANK

    def character(self, row: int, column: int) -> str:
        """Return the grapheme that begins in the cell, a blank outside the drawing."""
        if 0 <= row < len(self.rows):
            characters = self.rows[row].characters
            if 0 <= column < len(characters):
                return characters[column]
        return " "

    def neighbour(self, row: int, column: int, way: int) -> Glyph:
        """Return what the next cell in direction `way` is."""
        down, right = STEP[way]
        return self.glyph(row + down, column + right)

    def offset(self, row: int, column: int) -> int:
        """Return the code point of the row's text at which the cell begins."""
        offsets = self.rows[row].offsets
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
    return Row(cells, read_row(cells), tuple(offsets))
