"""The curves of a run, out of its metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from asciidoc_train.errors import RowError
from asciidoc_train.fine_tuning.metrics_log import read_metrics

Point = tuple[float, float]
"""A step and a value there."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One figure over the steps; `points` are in order."""

    name: str
    points: tuple[Point, ...]


def read_curves(path: Path, *, smoothing: int = 1) -> list[Curve]:
    """Return the losses of a run: on the rows it learned, and on the dev rows where there are any.

    Args:
        path: Metrics of the run.
        smoothing: Steps whose losses are averaged into one point.

    Raises:
        RowError: There are no losses in the file.
    """
    train: list[Point] = []
    dev: list[Point] = []
    for item in read_metrics(path):
        step = item.get("step")
        for key, points in (("loss", train), ("dev_loss", dev)):
            value = item.get(key)
            if isinstance(step, int) and isinstance(value, int | float):
                points.append((step, float(value)))
    curves = [Curve("train", tuple(averaged(train, smoothing))), Curve("dev", tuple(dev))]
    curves = [curve for curve in curves if curve.points]
    if not curves:
        raise RowError(f"{path}: there are no losses in it", hint="asciidoc-train train")
    return curves


def averaged(points: Sequence[Point], count: int) -> list[Point]:
    """Return the means of every `count` points; the last mean may be of fewer."""
    parts = [points[i : i + count] for i in range(0, len(points), count)]
    return [
        (sum(x for x, _ in part) / len(part), sum(y for _, y in part) / len(part)) for part in parts
    ]
