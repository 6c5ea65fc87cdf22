"""Lists that are said to lie on or beside each other: `stack, top to bottom: a, b, c`."""

from __future__ import annotations

import re
from typing import NamedTuple

from ascii_diagram.diagram import Cell, Grid
from ascii_diagram.resolve.rules.pieces import MAX_PIECES, MAX_PROMPT_CHARS, split_title

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNT = rf"[2-9]|{'|'.join(_NUMBERS)}"
_COLUMN = re.compile(
    r"\btop (?:to|down to) bottom\b|\btop[- ]down\b|\b(?:top|topmost|highest|outermost) (?:layer )?"
    r"first\b|\bfrom the top down\b|\bin one column\b|\bas (?:a|one|a single) column\b"
    r"|\bon top of each other\b|\bstack(?:ed)?\b|\blayers\b|\bfrom (?:the )?outside in\b"
    r"|\bfrom (?:the )?top\b|\b(?:high|highest|top) at (?:the )?top\b|\b(?:downwards?|down)\b",
    re.IGNORECASE,
)
_ROW = re.compile(
    r"\b(?:in|as) (?:a|one|a single) (?:row|line)\b|\bside by side\b|\bone row\b"
    r"|\bfrom left to right\b|\bleft to right\b",
    re.IGNORECASE,
)
_COLUMNS = re.compile(rf"\b({_COUNT})[- ](?:columns?|wide|across)\b", re.IGNORECASE)
_PER_ROW = re.compile(rf"\b({_COUNT}) (?:[a-z]+ )?per row\b", re.IGNORECASE)
_ROWS_OF = re.compile(rf"\b({_COUNT}) rows of ({_COUNT})\b", re.IGNORECASE)
_BY = re.compile(rf"\b({_COUNT}) ?(?:by|x|×) ?({_COUNT})\b", re.IGNORECASE)
_UNCLEAR = re.compile(
    r"\b(?:header|heading|head|flow\w*|step\w*|order|pipeline|calls?|sends?|goes|rows?"
    r"|(?<!to )bottom|name and|group\w*|states?|tree|sequence|messages?|loop|cycle|path|route"
    r"|arrows?|tables?|merge|flatten|into)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:then|which|that|it|is|are|has|holds?|with|above|below|under|over|next|first|second"
    r"|last|bottom|top|row|column|goes|each|both|from|to|in|on|by)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[→⇒:?!()\[\]{}|<>;]|->|—|–")
_MAX_COLUMNS = 8
_MAX_CELL = 32
_MAX_WORDS = 4


def read_grid(prompt: str) -> Grid | None:
    """Read `title that tells the columns: cell, cell, cell`.

    With several columns the cells must fill whole rows, and with `3x3` just as many rows; then they
    may also stand as words in rows (`3x3: a b c / d e f / g h i`).
    """
    if len(prompt) > MAX_PROMPT_CHARS:
        return None
    title, text = split_title(" ".join(prompt.split()))
    shape = _shape(title)
    cells = _cells(text.rstrip(" ."))
    if shape is None or cells is None:
        return None
    if shape.rows:
        if len(cells) == shape.rows and all(len(c.split()) == shape.columns for c in cells):
            cells = [word for cell in cells for word in cell.split()]
        if len(cells) != shape.rows * shape.columns:
            return None
    elif shape.words_mislead and all(" " in cell for cell in cells):
        return None
    columns = shape.columns or len(cells)
    if not 2 <= len(cells) <= MAX_PIECES or columns > _MAX_COLUMNS or len(cells) % columns:
        return None
    return Grid(columns, tuple(Cell(cell) for cell in cells))


class _Shape(NamedTuple):
    """Columns and rows, 0 for as many as it takes; whether a piece may be a row of words."""

    columns: int
    rows: int = 0
    words_mislead: bool = False


def _shape(title: str) -> _Shape | None:
    """Return what a title says about the shape, None when it is not clear."""
    if _UNCLEAR.search(_ROW.sub("", _PER_ROW.sub("", _ROWS_OF.sub("", title)))):
        return None
    found: set[_Shape] = set()
    if _COLUMN.search(title):
        found.add(_Shape(1))
    if _ROW.search(title):
        found.add(_Shape(0))
    found |= {_Shape(_number(match[1])) for match in _PER_ROW.finditer(title)}
    found |= {_Shape(_number(m[1]), words_mislead=True) for m in _COLUMNS.finditer(title)}
    for match in _BY.finditer(title):
        rows, columns = _number(match[1]), _number(match[2])
        if rows != columns:  # which is which is not agreed upon
            return None
        found.add(_Shape(columns, rows))
    found |= {_Shape(_number(m[2]), _number(m[1])) for m in _ROWS_OF.finditer(title)}
    return found.pop() if len(found) == 1 else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _cells(text: str) -> list[str] | None:
    if text.count(" and ") == 1 and ";" not in text and " / " not in text:
        text = re.sub(r",? and (?=[^,]*$)", ", ", text)  # before the last cell
    cells = [part.strip() for part in re.split(r",\s+|\s+/\s+|;\s+", text)]
    for cell in cells:
        plain = cell and len(cell) <= _MAX_CELL and len(cell.split()) <= _MAX_WORDS
        if not plain or _MARKS.search(cell) or _SENTENCE.search(cell):
            return None
        if ". " in cell or cell.startswith(("the ", "a ", "an ", "and ")):
            return None
    return cells
