"""What characters of a drawing are: lines with arms, joints, arrowheads, blanks or text.

ASCII characters are lines only in company: `read_row` decides by the neighbours on the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ascii_diagram.diagram import Direction
from ascii_diagram.line_signs import BAR_AT_WORD, BOX_ARMS, LONE_BULLET
from ascii_diagram.signs import ARROWHEADS, DASH_ALONG, DASH_DOWN

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
VERTICAL, HORIZONTAL = NORTH | SOUTH, EAST | WEST
OPPOSITE = {NORTH: SOUTH, SOUTH: NORTH, EAST: WEST, WEST: EAST}
STEP = {NORTH: (-1, 0), SOUTH: (1, 0), EAST: (0, 1), WEST: (0, -1)}

Kind = Literal["blank", "line", "joint", "head", "text"]
Family = Literal["unicode", "ascii", ""]


@dataclass(frozen=True, slots=True)
class Glyph:
    """What one cell of a drawing is.

    Attributes:
        kind: `line` has the arms it shows; a `joint` (ASCII `+` and the like) any that fit.
        arms: A union of NORTH, EAST, SOUTH, WEST; of a joint only what its row shows.
        points: Direction of an arrowhead, else 0.
        family: Charset of lines and joints.
    """

    kind: Kind
    arms: int = 0
    points: int = 0
    family: Family = ""

    @property
    def drawn(self) -> bool:
        """Whether this is a line or a joint."""
        return self.kind in ("line", "joint")


BLANK = Glyph("blank")
TEXT = Glyph("text")
_ASCII_VERTICAL = Glyph("line", VERTICAL, family="ascii")
_ASCII_HORIZONTAL = Glyph("line", HORIZONTAL, family="ascii")

_WAYS: dict[Direction, int] = {"up": NORTH, "right": EAST, "down": SOUTH, "left": WEST}
_FIXED = {
    character: Glyph("line", sum(_WAYS[arm] for arm in arms), family="unicode")
    for character, arms in BOX_ARMS.items()
}
_FIXED.update(
    {
        character: Glyph("head", OPPOSITE[side], side)
        for way, side in _WAYS.items()
        for character in ARROWHEADS[way]
    }
)
_ASCII_HEADS = {">": EAST, "<": WEST, "^": NORTH, "v": SOUTH, "V": SOUTH}
_DASHES = {
    DASH_ALONG: (Glyph("line", HORIZONTAL, family="unicode"), LONE_BULLET),
    DASH_DOWN: (Glyph("line", VERTICAL, family="unicode"), BAR_AT_WORD),
}
"""What they are, and when they are text instead, as far as the row alone tells."""
_STROKES = "-="
_JOINTS = "+.'`,"
_BESIDE_STROKE = frozenset("+|<>*oO│┃║├┤")
_BESIDE_RULE = frozenset("+|│┃║├┤")

AMBIGUOUS = {
    "▶": "►",
    "▷": "►",
    "◀": "◄",
    "◁": "◄",
    "△": "▲",
    "▽": "▼",
    "➡": "►",
    "⮕": "►",
    "➔": "►",
    "➜": "►",
    "➤": "►",
    "⬅": "◄",
    "⬆": "▲",
    "⬇": "▼",
}
"""Arrowheads that some fonts draw wider than a cell, or as emoji, and what to use instead."""


def read_row(characters: tuple[str, ...]) -> tuple[Glyph, ...]:
    """Return what each cell of a row is, as far as the row alone tells.

    Args:
        characters: One entry per cell; empty strings continue a wide character.
    """
    return tuple(_glyph(characters, column) for column in range(len(characters)))


@lru_cache(maxsize=65536)
def _cached(before: str, character: str, after: str, far_before: str, far_after: str) -> Glyph:
    fixed = _FIXED.get(character[:1])
    if fixed is not None:
        return fixed
    if character in ("", "\u3000") or not character.strip():
        return TEXT if character == "" else BLANK
    if character in _DASHES:
        dash, text = _DASHES[character]
        return TEXT if text.search(before[:1] + character + after[:1]) else dash
    if character == "|":
        quoted = before == after and before in ("'", '"', "`", "|")
        return TEXT if quoted else _ASCII_VERTICAL
    if character in _STROKES:
        return _stroke(before, character, after)
    if character in _JOINTS:
        return _joint(before, character, after, far_before, far_after)
    if character in _ASCII_HEADS:
        return _head(before, character, after)
    return TEXT


def _glyph(characters: tuple[str, ...], column: int) -> Glyph:
    def at(place: int) -> str:
        return characters[place] if 0 <= place < len(characters) else " "

    return _cached(
        at(column - 1), characters[column], at(column + 1), at(column - 2), at(column + 2)
    )


def _stroke(before: str, character: str, after: str) -> Glyph:
    """Tell a stroke from a hyphen or an equals sign."""
    alone = _BESIDE_STROKE if character == "-" else _BESIDE_RULE
    if character in (before, after) or before in alone or after in alone:
        return _ASCII_HORIZONTAL
    return TEXT


def _joint(before: str, character: str, after: str, far_before: str, far_after: str) -> Glyph:
    """Tell a corner from punctuation; which vertical arms it has, the rows around it tell."""
    if character == "+":
        arms = WEST if before in "-=+─═━" or _arm(before, EAST) else 0
        arms |= EAST if after in "-=+─═━" or _arm(after, WEST) else 0
        word = (before.isalnum() or before == "+") and not arms
        return TEXT if word else Glyph("joint", arms, family="ascii")
    # Round corners end a border of two strokes or more, on one side.
    arms = WEST if before == far_before == "-" else 0
    arms |= EAST if after == far_after == "-" else 0
    return Glyph("joint", arms, family="ascii") if arms in (EAST, WEST) else TEXT


def _head(before: str, character: str, after: str) -> Glyph:
    way = _ASCII_HEADS[character]
    if way == EAST:
        tailed = before in "-=.~" or _arm(before, EAST)
    elif way == WEST:
        tailed = after in "-=.~" or _arm(after, WEST)
    else:
        lone = not before.isalnum() and not after.isalnum()
        tailed = lone and (not before.strip() or _arm(before, EAST) or before in "-+|")
    return Glyph("head", OPPOSITE[way], way) if tailed else TEXT


def _arm(character: str, way: int) -> bool:
    fixed = _FIXED.get(character[:1])
    return fixed is not None and fixed.kind == "line" and bool(fixed.arms & way)
