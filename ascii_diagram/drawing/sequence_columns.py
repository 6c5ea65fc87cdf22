"""Where the lifelines of a sequence diagram stand, from the widths of what lies between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ascii_diagram.diagram import (
    Divider,
    Frame,
    Message,
    Node,
    Note,
    Section,
    Sequence,
    SequenceItem,
)
from ascii_diagram.drawing.cells import block_width, wrap_label
from ascii_diagram.drawing.distances import earliest_positions, even_positions
from ascii_diagram.drawing.outlines import Room, room
from ascii_diagram.errors import DrawingError, LimitError
from ascii_diagram.limits import MAX_GROUP_DEPTH

LEAST_DISTANCE = 5
"""Least distance between lifelines: a tee, two cells of line, a head and the next lifeline."""
LOOP_WIDTH = 3
"""How far a message to oneself goes out to the right of its lifeline."""
OVERHANG = 2
"""How far notes over several lifelines and frames reach beyond their outer lifelines."""
MARGIN = 3
"""Cells between the contents of a message label and both lifelines, lifeline included."""


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How narrow texts are made, in cells.

    Attributes:
        participant: Most cells of a line in a participant's box.
        message: Most cells of a line of any other text, where its place does not allow more.
        break_words: Whether words wider than that are cut.
        gap: Blank cells between participants' boxes.
        wider: Items, by their `id`, whose lines may be wider than `message`, and how wide.
    """

    participant: int
    message: int
    break_words: bool = False
    gap: int = 2
    wider: Mapping[int, int] = field(default_factory=dict[int, int])

    def participant_lines(self, node: Node) -> tuple[str, ...]:
        """Wrap a participant's label."""
        return wrap_label(node.label, self.participant, break_words=self.break_words)

    def lines(self, item: SequenceItem, text: str, room: int = 0) -> tuple[str, ...]:
        """Wrap a text of `item` that has `room` cells."""
        limit = max(self.wider.get(id(item), self.message), room)
        return wrap_label(text, limit, break_words=self.break_words)


