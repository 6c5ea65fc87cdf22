"""Words as they are compared: folded, and without their endings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_VOWELS = frozenset("aeiouy")
_SHORTEST_STEM = 3


def folded(text: str) -> str:
    """Return a text without case, kinds of blanks and forms of characters."""
    return unicodedata.normalize("NFKC", " ".join(text.split())).casefold()


def as_whole_words(name: str) -> str:
    """Return a pattern of a name that is not a part of other words."""
    return rf"(?<!\w){re.escape(name)}(?!\w)"


def stem(word: str, suffixes: Iterable[str]) -> str:
    """Return a folded word without the first suffix that leaves enough of it.

    Without a vowel it is an abbreviation, whole as it is: HTTPS is not several of HTTP.
    """
    if _VOWELS.isdisjoint(word):
        return word
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word
