"""Compares labels, and matches two lists of them one to one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

ALIKE = 0.5
"""Token Jaccard similarity from which on two labels count as the same thing."""

_WORD = re.compile(r"\w+")
_ARTICLES = frozenset({"a", "an", "the"})


def normalised(label: str) -> str:
    """Return a label's words in lower case, without articles and punctuation.

    A label of punctuation alone (`+`, `?`) is kept as it is.
    """
    text = unicodedata.normalize("NFKC", label).casefold()
    words = [word.replace("_", " ").strip() for word in _WORD.findall(text)]
    kept = [word for word in words if word and word not in _ARTICLES] or words
    return " ".join(kept) or " ".join(text.split())


def similarity(first: str, second: str) -> float:
    """Return the Jaccard similarity, 0 to 1, of the words of two labels."""
    ours, theirs = normalised(first), normalised(second)
    if ours == theirs:
        return 1.0
    one, other = set(ours.split()), set(theirs.split())
    union = one | other
    return len(one & other) / len(union) if union else 1.0


def match_labels(gold: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    """Match labels one to one so that the similarities add up to the most.

    Args:
        gold: Labels that should be there.
        found: Labels that are there.

    Returns:
        For indexes of `found` the index of the label in `gold`; pairs that are less than `ALIKE`
        are no match.
    """
    weights = [[_weight(mine, other) for other in gold] for mine in found]
    if len(found) <= len(gold):
        pairs = enumerate(_assign(weights, len(gold)))
    else:
        turned = [
            [weights[row][column] for row in range(len(found))] for column in range(len(gold))
        ]
        pairs = ((row, column) for column, row in enumerate(_assign(turned, len(found))))
    return {row: column for row, column in pairs if weights[row][column] > 0}


def _weight(first: str, second: str) -> float:
    alike = similarity(first, second)
    return alike if alike >= ALIKE else 0.0


def _assign(weights: Sequence[Sequence[float]], columns: int) -> list[int]:
    """Return for each row a column of its own, with the largest sum of weights.

    The Hungarian algorithm with potentials, O(rows^2 * columns); needs rows <= columns.
    """
    rows = len(weights)
    row_potential, column_potential = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of, way = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0], column = row, 0
        least, used = [float("inf")] * (columns + 1), [False] * (columns + 1)
        while row_of[column]:
            used[column] = True
            current, delta, following = row_of[column], float("inf"), 0
            for other in range(1, columns + 1):
                if used[other]:
                    continue
                cost = -weights[current - 1][other - 1]
                reduced = cost - row_potential[current] - column_potential[other]
                if reduced < least[other]:
                    least[other], way[other] = reduced, column
                if least[other] < delta:
                    delta, following = least[other], other
            for other in range(columns + 1):
                if used[other]:
                    row_potential[row_of[other]] += delta
                    column_potential[other] -= delta
                else:
                    least[other] -= delta
            column = following
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    assigned = [0] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            assigned[row_of[column] - 1] = column - 1
    return assigned