@dataclass(frozen=True, slots=True)
class Extent:
    """What an item covers: cells from `left` of lifeline `first` to `right` of lifeline `last`."""

    first: int
    last: int
    left: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything stands.

    Attributes:
        lifelines: Column of each lifeline.
        extents: Extent of each item by its `id`.
        width: Cells from the first to the last column used.
    """

    lifelines: tuple[int, ...]
    extents: dict[int, Extent]
    width: int


@dataclass(slots=True)
class Spacing:
    """Gathers least distances between lifelines and to the drawing's edges."""

    indexes: dict[str, int]
    wrapping: Wrapping
    distances: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])
    extents: dict[int, Extent] = field(default_factory=dict[int, Extent])
    left: int = 0
    right: int = 0

    def require(self, first: int, last: int, distance: int) -> None:
        """Keep two lifelines at least so many cells apart."""
        known = self.distances.get((first, last), 0)
        self.distances[first, last] = max(known, distance)

    def enclose(self, extent: Extent) -> None:
        """Keep the neighbouring lifelines and the edges clear of an item."""
        if extent.first:
            self.require(extent.first - 1, extent.first, extent.left + 2)
        else:
            self.left = max(self.left, extent.left)
        if extent.last < len(self.indexes) - 1:
            self.require(extent.last, extent.last + 1, extent.right + 2)
        else:
            self.right = max(self.right, extent.right)

    def widen(self, extent: Extent, width: int) -> Extent:
        """Give an item at least `width` cells."""
        missing = width - 1 - extent.left
        if extent.first == extent.last:
            return Extent(extent.first, extent.last, extent.left, max(extent.right, missing))
        self.require(extent.first, extent.last, missing - extent.right)
        return extent

    def _width(self, item: SequenceItem, text: str) -> int:
        return block_width(self.wrapping.lines(item, text))

    def measure(self, items: tuple[SequenceItem, ...], depth: int = 0) -> list[Extent]:
        """Find the extents of `items` and note the distances that they need."""
        if depth > MAX_GROUP_DEPTH:
            raise LimitError(
                f"frames are nested more than {MAX_GROUP_DEPTH} deep", hint="nest fewer frames"
            )
        found: list[Extent] = []
        for item in items:
            match item:
                case Message():
                    extent = self._message(item)
                case Note():
                    extent = self._note(item)
                case Divider():
                    extent = self._divider(item)
                case Frame():
                    extent = self._frame(item, depth)
            self.extents[id(item)] = extent
            self.enclose(extent)
            found.append(extent)
        return found

    def _index(self, participant: str) -> int:
        try:
            return self.indexes[participant]
        except KeyError:
            raise DrawingError(
                f"{participant!r} takes part in the sequence but is not among its participants"
            ) from None

    def _message(self, message: Message) -> Extent:
        first, last = sorted((self._index(message.source), self._index(message.target)))
        width = self._width(message, message.label)
        if first == last:
            label = width + 2 if width else 0
            return Extent(first, last, right=LOOP_WIDTH + label)
        self.require(first, last, width + MARGIN)
        return Extent(first, last)

    def _note(self, note: Note) -> Extent:
        over = [self._index(participant) for participant in note.over]
        width = self._width(note, note.text) + 4
        first, last = (min(over), max(over)) if over else (0, len(self.indexes) - 1)
        if first == last:
            return Extent(first, last, width // 2, width - 1 - width // 2)
        return self.widen(Extent(first, last, OVERHANG, OVERHANG), width)

    def _divider(self, divider: Divider) -> Extent:
        whole = Extent(0, len(self.indexes) - 1, OVERHANG, OVERHANG)
        return self.widen(whole, self._width(divider, divider.text) + 6)

    def _frame(self, frame: Frame, depth: int) -> Extent:
        inner = [
            extent for part in frame.sections for extent in self.measure(part.items, depth + 1)
        ]
        first = min((extent.first for extent in inner), default=0)
        last = max((extent.last for extent in inner), default=len(self.indexes) - 1)
        left = max((e.left for e in inner if e.first == first), default=0)
        right = max((e.right for e in inner if e.last == last), default=0)
        extent = Extent(first, last, left + OVERHANG, right + OVERHANG)
        for index, section in enumerate(frame.sections):
            title = section_title(frame, index, section)
            extent = self.widen(extent, self._width(frame, title) + 6)
        return extent


def participant_room(node: Node) -> Room:
    """Return the cells of a participant's box besides its text; every participant has a box."""
    return room("rectangle" if node.shape == "text" else node.shape)


def section_title(frame: Frame, index: int, section: Section) -> str:
    """Return what is written on the rule above a section: its keyword and its condition."""
    keyword = frame.kind if not index else {"alt": "else", "par": "and"}.get(frame.kind, frame.kind)
    return f"{keyword}: {section.label}" if section.label else keyword


def arrange_columns(sequence: Sequence, wrapping: Wrapping, *, even: bool = True) -> Columns:
    """Place the lifelines as close together as texts wrapped in this way allow.

    `even` shares slack evenly; without it only the width is of interest.
    """
    participants = sequence.participants
    spacing = Spacing({node.id: index for index, node in enumerate(participants)}, wrapping)
    before = -1
    for index, node in enumerate(participants):
        width = block_width(wrapping.participant_lines(node)) + participant_room(node).columns
        left, right = width // 2, width - 1 - width // 2
        if index:
            distance = before + 1 + wrapping.gap + left
            spacing.require(index - 1, index, max(LEAST_DISTANCE, distance))
        else:
            spacing.left = left
        before = right
    spacing.right = max(before, 0)
    spacing.measure(sequence.items)
    place = even_positions if even else earliest_positions
    lifelines = tuple(
        spacing.left + position for position in place(len(participants), spacing.distances)
    )
    width = lifelines[-1] + spacing.right + 1
    return Columns(lifelines, spacing.extents, width)
