"""Paints a sequence diagram from top to bottom once its lifelines have their columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ascii_diagram.diagram import Divider, Frame, Message, Node, Note, Sequence, SequenceItem
from ascii_diagram.drawing.canvas import Canvas
from ascii_diagram.drawing.cells import block_width, cell_width
from ascii_diagram.drawing.charset import (
    EAST,
    HORIZONTAL,
    NORTH,
    SOUTH,
    VERTICAL,
    WEST,
    Charset,
    Stroke,
)
from ascii_diagram.drawing.outlines import BoxPainter
from ascii_diagram.drawing.sequence_columns import (
    LOOP_WIDTH,
    MARGIN,
    Columns,
    Extent,
    Wrapping,
    participant_room,
    section_title,
)
from ascii_diagram.drawing.sheet import Position

_LONG = 30
"""Rows above which the participants are repeated at the bottom."""


class SequencePainter:
    """Draws items one below the other; `row` is the next free row."""

    def __init__(
        self, sequence: Sequence, columns: Columns, wrapping: Wrapping, charset: Charset
    ) -> None:
        self._sequence = sequence
        self._columns = columns
        self._wrapping = wrapping
        self._canvas = Canvas(charset)
        self._lines = columns.lifelines
        self._indexes = {node.id: index for index, node in enumerate(sequence.participants)}
        self._hidden: set[Position] = set()
        self._active: set[Position] = set()
        self._nets = 0
        self._labelled = any(item.label for item in _messages(sequence.items))
        self._row = 0

    def paint(self) -> list[str]:
        """Return the lines of the drawing."""
        participants = self._sequence.participants
        boxes = [(node, self._wrapping.participant_lines(node)) for node in participants]
        heights = [len(lines) + participant_room(node).rows for node, lines in boxes]
        tallest = max(heights)
        for index, (_, lines) in enumerate(boxes):
            self._participant(index, lines, tallest - heights[index], SOUTH)
        self._row = top = tallest
        if _begins_with_note(self._sequence):
            self._row += 1  # else it would hide where its lifeline begins
        self._items(self._sequence.items)
        bottom = self._row
        if bottom > _LONG:
            for index, (_, lines) in enumerate(boxes):
                self._participant(index, lines, bottom + 1, NORTH)
        for index, column in enumerate(self._lines):
            for row in range(top, bottom + 1):
                if (row, column) not in self._hidden:
                    stroke: Stroke = "bar" if (row, column) in self._active else "solid"
                    net = ("lifeline", index)
                    self._canvas.extend(net, row, column, VERTICAL, stroke=stroke)
        return self._canvas.rows()

    def _participant(self, index: int, lines: tuple[str, ...], row: int, tee: int) -> None:
        node: Node = self._sequence.participants[index]
        room = participant_room(node)
        width, height = block_width(lines) + room.columns, len(lines) + room.rows
        left = self._lines[index] - width // 2
        shape = "rectangle" if node.shape == "text" else node.shape
        BoxPainter(self._canvas).box((row, left, height, width), lines, shape)
        self._canvas.tee(row + height - 1 if tee == SOUTH else row, self._lines[index], tee)

    def _items(self, items: tuple[SequenceItem, ...]) -> None:
        calls: list[tuple[Message, int]] = []
        for item in items:
            extent = self._columns.extents[id(item)]
            match item:
                case Message() if extent.first == extent.last:
                    self._self_message(item, extent)
                case Message():
                    self._message(item, extent)
                    self._activate(item, calls)
                case Note():
                    self._note(item, extent)
                case Divider():
                    self._divider(item, extent)
                case Frame():
                    self._frame(item, extent)

    def _activate(self, message: Message, calls: list[tuple[Message, int]]) -> None:
        """Note a call, or mark who answers it as active since then.

        Only a reply to a call on the same level of frames tells for sure how long that was.
        """
        row = self._row - 1
        if not message.reply:
            calls.append((message, row))
            return
        for index in reversed(range(len(calls))):
            call, start = calls[index]
            if (call.source, call.target) == (message.target, message.source):
                column = self._lines[self._indexes[message.source]]
                self._active.update((y, column) for y in range(start, row + 1))
                del calls[index:]
                return

    def _span(self, extent: Extent) -> tuple[int, int]:
        return self._lines[extent.first] - extent.left, self._lines[extent.last] + extent.right

    def _text(self, row: int, column: int, text: str) -> None:
        """Write text; lifelines that it covers or touches are interrupted in this row."""
        self._canvas.text(row, column, text)
        end = column + cell_width(text)
        self._hidden.update((row, x) for x in self._lines if column - 1 <= x <= end)

    def _new_net(self) -> int:
        self._nets += 1
        return self._nets

    def _message(self, message: Message, extent: Extent) -> None:
        source = self._indexes[message.source]
        start, end = self._lines[source], self._lines[self._indexes[message.target]]
        room = abs(end - start) - MARGIN
        lines = self._wrapping.lines(message, message.label, room) if message.label else ()
        for line in lines:
            self._text(self._row, self._label_column(line, extent, source), line)
            self._row += 1
        if not lines and self._labelled:
            self._row += 1
        direction, step = (EAST, 1) if end > start else (WEST, -1)
        stroke: Stroke = "dashed" if message.reply else "solid"
        net, row = self._new_net(), self._row
        self._canvas.extend(("lifeline", source), row, start, direction)
        self._canvas.line(net, (row, start + step), (row, end - step), stroke=stroke)
        self._canvas.head(row, end - step, direction)
        self._row += 1

    def _label_column(self, line: str, extent: Extent, source: int) -> int:
        """Centre a label over its arrow, or between two lifelines where that spares a third."""
        width = cell_width(line)
        stops = self._lines[extent.first : extent.last + 1]
        column = stops[0] + (stops[-1] - stops[0] - width + 1) // 2
        if all(not column - 1 <= stop <= column + width for stop in stops):
            return column
        gaps = list(pairwise(stops))
        for left, right in gaps if source == extent.first else reversed(gaps):
            if right - left >= width + MARGIN:
                return left + (right - left - width + 1) // 2
        return column

    def _self_message(self, message: Message, extent: Extent) -> None:
        column, top = self._lines[extent.first], self._row
        lines = self._wrapping.lines(message, message.label) if message.label else ()
        for offset, line in enumerate(lines):
            self._text(top + offset, column + LOOP_WIDTH + 2, line)
        bottom = top + max(len(lines) - 1, 1)
        lifeline, net = ("lifeline", extent.first), self._new_net()
        corner = column + LOOP_WIDTH
        stroke: Stroke = "dashed" if message.reply else "solid"
        self._canvas.extend(lifeline, top, column, EAST)
        self._canvas.line(net, (top, column + 1), (top, corner), stroke=stroke)
        self._canvas.line(net, (top, corner), (bottom, corner), stroke=stroke)
        self._canvas.line(net, (bottom, corner), (bottom, column + 1), stroke=stroke)
        self._canvas.head(bottom, column + 1, WEST)
        self._row = bottom + 1

    def _note(self, note: Note, extent: Extent) -> None:
        left, right = self._span(extent)
        lines = self._wrapping.lines(note, note.text, right - left - 3)
        height = len(lines) + 2
        self._canvas.box(self._row, left, height, right - left + 1, stroke="dashed")
        for offset, line in enumerate(lines):
            indent = (right - left + 1 - cell_width(line)) // 2
            self._text(self._row + 1 + offset, left + indent, line)
        rows = range(self._row, self._row + height)
        self._hidden.update((y, x) for y in rows for x in self._lines if left <= x <= right)
        self._row += height

    def _divider(self, divider: Divider, extent: Extent) -> None:
        left, right = self._span(extent)
        for line in self._wrapping.lines(divider, divider.text, right - left - 5):
            title = f" {line} " if line else ""
            column = left + (right - left + 1 - cell_width(title)) // 2
            self._rule((left, right), (self._row, column), title, "thick")
            self._row += 1

    def _frame(self, frame: Frame, extent: Extent) -> None:
        left, right = self._span(extent)
        top, titles = self._row, list[Position]()
        texts: list[str] = []
        for index, section in enumerate(frame.sections):
            title = section_title(frame, index, section)
            first, *more = self._wrapping.lines(frame, title, right - left - 5)
            titles.append((self._row, left + 2))
            texts.append(f" {first} ")
            self._row += 1
            for line in more:
                self._text(self._row, left + 3, line)
                self._row += 1
            self._items(section.items)
        self._canvas.box(top, left, self._row - top + 1, right - left + 1, open_to_lines=True)
        self._text(*titles[0], texts[0])
        for (row, column), text in zip(titles[1:], texts[1:], strict=True):
            self._canvas.tee(row, left, EAST)
            self._canvas.tee(row, right, WEST)
            self._rule((left + 1, right - 1), (row, column), text, "dashed")
        self._row += 1

    def _rule(self, ends: tuple[int, int], start: Position, title: str, stroke: Stroke) -> None:
        """Draw a horizontal line from end to end that makes way for its title."""
        (left, right), (row, column) = ends, start
        self._text(row, column, title)
        net, after = self._new_net(), column + cell_width(title)
        for x in (*range(left, column), *range(after, right + 1)):
            self._hidden.discard((row, x))
            self._canvas.extend(net, row, x, HORIZONTAL, stroke=stroke)


def _begins_with_note(sequence: Sequence) -> bool:
    return bool(sequence.items) and isinstance(sequence.items[0], Note)


def _messages(items: tuple[SequenceItem, ...]) -> Iterator[Message]:
    for item in items:
        if isinstance(item, Message):
            yield item
        elif isinstance(item, Frame):
            for section in item.sections:
                yield from _messages(section.items)
