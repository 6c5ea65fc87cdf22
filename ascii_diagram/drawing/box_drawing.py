"""What the box-drawing characters of Unicode look like, read from their names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from ascii_diagram.drawing.charset import EAST, HORIZONTAL, NORTH, SOUTH, VERTICAL, WEST
from ascii_diagram.signs import DASH_ALONG, DASH_DOWN

LIGHT, HEAVY, DOUBLE = 1, 2, 3

_PREFIX = "BOX DRAWINGS "
_DASHES = re.compile(r"(DOUBLE|TRIPLE|QUADRUPLE) DASH ")
_COUNTS = {"DOUBLE": 2, "TRIPLE": 3, "QUADRUPLE": 4}
_WEIGHTS = {"LIGHT": LIGHT, "SINGLE": LIGHT, "HEAVY": HEAVY, "DOUBLE": DOUBLE}
_DASHED = {DASH_ALONG: (EAST, WEST), DASH_DOWN: (NORTH, SOUTH)}
_SIDES = {
    "UP": NORTH,
    "RIGHT": EAST,
    "DOWN": SOUTH,
    "LEFT": WEST,
    "VERTICAL": VERTICAL,
    "HORIZONTAL": HORIZONTAL,
}


@dataclass(frozen=True, slots=True)
class BoxGlyph:
    """A box-drawing character.

    Attributes:
        arms: Weight of the line from the middle of the cell to each side that has one (NORTH, EAST,
            SOUTH, WEST).
        dashes: Dashes in the cell; 0 for an unbroken line.
        arc: Whether the two arms meet in a curve.
        diagonals: Which diagonals there are: `/`, `\\` or both.
    """

    arms: dict[int, int]
    dashes: int = 0
    arc: bool = False
    diagonals: str = ""


@cache
def box_glyph(char: str) -> BoxGlyph | None:
    """Return the looks of a character that is a line, or None for any other.

    These are the block U+2500 to U+257F, and a bullet operator and a broken bar for dashed lines.
    """
    if char in _DASHED:
        return BoxGlyph(dict.fromkeys(_DASHED[char], LIGHT), 2)
    if not (len(char) == 1 and "\u2500" <= char <= "\u257f"):
        return None
    name = unicodedata.name(char).removeprefix(_PREFIX)
    if "DIAGONAL" in name:
        return BoxGlyph({}, diagonals="/\\" if "CROSS" in name else _diagonal(name))
    dashed = _DASHES.search(name)
    dashes = _COUNTS[dashed[1]] if dashed else 0
    return BoxGlyph(_arms(_DASHES.sub("", name)), dashes, arc="ARC" in name)


def _diagonal(name: str) -> str:
    return "/" if "UPPER RIGHT" in name else "\\"


def _arms(name: str) -> dict[int, int]:
    """Read a name such as `DOWN LIGHT AND RIGHT HEAVY` or `HEAVY DOWN AND RIGHT`."""
    arms: dict[int, int] = {}
    weight = LIGHT
    for part in name.split(" AND "):
        words = part.split()
        weight = next((_WEIGHTS[word] for word in words if word in _WEIGHTS), weight)
        for word in words:
            for side in (NORTH, EAST, SOUTH, WEST):
                if _SIDES.get(word, 0) & side:
                    arms[side] = weight
    return arms
