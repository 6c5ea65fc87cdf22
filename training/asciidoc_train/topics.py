"""The topic file, and how many rows each topic gets."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from asciidoc_train.config import Config, load_config
from asciidoc_train.rows import folded

TopicName = Annotated[str, Field(min_length=3, max_length=60, pattern=r"^\S.*\S$")]
Domains = dict[str, tuple[TopicName, ...]]

_SHARES_SLACK = 0.001


class FieldOfTopics(Config):
    """One field: topics by domain.

    Attributes:
        share: Part of all rows, 0 to 1.
        required: Covered in every data set.
        supplemental: Fill the field's share.
        held_out: Never trained on.
    """

    share: float = Field(gt=0, le=1)
    required: Domains
    supplemental: Domains = Field(default_factory=dict)
    held_out: Domains = Field(default_factory=dict)

    @field_validator("required", "supplemental", "held_out")
    @classmethod
    def _domains_hold_topics(cls, domains: Domains) -> Domains:
        for domain, names in domains.items():
            if not names:
                raise ValueError(f"the domain `{domain}` has no topics")
        return domains


class TopicFile(Config):
    """All topics by field; the shares of the fields add up to 1."""

    fields: dict[str, FieldOfTopics] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> TopicFile:
        total = sum(field.share for field in self.fields.values())
        if abs(total - 1) > _SHARES_SLACK:
            raise ValueError(f"the shares of the fields add up to {total:g}, not to 1")
        seen: dict[str, str] = {}
        for topic in self.topics():
            other = seen.setdefault(folded(topic.name), topic.name)
            if other is not topic.name:
                raise ValueError(f"the topic `{topic.name}` stands there twice")
        return self

    def topics(self) -> Iterator[Topic]:
        """Yield every topic, field by field, the required ones first."""
        for name, field in self.fields.items():
            for domains, required, held_out in (
                (field.required, True, False),
                (field.supplemental, False, False),
                (field.held_out, False, True),
            ):
                for domain, names in domains.items():
                    yield from (Topic(n, name, domain, required, held_out) for n in names)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to make rows about."""

    name: str
    field: str
    domain: str
    required: bool
    held_out: bool


def load_topics(path: Path) -> TopicFile:
    """Read a topic file; raises ConfigError."""
    return load_config(TopicFile, path)


@dataclass(frozen=True, slots=True)
class Quotas:
    """How rows are dealt out.

    Attributes:
        rows: Rows in all, held-out ones included.
        required_share: Part of a field's rows that its required topics share evenly, 0 to 1.
        held_out_share: Part of all rows that are about held-out topics, 0 to 1.
        seed: Decides which topics get the rows that do not divide evenly.
    """

    rows: int
    required_share: float
    held_out_share: float
    seed: int


def allot(file: TopicFile, quotas: Quotas) -> dict[Topic, int]:
    """Return how many rows each topic gets; they add up to `quotas.rows`."""
    chance = random.Random(quotas.seed)
    topics = list(file.topics())
    shares = [field.share for field in file.fields.values()]
    by_field = dict(zip(file.fields, parts(quotas.rows, shares), strict=True))
    counts: Counter[Topic] = Counter()
    for name, rows in by_field.items():
        own = [topic for topic in topics if topic.field == name]
        held_out = [topic for topic in own if topic.held_out]
        required = [topic for topic in own if topic.required]
        free = [topic for topic in own if not topic.required and not topic.held_out]
        held = round(rows * quotas.held_out_share) if held_out else 0
        needed = round((rows - held) * quotas.required_share) if free else rows - held
        for group, amount in ((held_out, held), (required, needed)):
            counts.update(_evenly(group, amount, chance))
        counts.update(_evenly(free, rows - held - needed, chance))
    return {topic: counts[topic] for topic in topics}


def _evenly(topics: Sequence[Topic], rows: int, chance: random.Random) -> Counter[Topic]:
    if not topics:
        return Counter()
    each, rest = divmod(rows, len(topics))
    counts = Counter(dict.fromkeys(topics, each))
    counts.update(chance.sample(topics, rest))
    return counts


def parts(total: int, shares: Sequence[float]) -> list[int]:
    """Return whole numbers in the proportion of `shares` that add up to `total`.

    The largest remainders are rounded up (Hamilton's method).
    """
    exact = [total * share / sum(shares) for share in shares]
    whole = [int(number) for number in exact]
    order = sorted(range(len(shares)), key=lambda i: (whole[i] - exact[i], i))
    for index in order[: total - sum(whole)]:
        whole[index] += 1
    return whole
