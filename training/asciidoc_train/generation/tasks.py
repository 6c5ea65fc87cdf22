"""What each agent asks for: the rows of every topic, dealt out over personas and styles."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ascii_diagram.resolve.request import Style
from asciidoc_train.generation.personas import Persona
from asciidoc_train.rows import Asks, Difficulty
from asciidoc_train.topics import Topic, parts

_WIDTHS = (24, 32, 40, 60)
_HEIGHTS = (6, 8, 10, 14)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of each there are to be, in proportion."""

    styles: Mapping[Style, float]
    difficulties: Mapping[Difficulty, float]
    asks: Mapping[Asks, float]


@dataclass(frozen=True, slots=True)
class Task:
    """One call of a teacher.

    Attributes:
        number: Place among all tasks, from 0.
        agent: Which agent asks, from 0.
        rows: How many rows it asks for.
        seed: For the teacher's sampling.
        width: Most columns of pictures; 0 where the engine draws.
        height: Most lines of pictures; 0 where the engine draws.
    """

    number: int
    agent: int
    persona: Persona
    topic: Topic
    style: Style
    difficulty: Difficulty
    asks: Asks
    rows: int
    seed: int
    width: int = 0
    height: int = 0


def deal_tasks(
    counts: Sequence[tuple[Topic, int]],
    personas: Sequence[Persona],
    mix: Mix,
    *,
    agents: int,
    rows_per_call: int,
    seed: int,
) -> list[Task]:
    """Return the tasks of all agents in the order in which they are begun.

    Every agent keeps one persona; topics, styles and difficulties meet at random but come out in
    the proportions asked for. The same arguments give the same tasks.
    """
    chance = random.Random(seed)
    calls: list[tuple[Topic, int]] = []
    for topic, count in counts:
        calls += [
            (topic, min(rows_per_call, count - done)) for done in range(0, count, rows_per_call)
        ]
    chance.shuffle(calls)
    styles = _dealt(mix.styles, len(calls), chance)
    difficulties = _dealt(mix.difficulties, len(calls), chance)
    asks = _dealt(mix.asks, len(calls), chance)
    tasks: list[Task] = []
    for number, (topic, rows) in enumerate(calls):
        picture = styles[number] == "ascii_art"
        tasks.append(
            Task(
                number=number,
                agent=number % agents,
                persona=personas[number % agents % len(personas)],
                topic=topic,
                style=styles[number],
                difficulty=difficulties[number],
                # nobody lists the parts of a picture
                asks="topic" if picture else asks[number],
                rows=rows,
                seed=chance.randrange(2**31),
                width=chance.choice(_WIDTHS) if picture else 0,
                height=chance.choice(_HEIGHTS) if picture else 0,
            )
        )
    return tasks


def _dealt(shares: Mapping[_T, float], total: int, chance: random.Random) -> list[_T]:
    counts = parts(total, list(shares.values()))
    dealt = [name for name, count in zip(shares, counts, strict=True) for _ in range(count)]
    chance.shuffle(dealt)
    return dealt
