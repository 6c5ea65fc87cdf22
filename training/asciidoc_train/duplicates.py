"""Which rows say the same: as questions, or as answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ascii_diagram.connectivity import connected_parts
from asciidoc_train.near_duplicates import NearIndex, shingles, similarity
from asciidoc_train.rows import Row

THRESHOLD = 0.8
"""Jaccard similarity of word shingles from which on two prompts are near-duplicates."""


TOPIC_THRESHOLD = 0.5
"""The same for two prompts that only name a topic: few words, so each counts for more."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A row that nearly repeats an earlier one."""

    row: Row
    earlier: Row


def near_twins(rows: Iterable[Row], threshold: float = THRESHOLD) -> list[Twin]:
    """Return the rows whose prompts nearly repeat one that stands before them and stays."""
    index = NearIndex(threshold)
    kept: dict[str, Row] = {}
    twins: list[Twin] = []
    for row in rows:
        near = [n for n in index.near(row.prompt) if kept[n].style == row.style]
        if near:
            twins.append(Twin(row, kept[near[0]]))
        else:
            index.add(row.hash, row.prompt)
            kept[row.hash] = row
    return twins


class Relatives:
    """Rows among which those are found that must not be on another side of a split.

    They are near-duplicates as prompts, topics with mostly the same words, or have one answer.
    """

    def __init__(self) -> None:
        self._index = NearIndex(TOPIC_THRESHOLD)
        self._rows: dict[str, Row] = {}
        self._answers: dict[str, Row] = {}

    def add(self, row: Row) -> None:
        """Remember a row."""
        self._index.add(row.hash, row.prompt)
        self._rows[row.hash] = row
        self._answers.setdefault(answer_key(row), row)

    def of(self, row: Row) -> list[Row]:
        """Return the relatives of a row among those that were added."""
        found = [self._rows[name] for name in self._index.near(row.prompt)]
        alike = [other for other in found if self._alike(row, other)]
        same_answer = self._answers.get(answer_key(row))
        return alike + ([same_answer] if same_answer else [])

    def _alike(self, row: Row, other: Row) -> bool:
        both_topics = row.asks == other.asks == "topic"
        least = TOPIC_THRESHOLD if both_topics else THRESHOLD
        return similarity(shingles(row.prompt), shingles(other.prompt)) >= least


def leaks(held_out: Sequence[Row], training: Sequence[Row]) -> list[Twin]:
    """Return the training rows that give a held-out row away: its relatives."""
    held = Relatives()
    for row in held_out:
        held.add(row)
    found = ((row, held.of(row)) for row in training)
    return [Twin(row, relatives[0]) for row, relatives in found if relatives]


def answer_key(row: Row) -> str:
    """Return what two rows share when they have the same statements, in any order and case."""
    first, *statements = row.notation.casefold().split("\n")
    # directions are looks; kinds and columns are not
    head = "" if first.startswith("direction:") else first
    return "\n".join([head, *sorted(line.strip() for line in statements)])


def families(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows in sets that must stay on one side of a split.

    Rows are of one family when they are relatives or were made for the same topic; and so on over
    several steps.
    """
    by_hash = {row.hash: row for row in rows}
    parts = connected_parts(by_hash, _kin(rows))
    return [[by_hash[name] for name in sorted(part)] for part in parts]


def _kin(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield the hashes of rows that are of one family, pair by pair."""
    earlier = Relatives()
    topics: dict[str, str] = {}
    for row in rows:
        for other in earlier.of(row):
            yield row.hash, other.hash
        if row.topic:
            yield row.hash, topics.setdefault(row.topic, row.hash)
        earlier.add(row)
