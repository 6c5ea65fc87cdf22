"""What the parts of this package say of a diagram."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """A diagram in a few words, for when telling all of it would take too long.

    Attributes:
        counts: How much there is, a sentence without its full stop.
        lead: What `names` are, such as `Most connected`.
        names: The parts worth naming, the main ones first.
    """

    counts: str
    lead: str
    names: tuple[str, ...]
