"""Connected lines as graphs: ends, junctions, and the pieces of line between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ascii_diagram.diagram import EdgeStyle
from ascii_diagram.reading.glyphs import OPPOSITE


class End(NamedTuple):
    """What a line ends at: a node's box or a frame by its index, or a text by its cell."""

    kind: Literal["node", "frame", "text"]
    number: int
    row: int
    column: int


@dataclass(slots=True)
class Piece:
    """A straight piece of line between two vertices; `way` leads from the first to the second.

    A `doubtful` one has no cells: it joins two ASCII corners that may just stand side by side.
    """

    first: int
    second: int
    way: int
    style: EdgeStyle
    cells: tuple[tuple[int, int, int, int], ...]
    label: tuple[str, ...] = ()
    doubtful: bool = False


@dataclass(slots=True)
class Vertex:
    """A corner, junction or end of a line.

    Attributes:
        row: Its cell.
        column: Its cell.
        end: What is there, if the line ends.
        headed: Whether it ends in an arrowhead.
        pieces: Indexes of the pieces that meet here.
    """

    row: int
    column: int
    end: End | None = None
    headed: bool = False
    pieces: list[int] = field(default_factory=list[int])


class Path(NamedTuple):
    """A way along a net from one end to another: its vertices and pieces."""

    start: int
    goal: int
    pieces: tuple[int, ...]


@dataclass(slots=True)
class Net:
    """A connected line."""

    vertices: list[Vertex] = field(default_factory=list[Vertex])
    pieces: list[Piece] = field(default_factory=list[Piece])
    _was_cut: bool = False

    def add(self, vertex: Vertex) -> int:
        """Add a vertex and return its index."""
        self.vertices.append(vertex)
        return len(self.vertices) - 1

    def join(self, piece: Piece) -> None:
        """Add a piece between two vertices."""
        for end in (piece.first, piece.second):
            self.vertices[end].pieces.append(len(self.pieces))
        self.pieces.append(piece)

    def is_loop(self) -> bool:
        """Tell whether the net leads from a box or frame back to it, and nowhere else."""
        ends = [vertex.end for vertex in self.vertices if vertex.end is not None]
        return len(ends) == 2 and ends[0][:2] == ends[1][:2]

    def parts(self, without: int) -> tuple[set[int], set[int]]:
        """Return the vertices on either side of a piece; equal sets where it is in a circle."""
        piece = self.pieces[without]
        return self._reach(piece.first, without), self._reach(piece.second, without)

    def _reach(self, start: int, without: int) -> set[int]:
        reached, waiting = {start}, [start]
        while waiting:
            for index in self.vertices[waiting.pop()].pieces:
                piece = self.pieces[index]
                for vertex in (piece.first, piece.second):
                    if index != without and vertex not in reached:
                        reached.add(vertex)
                        waiting.append(vertex)
        return reached

    def cut(self, index: int) -> None:
        """Take a piece out."""
        self._was_cut = True
        piece = self.pieces[index]
        for vertex in (piece.first, piece.second):
            self.vertices[vertex].pieces.remove(index)

    def bodies(self) -> list[list[int]]:
        """Return the ends of each connected part: vertices at a box, a frame or a text."""
        found: list[list[int]] = []
        ends = [i for i, vertex in enumerate(self.vertices) if vertex.end is not None]
        if not self._was_cut:
            return [ends] if ends else []
        left = set(ends)
        while left:
            part = self._reach(min(left), -1) & left
            found.append(sorted(part))
            left -= part
        return found

    def paths(self, start: int, *, strict: bool) -> list[Path]:
        """Return a way to every other end.

        A `strict` walk never moves against the direction in which it began or in which it ends:
        what others joined on the way leads on to where they go, not back to where they are from.
        """
        found: list[Path] = []
        seen: set[tuple[int, int]] = set()
        stack: list[tuple[int, int, tuple[int, ...]]] = [(start, 0, ())]
        while stack:
            at, barred, pieces = stack.pop()
            vertex = self.vertices[at]
            if vertex.end is not None and pieces:
                if not strict or not self._is_reversed(at, pieces):
                    found.append(Path(start, at, pieces))
                continue
            for index in vertex.pieces:
                piece = self.pieces[index]
                forth = piece.first == at
                way, to = (
                    piece.way if forth else OPPOSITE[piece.way],
                    (piece.second if forth else piece.first),
                )
                if (index, to) in seen or (pieces and index == pieces[-1]):
                    continue
                if strict and way == barred:
                    continue
                seen.add((index, to))
                stack.append((to, barred or OPPOSITE[way], (*pieces, index)))
        return found

    def _is_reversed(self, goal: int, pieces: tuple[int, ...]) -> bool:
        """Tell whether a walk moves against the direction in which it reaches its goal."""
        at, last = goal, 0
        for index in reversed(pieces):
            piece = self.pieces[index]
            arrived = piece.second == at
            way = piece.way if arrived else OPPOSITE[piece.way]
            if last and way == OPPOSITE[last]:
                return True
            last = last or way
            at = piece.first if arrived else piece.second
        return False
