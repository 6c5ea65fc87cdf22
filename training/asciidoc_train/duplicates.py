"""Which rows say the same: as questions, or as answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asciidoc_train.near_duplicates import NearIndex
from asciidoc_train.rows import Row

THRESHOLD = 0.8
"""Jaccard similarity of word shingles from which on two prompts are near-duplicates."""


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


def leaks(held_out: Sequence[Row], training: Sequence[Row]) -> list[Twin]:
    """Return the training rows that give a held-out row away.

    They have nearly its prompt, or its answer: the same statements in any order.
    """
    index = NearIndex(THRESHOLD)
    held = {row.hash: row for row in held_out}
    answers: dict[str, Row] = {}
    for row in held_out:
        index.add(row.hash, row.prompt)
        answers.setdefault(answer_key(row), row)
    found: list[Twin] = []
    for row in training:
        near = index.near(row.prompt)
        earlier = held[near[0]] if near else answers.get(answer_key(row))
        if earlier is not None:
            found.append(Twin(row, earlier))
    return found


def answer_key(row: Row) -> str:
    """Return what two rows share when they have the same statements, in any order and case."""
    first, *statements = row.notation.casefold().split("\n")
    # directions are looks; kinds and columns are not
    head = "" if first.startswith("direction:") else first
    return "\n".join([head, *sorted(line.strip() for line in statements)])


def families(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows in sets that must stay on one side of a split.

    Rows are of one family when their prompts are near-duplicates, their answers the same, or they
    were made for the same topic; and so on over several steps.
    """
    parents = {row.hash: row.hash for row in rows}

    def root(name: str) -> str:
        while parents[name] != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    index = NearIndex(THRESHOLD)
    shared: dict[str, str] = {}
    for row in rows:
        relatives = index.near(row.prompt)
        keys = [f"answer {answer_key(row)}"] + ([f"topic {row.topic}"] if row.topic else [])
        relatives += [shared.setdefault(key, row.hash) for key in keys]
        for name in relatives:
            parents[root(name)] = root(row.hash)
        index.add(row.hash, row.prompt)
    members: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        members[root(row.hash)].append(row)
    return [sorted(family, key=lambda row: row.hash) for family in members.values()]
