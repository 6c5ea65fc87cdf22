"""What a layout arranges: items in layers, links between them, and the nets that join them.

Coordinates are u along the flow and v across it; `upper` means nearer to the start of the flow.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ascii_diagram.diagram import Edge, EdgeStyle, Shape
from ascii_diagram.drawing.bodies import Flow
from ascii_diagram.drawing.layered.shapes import Block
from ascii_diagram.drawing.outlines import room, rule_row

Kind = Literal["node", "group", "label", "bend", "port"]
Side = Literal["upper", "lower"]
SIDES: tuple[Side, Side] = ("upper", "lower")
PortKey: TypeAlias = Hashable
Terminal: TypeAlias = tuple[int, PortKey | None]
"""An item and, where the place is fixed by a group's layout, the port on it."""


class LayoutError(Exception):
    """This attempt has no valid layout; another one may."""


class TooWideError(LayoutError):
    """This attempt cannot fit the limit.

    Args:
        least: Columns that it needs at least.
    """

    def __init__(self, least: int) -> None:
        super().__init__(f"needs {least} columns or more")
        self.least = least


class TooBigError(LayoutError):
    """This attempt would take more than the work that is allowed."""


@dataclass(slots=True, eq=False)
class Item:
    """A thing that owns a place in a layer.

    Attributes:
        kind: Node, group, edge label, bend (a long edge's passage through a layer) or port (an
            edge's passage through the border of the group being laid out).
        depth: Reserved cells along the flow.
        breadth: Reserved cells across the flow.
        box_depth: Cells of the box itself; self-loops lie in the rest of the reserve.
        box_breadth: The same across the flow.
        lines: Text.
        shape: Outline of a node.
        title_lines: Lines of text above a rule; 0 for no rule.
        ruled: Rules and lids end at the borders that lines leave: the middle lies beside them.
        block: A group with its content; its own frame is the first.
        ports: Where a group's content leaves it: (side, key) to an offset from `v`.
        loops: Self-loops.
        flows: Texts beside a node with arrows from or to it.
        title_span: First and last offset of a group's title on its border.
        pinned: A port's border: the first or the last layer.
        through: False for a port whose line ends at the border.
        rank: Where a port's line goes on outside of the border, among the others of its side.
        style: Stroke of the line through a bend or port.
        anchor: Offset of the middle cell of the box across the flow.
    """

    kind: Kind
    depth: int = 1
    breadth: int = 1
    box_depth: int = 0
    box_breadth: int = 0
    lines: tuple[str, ...] = ()
    shape: Shape = "rectangle"
    title_lines: int = 0
    ruled: bool = False
    block: Block | None = None
    ports: dict[tuple[Side, PortKey], int] = field(default_factory=dict[tuple[Side, PortKey], int])
    loops: tuple[Edge, ...] = ()
    flows: tuple[Flow, ...] = ()
    title_span: tuple[int, int] | None = None
    pinned: Side | None = None
    through: bool = True
    rank: float | None = None
    style: EdgeStyle = "solid"
    layer: int = 0
    place: int = 0
    u: int = 0
    v: int = 0
    anchor: int = field(init=False)

    def __post_init__(self) -> None:
        self.box_depth = self.box_depth or self.depth
        self.box_breadth = self.box_breadth or self.breadth
        self._set_anchor()

    def _set_anchor(self) -> None:
        self.anchor = (self.box_breadth - 1) // 2
        if self.ruled and self.anchor in self.rule_rows(self.box_breadth):
            self.anchor += 1

    def rule_rows(self, height: int, *, upward: bool = False) -> tuple[int, ...]:
        """Return the rows of the box where a rule or lid ends at its sides.

        No line leaves a side there: it would look as if it went on inside.

        Args:
            height: Rows of the box, which has its text in the middle.
            upward: Count from the lowest row, where an upward flow begins.
        """
        rows = (1,) if room(self.shape).lid else ()
        if self.title_lines:
            rows += (rule_row(height, len(self.lines), self.title_lines, self.shape),)
        return tuple(height - 1 - row for row in rows) if upward else rows

    @property
    def middle(self) -> int:
        """The middle cell of the box across the flow."""
        return self.v + self.anchor

    def lengthen(self, cells: int) -> None:
        """Make the box this much longer along the flow."""
        self.box_depth += cells
        self.depth += cells

    def widen(self, breadth: int) -> None:
        """Give the box at least this breadth."""
        more = breadth - self.box_breadth
        if more > 0:
            self.box_breadth += more
            self.breadth += more
            self._set_anchor()
            if self.block is not None:
                frame = self.block.frames[0]
                self.block.frames[0] = frame._replace(breadth=self.box_breadth)


