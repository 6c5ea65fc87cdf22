"""A bound on the work of one drawing, counted in steps so that every machine stops alike."""

from __future__ import annotations

from ascii_diagram.drawing.layered.items import TooBigError


class Budget:
    """Work that the layouts of one drawing may take together.

    Args:
        steps: Items that may be laid out.
    """

    def __init__(self, steps: int) -> None:
        self._left = steps

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self._left <= 0

    def spend(self, steps: int) -> None:
        """Take steps off; raises TooBigError when there were not as many."""
        self._left -= steps
        if self._left < 0:
            raise TooBigError("the work allowed is done")
