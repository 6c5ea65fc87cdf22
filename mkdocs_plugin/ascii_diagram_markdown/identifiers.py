"""Ids of figures: stable between builds, unique in a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


class Identifiers:
    """Hands out ids of one page; one that is taken gets a number behind it."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def take(self, wanted: str, *content: str) -> str:
        """Return `wanted`, or a name made of `content` where none is wanted."""
        data = "\0".join(content).encode("utf-8", "surrogatepass")
        base = wanted or f"ad-{hashlib.sha256(data).hexdigest()[:8]}"
        name, number = base, 1
        while name in self._taken:
            number += 1
            name = f"{base}-{number}"
        self._taken.add(name)
        return name
