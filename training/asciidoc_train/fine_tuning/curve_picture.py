"""Curves as SVG and PNG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import import_module
from typing import Any

from asciidoc_train.errors import TrainingError
from asciidoc_train.fine_tuning.curves import Curve

WIDTH, HEIGHT = 800, 450
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 40, 50
_COLOURS = ("#4c78a8", "#e45756", "#54a24b", "#b279a2")
_TICKS = 5
_ZOOM = 2


def picture(curves: Sequence[Curve], title: str) -> str:
    """Return curves as an SVG document with axes, ticks and a legend."""
    points = [point for curve in curves for point in curve.points]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(0.0, *(y for _, y in points)), max(y for _, y in points)

    def across(x: float) -> float:
        return _LEFT + (x - left) / ((right - left) or 1) * (WIDTH - _LEFT - _RIGHT)

    def down(y: float) -> float:
        return _TOP + (high - y) / ((high - low) or 1) * (HEIGHT - _TOP - _BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" fill="#333">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{WIDTH / 2}" y="24" text-anchor="middle" font-size="16">{escape(title)}</text>',
    ]
    for tick in range(_TICKS + 1):
        y = low + (high - low) * tick / _TICKS
        x = left + (right - left) * tick / _TICKS
        at, to = down(y), across(x)
        parts += [
            f'<path d="M{_LEFT} {at:.1f}H{WIDTH - _RIGHT}" stroke="#ddd"/>',
            f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{y:.2f}</text>',
            f'<text x="{to:.1f}" y="{HEIGHT - _BOTTOM + 20}" text-anchor="middle">{x:.0f}</text>',
        ]
    for number, curve in enumerate(curves):
        colour = _COLOURS[number % len(_COLOURS)]
        line = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in curve.points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = WIDTH - 150, _TOP + 16 + 20 * number
        parts += [
            f'<path d="M{x} {y - 4}h24" stroke="{colour}" stroke-width="3"/>',
            f'<text x="{x + 32}" y="{y}">{escape(curve.name)}</text>',
        ]
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">step</text>')
    return "\n".join([*parts, "</svg>", ""])


def to_png(svg: str) -> bytes:
    """Return an SVG document as PNG.

    Raises:
        TrainingError: The renderer is not installed.
    """
    try:
        renderer: Any = import_module("resvg_py")
    except ImportError:
        raise TrainingError(
            "PNG needs a renderer that is not installed",
            hint="pip install 'ascii-diagram[png]', or plot with --set png=false",
        ) from None
    return bytes(renderer.svg_to_bytes(svg_string=svg, zoom=_ZOOM))
