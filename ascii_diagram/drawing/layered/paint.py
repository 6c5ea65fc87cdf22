"""A laid-out block painted on a canvas, turned to the direction of the flow."""

from __future__ import annotations

from ascii_diagram.diagram import Direction
from ascii_diagram.drawing.canvas import Canvas
from ascii_diagram.drawing.charset import EAST, NORTH, SOUTH, WEST, Charset
from ascii_diagram.drawing.layered.shapes import Block, BoxShape, FrameShape, TextShape, Wire
from ascii_diagram.drawing.outlines import BoxPainter
from ascii_diagram.drawing.sheet import Position


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
        self.along = self._arm(-1, 0), self._arm(1, 0)

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
        net, u0, v0, u1, v1, open0, open1, stroke = wire
        start = self._cell(u0, v0)
        if u0 == u1 and v0 == v1 and (open0 or open1):
            back, forward = self.along
            arms = (back if open0 else 0) | (forward if open1 else 0)
            self.canvas.extend(net, *start, arms, stroke=stroke)
            return
        end = self._cell(u1, v1)
        self.canvas.line(net, start, end, stroke=stroke, opens=(open0, open1))
