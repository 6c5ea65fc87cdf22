"""Sequence diagrams: what passes between lifelines, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, field

from ascii_diagram.diagram import (
    Divider,
    Frame,
    FrameKind,
    Message,
    Node,
    Note,
    Section,
    Sequence,
    SequenceItem,
)
from ascii_diagram.reading.boxes import Boxes
from ascii_diagram.reading.glyphs import DIRECTIONS, EAST, WEST
from ascii_diagram.reading.labels import join_lines
from ascii_diagram.reading.lifelines import Lifelines
from ascii_diagram.reading.model import Box, Finding, Head, Reading, Wire
from ascii_diagram.reading.names import Names
from ascii_diagram.reading.plane import Plane
from ascii_diagram.reading.sequence_lines import Arrow, Loop, SequenceLines

_KINDS: dict[str, FrameKind] = {"loop": "loop", "alt": "alt", "opt": "opt", "par": "par"}
_TITLE_INDENT = 3


@dataclass(slots=True)
class _OpenSection:
    label: list[str]
    items: list[SequenceItem] = field(default_factory=list[SequenceItem])


@dataclass(slots=True)
class _OpenFrame:
    box: Box
    kind: FrameKind
    sections: list[_OpenSection]

    def close(self) -> Frame:
        sections = (Section(join_lines(tuple(s.label)), tuple(s.items)) for s in self.sections)
        return Frame(self.kind, tuple(sections))


def read_sequence(plane: Plane, boxes: Boxes, lifelines: Lifelines) -> Reading:
    """Return the sequence that a drawing shows."""
    return _SequenceReader(plane, boxes, lifelines).read()


def _is_fragment(box: Box) -> bool:
    """Tell whether a border without a crossing is a frame: its title says of which kind."""
    return box.title.partition(" ")[0].rstrip(":") in _KINDS


class _SequenceReader:
    def __init__(self, plane: Plane, boxes: Boxes, lifelines: Lifelines) -> None:
        self.plane, self.lifelines = plane, lifelines
        others = (*lifelines.participants, *lifelines.mirrors)
        inner = [box for box in boxes.nodes if box not in others]
        frames = [*boxes.frames, *(box for box in inner if _is_fragment(box))]
        self.rows = SequenceLines(plane, lifelines, frames)
        self.frames = {box.area.top: box for box in frames}
        self.notes = {box.area.top: box for box in inner if not _is_fragment(box)}
        self.findings = list(plane.findings)
        self.wires: list[Wire] = []
        self.heads: list[Head] = []
        self.names: list[str] = []
        self.items: list[SequenceItem] = []
        self.open: list[_OpenFrame] = []
        self.label: list[str] = []
        self.label_row = 0

    def read(self) -> Reading:
        names = Names()
        nodes: list[Node] = []
        for box in self.lifelines.participants:
            label = join_lines(box.lines)
            name = names.fresh(label, "participant")
            self.names.append(name)
            nodes.append(Node(name, label, box.shape))
        row = self.lifelines.top
        while row <= self.lifelines.bottom:
            row = self._read_row(row)
        self._drop_label()
        boxes = zip(self.lifelines.participants, self.names, strict=True)
        return Reading(
            Sequence(tuple(nodes), tuple(self.items)),
            tuple(sorted(self.findings, key=lambda f: (f.row, f.column))),
            tuple(box._replace(name=name) for box, name in boxes),
            tuple(self.frames.values()),
            tuple(self.wires),
            tuple(self.heads),
        )

    def _add(self, item: SequenceItem) -> None:
        (self.open[-1].sections[-1].items if self.open else self.items).append(item)

    def _read_row(self, row: int) -> int:
        """Read what begins in a row and return the row after it."""
        if row in self.notes:
            return self._note(self.notes[row])
        if row in self.frames:
            return self._frame(row, self.frames[row])
        if self.open and row == self.open[-1].box.area.bottom:
            self._drop_label()
            self._close()
            return row + 1
        if self.open:
            title = self.rows.section(row, self.open[-1].box)
            if title is not None:
                return self._section(row, title)
        rule = self.rows.rule(row)
        if rule is not None:
            return self._divider(row)
        loop = self.rows.loop(row)
        if loop is not None:
            return self._loop(row, loop)
        arrow = self.rows.arrow(row)
        if arrow is not None:
            self._message(row, arrow)
            return row + 1
        text = self.rows.text(row)
        if text:
            self.label_row = self.label_row if self.label else row
            self.label.append(text)
        return row + 1

    def _drop_label(self) -> None:
        """Report a text that no message followed."""
        if self.label:
            message = f"{' '.join(self.label)!r} belongs to no message"
            self.findings.append(Finding(self.label_row, 0, "unclear-text", message))
        self.label = []

    def _message(self, row: int, arrow: Arrow) -> None:
        label = (
            join_lines((*self.label, arrow.label)) if arrow.label else join_lines(tuple(self.label))
        )
        self.label = []
        source, target = self.names[arrow.source], self.names[arrow.target]
        self._add(Message(source, target, label, arrow.reply))
        columns = self.lifelines.columns
        forth = arrow.target > arrow.source
        style = "dashed" if arrow.reply else "solid"
        ends = sorted((columns[arrow.source], columns[arrow.target]))
        net = len(self.wires)
        self.wires.append(Wire(net, row, ends[0] + 1, row, ends[1] - 1, style))
        way, step = (EAST, -1) if forth else (WEST, 1)
        self.heads.append(Head(row, columns[arrow.target] + step, DIRECTIONS[way], target))

    def _loop(self, row: int, loop: Loop) -> int:
        self._drop_label()
        name = self.names[loop.participant]
        self._add(Message(name, name, join_lines(loop.lines), loop.reply))
        column = self.lifelines.columns[loop.participant]
        net = len(self.wires)
        self.wires.append(Wire(net, row, column + 1, row, loop.corner))
        self.wires.append(Wire(net, row, loop.corner, loop.bottom, loop.corner))
        self.heads.append(Head(loop.bottom, column + 1, DIRECTIONS[WEST], name))
        return loop.bottom + 1

    def _note(self, box: Box) -> int:
        self._drop_label()
        area = box.area
        over = [
            name
            for name, column in zip(self.names, self.lifelines.columns, strict=True)
            if area.left <= column <= area.right
        ]
        if not over:
            message = f"{' '.join(box.lines)!r} stands over no lifeline"
            self.findings.append(Finding(area.top, area.left, "unclear-text", message))
        else:
            ends = (over[0], over[-1]) if len(over) > 1 else (over[0],)
            self._add(Note(ends, join_lines(box.lines)))
        return area.bottom + 1

    def _divider(self, row: int) -> int:
        self._drop_label()
        texts: list[str] = []
        rule = self.rows.rule(row)
        while rule is not None and row <= self.lifelines.bottom:
            texts.append(rule)
            row += 1
            rule = self.rows.rule(row) if row <= self.lifelines.bottom else None
        self._add(Divider(join_lines(tuple(texts))))
        return row

    # --- frames -------------------------------------------------------------------------------

    def _frame(self, row: int, box: Box) -> int:
        self._drop_label()
        word, _, label = box.title.partition(" ")
        kind = _KINDS.get(word.rstrip(":").lower())
        if kind is None:
            message = f"the frame {box.title!r} is of no known kind"
            self.findings.append(Finding(row, box.area.left, "unclear-text", message))
            kind, label = "opt", box.title
        more, row = self._title_rest(row + 1, box)
        self.open.append(_OpenFrame(box, kind, [_OpenSection([label, *more] if label else more)]))
        return row

    def _section(self, row: int, title: str) -> int:
        self._drop_label()
        frame = self.open[-1]
        word, _, label = title.partition(" ")
        if word.rstrip(":").lower() not in ("else", "and", "or", *_KINDS):
            label = title
        more, row = self._title_rest(row + 1, frame.box)
        frame.sections.append(_OpenSection([label, *more] if label else more))
        return row

    def _title_rest(self, row: int, box: Box) -> tuple[list[str], int]:
        """Read the lines below a frame's title that belong to it: they are indented as it is."""
        found: list[str] = []
        while row < box.area.bottom and row not in self.notes and row not in self.frames:
            text = self.rows.text(row)
            if not text or self.rows.start(row) != box.area.left + _TITLE_INDENT:
                break
            if self.rows.arrow(row) or self.rows.loop(row) or self.rows.rule(row) is not None:
                break
            found.append(text)
            row += 1
        return found, row

    def _close(self) -> None:
        frame = self.open.pop()
        self._add(frame.close())
