"""One row's result: the answer with all that was measured about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType

from ascii_diagram import notation
from ascii_diagram.diagram import Picture
from asciidoc_train.evaluation.attempts import Attempt
from asciidoc_train.evaluation.concepts import Concepts, key_concept_recall
from asciidoc_train.evaluation.drawings import DrawingScores, score_drawing, score_text
from asciidoc_train.evaluation.misses import Miss, misses_of
from asciidoc_train.evaluation.scores import GraphScores, no_scores, score
from asciidoc_train.evaluation.soundness import fault_of
from asciidoc_train.files import JsonObject
from asciidoc_train.rows import Row

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Result:
    """One answer, scored.

    Attributes:
        row: What was asked, and the gold answer.
        attempt: The answer.
        parsed: Whether it is notation.
        fault: Why it is unsound; empty when it is sound.
        scores: How like the gold diagram it is; None for pictures, which are not compared.
        concepts: Share of the key concepts that it speaks of; of the gold names where none are
            listed; None for pictures.
        drawing: What its drawing is worth.
        misses: What is wrong with it.
    """

    row: Row
    attempt: Attempt
    parsed: bool
    fault: str
    scores: GraphScores | None
    concepts: float | None
    drawing: DrawingScores
    misses: tuple[Miss, ...] = field(default=())

    @property
    def sound(self) -> bool:
        """Whether it is a usable diagram, right or wrong."""
        return self.parsed and not self.fault

    def to_json(self) -> JsonObject:
        """Return what is written to the file of a variant."""
        scores = {
            name: round(value, _DIGITS) if isinstance(value, float) else value
            for name, value in (asdict(self.scores) if self.scores else {}).items()
        }
        return {
            "prompt": self.row.prompt,
            "kind": self.row.kind,
            "style": self.row.style,
            "asks": self.row.asks,
            "difficulty": self.row.difficulty,
            "gold": self.row.notation,
            "reply": self.attempt.notation,
            "parsed": self.parsed,
            "fault": self.fault,
            "concepts": None if self.concepts is None else round(self.concepts, _DIGITS),
            "scores": scores,
            "misses": [asdict(miss) for miss in self.misses],
            "drawn": self.drawing.drawn,
            "tries": self.attempt.tries,
            "tokens": self.attempt.tokens,
            "seconds": round(self.attempt.seconds, _DIGITS),
        }


def measure(
    rows: Sequence[Row],
    attempts: Sequence[Attempt],
    width: int,
    concepts: Mapping[str, Concepts] = MappingProxyType({}),
) -> list[Result]:
    """Score the answers to rows.

    Args:
        rows: What was asked, with gold answers.
        attempts: The answers.
        width: Columns of the drawings.
        concepts: Key concepts by prompt, where they are listed.
    """
    return [
        _measure(row, attempt, width, concepts.get(row.prompt))
        for row, attempt in zip(rows, attempts, strict=True)
    ]


def _measure(row: Row, attempt: Attempt, width: int, concepts: Concepts | None) -> Result:
    gold = notation.parse(row.notation)
    missed = misses_of(gold, attempt)
    compared = not isinstance(gold, Picture)
    limit = row.width or width
    drawn = score_text(attempt.drawing, limit) if attempt.drawing else None
    if attempt.diagram is None:
        nothing = no_scores(gold) if compared else None
        fault = attempt.fault or "no answer"
        drawing = drawn or DrawingScores()
        said = 0.0 if compared else None
        return Result(row, attempt, False, fault, nothing, said, drawing, missed)
    scores = score(gold, attempt.diagram) if compared else None
    said = scores.concepts if scores else None
    return Result(
        row,
        attempt,
        True,
        fault_of(attempt.diagram, row, gold),
        scores,
        key_concept_recall(concepts, attempt.diagram) if concepts else said,
        drawn or score_drawing(attempt.diagram, limit),
        missed,
    )
