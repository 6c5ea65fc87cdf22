"""Least-squares positions in a row: isotonic regression by pooling adjacent violators.

Source: Barlow, Bartholomew, Bremner and Brunk, "Statistical Inference under Order Restrictions"
(1972). A row of boxes with least distances becomes the same problem once the distances are
subtracted.
"""

from __future__ import annotations

from collections.abc import Sequence


def pooled(
    desired: Sequence[float],
    weights: Sequence[float],
    offsets: Sequence[int],
    *,
    low: float | None = None,
    high: float | None = None,
) -> list[float]:
    """Return positions near `desired` with position[i] - position[i-1] >= the offsets' difference.

    Args:
        desired: Where each element would like to be.
        weights: How strongly.
        offsets: Positions when everything is packed as tightly as may be, ascending.
        low: Least position of the first element.
        high: Greatest position of the last; wins over nothing: `low` is kept when both cannot be.
    """
    sums: list[tuple[float, float, int]] = []  # weighted sum, weight, count
    for value, weight, offset in zip(desired, weights, offsets, strict=True):
        total, count = (value - offset) * weight, 1
        while sums and sums[-1][0] * weight > total * sums[-1][1]:
            total_, weight_, count_ = sums.pop()
            total, weight, count = total + total_, weight + weight_, count + count_
        sums.append((total, weight, count))
    base: list[float] = []
    for total, weight, count in sums:
        base += [total / weight] * count
    # clipping an isotonic regression to bounds solves the bounded problem
    if high is not None and offsets:
        base = [min(b, high - offsets[-1]) for b in base]
    if low is not None and offsets:
        base = [max(b, low - offsets[0]) for b in base]
    return [b + offset for b, offset in zip(base, offsets, strict=True)]


def rounded(positions: Sequence[float], offsets: Sequence[int]) -> list[int]:
    """Return whole positions; the least distances given by `offsets` still hold."""
    # the quantum makes halves that carry floating-point noise round alike
    return [
        int((round((p - o) * 64) / 64 + 0.5) // 1) + o
        for p, o in zip(positions, offsets, strict=True)
    ]
