"""What the characters of text drawings mean: arms of lines, weights, arrowheads.

The arms of box-drawing characters follow from their Unicode names, so every family (light, heavy,
double, arcs, dashes and their mixtures) is known. ASCII characters mean what their neighbours say:
the sets here only tell what they may be.
"""

from __future__ import annotations

import re
import unicodedata

from ascii_diagram.diagram import Direction, EdgeStyle

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
SIDES = (NORTH, EAST, SOUTH, WEST)
VERTICAL, HORIZONTAL = NORTH | SOUTH, EAST | WEST
OPPOSITE = {NORTH: SOUTH, SOUTH: NORTH, EAST: WEST, WEST: EAST}
STEP = {NORTH: (-1, 0), SOUTH: (1, 0), EAST: (0, 1), WEST: (0, -1)}
DIRECTIONS: dict[int, Direction] = {NORTH: "up", EAST: "right", SOUTH: "down", WEST: "left"}

_ARM_WORDS = {
    "UP": NORTH,
    "RIGHT": EAST,
    "DOWN": SOUTH,
    "LEFT": WEST,
    "VERTICAL": VERTICAL,
    "HORIZONTAL": HORIZONTAL,
}


def _arms_by_name() -> tuple[dict[str, int], dict[str, EdgeStyle]]:
    arms: dict[str, int] = {}
    styles: dict[str, EdgeStyle] = {}
    for code in range(0x2500, 0x2580):
        char = chr(code)
        words = unicodedata.name(char).split()
        if "DIAGONAL" in words:
            continue
        for word in words:
            arms[char] = arms.get(char, 0) | _ARM_WORDS.get(word, 0)
        if "DASH" in words:
            styles[char] = "dashed"
        elif "HEAVY" in words or "DOUBLE" in words:
            styles[char] = "thick"
    return arms, styles


ARMS, STYLES = _arms_by_name()
"""Arms of every box-drawing character, and the weight of those that are not plain."""
ARMS.update({"∙": HORIZONTAL, "¦": VERTICAL})
STYLES.update({"∙": "dashed", "¦": "dashed"})
STYLES.update({"=": "thick", "H": "thick", ".": "dashed", ":": "dashed", "~": "dashed"})

HEADS: dict[str, int] = {
    **dict.fromkeys("►▶▸▷→⟶⇒➔➜➤>", EAST),
    **dict.fromkeys("◄◀◂◁←⟵⇐<", WEST),
    **dict.fromkeys("▼▾▽↓⇓v", SOUTH),
    **dict.fromkeys("▲▴△↑⇑^", NORTH),
}
KNOBS = "●○◆◇◉"
"""Marks at the end of a line that do not point anywhere."""


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


def char_class(chars: str, *, negated: bool = False) -> str:
    """Return a regular expression for one of `chars`."""
    return f"[{'^' if negated else ''}{re.escape(chars)}]"


GLYPHS = frozenset(ARMS) | (frozenset(HEADS) - frozenset("v<>^")) | frozenset(KNOBS)
"""Characters that are lines or heads wherever they stand outside of boxes."""
LINE_CHARACTERS = GLYPHS
"""Characters that the reader takes for lines, heads or knobs in every drawing."""
NARROW = re.compile(f"[ -~{re.escape(''.join(sorted(GLYPHS)))}]*")
"""Lines whose characters are all one cell wide."""
