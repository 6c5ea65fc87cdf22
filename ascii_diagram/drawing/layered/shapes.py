"""What a finished layout consists of, in flow coordinates: u along the flow, v across it.

Extents are `depth` (along u) and `breadth` (along v), in display cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ascii_diagram.diagram import EdgeStyle, Shape


class BoxShape(NamedTuple):
    """A node's box and the lines of text inside it, with a rule below its `title_lines`, if any."""

    u: int
    v: int
    depth: int
    breadth: int
    lines: tuple[str, ...]
    shape: Shape
    title_lines: int = 0


class FrameShape(NamedTuple):
    """A group's border; `title_v` is where its title starts in a vertical flow."""

    u: int
    v: int
    depth: int
    breadth: int
    title: str
    title_v: int


class TextShape(NamedTuple):
    """Lines of text centred in a rectangle."""

    u: int
    v: int
    depth: int
    breadth: int
    lines: tuple[str, ...]


class Wire(NamedTuple):
    """A straight line of a net from cell to cell; an open end reaches on to its neighbour."""

    net: int
    u0: int
    v0: int
    u1: int
    v1: int
    open0: bool
    open1: bool
    stroke: EdgeStyle


class Head(NamedTuple):
    """An arrowhead that points along (du, dv)."""

    u: int
    v: int
    du: int
    dv: int


class Tee(NamedTuple):
    """A border cell that a line leaves along (du, dv)."""

    u: int
    v: int
    du: int
    dv: int


@dataclass(slots=True)
class Block:
    """A laid-out piece of a drawing."""

    depth: int = 0
    breadth: int = 0
    boxes: list[BoxShape] = field(default_factory=list[BoxShape])
    frames: list[FrameShape] = field(default_factory=list[FrameShape])
    texts: list[TextShape] = field(default_factory=list[TextShape])
    wires: list[Wire] = field(default_factory=list[Wire])
    heads: list[Head] = field(default_factory=list[Head])
    tees: list[Tee] = field(default_factory=list[Tee])

    def add(self, other: Block, u: int, v: int) -> None:
        """Put a copy of `other` with its origin at (u, v)."""
        self.boxes += [s._replace(u=s.u + u, v=s.v + v) for s in other.boxes]
        self.frames += [s._replace(u=s.u + u, v=s.v + v) for s in other.frames]
        self.texts += [s._replace(u=s.u + u, v=s.v + v) for s in other.texts]
        self.heads += [s._replace(u=s.u + u, v=s.v + v) for s in other.heads]
        self.tees += [s._replace(u=s.u + u, v=s.v + v) for s in other.tees]
        self.wires += [
            s._replace(u0=s.u0 + u, u1=s.u1 + u, v0=s.v0 + v, v1=s.v1 + v) for s in other.wires
        ]