@dataclass(slots=True, eq=False)
class Link:
    """An edge, or its part on one level of the group tree, from an upper to a lower item.

    `upper_star` and `lower_star` say with which links it may share a trunk at that end: those of
    the same item and an equal key; None keeps the line alone.
    """

    upper: int
    lower: int
    upper_port: PortKey | None = None
    lower_port: PortKey | None = None
    upper_head: bool = False
    lower_head: bool = False
    label: str = ""
    style: EdgeStyle = "solid"
    upper_star: Hashable | None = None
    lower_star: Hashable | None = None
    backward: bool = False
    path: list[int] = field(default_factory=list[int])


@dataclass(slots=True, eq=False)
class Segment:
    """The part of a link between two neighbouring layers.

    Attributes:
        upper: The item where it starts.
        lower: The item where it ends.
        link: The whole.
        upper_terminal: Where it starts, with the port of the link if it starts there too.
        lower_terminal: Where it ends, likewise.
        upper_head: Whether it starts with an arrowhead.
        lower_head: Whether it ends in one.
    """

    upper: int
    lower: int
    link: Link
    upper_terminal: Terminal = field(init=False)
    lower_terminal: Terminal = field(init=False)
    upper_head: bool = field(init=False)
    lower_head: bool = field(init=False)

    def __post_init__(self) -> None:
        link = self.link
        first, last = self.upper == link.upper, self.lower == link.lower
        self.upper_terminal = (self.upper, link.upper_port if first else None)
        self.lower_terminal = (self.lower, link.lower_port if last else None)
        self.upper_head = first and link.upper_head
        self.lower_head = last and link.lower_head


@dataclass(slots=True, eq=False)
class Net:
    """Segments of one gap that are drawn as one connected line: a star, or a single segment.

    Attributes:
        segments: They.
        uppers: Where they meet the layer above the gap, each once.
        lowers: The same below.
        upper_columns: The columns of `uppers`.
        lower_columns: The columns of `lowers`.
        straight_gaps: Least cells of the gap if the line is straight, by whether the flow is
            horizontal and the spacing tight.
    """

    segments: list[Segment]
    uppers: list[Terminal] = field(init=False)
    lowers: list[Terminal] = field(init=False)
    upper_columns: dict[Terminal, int] = field(init=False)
    lower_columns: dict[Terminal, int] = field(init=False)
    straight_gaps: dict[tuple[bool, bool], int] = field(init=False)
    _heads: dict[Side, list[Terminal]] = field(init=False)

    def __post_init__(self) -> None:
        self.uppers = list(dict.fromkeys([s.upper_terminal for s in self.segments]))
        self.lowers = list(dict.fromkeys([s.lower_terminal for s in self.segments]))
        self.upper_columns, self.lower_columns, self.straight_gaps = {}, {}, {}
        self._heads = {
            "upper": [s.upper_terminal for s in self.segments if s.upper_head],
            "lower": [s.lower_terminal for s in self.segments if s.lower_head],
        }

    def terminals(self, side: Side) -> list[Terminal]:
        """The terminals in the layer on this side of the gap."""
        return self.uppers if side == "upper" else self.lowers

    def columns(self, side: Side) -> dict[Terminal, int]:
        """Where the net meets the layer on this side of the gap."""
        return self.upper_columns if side == "upper" else self.lower_columns

    def headed(self, side: Side, terminal: Terminal | None = None) -> bool:
        """Whether an arrowhead stands at this side, or at one terminal of it."""
        heads = self._heads[side]
        return bool(heads) if terminal is None else terminal in heads

    @property
    def stroke(self) -> EdgeStyle:
        """How the line is drawn."""
        return self.segments[0].link.style
