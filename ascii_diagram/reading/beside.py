"""Texts outside of boxes that interrupt no line: labels beside a line, and what stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ascii_diagram.reading.edges import FoundEdge
from ascii_diagram.reading.glyphs import EAST, HORIZONTAL, WEST
from ascii_diagram.reading.lines import Lines
from ascii_diagram.reading.model import Area
from ascii_diagram.reading.nets import Net, Piece
from ascii_diagram.reading.parting import follows_corner
from ascii_diagram.reading.texts import Run, is_reference, runs
from ascii_diagram.reading.used import UsedCells

_NEAR = 3
"""Most cells from a text to a vertical line that it labels."""


@dataclass(slots=True)
class Block:
    """Lines of text below each other."""

    runs: list[Run]

    @property
    def area(self) -> Area:
        """The rectangle that the lines fill."""
        return Area(
            self.runs[0].row,
            min(run.start for run in self.runs),
            self.runs[-1].row,
            max(run.end for run in self.runs) - 1,
        )

    def covers(self, row: int, column: int) -> bool:
        """Tell whether a cell belongs to the text."""
        return any(run.row == row and run.start <= column < run.end for run in self.runs)


def find_blocks(lines: Lines, used: UsedCells) -> list[Block]:
    """Return the texts in cells that nothing else uses, in reading order."""
    blocks: list[Block] = []
    for row, (line, rest) in enumerate(zip(lines.plane.rows, used.rests(), strict=True)):
        if not rest or rest.isspace():
            continue
        for run in runs(lines, row, line=used.mask(row, line)):
            above = [b for b in blocks if b.runs[-1].row == row - 1 and _aligned(b.runs[-1], run)]
            if len(above) == 1 and not _is_parted(lines, above[0].runs[-1], run):
                above[0].runs.append(run)
            else:
                blocks.append(Block([run]))
    return blocks


def _is_parted(lines: Lines, upper: Run, lower: Run) -> bool:
    """Tell whether two lines of text are two texts: what stands beside them shows it."""
    if is_reference(lines.plane.text(*lower)) or follows_corner(lines, lower):
        return True
    return _ends_line(lines, upper) and _ends_line(lines, lower)


def _ends_line(lines: Lines, run: Run) -> bool:
    """Tell whether a line ends right before or behind a text."""
    for column, side in ((run.start - 2, EAST), (run.end + 1, WEST)):
        char = lines.plane.at(run.row, column)
        if lines.head(run.row, column) in (EAST, WEST) or lines.is_along(char, side):
            return True
    return False


def _aligned(upper: Run, lower: Run) -> bool:
    if upper.start == lower.start:
        return True
    return abs(upper.start + upper.end - lower.start - lower.end) <= 2


def attach_labels(
    blocks: Sequence[Block], nets: Sequence[Net], edges: Sequence[FoundEdge]
) -> dict[int, list[FoundEdge]]:
    """Return for each block, by its index, the edges beside which it stands."""
    by_piece: dict[tuple[int, int], list[FoundEdge]] = {}
    for edge in edges:
        for piece in edge.pieces:
            by_piece.setdefault((edge.net, piece), []).append(edge)
    found: dict[int, list[FoundEdge]] = {}
    for index, block in enumerate(blocks):
        near = _nearest(block.area, nets)
        chosen: list[FoundEdge] = []
        for key in near:
            chosen += [edge for edge in by_piece.get(key, ()) if edge not in chosen]
        found[index] = chosen
    return _settle(found)


def _settle(found: dict[int, list[FoundEdge]]) -> dict[int, list[FoundEdge]]:
    """Give every edge one text at most, beginning with texts that have no choice."""
    taken: list[FoundEdge] = []
    waiting = dict(found)
    settled: dict[int, list[FoundEdge]] = {}
    while True:
        for index, edges in waiting.items():
            free = [e for e in edges if not e.label and not any(e is t for t in taken)]
            if len(free) == 1:
                settled[index] = free
                taken += free
                del waiting[index]
                break
        else:
            break
    for index, edges in waiting.items():
        settled[index] = [e for e in edges if not e.label and not any(e is t for t in taken)]
    return settled


def _nearest(area: Area, nets: Sequence[Net]) -> list[tuple[int, int]]:
    """Return the pieces of line that a text stands closest to, by net and index."""
    best, found = _NEAR + 1, list[tuple[int, int]]()
    for number, net in enumerate(nets):
        for index, piece in enumerate(net.pieces):
            distance = min(_distances(area, net, piece), default=_NEAR + 1)
            if distance < best:
                best, found = distance, []
            if distance == best and distance <= _NEAR:
                found.append((number, index))
    return found


def _distances(area: Area, net: Net, piece: Piece) -> Iterator[int]:
    """Yield how far a text is from the parts of a piece of line.

    A corner of a loop just beside the text is nearest of all. A line along counts when it is in the
    next row, a line down when the text is beside it.
    """
    first, second = net.vertices[piece.first], net.vertices[piece.second]
    for vertex in (first, second):
        beside = area.left - 2 <= vertex.column <= area.right + 2
        level = area.top <= vertex.row <= area.bottom
        if beside and level and vertex.end is None and net.is_loop():  # the last takes longest
            yield 0
    spans = [*piece.cells]
    if first.row == second.row or first.column == second.column:
        spans.append((first.row, first.column, second.row, second.column))
    for span in spans:
        (row0, row1), (column0, column1) = sorted(span[::2]), sorted(span[1::2])
        if not piece.way & HORIZONTAL:
            if row0 <= area.bottom and row1 >= area.top:
                yield min(abs(column0 - area.right), abs(column0 - area.left))
        elif (
            column0 <= area.right
            and column1 >= area.left
            and row0
            in (
                area.top - 1,
                area.bottom + 1,
            )
        ):
            yield 1
