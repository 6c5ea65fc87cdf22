"""What a diagram is: immutable values that notations are read into and drawings are made from.

Labels may hold line feeds: the first line is the title, the rest is the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Direction = Literal["right", "down", "left", "up"]
Shape = Literal["rectangle", "rounded", "cylinder", "diamond", "circle", "queue", "person", "text"]
EdgeStyle = Literal["solid", "dashed", "thick"]
Arrow = Literal["forward", "both", "none"]
FrameKind = Literal["loop", "alt", "opt", "par"]


@dataclass(frozen=True, slots=True)
class Node:
    """A box of a `Graph` or a participant of a `Sequence`.

    `verbatim` keeps the label's body as typed (a small picture): it is never wrapped.
    """

    id: str
    label: str
    shape: Shape = "rectangle"
    verbatim: bool = False

    @property
    def title(self) -> str:
        """The label's first line."""
        return self.label.partition("\n")[0]

    @property
    def body(self) -> tuple[str, ...]:
        """The label's lines below the title."""
        return tuple(self.label.split("\n")[1:])


class Flow(NamedTuple):
    """What goes out of a node, or comes into it, other than along an edge."""

    text: str
    outward: bool


_FLOWS = (
    (re.compile(r"\s*-{1,2}> (?P<text>.*\S)\s*"), True),
    (re.compile(r"\s*(?P<text>\S.*) -{1,2}>\s*"), False),
)


def flow_in(line: str) -> Flow | None:
    """Return the flow that a line of a node's body stands for, None for text.

    `-> heat` is a flow out of the node, `heat ->` one into it.
    """
    found = [
        Flow(match["text"], outward)
        for pattern, outward in _FLOWS
        if "->" in line and (match := pattern.fullmatch(line))
    ]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two ends; an end is the id of a node or of a group."""

    source: str
    target: str
    label: str = ""
    arrow: Arrow = "forward"
    style: EdgeStyle = "solid"


@dataclass(frozen=True, slots=True)
class Group:
    """A framed set of nodes and groups, named by their ids in `members`."""

    id: str
    label: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes, lines and frames. Node and group ids share one namespace; a member has one group.

    `direction` is None when the layout may choose it.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    groups: tuple[Group, ...] = ()
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a sequence; `reply` messages are drawn dashed."""

    source: str
    target: str
    label: str = ""
    reply: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A note over one participant, or spanning two or more."""

    over: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A titled rule across all lifelines."""

    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One compartment of a frame: its condition and what happens in it."""

    label: str
    items: tuple[SequenceItem, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A combined fragment; `alt` and `par` may have several sections, the others have one."""

    kind: FrameKind
    sections: tuple[Section, ...]


SequenceItem: TypeAlias = Message | Note | Divider | Frame


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence diagram: participants from left to right, items from top to bottom."""

    participants: tuple[Node, ...]
    items: tuple[SequenceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid; `span` counts columns, `bits` is the field's width in bits."""

    label: str
    span: int = 1
    bits: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A stack or table: cells in reading order over `columns` columns."""

    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A point of a timeline and what happened then."""

    label: str
    events: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Periods in order of time."""

    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A free-form picture, passed through after checks."""

    lines: tuple[str, ...]


Diagram: TypeAlias = Graph | Sequence | Grid | Timeline | Picture
