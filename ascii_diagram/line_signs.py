"""Which signs of a drawing are lines: arms of box-drawing characters, dashes told from text.

Apart from `signs`, for only who reads drawings needs it, and it takes a while to load.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from ascii_diagram.diagram import Direction
from ascii_diagram.signs import ARROWHEADS, DASH_ALONG, DASH_DOWN, KNOBS

_ARM_WORDS: dict[str, tuple[Direction, ...]] = {
    "UP": ("up",),
    "RIGHT": ("right",),
    "DOWN": ("down",),
    "LEFT": ("left",),
    "VERTICAL": ("up", "down"),
    "HORIZONTAL": ("left", "right"),
}


def _arms_by_name() -> dict[str, frozenset[Direction]]:
    arms: dict[str, frozenset[Direction]] = {}
    for char in map(chr, range(0x2500, 0x2580)):
        words = unicodedata.name(char).split()
        if "DIAGONAL" not in words:
            arms[char] = frozenset(way for word in words for way in _ARM_WORDS.get(word, ()))
    return arms


BOX_ARMS = _arms_by_name()
"""The arms of every box-drawing character that is no diagonal."""


def _touching(way: Direction, sides: str) -> str:
    """Return what is line next to a dash along a row if it has an arm this way."""
    chars = "".join(char for char, arms in BOX_ARMS.items() if way in arms)
    heads = ARROWHEADS["left"] + ARROWHEADS["right"]
    return re.escape(DASH_ALONG + chars + heads + KNOBS + sides)


# each begins with the sign itself, which is searched for fast
LONE_BULLET = re.compile(
    f"{DASH_ALONG}(?<![{_touching('right', ')<>')}].)(?![{_touching('left', '(<>')}])"
)
"""A bullet that no line, arrowhead or box touches on its row: it is no dash."""
_AT_WORD = r"(?<=\w.)|(?=\w)"
BAR_AT_WORD = re.compile(f"{DASH_DOWN}(?:{_AT_WORD})")
"""A broken bar that touches a word: it is no dash."""
_SIGNS = "".join((*BOX_ARMS, *ARROWHEADS.values(), KNOBS, DASH_ALONG, DASH_DOWN))
_TEXT = f"[^\\s{re.escape(_SIGNS)}]"
_BAR_IN_TEXT = re.compile(f"{DASH_DOWN}(?:(?P<at_word>{_AT_WORD})|(?<={_TEXT} .)(?= {_TEXT}))")
_LINE = f"[{re.escape(''.join(BOX_ARMS))}]"
_DASHED_ON = re.compile(f"(?s:.{DASH_DOWN}|{DASH_ALONG}{_LINE}|.{_LINE}{DASH_ALONG})")
"""The cells above or below a bar of a dashed line that goes on or bends there."""


def text_signs(rows: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield row and column of the signs that look like dashes and are text.

    A broken bar is text where it touches a word, parts two words, or has nothing near it above and
    below; a dashed line that passes between two words goes on in dashes above or below.

    Args:
        rows: The drawing, one character for each cell, all rows equally long.
    """
    step = len(rows[0]) + 1
    blank = " " * (step - 1)
    text = "\n".join(("", blank, *rows, blank, ""))
    for at in _text_signs(text, step):
        row, column = divmod(at - 1, step)
        yield row - 1, column


def _text_signs(text: str, step: int) -> Iterator[int]:
    for match in LONE_BULLET.finditer(text):
        yield match.start()
    for match in _BAR_IN_TEXT.finditer(text):
        near = _above_and_below(text, match.start(), step)
        if match["at_word"] is not None or not any(map(_DASHED_ON.match, near)):
            yield match.start()
    at = text.find(DASH_DOWN)
    while at >= 0:
        beside = text[at - step], text[at + step]
        if beside == (" ", " ") and not "".join(_above_and_below(text, at, step)).strip():
            yield at
        at = text.find(DASH_DOWN, at + 1)


def _above_and_below(text: str, at: int, step: int) -> tuple[str, str]:
    """Return the three nearest cells of the row above and of the row below."""
    return text[at - step - 1 : at - step + 2], text[at + step - 1 : at + step + 2]
