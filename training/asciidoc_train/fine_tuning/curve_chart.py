"""Curves as text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from asciidoc_train.fine_tuning.curves import Curve

_MARKS = ("·", "o", "x", "+")
_BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], width: int = 40) -> str:
    """Return values as one line of bars, at most `width` wide; each is the mean of its part."""
    size = max(1, -(-len(values) // width))
    parts = [values[i : i + size] for i in range(0, len(values), size)]
    means = [sum(part) / len(part) for part in parts]
    low, high = min(means), max(means)
    span = high - low
    top = len(_BARS) - 1
    return "".join(_BARS[round((mean - low) / span * top) if span else 0] for mean in means)


def draw_chart(curves: Sequence[Curve], width: int = 64, height: int = 12) -> list[str]:
    """Return curves as lines of text, with the bounds of both axes."""
    points = [point for curve in curves for point in curve.points]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    cells = [[" "] * width for _ in range(height)]
    for curve, mark in zip(curves, _MARKS, strict=False):
        for x, y in curve.points:
            column = round((x - left) / ((right - left) or 1) * (width - 1))
            row = round((high - y) / ((high - low) or 1) * (height - 1))
            cells[row][column] = mark
    labels = [f"{high:8.3f}", *[" " * 8] * (height - 2), f"{low:8.3f}"]
    lines = [f"{label} │{''.join(row)}" for label, row in zip(labels, cells, strict=True)]
    axis = f"{left:g}".ljust(width - len(f"{right:g}")) + f"{right:g}"
    legend = "  ".join(f"{mark} {curve.name}" for curve, mark in zip(curves, _MARKS, strict=False))
    lines += [" " * 9 + "└" + "─" * width, " " * 10 + axis, " " * 10 + legend]
    return [line.rstrip() for line in lines]
