"""Texts outside of boxes that interrupt no line: labels beside a line, and what stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ascii_diagram.reading.edges import FoundEdge
from ascii_diagram.reading.glyphs import ARMS, HORIZONTAL, NORTH, SOUTH
from ascii_diagram.reading.lines import Lines
from ascii_diagram.reading.model import Area
from ascii_diagram.reading.nets import Net
from ascii_diagram.reading.texts import Run, runs
from ascii_diagram.reading.used import UsedCells

_FARTHEST = 12
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
    for row, line in enumerate(lines.plane.rows):
        if not line.strip() or used.is_full(row):
            continue
        for run in runs(lines, row):
            if not used.is_free(*run):
                continue
            above = [b for b in blocks if b.runs[-1].row == row - 1 and _aligned(b.runs[-1], run)]
            if len(above) == 1 and not _starts_at_corner(lines, run):
                above[0].runs.append(run)
            else:
                blocks.append(Block([run]))
    return blocks


def _starts_at_corner(lines: Lines, run: Run) -> bool:
    """Tell whether a text stands to the right of an upper corner, where a loop begins."""
    column = len(lines.plane.rows[run.row][: run.start].rstrip()) - 1
    if column < 0 or run.start - column > _FARTHEST:
        return False
    char = lines.plane.rows[run.row][column]
    arms = lines.plus(run.row, column) if char == "+" else ARMS.get(char, 0)
    return arms & (NORTH | SOUTH) == SOUTH


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
    best, found = _NEAR + 1, list[tuple[int, int]]()
    for number, net in enumerate(nets):
        for index, piece in enumerate(net.pieces):
            first, second = net.vertices[piece.first], net.vertices[piece.second]
            spans = [*piece.cells]
            if first.row == second.row or first.column == second.column:
                spans = [
                    (
                        min(first.row, second.row),
                        min(first.column, second.column),
                        max(first.row, second.row),
                        max(first.column, second.column),
                    )
                ]
            for span in spans:
                distance = _distance(area, span, along=bool(piece.way & HORIZONTAL))
                if distance < best:
                    best, found = distance, [(number, index)]
                elif distance == best and distance <= _NEAR and (number, index) not in found:
                    found.append((number, index))
    return found


def _distance(area: Area, span: tuple[int, int, int, int], *, along: bool) -> int:
    """Return how far a text is from a piece of line: rows for one along, columns for one down."""
    row0, column0, row1, column1 = (
        min(span[0], span[2]),
        min(span[1], span[3]),
        max(span[0], span[2]),
        max(span[1], span[3]),
    )
    if along:
        if column1 < area.left or column0 > area.right:
            return _NEAR + 1
        return min(abs(row0 - area.bottom), abs(row0 - area.top)) or _NEAR + 1
    if row1 < area.top or row0 > area.bottom:
        return _NEAR + 1
    return min(abs(column0 - area.right), abs(column0 - area.left))
