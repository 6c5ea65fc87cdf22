"""The faults of a drawing, row by row, kept up while its rows change.

What is wrong with a row depends on other rows too, some of them far off along a line. So each count
notes where it looked, and is made again only when something has changed there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ascii_diagram.checking.alignment import corners_open_on, sides_open_below
from ascii_diagram.checking.ends import loose, pairs_below
from ascii_diagram.checking.glyphs import NORTH, SOUTH
from ascii_diagram.checking.grid import Grid, Part, Watch, changed_parts
from ascii_diagram.checking.lines import has_slips, row_runs


class Change(NamedTuple):
    """Other texts for some rows of a drawing.

    Attributes:
        first: The first of the rows.
        texts: Their texts.
        price: What the change costs, in faults.
    """

    first: int
    texts: tuple[str, ...]
    price: float


@dataclass(frozen=True, slots=True)
class Faults:
    """How far some rows are from sound, or how much further than others.

    Attributes:
        pairs: Ends that miss each other.
        gaps: Corners and sides that are missing.
        loose: Loose ends, those by half that touch the flank of a line.
        runs: Lines between boxes.
        short: Those of them that stop short.
    """

    pairs: int = 0
    gaps: int = 0
    loose: float = 0.0
    runs: int = 0
    short: int = 0

    def __add__(self, other: Faults) -> Faults:
        return Faults(
            self.pairs + other.pairs,
            self.gaps + other.gaps,
            self.loose + other.loose,
            self.runs + other.runs,
            self.short + other.short,
        )

    def __sub__(self, other: Faults) -> Faults:
        return self + Faults(-other.pairs, -other.gaps, -other.loose, -other.runs, -other.short)

    @property
    def has_slips(self) -> bool:
        """Whether the lines that stop short are slips."""
        return has_slips(self.runs, self.short)

    @property
    def weight(self) -> float:
        """All of them as one number; 0 for a drawing without loose ends."""
        slips = self.short if self.has_slips else 0
        return 8 * self.pairs + 2 * self.gaps + 4 * slips + self.loose


def faults(grid: Grid) -> float:
    """Return how far a drawing is from sound; 0 for one without loose ends."""
    return _total(_row_faults(grid, row) for row in range(len(grid))).weight


def loose_ends(grid: Grid, rows: Iterable[int]) -> float:
    """Count the ends in blanks, and by half those that touch the flank of another line."""
    count = 0.0
    for row in rows:
        for column in grid.row(row).drawn:
            for way in (NORTH, SOUTH):
                hold = loose(grid, row, column, way)
                if hold == 2:
                    count += 1
                elif hold and grid.neighbour(row, column, way).kind != "blank":
                    count += 0.5
    return count


def _row_faults(grid: Grid, row: int) -> Faults:
    runs = row_runs(grid, row)
    return Faults(
        pairs=len(pairs_below(grid, row)),
        gaps=len([*corners_open_on(grid, row), *sides_open_below(grid, row)]),
        loose=loose_ends(grid, (row,)),
        runs=len(runs),
        short=sum(1 for run in runs if run.gap),
    )


def _total(counts: Iterable[Faults]) -> Faults:
    return sum(counts, Faults())


class Survey:
    """The faults of a drawing that changes.

    Attributes:
        texts: Its rows.
        grid: Its cells.
        counts: The faults of each row.
        faults: All of them.

    Args:
        texts: The rows, without tabs.
        looks: About how often cells may be looked at.
    """

    def __init__(self, texts: Sequence[str], looks: int) -> None:
        self.texts = list(texts)
        self.grid = Grid(texts)
        self._looks_left = looks
        self.counts: list[Faults] = []
        self._parts: list[set[Part]] = []
        self._lookers: defaultdict[Part, set[int]] = defaultdict(set)
        for row in range(len(texts)):
            self.counts.append(Faults())
            self._parts.append(set())
            self._recount(row)
            if self.spent:
                break
        self.faults = _total(self.counts)

    @property
    def spent(self) -> bool:
        """Whether no more cells may be looked at; what is told then need not be so."""
        return self._looks_left <= 0

    def effect(self, change: Change) -> Faults:
        """Return how many faults more there are after a change."""
        after, rows = self._after(change)
        old = _total(self.counts[row] for row in rows)
        return _total(self._count(after, row, Watch()) for row in rows) - old

    def apply(self, change: Change) -> None:
        """Change the drawing."""
        self.grid, rows = self._after(change)
        self.texts[change.first : change.first + len(change.texts)] = change.texts
        for row in rows:
            self._recount(row)
        self.faults = _total(self.counts)

    def _after(self, change: Change) -> tuple[Grid, set[int]]:
        """Return the cells after a change, and the rows whose faults may be others then."""
        after = self.grid.with_rows(change.first, change.texts)
        changed = set[Part]().union(
            *(
                changed_parts(row, self.grid.row(row), after.row(row))
                for row in range(change.first, change.first + len(change.texts))
            )
        )
        lookers = (self._lookers[part] for part in changed if part in self._lookers)
        return after, set[int]().union(*lookers)

    def _recount(self, row: int) -> None:
        """Count the faults of a row anew, and note where that looked."""
        watch = Watch()
        self.counts[row] = self._count(self.grid, row, watch)
        for part in self._parts[row]:
            self._lookers[part].discard(row)
        self._parts[row] = watch.parts
        for part in watch.parts:
            self._lookers[part].add(row)

    def _count(self, grid: Grid, row: int, watch: Watch) -> Faults:
        found = _row_faults(grid.watched(watch), row)
        self._looks_left -= watch.looks
        return found
