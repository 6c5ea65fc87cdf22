"""Glyph sets. A glyph is chosen by the arms of its cell and the weight of the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ascii_diagram.signs import DASH_ALONG, DASH_DOWN

CharsetName = Literal["unicode", "ascii", "extended"]
Stroke = Literal["solid", "dashed", "thick", "bar"]
"""How a line is drawn; a bar is a thick vertical one that thin lines join."""
Corners = Literal["square", "round", "cut"]
"""Corners of a box: right angles, rounded, or slanted."""

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
VERTICAL, HORIZONTAL = NORTH | SOUTH, EAST | WEST
OPPOSITE = {NORTH: SOUTH, SOUTH: NORTH, EAST: WEST, WEST: EAST}
STEP = {NORTH: (-1, 0), SOUTH: (1, 0), EAST: (0, 1), WEST: (0, -1)}

_JUNCTIONS = {
    EAST | SOUTH: "┌",
    WEST | SOUTH: "┐",
    NORTH | EAST: "└",
    NORTH | WEST: "┘",
    VERTICAL | EAST: "├",
    VERTICAL | WEST: "┤",
    HORIZONTAL | SOUTH: "┬",
    HORIZONTAL | NORTH: "┴",
    VERTICAL | HORIZONTAL: "┼",
}


@dataclass(frozen=True, slots=True)
class Charset:
    """The glyphs that a drawing may use.

    `vertical` and `horizontal` give the straight glyph of a stroke; `junctions` the rest by arms,
    `turns` the corners of lines where they differ from those of boxes, `thick` the glyphs of
    thick lines, `bars` that of bars; `borders` and `crossings` tell how a thick
    line leaves a thin border and how one that runs this way crosses a thin one; `rounded` has the
    corners of rounded boxes, `knob` a mark on a border, `heads` the arrowheads by the direction
    they point in.
    """

    name: CharsetName
    vertical: dict[Stroke, str]
    horizontal: dict[Stroke, str]
    junctions: dict[int, str]
    turns: dict[int, str]
    thick: dict[int, str]
    bars: dict[int, str]
    borders: dict[int, str]
    crossings: dict[int, str]
    rounded: dict[int, str]
    knob: str
    heads: dict[int, str]

    def glyph(self, arms: int, stroke: Stroke = "solid") -> str:
        """Return the glyph of a line cell with these arms (a union of NORTH, EAST, SOUTH, WEST)."""
        if not arms & HORIZONTAL:
            return self.vertical[stroke]
        if not arms & VERTICAL:
            return self.horizontal[stroke]
        if stroke == "thick":
            return self.thick[arms]
        return (self.bars if stroke == "bar" else self.junctions)[arms]

    def line(self, arms: int, stroke: Stroke = "solid") -> str:
        """Return the glyph of a cell of a line outside of boxes, which may turn in its own way."""
        return self.turns.get(arms) or self.glyph(arms, stroke)

    def corners(self, form: Corners) -> dict[int, str]:
        """Return the glyphs of the corners of a box, by their arms."""
        if form == "square":
            return self.junctions
        return self.rounded if form == "round" else _CUT


def _table(arms: tuple[int, ...], glyphs: str) -> dict[int, str]:
    return dict(zip(arms, glyphs, strict=True))


_CORNERS = (EAST | SOUTH, WEST | SOUTH, NORTH | EAST, NORTH | WEST)
_TEES = (VERTICAL | EAST, VERTICAL | WEST, HORIZONTAL | SOUTH, HORIZONTAL | NORTH)
_CUT = _table(_CORNERS, "/\\\\/")
_ROUND = _table(_CORNERS, "..''")
_CROSS = VERTICAL | HORIZONTAL
_SIDES = (VERTICAL | EAST, VERTICAL | WEST, _CROSS)
_UNICODE_HEADS = {NORTH: "▲", EAST: "►", SOUTH: "▼", WEST: "◄"}

# all of it is in WGL4, which every monospaced font of note has; no dashed box characters are
UNICODE = Charset(
    "unicode",
    {"solid": "│", "dashed": DASH_DOWN, "thick": "║", "bar": "║"},
    {"solid": "─", "dashed": DASH_ALONG, "thick": "═"},
    _JUNCTIONS,
    {},
    _table((*_CORNERS, *_TEES, _CROSS), "╔╗╚╝╠╣╦╩╬"),
    _table(_SIDES, "╟╢╫"),
    _table(_TEES, "╞╡╥╨"),
    {VERTICAL: "╫", HORIZONTAL: "╪"},
    _ROUND,
    "○",
    _UNICODE_HEADS,
)
EXTENDED = Charset(
    "extended",
    {"solid": "│", "dashed": "╎", "thick": "┃", "bar": "┃"},
    {"solid": "─", "dashed": "╌", "thick": "━"},
    _JUNCTIONS,
    {},
    _table((*_CORNERS, *_TEES, _CROSS), "┏┓┗┛┣┫┳┻╋"),
    _table(_SIDES, "┠┨╂"),
    _table(_TEES, "┝┥┰┸"),
    {VERTICAL: "╂", HORIZONTAL: "┿"},
    _table(_CORNERS, "╭╮╰╯"),
    "○",
    _UNICODE_HEADS,
)
ASCII = Charset(
    "ascii",
    {"solid": "|", "dashed": ":", "thick": "H", "bar": "|"},
    {"solid": "-", "dashed": ".", "thick": "="},
    dict.fromkeys(_JUNCTIONS, "+"),
    _ROUND,
    dict.fromkeys(_JUNCTIONS, "+"),
    dict.fromkeys(_SIDES, "+"),
    dict.fromkeys(_TEES, "+"),
    {VERTICAL: "+", HORIZONTAL: "+"},
    _ROUND,
    "o",
    {NORTH: "^", EAST: ">", SOUTH: "v", WEST: "<"},
)

CHARSETS: dict[CharsetName, Charset] = {c.name: c for c in (UNICODE, ASCII, EXTENDED)}
