"""Text measured in display cells: grapheme clusters, their widths, and wrapping."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import repeat

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_SIMPLE = re.compile("[ -~\u2500-\u257f►◄▲▼○]*")
"""ASCII, box drawing and heads: one cell each where ambiguous characters are narrow."""

_ambiguous_width: ContextVar[int] = ContextVar("ambiguous_width", default=1)


@contextmanager
def ambiguous_characters(*, wide: bool) -> Generator[None]:
    """Measure characters of ambiguous width, such as Greek letters, as 2 cells here if `wide`.

    They are as wide as Chinese characters in the fonts and terminals of East Asia (Unicode Standard
    Annex 11).
    """
    before = _ambiguous_width.set(2 if wide else 1)
    try:
        yield
    finally:
        _ambiguous_width.reset(before)


def clusters(text: str) -> tuple[tuple[str, int], ...]:
    """Split `text` into grapheme clusters with their widths (0, 1 or 2 cells)."""
    if text.isascii():
        return tuple(zip(text, repeat(1), strict=False))
    return _clusters(text, _ambiguous_width.get())


@lru_cache(maxsize=4096)
def _clusters(text: str, ambiguous_width: int) -> tuple[tuple[str, int], ...]:
    import wcwidth  # its tables take a while to load, and most texts do without

    return tuple(
        (cluster, max(0, wcwidth.width(cluster, ambiguous_width=ambiguous_width)))
        for cluster in wcwidth.iter_graphemes(text)
    )


def is_narrow(text: str) -> bool:
    """Whether every character of `text` is seen at once to take one cell."""
    return text.isascii() or bool(_ambiguous_width.get() == 1 and _SIMPLE.fullmatch(text))


def cell_width(text: str) -> int:
    """Return the width of one line of `text` in display cells."""
    if is_narrow(text):
        return len(text)
    return sum(width for _, width in clusters(text))


def block_width(lines: tuple[str, ...] | list[str]) -> int:
    """Return the width of the widest of `lines`, 0 for none."""
    return max(map(cell_width, lines), default=0)


def wrap_label(label: str, limit: int, *, break_words: bool = False) -> tuple[str, ...]:
    """Break `label` at blanks so that lines are at most `limit` cells wide.

    Line feeds always break. A word wider than `limit` keeps a line of its own, unbroken, unless
    `break_words` allows the last resort of cutting it (then `limit` must be at least 2).
    """
    if len(label) <= limit and label.isascii() and "\n" not in label:
        return (" ".join(label.split()),)
    lines: list[str] = []
    for paragraph in label.split("\n"):
        current = ""
        words = paragraph.split()
        if break_words:
            words = [piece for word in words for piece in split_word(word, limit)]
        for word in words:
            if current and cell_width(current) + 1 + cell_width(word) > limit:
                lines.append(current)
                current = word
            else:
                current = f"{current} {word}" if current else word
        lines.append(current)
    return tuple(lines)


def split_word(word: str, limit: int) -> tuple[str, ...]:
    """Cut `word` between grapheme clusters into pieces of at most `limit` (>= 2) cells."""
    pieces: list[str] = []
    current, used = "", 0
    for cluster, width in clusters(word):
        if current and used + width > limit:
            pieces.append(current)
            current, used = "", 0
        current += cluster
        used += width
    return (*pieces, current) if current else tuple(pieces)


def pad(text: str, width: int) -> str:
    """Fill `text` with blanks on the right up to `width` cells."""
    return text + " " * (width - cell_width(text))


def center(text: str, width: int) -> str:
    """Put `text` in the middle of `width` cells, the odd blank on the right."""
    space = width - cell_width(text)
    return " " * (space // 2) + text + " " * (space - space // 2)


def find_unprintable(text: str) -> int:
    """Return the index of the first character that may not stand in a line of a drawing, or -1.

    These are control characters (tabs and line ends too), bidirectional overrides and every other
    invisible format character but the two joiners that scripts and emoji need, line separators,
    surrogates and private code points.
    """
    if text.isprintable():
        return -1
    for index, char in enumerate(text):
        if unicodedata.category(char) in _UNPRINTABLE and char not in _JOINERS:
            return index
    return -1
