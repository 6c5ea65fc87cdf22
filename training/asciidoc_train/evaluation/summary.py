"""Sums results up: means of the scores, and what the answers cost, for groups of rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from asciidoc_train.evaluation.alignment import NOTHING
from asciidoc_train.evaluation.misses import MISS_KINDS
from asciidoc_train.evaluation.results import Result
from asciidoc_train.files import JsonObject

T = TypeVar("T")

Figures = dict[str, float | None]

GROUPINGS = ("asks", "kind", "style", "difficulty")
_DIGITS = 4


def grouped(results: Sequence[Result]) -> dict[str, dict[str, Figures]]:
    """Return the figures of all rows (`all`), and by each of `GROUPINGS` and its values.

    By what they ask for, only rows of boxes and arrows are told apart: the scores of their graphs
    and those of pictures or texts have no common measure.
    """
    found = {"all": {"all": summarise(results)}}
    for grouping in GROUPINGS:
        told = [r for r in results if grouping != "asks" or r.row.style == "tui_flow"]
        values = sorted({str(getattr(result.row, grouping)) for result in told})
        found[grouping] = {
            value: summarise([r for r in told if getattr(r.row, grouping) == value])
            for value in values
        }
    return found


def summarise(results: Sequence[Result]) -> Figures:
    """Return the figures of some rows; shares are from 0 to 1, None where nothing counts.

    Scores of what was not answered count as 0. `exact_of_answered` leaves those out. `seconds` and
    `tokens` are per prompt, retries included.
    """
    answered = [result for result in results if result.attempt.notation]
    scored = [result.scores for result in results if result.scores is not None]
    seconds = sorted(result.attempt.seconds for result in results)
    tokens = [float(result.attempt.tokens) for result in results]
    tries = [result.attempt.tries for result in results]
    figures: Figures = {
        "rows": float(len(results)),
        "answered": _mean(bool(result.attempt.notation) for result in results),
        "parse": _mean(result.parsed for result in results),
        "sound": _mean(result.sound for result in results),
        "node_f1": _mean(scores.node_f1 for scores in scored),
        "edge_f1": _mean(scores.edge_f1 for scores in scored),
        "path_f1": _mean(scores.path_f1 for scores in scored),
        "order_f1": _mean(scores.order_f1 for scores in scored),
        "edge_labels": _mean(scores.edge_labels for scores in scored),
        "exact": _mean(scores.exact for scores in scored),
        "exact_labels": _mean(scores.exact_labels for scores in scored),
        "exact_of_answered": _mean(r.scores.exact for r in answered if r.scores is not None),
        "kind": _mean(scores.kind for scores in scored),
        "concepts": _mean(result.concepts for result in results),
        "tokens_mean": _mean(tokens),
        "tokens_median": percentile(sorted(tokens), 0.5),
        "seconds_median": percentile(seconds, 0.5),
        "seconds_p95": percentile(seconds, 0.95),
        "first_try": _mean(count <= 1 for count in tries),
        "retries": _mean(max(0, count - 1) for count in tries),
    }
    return {**figures, **_of_drawings([r for r in results if r.parsed or r.attempt.drawing])}


def _of_drawings(parsed: Sequence[Result]) -> Figures:
    """Return the figures of the drawings of what was parsed, right or wrong."""
    drawn = [result.drawing for result in parsed if result.drawing.drawn]
    alignment = sum((drawing.alignment for drawing in drawn), NOTHING)
    figures: Figures = {
        "drawn": _mean(result.drawing.drawn for result in parsed),
        "fits": _mean(drawing.fits for drawing in drawn),
        "labels": _mean(drawing.labels for drawing in drawn),
        "read_node_f1": _mean(drawing.node_f1 for drawing in drawn),
        "read_edge_f1": _mean(drawing.edge_f1 for drawing in drawn),
        "distinct": len({d.drawing for d in drawn}) / len(drawn) if drawn else None,
        "junctions": _round(alignment.junctions),
        "closed_boxes": _round(alignment.closed_boxes),
    }
    return {name: _round(value) for name, value in figures.items()}


def count_misses(results: Iterable[Result], examples: int) -> JsonObject:
    """Count the misses by kind, most frequent first.

    Returns:
        For each kind how many rows have it, how often it comes, and a few examples.
    """
    listed = list(results)
    found: JsonObject = {}
    rows = Counter(kind for result in listed for kind in {miss.kind for miss in result.misses})
    for kind in sorted(MISS_KINDS, key=lambda kind: -rows[kind]):
        having = [(r, m) for r in listed for m in r.misses if m.kind == kind]
        if having:
            found[kind] = {
                "rows": rows[kind],
                "misses": len(having),
                "examples": [
                    {
                        "prompt": result.row.prompt,
                        "what": miss.what,
                        "gold": result.row.notation,
                        "reply": result.attempt.notation,
                    }
                    for result, miss in _spread(having, examples)
                ],
            }
    return found


def faults(results: Iterable[Result]) -> dict[str, int]:
    """Count why answers are unsound."""
    counted = Counter(result.fault for result in results if result.fault)
    return dict(counted.most_common())


def leaked(results: Iterable[Result], trained: frozenset[str]) -> int:
    """Count the answers that stand in the training data word for word, but are not right."""
    return sum(
        result.attempt.notation in trained and result.attempt.notation != result.row.notation
        for result in results
    )


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """Return the value below which `share` of the ordered values lie (nearest rank)."""
    if not ordered:
        return None
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], _DIGITS)


def _mean(values: Iterable[float | None]) -> float | None:
    counted = [float(value) for value in values if value is not None]
    return _round(sum(counted) / len(counted)) if counted else None


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _spread(things: Sequence[T], count: int) -> list[T]:
    step = max(1, len(things) // max(1, count))
    return list(things[::step][:count])
