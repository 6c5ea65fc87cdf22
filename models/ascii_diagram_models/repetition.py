"""Ends a reply that starts to repeat itself.

A small model's commonest fault is that it does not stop: after the right edges it writes some of
them again. In a graph an edge that stands there already, word for word, says nothing; what comes
after it is rarely right.
"""

from __future__ import annotations

_ARROWS = (" -> ", " <-> ", " -- ")


class RepetitionGuard:
    """Collects a reply's text until an edge line of a graph is repeated."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._seen: set[str] = set()
        self._rest = ""

    @property
    def text(self) -> str:
        """The reply so far, without the repeated line."""
        if self._repeats(self._rest):
            return "\n".join(self._lines)
        return "\n".join([*self._lines, self._rest]).rstrip("\n")

    def add(self, piece: str) -> bool:
        """Take in more text; return False when the reply should end here."""
        *lines, self._rest = (self._rest + piece).split("\n")
        for line in lines:
            if self._repeats(line):
                self._rest = ""
                return False
            self._lines.append(line)
            self._seen.add(line)
        return True

    def _repeats(self, line: str) -> bool:
        """Whether an edge line of a graph was there before; messages and cells may recur."""
        return (
            line in self._seen
            and self._lines[0].startswith("direction:")
            and any(arrow in line for arrow in _ARROWS)
        )
