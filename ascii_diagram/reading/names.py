"""Ids for what was found, from labels that need not differ."""

from __future__ import annotations


class Names:
    """Gives out ids, each once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._taken: dict[str, int] = {}

    def fresh(self, label: str, kind: str) -> str:
        """Return the label's first line, with a number where that is taken; `kind` if it is empty.

        Args:
            label: The label of a node or group.
            kind: What it is.
        """
        base = label.partition("\n")[0] or kind
        if base not in self._taken:
            self._taken[base] = 1
            return base
        number = self._taken[base]
        name = base
        while name in self._taken:
            number += 1
            name = f"{base} {number}"
        self._taken[base] = number
        self._taken[name] = 1
        return name
