"""Texts that say nearly the same: exact set-similarity search over word shingles.

The prefix filter of Chaudhuri, Ganti and Kaushik (2006) and the length filter of Bayardo, Ma and
Srikant (2007): two sets with a Jaccard similarity of at least t share a member among the first
|s| - ceil(t |s|) + 1 of each, in any one order of all members. Nothing is missed, unlike with
sketches such as MinHash.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
import zlib
from collections import defaultdict

_WORD = re.compile(r"\w+")
# Words that do not make two prompts different.
_FILLERS = frozenset(
    {"a", "an", "the", "of", "and", "or", "to", "in", "on", "is", "are", "as", "how", "does", "do"}
    | {"what", "work", "works", "show", "draw", "drawing", "sketch", "diagram", "explain", "please"}
    | {"me", "picture", "illustrate", "visualise", "visualize", "chart", "s"}
)


def shingles(text: str) -> frozenset[str]:
    """Return the telling words of a text and its pairs of neighbouring ones."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    telling = [word for word in words if word not in _FILLERS] or words
    return frozenset(telling) | {f"{a} {b}" for a, b in itertools.pairwise(telling)}


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard similarity, 0 to 1; an empty set is like nothing."""
    return len(one & other) / max(1, len(one | other))


class NearIndex:
    """Finds earlier texts that are at least `threshold` similar to a new one."""

    def __init__(self, threshold: float) -> None:
        if not 0 < threshold <= 1:
            raise ValueError("the threshold is a share above 0, at most 1")
        self._threshold = threshold
        self._sets: dict[str, frozenset[str]] = {}
        self._order: dict[str, int] = {}
        self._postings: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, name: str, text: str) -> None:
        """Remember a text under a name."""
        members = shingles(text)
        self._sets[name] = members
        self._order[name] = len(self._order)
        for member in self._prefix(members):
            self._postings[member].append(name)

    def near(self, text: str) -> list[str]:
        """Return the names of similar texts in the order in which they were added."""
        members = shingles(text)
        found: set[str] = set()
        for member in self._prefix(members):
            found.update(self._postings.get(member, ()))
        alike = [name for name in found if self._similar(members, name)]
        return sorted(alike, key=self._order.__getitem__)

    def _similar(self, members: frozenset[str], name: str) -> bool:
        other = self._sets[name]
        shorter, longer = sorted((len(members), len(other)))
        if shorter < self._threshold * longer:
            return False
        return similarity(members, other) >= self._threshold

    def _prefix(self, members: frozenset[str]) -> list[str]:
        keep = len(members) - math.ceil(self._threshold * len(members) - 1e-9) + 1
        # any order does, as long as it is the same for all sets
        return sorted(members, key=lambda m: (zlib.crc32(m.encode()), m))[:keep]
