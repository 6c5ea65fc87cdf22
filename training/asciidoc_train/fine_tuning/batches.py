"""The order of training: batches of rows of like length, the same for every world size."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from asciidoc_train.fine_tuning.examples import Example
from asciidoc_train.fine_tuning.profile import Profile

Batch = tuple[int, ...]
"""Indexes of examples that go through the model together."""

_POOL_BATCHES = 24
"""Batches are cut from pools of about this many, so that each epoch mixes rows anew."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Bounds of a batch.

    Attributes:
        tokens: Most rows times the longest row's tokens.
        rows: Most rows; 0 for no such bound.
    """

    tokens: int
    rows: int = 0


def plan_steps(examples: Sequence[Example], profile: Profile, world: int = 1) -> list[list[Batch]]:
    """Return the batches of every step of a run, in order.

    They depend on the examples, the profile and, where it has more processes than
    `accumulate` has batches, the world size; on nothing else.
    """
    shape = Shape(profile.batch_tokens, profile.batch_rows)
    in_step = math.ceil(max(profile.accumulate, world) / world) * world
    steps: list[list[Batch]] = []
    for epoch in range(math.ceil(profile.epochs)):
        chance = random.Random(f"{profile.seed} {epoch}")
        batches = cut_batches(examples, sample_epoch(examples, chance), shape, chance)
        share = min(1.0, profile.epochs - epoch)
        batches = batches[: max(1, round(len(batches) * share))]
        steps += [batches[i : i + in_step] for i in range(0, len(batches), in_step)]
    return steps[: profile.max_steps or None]


def sample_epoch(examples: Sequence[Example], chance: random.Random) -> list[int]:
    """Return the indexes of one epoch: each as often as its example says, in random order."""
    order: list[int] = []
    for index, example in enumerate(examples):
        whole, rest = divmod(example.times, 1)
        order += [index] * (int(whole) + (chance.random() < rest))
    chance.shuffle(order)
    return order


def cut_batches(
    examples: Sequence[Example], order: Sequence[int], shape: Shape, chance: random.Random
) -> list[Batch]:
    """Cut an epoch into batches of rows of like length, in random order."""
    mean = sum(len(examples[i].tokens) for i in order) / max(1, len(order))
    rows = min(shape.rows or len(order), max(1, int(shape.tokens / max(1, mean))))
    pool = max(1, rows * _POOL_BATCHES)
    batches: list[Batch] = []
    for start in range(0, len(order), pool):
        near = sorted(order[start : start + pool], key=lambda i: len(examples[i].tokens))
        batches += _fill(examples, near, shape)
    chance.shuffle(batches)
    return batches


def _fill(examples: Sequence[Example], order: Sequence[int], shape: Shape) -> list[Batch]:
    """Fill batches one after the other; `order` goes from short to long."""
    batches: list[Batch] = []
    current: list[int] = []
    for index in order:
        full = (len(current) + 1) * len(examples[index].tokens) > shape.tokens
        if current and (full or len(current) == shape.rows):
            batches.append(tuple(current))
            current = []
        current.append(index)
    if current:
        batches.append(tuple(current))
    return batches
