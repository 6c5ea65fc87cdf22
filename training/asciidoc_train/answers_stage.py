"""The stage `answers`: the product's list of answers to well-known topics, out of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from ascii_diagram.resolve.request import Style
from ascii_diagram.resolve.topics.phrasing import asked
from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.files import JsonObject, write_json_lines
from asciidoc_train.rows import Row, load_rows
from asciidoc_train.stage import Job, Outcome, Plan, Stage

_Answer = tuple[str, Style]


class AnswersConfig(Config):
    """Config of the stage `answers`.

    Attributes:
        rows: Files of rows; those that ask for a topic become answers.
        package: The list that the product reads.
    """

    rows: tuple[ConfigPath, ...]
    package: ConfigPath


class AnswersStage(Stage[AnswersConfig]):
    """Makes the list of answers that the product ships."""

    name = "answers"
    help = "make the list of answers to well-known topics that the product ships"

    @property
    def config(self) -> type[AnswersConfig]:
        """What its config looks like."""
        return AnswersConfig

    def plan(self, config: AnswersConfig, job: Job) -> Plan:
        """Say what is read and written."""
        return Plan(
            (f"take the rows that ask for a topic out of {len(config.rows)} files",),
            config.rows,
            (config.package,),
        )

    def run(self, config: AnswersConfig, job: Job) -> Outcome:
        """Write the list."""
        topics = _topics_by_answer(_topic_rows(config.rows))
        write_json_lines(config.package, map(_line, topics.items()))
        ways = sum(map(len, topics.values()))
        report: JsonObject = {"phrasings": ways, "answers": len(topics)}
        line = f"{ways:,} ways to ask for {len(topics):,} answers in {config.package}"
        return Outcome(report, (line,))


def _topics_by_answer(rows: Sequence[Row]) -> Mapping[_Answer, list[str]]:
    """Return for each answer what is asked for: the stems of each prompt, every set once.

    Of two answers to one topic the first stays: with both the product would give neither.
    """
    topics: defaultdict[_Answer, list[str]] = defaultdict(list)
    known: set[tuple[str, Style]] = set()
    for row in rows:
        topic = " ".join(sorted(asked(row.prompt) or ()))
        if topic and (topic, row.style) not in known:
            known.add((topic, row.style))
            topics[row.notation, row.style].append(topic)
    return topics


def _line(item: tuple[_Answer, list[str]]) -> JsonObject:
    (notation, style), topics = item
    line: JsonObject = {"topics": topics, "notation": notation}
    return line if style == "tui_flow" else {**line, "style": style}


def _topic_rows(files: Sequence[Path]) -> list[Row]:
    rows: dict[str, Row] = {}
    for row in load_rows(files):
        if row.asks == "topic":
            rows.setdefault(row.question, row)
    return sorted(rows.values(), key=lambda row: row.question)


stage = AnswersStage()
