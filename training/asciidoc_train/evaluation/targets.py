"""What it costs to let a model write drawings instead of notation: tokens, counted on gold rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ascii_diagram import notation
from asciidoc_train.evaluation.alignment import NOTHING
from asciidoc_train.evaluation.drawings import score_drawing
from asciidoc_train.evaluation.summary import Figures, percentile
from asciidoc_train.rows import Row

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Lengths:
    notation: int
    drawing: int


def compare_targets(
    rows: Sequence[Row], count: CountTokens, width: int, seconds_per_token: float | None
) -> dict[str, Figures]:
    """Compare the two things that a model can be trained to write.

    Args:
        rows: Gold rows; those that cannot be drawn are left out.
        count: Counts the tokens of a text.
        width: Columns of the drawings.
        seconds_per_token: What a token of the model took; None when not known.

    Returns:
        Figures for `notation` and `drawing`: tokens, the seconds that they would take, and how well
        the characters meet. What the engine draws meets by construction, so the alignment of a
        model that draws itself has to be measured on its own drawings (decoding `text`).
    """
    lengths: list[_Lengths] = []
    alignment = NOTHING
    for row in rows:
        scores = score_drawing(notation.parse(row.notation), row.width or width)
        if scores.drawn:
            lengths.append(_Lengths(count(row.notation), count(scores.drawing)))
            alignment += scores.alignment
    ways = {
        "notation": sorted(float(length.notation) for length in lengths),
        "drawing": sorted(float(length.drawing) for length in lengths),
    }
    return {
        name: _figures(tokens, seconds_per_token)
        | {"junctions": alignment.junctions, "closed_boxes": alignment.closed_boxes}
        for name, tokens in ways.items()
    }


def token_counter(gguf: Path) -> CountTokens:
    """Return a counter with the vocabulary of a GGUF file; raises BackendError."""
    from ascii_diagram_models.engine import Model

    model = Model(gguf, vocabulary_only=True)
    return lambda text: len(model.tokenize(text))


def _figures(tokens: Sequence[float], seconds_per_token: float | None) -> Figures:
    mean = sum(tokens) / len(tokens) if tokens else None
    seconds = mean * seconds_per_token if mean is not None and seconds_per_token else None
    return {
        "rows": float(len(tokens)),
        "tokens_mean": mean,
        "tokens_median": percentile(tokens, 0.5),
        "tokens_p95": percentile(tokens, 0.95),
        "seconds": seconds,
    }
