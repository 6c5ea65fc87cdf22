"""Columns in the units that client and server agreed on: bytes, UTF-16 units or code points."""

from __future__ import annotations

from typing import Literal

Units = Literal["utf-8", "utf-16", "utf-32"]


def units_of(text: str, units: Units) -> int:
    """Return how many units `text` takes; a lone surrogate counts as any other of its size."""
    if units == "utf-32" or text.isascii():
        return len(text)
    if units == "utf-16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text.encode("utf-8", "surrogatepass"))


def offset_of(text: str, column: int, units: Units) -> int:
    """Return the code points before `column` of `text`.

    A column beyond the end means the end; one inside a character means the place before it.
    """
    if column <= 0:
        return 0
    if units == "utf-32" or text.isascii():
        return min(column, len(text))
    passed = 0
    for offset, character in enumerate(text):
        code = ord(character)
        if units == "utf-16":
            passed += 2 if code > 0xFFFF else 1
        else:
            passed += 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
        if passed > column:
            return offset
    return len(text)
