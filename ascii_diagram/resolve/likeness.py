"""How much two replies to one prompt have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import TypeVar

from ascii_diagram.diagram import Diagram
from ascii_diagram.resolve.contents import links, names

_Thing = TypeVar("_Thing", bound=Hashable)

# Links are what replies differ in; nearly all have the right names.
_LINKS = 0.7


def likeness(first: Diagram, second: Diagram) -> float:
    """Return the shared names and links of two diagrams, 0 to 1; 0 for different kinds.

    Both are counted as F1 (twice what is shared over what there is), names with a weight of 0.3.
    """
    if type(first) is not type(second):
        return 0.0
    of_links = _f1(Counter(links(first)), Counter(links(second)))
    of_names = _f1(Counter(names(first)), Counter(names(second)))
    return _LINKS * of_links + (1 - _LINKS) * of_names


def _f1(first: Counter[_Thing], second: Counter[_Thing]) -> float:
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0
