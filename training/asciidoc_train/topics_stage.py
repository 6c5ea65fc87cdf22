"""The stage `topics`: how many rows each topic of the topic file gets."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

from pydantic import Field, TypeAdapter

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.errors import ConfigError
from asciidoc_train.files import JsonObject, write_json
from asciidoc_train.stage import Job, Outcome, Plan, Stage
from asciidoc_train.topics import Quotas, Topic, allot, load_topics


class TopicsConfig(Config):
    """Config of the stage `topics`.

    Attributes:
        topics: The topic file.
        rows: Rows to make in all.
        required_share: Part of a field's rows that its required topics share evenly.
        held_out_share: Part of all rows that are about held-out topics.
        seed: Same seed, same quotas.
    """

    topics: ConfigPath
    rows: int = Field(default=1000, ge=1, le=10_000_000)
    required_share: float = Field(default=0.5, ge=0, le=1)
    held_out_share: float = Field(default=0.05, ge=0, le=0.5)
    seed: int = 42


class Allotment(Config):
    """A topic and its number of rows, as it stands in the file between stages."""

    name: str
    field: str
    domain: str
    required: bool
    held_out: bool
    rows: int = Field(ge=0)

    def topic(self) -> Topic:
        """Return the topic alone."""
        return Topic(self.name, self.field, self.domain, self.required, self.held_out)


_ALLOTMENTS = TypeAdapter(tuple[Allotment, ...])


def read_allotments(job: Job) -> tuple[Allotment, ...]:
    """Return what the stage `topics` decided.

    Raises:
        ConfigError: It has not run yet, or its file was damaged.
    """
    path = _path(job)
    hint = f"asciidoc-train topics --work {job.work}"
    try:
        return _ALLOTMENTS.validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}", hint=hint) from error
    except ValueError as error:
        raise ConfigError(f"{path}: damaged", hint=hint) from error


def _path(job: Job) -> Path:
    return job.folder("topics") / "allotments.json"


class TopicsStage(Stage[TopicsConfig]):
    """Checks the topic file and deals out the rows."""

    name = "topics"
    help = "check the topic file and deal the rows out to its topics"

    @property
    def config(self) -> type[TopicsConfig]:
        """What its config looks like."""
        return TopicsConfig

    def plan(self, config: TopicsConfig, job: Job) -> Plan:
        """Say how many topics and rows there are."""
        topics = list(load_topics(config.topics).topics())
        held_out = sum(topic.held_out for topic in topics)
        return Plan(
            (
                f"check {len(topics)} topics, {held_out} of them held out",
                f"deal {config.rows} rows out by the shares of the fields (seed {config.seed})",
            ),
            (config.topics,),
            (_path(job),),
        )

    def run(self, config: TopicsConfig, job: Job) -> Outcome:
        """Write the number of rows of each topic."""
        quotas = Quotas(config.rows, config.required_share, config.held_out_share, config.seed)
        counts = allot(load_topics(config.topics), quotas)
        write_json(_path(job), [{**asdict(topic), "rows": n} for topic, n in counts.items()])
        fields: Counter[str] = Counter()
        for topic, rows in counts.items():
            fields[topic.field] += rows
        report: JsonObject = {
            "topics": len(counts),
            "held_out_topics": sum(topic.held_out for topic in counts),
            "rows": sum(counts.values()),
            "held_out_rows": sum(n for topic, n in counts.items() if topic.held_out),
            "rows_by_field": dict(fields),
            "topics_without_rows": sum(1 for n in counts.values() if not n),
        }
        line = f"{report['topics']} topics, {report['rows']} rows: " + ", ".join(
            f"{name} {rows}" for name, rows in fields.items()
        )
        return Outcome(report, (line,))


stage = TopicsStage()
