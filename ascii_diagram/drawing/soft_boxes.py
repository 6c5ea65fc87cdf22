"""Finds boxes whose corners are not box characters: round or slanted ones, as shapes have them.

Their corners are text, such as `.` and `'`, that means a corner only at the end of two borders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Position = tuple[int, int]
"""Row and column, from 0."""

_ALONG = frozenset("─-┬┴╥╨┰┸+○o")
_DOWN = frozenset("│|├┤╞╡┝┥+()<>")
_TOP_LEFT, _TOP_RIGHT = frozenset("./"), frozenset(".\\")
_BOTTOM_LEFT, _BOTTOM_RIGHT = frozenset("'\\"), frozenset("'/")
_STRAIGHT = {"-": "─", "|": "│"}


def find_soft_boxes(cells: Mapping[Position, str]) -> dict[Position, str]:
    """Return, for the borders of such boxes and ASCII rules inside, the box character meant.

    Cells that are box characters already, and the points of circles and diamonds, are left out.

    Args:
        cells: Character of each cell that is not blank.
    """
    found: dict[Position, str] = {}
    for (top, left), char in cells.items():
        if char not in _TOP_LEFT:
            continue
        right = _end(cells, (top, left), (0, 1), _ALONG)
        bottom = _end(cells, (top, left), (1, 0), _DOWN)
        if right is None or bottom is None:
            continue
        if _end(cells, (top, right), (1, 0), _DOWN) != bottom:
            continue
        if _end(cells, (bottom, left), (0, 1), _ALONG) != right:
            continue
        corners = cells.get((top, right)), cells.get((bottom, left)), cells.get((bottom, right))
        if corners[0] in _TOP_RIGHT and corners[1] in _BOTTOM_LEFT and corners[2] in _BOTTOM_RIGHT:
            found.update(_box(cells, top, left, bottom, right))
    return found


def _end(
    cells: Mapping[Position, str], start: Position, step: Position, border: frozenset[str]
) -> int | None:
    """Return the row or column behind the border that leaves `start`; None for no border."""
    (row, column), length = start, 0
    while cells.get((row := row + step[0], column := column + step[1]), "") in border:
        length += 1
    return (row if step[0] else column) if length else None


def _box(
    cells: Mapping[Position, str], top: int, left: int, bottom: int, right: int
) -> Iterator[tuple[Position, str]]:
    corners = ((top, left), (top, right), (bottom, left), (bottom, right))
    yield from zip(corners, "╭╮╰╯", strict=True)
    along, down = range(left + 1, right), range(top + 1, bottom)
    sides = (
        ("┴", [(top, column) for column in along]),
        ("┬", [(bottom, column) for column in along]),
        ("┤", [(row, left) for row in down]),
        ("├", [(row, right) for row in down]),
    )
    for row in down:
        inside = [(row, column) for column in along]
        if all(cells.get(place) == "-" for place in inside):
            sides += (("", inside),)
    for tee, places in sides:
        for place in places:
            meant = _STRAIGHT.get(cells[place], tee if cells[place] == "+" else "")
            if meant:
                yield place, meant
