"""The participants of a sequence diagram and the lines that run down from them."""

from __future__ import annotations

from dataclasses import dataclass

from ascii_diagram.reading.boxes import Boxes
from ascii_diagram.reading.glyphs import ARMS, DOWN, SOUTH, VERTICAL
from ascii_diagram.reading.model import Box
from ascii_diagram.reading.plane import Plane

_RUNNING = frozenset(char for char, arms in ARMS.items() if arms == VERTICAL) | frozenset("|:")
_DOWN = frozenset(DOWN)


@dataclass(frozen=True, slots=True)
class Lifelines:
    """Lifelines from left to right.

    Attributes:
        participants: The boxes above them.
        columns: Where they run.
        top: The first row below the boxes.
        bottom: Their last row.
        mirrors: Boxes at the bottom that repeat the participants.
    """

    participants: tuple[Box, ...]
    columns: tuple[int, ...]
    top: int
    bottom: int
    mirrors: tuple[Box, ...]


def find_lifelines(plane: Plane, boxes: Boxes) -> Lifelines | None:
    """Return the lifelines of a sequence diagram; None when a drawing is something else.

    Every box in the first row must have one line that runs down to the last row and ends there, or
    at a box that repeats its label.
    """
    if not boxes.nodes:
        return None
    first = min(box.area.bottom for box in boxes.nodes)
    participants = sorted(
        (box for box in boxes.nodes if box.area.top <= first), key=lambda box: box.area.left
    )
    columns: list[int] = []
    for box in participants:
        column = _tail(plane, box)
        if column is None:
            return None
        columns.append(column)
    top = min(box.area.bottom for box in participants) + 1
    mirrors = [
        _mirror(plane, boxes, box, column)
        for box, column in zip(participants, columns, strict=True)
    ]
    kept = tuple(box for box in mirrors if box is not None)
    if kept and len(kept) < len(participants):
        return None
    bottoms = {
        mirror.area.top - 1 if mirror else len(plane.columns[column].rstrip()) - 1
        for mirror, column in zip(mirrors, columns, strict=True)
    }
    bottom = max(bottoms)
    if min(bottoms) < top or (len(bottoms) > 1 and not kept):
        return None
    if any(plane.rows[bottom][column] not in _RUNNING for column in columns) and not kept:
        return None
    return Lifelines(tuple(participants), tuple(columns), top, bottom, kept)


def _tail(plane: Plane, box: Box) -> int | None:
    """Return the column of the line that leaves a box at its lower border, if it is just one."""
    _, left, bottom, right = box.area
    if bottom + 1 >= plane.height:
        return None
    border, below = plane.rows[bottom], plane.rows[bottom + 1]
    tees = [
        column
        for column in range(left + 1, right)
        if border[column] == "+" or ARMS.get(border[column], 0) & SOUTH
    ]
    found = tees or [column for column in range(left + 1, right) if below[column] in _DOWN]
    return found[0] if len(found) == 1 else None


def _mirror(plane: Plane, boxes: Boxes, participant: Box, column: int) -> Box | None:
    """Return the box at the end of a lifeline that repeats its participant."""
    for box in reversed(boxes.nodes):
        area = box.area
        if area.top <= participant.area.bottom:
            return None
        if area.left < column < area.right:
            ends = not plane.columns[column][area.bottom + 1 :].strip()
            return box if ends and box.lines == participant.lines else None
    return None
