"""What the characters of text drawings mean: arms of lines, weights, arrowheads.

Every family of box-drawing characters (light, heavy, double, arcs, dashes and their mixtures) is
known. ASCII characters mean what their neighbours say: the sets here only tell what they may be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ascii_diagram.diagram import Direction, EdgeStyle
from ascii_diagram.line_signs import BOX_ARMS
from ascii_diagram.signs import ARROWHEADS, DASH_ALONG, DASH_DOWN, KNOBS

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
SIDES = (NORTH, EAST, SOUTH, WEST)
VERTICAL, HORIZONTAL = NORTH | SOUTH, EAST | WEST
OPPOSITE = {NORTH: SOUTH, SOUTH: NORTH, EAST: WEST, WEST: EAST}
STEP = {NORTH: (-1, 0), SOUTH: (1, 0), EAST: (0, 1), WEST: (0, -1)}
DIRECTIONS: dict[int, Direction] = {NORTH: "up", EAST: "right", SOUTH: "down", WEST: "left"}


def _bits(ways: Iterable[Direction]) -> int:
    return sum(side for side, way in DIRECTIONS.items() if way in ways)


def _styles_by_name() -> dict[str, EdgeStyle]:
    styles: dict[str, EdgeStyle] = {}
    for char in BOX_ARMS:
        words = unicodedata.name(char).split()
        if "DASH" in words:
            styles[char] = "dashed"
        elif "HEAVY" in words or "DOUBLE" in words:
            styles[char] = "thick"
    return styles


ARMS = {char: _bits(ways) for char, ways in BOX_ARMS.items()}
ARMS.update({DASH_ALONG: HORIZONTAL, DASH_DOWN: VERTICAL})
"""Arms of every character that is a line by itself: box-drawing characters and dashes."""
STYLES = _styles_by_name()
"""The weight of lines that are not plain."""
STYLES.update({"=": "thick", "H": "thick"})
STYLES.update(dict.fromkeys((DASH_ALONG, DASH_DOWN, ".", ":", "~"), "dashed"))

HEADS = {char: side for side, way in DIRECTIONS.items() for char in ARROWHEADS[way]}
HEADS.update({">": EAST, "<": WEST, "v": SOUTH, "^": NORTH})


def with_arms(arms: int) -> str:
    """Return the box-drawing characters that have at least these arms."""
    return "".join(char for char, known in ARMS.items() if known & arms == arms)


def exactly(arms: int) -> str:
    """Return the box-drawing characters that have just these arms."""
    return "".join(char for char, known in ARMS.items() if known == arms)


TOP_LEFT = frozenset(exactly(EAST | SOUTH) + "+.,/")
TOP_RIGHT = frozenset(exactly(WEST | SOUTH) + "+.\\")
BOTTOM_LEFT = frozenset(exactly(NORTH | EAST) + "+'`\\")
BOTTOM_RIGHT = frozenset(exactly(NORTH | WEST) + "+'/")
ROUND = frozenset("╭╮╰╯.,'`/\\")

ALONG = with_arms(HORIZONTAL) + "-=~_." + "+"
"""What the upper and lower border of a box may consist of, besides arrowheads and knobs."""
DOWN = with_arms(VERTICAL) + "|:!H" + "+"
"""What the left and right border of a box may consist of, besides arrowheads and knobs."""


def char_class(chars: str) -> str:
    """Return a regular expression for one of `chars`."""
    return f"[{re.escape(chars)}]"


GLYPHS = frozenset(ARMS) | (frozenset(HEADS) - frozenset("v<>^")) | frozenset(KNOBS)
"""Characters that are lines or heads wherever they stand outside of boxes."""
LINE_CHARACTERS = GLYPHS
"""Characters that the reader takes for lines, heads or knobs in every drawing."""
NARROW = re.compile(f"[ -~{re.escape(''.join(sorted(GLYPHS)))}]*")
"""Lines whose characters are all one cell wide."""
