"""How a picture stands in a stream of tokens, so that row and column are said and not counted.

    <|im_start|><|ascii_art|><|w16|><|h0|>a box<|picture|><|w11|><|h3|>
    <|r1|>+-------<|c8|>--+
    <|r2|>|  box  <|c8|>  |
    <|r3|>+-------<|c8|>--+<|im_end|>

What is asked stands before the prompt: at most 16 columns, any height. The picture begins with the
size that it will have, so that the model knows where its edges are before it draws the first.
Each row begins with a token of its number, and within a row each `tick`-th column (here 8) is said
by one of its own. With rotary positions, which see distances, attention finds "the same column, one
row up" by these marks. That is the idea of axial positions (a table for rows and one for columns,
as in Vision Transformers), said in tokens: so a stock Llama runs it, and programs that leave out
control tokens when they print show the picture alone. Tokens of places are forced, never chosen,
and so they are not learned either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from ascii_diagram_models.prompt import END

from ascii_diagram.resolve.request import Style

PAD, OPEN, PICTURE = "<|endoftext|>", "<|im_start|>", "<|picture|>"
NEWLINE = "\n"
CHARACTERS = "".join(map(chr, range(0x20, 0x7F)))
STYLES = cast("tuple[Style, ...]", get_args(Style))
_NUMBERED = re.compile(r"<\|([wrc])(\d+)\|>")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a vocabulary can say of a picture's place.

    Attributes:
        widest: Most columns.
        tallest: Most rows.
        tick: Columns between two column tokens; 0 has none.
    """

    widest: int = 60
    tallest: int = 24
    tick: int = 8

    @property
    def control_tokens(self) -> list[str]:
        """All tokens that are no characters, in the order of their numbers."""
        ticks = range(self.tick, self.widest + 1, self.tick) if self.tick else ()
        return [
            *(PAD, OPEN, END, PICTURE),
            *(f"<|{style}|>" for style in STYLES),
            *(width_token(width) for width in range(1, self.widest + 1)),
            *(height_token(height) for height in range(self.tallest + 1)),
            *(row_token(row) for row in range(1, self.tallest + 1)),
            *(column_token(column) for column in ticks),
        ]

    def conditions(self, style: Style, width: int | None, height: int | None) -> list[str]:
        """Return the tokens that say what is wanted; more room than `widest` is that.

        Without a height the token says 0.
        """
        wide = min(width or self.widest, self.widest)
        high = 0 if height is None else min(height, self.tallest)
        return [OPEN, f"<|{style}|>", width_token(wide), height_token(high)]

    def picture(self, lines: Sequence[str]) -> list[str]:
        """Return the tokens of a picture, its size and the end included."""
        tokens = [width_token(max(1, *map(len, lines))), height_token(len(lines))]
        for row, line in enumerate(lines, 1):
            tokens += [NEWLINE, row_token(row)] if row > 1 else [row_token(row)]
            for column, character in enumerate([*line, ""]):
                if self.marks(column):
                    tokens.append(column_token(column))
                tokens += character
        return [*tokens, END]

    def marks(self, column: int) -> bool:
        """Return whether what comes in this column, from 0, has a column token before it.

        Be it a character or the end of the row: so the token itself is never a choice.
        """
        return bool(self.tick and column and column % self.tick == 0)

    def holds(self, lines: Sequence[str]) -> bool:
        """Return whether a picture fits, and has known characters alone."""
        return (
            0 < len(lines) <= self.tallest
            and all(len(line) <= self.widest for line in lines)
            and all(c in CHARACTERS for line in lines for c in line)
        )


def layout_of(tokens: Iterable[str]) -> Layout | None:
    """Return the layout that a vocabulary was made for; None when it is of no picture model."""
    largest = {"w": 0, "r": 0}
    ticks: list[int] = []
    for token in tokens:
        if found := _NUMBERED.fullmatch(token):
            kind, number = found[1], int(found[2])
            if kind == "c":
                ticks.append(number)
            else:
                largest[kind] = max(largest[kind], number)
    if not all(largest.values()):
        return None
    return Layout(largest["w"], largest["r"], min(ticks, default=0))


def is_place(token: str) -> bool:
    """Return whether a token of a picture says a row or a column."""
    found = _NUMBERED.fullmatch(token)
    return found is not None and found[1] != "w"


def width_token(width: int) -> str:
    """Return the condition of at most so many columns."""
    return f"<|w{width}|>"


def height_token(height: int) -> str:
    """Return the condition of at most so many rows; 0 for no such bound."""
    return f"<|h{height}|>"


def row_token(row: int) -> str:
    """Return what a row begins with, from 1."""
    return f"<|r{row}|>"


def column_token(column: int) -> str:
    """Return what stands before the character in a marked column, from 0."""
    return f"<|c{column}|>"
