"""Mends one drawing, step by step, as long as each step leaves fewer faults than before.

Steps that only move lines come first (`realign`), then what is missing is put in (`complete`).
Of all steps that help, the one that helps most is taken, the least change first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ascii_diagram.checking.alignment import open_corners, open_sides
from ascii_diagram.checking.complete import completions
from ascii_diagram.checking.ends import loose, missed_pairs
from ascii_diagram.checking.glyphs import AMBIGUOUS, HORIZONTAL, NORTH, SOUTH
from ascii_diagram.checking.grid import Grid
from ascii_diagram.checking.lines import short_runs
from ascii_diagram.checking.realign import Realigned, realign

_MAX_STEPS = 200
_MAX_RUN = 4
_TABS = (8, 4, 2)


def mend(texts: Sequence[str], *, start: int = 0, plain_glyphs: bool = False) -> list[str]:
    """Return the rows of a drawing with what is unambiguous mended.

    Args:
        texts: The rows without leaders.
        start: Column at which the rows begin in their lines, for tab stops.
        plain_glyphs: Put safe arrowheads in the place of those that fonts disagree on.

    Returns:
        As many rows. The same rows, but for tabs and trailing blanks, when nothing can be mended so
        that the drawing reads as before or better.
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
        and _loose_ends(new, range(max(0, row - 1), min(row + 2, len(new)))) > 0
        for row in range(len(after))
    )


def _strokes(grid: Grid, row: int) -> int:
    """Count the cells of lines along a row that has more than borders."""
    glyphs = grid.rows[row].glyphs
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


def faults(grid: Grid) -> float:
    """Return how far a drawing is from sound; 0 for one without loose ends."""
    pairs = len(missed_pairs(grid))
    gone = sum(1 for _ in open_corners(grid)) + sum(1 for _ in open_sides(grid))
    return 8 * pairs + 2 * gone + 4 * len(short_runs(grid)) + _loose_ends(grid, range(len(grid)))


def _loose_ends(grid: Grid, rows: Iterable[int]) -> float:
    """Count the ends in blanks, and by half those that touch the flank of another line."""
    count = 0.0
    for row in rows:
        for column in range(len(grid.rows[row].glyphs)):
            for way in (NORTH, SOUTH):
                hold = loose(grid, row, column, way)
                if hold == 2:
                    count += 1
                elif hold and grid.neighbour(row, column, way).kind != "blank":
                    count += 0.5
    return count


def _respaced(texts: Sequence[str], start: int) -> list[str]:
    """Return the rows without tabs and trailing blanks; tab stops are where they fit best."""
    if not any("\t" in text for text in texts):
        return [text.rstrip(" ") for text in texts]
    ways = [
        ["".join(row.characters).rstrip(" ") for row in Grid(texts, tab=tab, start=start).rows]
        for tab in _TABS
    ]
    return min(ways, key=lambda rows: faults(Grid(rows)))


def _mended(rows: list[str]) -> list[str]:
    current = rows
    for _ in range(_MAX_STEPS):
        grid = Grid(current)
        better = _best(current, grid, _moves(current, grid))
        if better is None:
            better = _best(current, grid, _additions(current, grid))
        if better is None:
            return current
        current = better
    return current


def _best(
    rows: list[str], grid: Grid, candidates: Iterable[tuple[list[str], float]]
) -> list[str] | None:
    """Return the candidate with the fewest faults and the least change; None if none helps."""
    before = faults(grid)
    best: list[str] | None = None
    least = before
    for candidate, price in candidates:
        left = faults(Grid(candidate))
        if candidate != rows and left < before and left + price < least:
            best, least = candidate, left + price
    return best


def _moves(rows: list[str], grid: Grid) -> Iterator[tuple[list[str], float]]:
    """Yield drawings in which rows were realigned, and what the change costs."""
    pairs = missed_pairs(grid)
    yield from _realigned(rows, grid, {n for pair in pairs for n in (pair.row, pair.row + 1)})
    if pairs:
        yield from _run_steps(rows, sorted({pair.row for pair in pairs}))


def _additions(rows: list[str], grid: Grid) -> Iterator[tuple[list[str], float]]:
    """Yield drawings in which something was put in, or its row realigned instead."""
    for changed in completions(rows):
        yield changed, 1.0
    open_rows = {row for row, _, _ in open_corners(grid)}
    open_rows |= {row for _, first, stop in open_sides(grid) for row in range(first, stop)}
    yield from _realigned(rows, grid, open_rows)


def _realigned(rows: list[str], grid: Grid, numbers: set[int]) -> Iterator[tuple[list[str], float]]:
    for row in sorted(numbers):
        found = realign(grid, row)
        if found is not None:
            yield _with(rows, row, found), found.price


def _run_steps(rows: list[str], seams: list[int]) -> Iterator[tuple[list[str], float]]:
    """Yield drawings in which several rows in succession were realigned, one after the other."""
    for seam in seams:
        for step in (1, -1):
            current, price = rows, 0.0
            row = seam + 1 if step > 0 else seam
            for count in range(_MAX_RUN):
                if not 0 <= row < len(rows):
                    break
                last = realign(Grid(current), row)
                if count and last is not None:
                    yield _with(current, row, last), price + last.price
                found = realign(Grid(current), row, "above" if step > 0 else "below")
                if found is None:
                    break
                current, price = _with(current, row, found), price + found.price
                yield current, price
                row += step


def _with(rows: list[str], row: int, found: Realigned) -> list[str]:
    changed = list(rows)
    changed[row] = found.text
    return changed
