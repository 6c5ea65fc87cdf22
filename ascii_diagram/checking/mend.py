"""Mends one drawing, step by step, as long as each step leaves fewer faults than before.

Steps that only move lines come first (`realign`), then what is missing is put in (`complete`).
Of all steps that help, the one that helps most is taken, the least change first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from ascii_diagram.checking.alignment import corners_open_on, sides_open_below
from ascii_diagram.checking.complete import with_corners, with_longer_lines, with_sides
from ascii_diagram.checking.glyphs import AMBIGUOUS, HORIZONTAL
from ascii_diagram.checking.grid import Grid
from ascii_diagram.checking.realign import realign
from ascii_diagram.checking.survey import Change, Survey, faults, loose_ends

_MAX_LOOKS = 10_000_000  # a hundred crooked rows of eighty columns take half of it
_MAX_RUN = 4
_NEAR = 4  # rows beyond a change at which all is found out anew
_TABS = (8, 4, 2)


def mend(texts: Sequence[str], *, start: int = 0, plain_glyphs: bool = False) -> list[str]:
    """Return the rows of a drawing with what is unambiguous mended.

    Args:
        texts: The rows without leaders.
        start: Column at which the rows begin in their lines, for tab stops.
        plain_glyphs: Put safe arrowheads in the place of those that fonts disagree on.

    Returns:
        As many rows. The same rows, but for tabs and trailing blanks, when nothing can be mended so
        that the drawing reads as before or better, or when that would take too much work.
    """
    rows = _respaced(texts, start)
    mended = _mended(rows)
    if mended != rows and (_shortens_in_vain(rows, mended) or not _proven(rows, mended)):
        mended = rows
    if plain_glyphs:
        table = str.maketrans(AMBIGUOUS)
        mended = [row.translate(table) for row in mended]
    return mended


def _shortens_in_vain(before: list[str], after: list[str]) -> bool:
    """Whether a line became shorter although what it is beside stays ragged.

    Where the rows of a box disagree about its width, nothing tells which of them the line fits.
    """
    old, new = Grid(before), Grid(after)
    return any(
        before[row] != after[row]
        and _strokes(new, row) < _strokes(old, row)
        and loose_ends(new, range(max(0, row - 1), min(row + 2, len(new)))) > 0
        for row in range(len(after))
    )


def _strokes(grid: Grid, row: int) -> int:
    """Count the cells of lines along a row that has more than borders."""
    glyphs = grid.row(row).glyphs
    if not any(glyph.kind in ("text", "head") for glyph in glyphs):
        return 0
    return sum(1 for glyph in glyphs if glyph.drawn and glyph.arms == HORIZONTAL)


def _proven(before: list[str], after: list[str]) -> bool:
    # Imported late: the reader is needed only where there is something to mend.
    from ascii_diagram.checking.proof import corners_fit, same_words, understood_no_worse

    return (
        same_words(before, after)
        and corners_fit(before, after)
        and understood_no_worse("\n".join(before), "\n".join(after))
    )


def _respaced(texts: Sequence[str], start: int) -> list[str]:
    """Return the rows without tabs and trailing blanks; tab stops are where they fit best."""
    if not any("\t" in text for text in texts):
        return [text.rstrip(" ") for text in texts]
    ways = [
        ["".join(grid.row(row).characters).rstrip(" ") for row in range(len(grid))]
        for grid in (Grid(texts, tab=tab, start=start) for tab in _TABS)
    ]
    return min(ways, key=lambda rows: faults(Grid(rows)))


def _mended(rows: list[str]) -> list[str]:
    """Return the rows after all steps that help; as they are where that is too much work."""
    search = _Search(rows)
    while (change := search.best()) is not None:
        search.take(change)
    return rows if search.spent else search.texts


_Maker = Callable[[Grid, int], Iterator[Change]]
"""Yields changes that may help at a row of a drawing."""
_Place = tuple[_Maker, int]


class _Offer(NamedTuple):
    """A change, and by how much it leaves fewer faults than before, less its price."""

    change: Change
    gain: float


class _Search:
    """Steps that may mend a drawing.

    What is gained at a place is found out once, and anew when a row near it has changed. Rows far
    off seldom matter: only before a step is taken, and before the search ends, all is made sure.
    """

    def __init__(self, rows: list[str]) -> None:
        self._survey = Survey(rows, _MAX_LOOKS)
        self._offers: dict[_Place, _Offer | None] = {}
        self._sure: set[_Place] = set()

    @property
    def texts(self) -> list[str]:
        """The rows of the drawing now."""
        return self._survey.texts

    @property
    def spent(self) -> bool:
        """Whether it was too much work."""
        return self._survey.spent

    def best(self) -> Change | None:
        """Return the change that leaves the fewest faults for its price; None if none helps."""
        while not self.spent:
            place = self._likely(self._moves()) or self._likely(self._additions())
            offer = self._offers[place] if place else None
            if place is not None and offer is not None:
                if place in self._sure:
                    return offer.change
                self._find_out(place)
            elif len(self._sure) == len(self._offers):
                return None
            else:  # something far away may have changed what a step does
                self._offers.clear()
                self._sure.clear()
        return None

    def take(self, change: Change) -> None:
        """Change the drawing."""
        self._survey.apply(change)
        near = range(change.first - _NEAR, change.first + len(change.texts) + _NEAR)
        self._offers = {p: offer for p, offer in self._offers.items() if p[1] not in near}
        self._sure.clear()

    def _moves(self) -> Iterator[_Place]:
        seams = [row for row, count in enumerate(self._survey.counts) if count.pairs]
        yield from product([_in_line], sorted({row for seam in seams for row in (seam, seam + 1)}))
        yield from product([_in_lines], seams)

    def _additions(self) -> Iterator[_Place]:
        counts = self._survey.counts
        gaps = [row for row, count in enumerate(counts) if count.gaps]
        yield from product([with_corners, with_sides], gaps)
        if self._survey.faults.has_slips:
            slips = (row for row, count in enumerate(counts) if count.short)
            yield from product([with_longer_lines], slips)
        yield from product([_in_line_where_open], gaps)

    def _likely(self, places: Iterable[_Place]) -> _Place | None:
        """Return the first of the places at which most seems to be gained, None without gain."""
        best, most = None, 0.0
        for place in places:
            if place not in self._offers:
                self._find_out(place)
            offer = self._offers[place]
            if offer is not None and offer.gain > most:
                best, most = place, offer.gain
            if self.spent:
                return None
        return best

    def _find_out(self, place: _Place) -> None:
        maker, row = place
        faults = self._survey.faults
        best, most = None, 0.0
        for change in maker(self._survey.grid, row):
            fewer = faults.weight - (faults + self._survey.effect(change)).weight
            if fewer > 0 and fewer - change.price > most:
                most = fewer - change.price
                best = _Offer(change, most)
        self._offers[place] = best
        self._sure.add(place)


def _in_line(grid: Grid, row: int) -> Iterator[Change]:
    """Yield the row in line with its neighbours."""
    found = realign(grid, row)
    if found is not None:
        yield Change(row, (found.text,), found.price)


def _in_line_where_open(grid: Grid, row: int) -> Iterator[Change]:
    """Yield in line with their neighbours the rows that have lost a corner or a side."""
    open_rows = {row for _ in corners_open_on(grid, row)}
    open_rows |= {n for _, first, stop in sides_open_below(grid, row) for n in range(first, stop)}
    for place in sorted(open_rows):
        yield from _in_line(grid, place)


def _in_lines(grid: Grid, seam: int) -> Iterator[Change]:
    """Yield rows in succession, each in line with the one before, below a seam and above."""
    for step in (1, -1):
        current, price = grid, 0.0
        changed: dict[int, str] = {}
        for count in range(_MAX_RUN):
            row = seam + 1 + count if step > 0 else seam - count
            if not 0 <= row < len(grid):
                break
            last = realign(current, row)
            if count and last is not None:
                yield _change({**changed, row: last.text}, price + last.price)
            found = realign(current, row, "above" if step > 0 else "below")
            if found is None:
                break
            changed[row], price = found.text, price + found.price
            current = current.with_rows(row, (found.text,))
            yield _change(changed, price)


def _change(texts: dict[int, str], price: float) -> Change:
    rows = sorted(texts)
    return Change(rows[0], tuple(texts[row] for row in rows), price)
