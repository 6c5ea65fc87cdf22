"""A laid-out block painted on a canvas, turned to the direction of the flow."""

from __future__ import annotations

from ascii_diagram.diagram import Direction
from ascii_diagram.drawing.canvas import Canvas, Position
from ascii_diagram.drawing.charset import EAST, NORTH, SOUTH, WEST, Charset
from ascii_diagram.drawing.layered.shapes import Block, BoxShape, FrameShape, TextShape, Wire
from ascii_diagram.drawing.outlines import BoxPainter


def paint(block: Block, direction: Direction, charset: Charset) -> list[str]:
    """Return the lines of the drawing. Raises CellConflictError where owners clash."""
    return _Painter(block, direction, charset).rows()


class _Painter:
    def __init__(self, block: Block, direction: Direction, charset: Charset) -> None:
        self.block = block
        self.canvas = Canvas(charset)
        self.boxes = BoxPainter(self.canvas)
        self.horizontal = direction in ("right", "left")
        self.mirrored = direction in ("left", "up")

    def rows(self) -> list[str]:
        """Paint everything."""
        for box in self.block.boxes:
            self._box(box)
        for frame in self.block.frames:
            self._frame(frame)
        for tee in self.block.tees:
            self.canvas.tee(*self._cell(tee.u, tee.v), self._arm(tee.du, tee.dv))
        for wire in self.block.wires:
            self._wire(wire)
        for text in self.block.texts:
            self._text(text)
        for head in self.block.heads:
            self.canvas.head(*self._cell(head.u, head.v), self._arm(head.du, head.dv))
        return self.canvas.rows()

    def _cell(self, u: int, v: int) -> Position:
        if self.mirrored:
            u = self.block.depth - 1 - u
        return (v, u) if self.horizontal else (u, v)

    def _area(self, u: int, v: int, depth: int, breadth: int) -> tuple[int, int, int, int]:
        """Row, column, height, width."""
        row, column = self._cell(u + depth - 1 if self.mirrored else u, v)
        return (row, column, breadth, depth) if self.horizontal else (row, column, depth, breadth)

    def _arm(self, du: int, dv: int) -> int:
        if self.mirrored:
            du = -du
        dy, dx = (dv, du) if self.horizontal else (du, dv)
        if dy:
            return SOUTH if dy > 0 else NORTH
        return EAST if dx > 0 else WEST

    def _box(self, box: BoxShape) -> None:
        area = self._area(box.u, box.v, box.depth, box.breadth)
        if box.shape == "text":
            self.boxes.text(area, box.lines)
        else:
            self.boxes.box(area, box.lines, box.shape, box.title_lines)

    def _frame(self, frame: FrameShape) -> None:
        row, column, height, width = self._area(frame.u, frame.v, frame.depth, frame.breadth)
        self.canvas.box(row, column, height, width, open_to_lines=True)
        if frame.title:
            at = column + (2 if self.horizontal else frame.title_v)
            self.canvas.text(row, at, f" {frame.title} ")

    def _text(self, text: TextShape) -> None:
        self.boxes.text(self._area(text.u, text.v, text.depth, text.breadth), text.lines)

    def _wire(self, wire: Wire) -> None:
        start, end = self._cell(wire.u0, wire.v0), self._cell(wire.u1, wire.v1)
        self.canvas.line(wire.net, start, end, stroke=wire.stroke)
        along = wire.v0 == wire.v1 and (wire.u0 != wire.u1 or wire.open0 or wire.open1)
        forward = self._arm(1, 0) if along else self._arm(0, 1)
        back = self._arm(-1, 0) if along else self._arm(0, -1)
        if wire.open0:
            self.canvas.extend(wire.net, *start, back, stroke=wire.stroke)
        if wire.open1:
            self.canvas.extend(wire.net, *end, forward, stroke=wire.stroke)
