"""The distances of one layout attempt, in display cells along (u) and across (v) the flow."""

from __future__ import annotations

from dataclasses import dataclass

from ascii_diagram.drawing.layered.items import Item, Kind

WIDEST_GAP = 3
"""Most blank cells that `Spacing.between` sets."""

_LINES: frozenset[Kind] = frozenset({"bend", "port"})
_FLAT: frozenset[Kind] = frozenset({"bend", "port", "label"})


@dataclass(frozen=True, slots=True)
class Spacing:
    """How one attempt wraps text and sets things apart.

    Attributes:
        horizontal: The flow runs along rows (right, left) instead of down columns.
        title_upper: The border that faces the start of the flow carries a group's title (down).
        wrap: Most cells of a line of a node's label.
        label_wrap: Most cells of a line of an edge's label.
        tight: Smaller distances across a vertical flow, shorter lines along a horizontal one.
        split: Words wider than `wrap` are cut.
        bound: Most cells of boxes and passing lines side by side in one layer; None for no bound.
        thrifty: With a bound, items that end most lines come first, else those with most to follow.
    """

    horizontal: bool
    title_upper: bool = True
    wrap: int = 28
    label_wrap: int = 28
    tight: bool = False
    split: bool = False
    bound: int | None = None
    thrifty: bool = False

    def between(self, first: Item, second: Item) -> int:
        """Blank cells across the flow between two neighbours of a layer."""
        if self.horizontal:
            if first.kind == second.kind == "label" and len(first.lines) + len(second.lines) > 2:
                return 1
            return 0 if first.kind in _FLAT and second.kind in _FLAT else 1
        if first.kind in _LINES and second.kind in _LINES:
            return 1
        if first.kind == second.kind == "label":
            return 2
        if first.kind in _FLAT or second.kind in _FLAT:
            return 1 if self.tight else 2
        return 2 if self.tight else WIDEST_GAP

    def rules_along(self, item: Item) -> tuple[int, ...]:
        """Return the cells along a box's side from which no line leaves; see `Item.rule_rows`."""
        if self.horizontal:
            return ()
        return item.rule_rows(item.box_depth, upward=not self.title_upper)

    @property
    def pitch(self) -> int:
        """Distance of two ports on one side of a box."""
        return 1 if self.horizontal else 2

    def port_room(self, ports: int) -> int:
        """Breadth of a bordered box with this many ports on one side."""
        return ports * self.pitch + (2 if self.horizontal else 1)

    def straight_gap(self, heads: int, *, boxes: bool, beside: bool) -> int:
        """Least cells of a gap that a straight line crosses.

        Args:
            heads: Its arrowheads in the gap.
            boxes: It joins two boxes.
            beside: It may end right beside its label, because a head shows which way it goes.
        """
        if self.horizontal:
            shaft = 1 if self.tight else 4 - heads if boxes else 2
            return heads + max(1, shaft)
        if heads > 1:
            return heads + 1
        return heads or (0 if beside else 1)

    @property
    def pad_along(self) -> int:
        """Cells from a group's border (included) to its content, along the flow."""
        return 2 if self.horizontal else 1

    @property
    def pad_across(self) -> int:
        """Cells from a group's border (included) to its content, across the flow."""
        return 1 if self.horizontal else 2
