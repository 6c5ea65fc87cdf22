"""The stage `answers`: the product's list of answers to well-known topics, out of rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from asciidoc_train.config import Config, ConfigPath
from asciidoc_train.errors import ConfigError, RowError
from asciidoc_train.files import JsonObject, write_json_lines
from asciidoc_train.rows import Row, read_rows
from asciidoc_train.stage import Job, Outcome, Plan, Stage


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
        answers = [answer_of(row) for row in _topic_rows(config.rows)]
        write_json_lines(config.package, answers)
        distinct = len({str(answer["notation"]) for answer in answers})
        report: JsonObject = {"phrasings": len(answers), "answers": distinct}
        line = f"{len(answers):,} ways to ask for {distinct:,} answers in {config.package}"
        return Outcome(report, (line,))


def answer_of(row: Row) -> JsonObject:
    """Return a row as it stands in the list."""
    answer: JsonObject = {"ask": row.prompt, "notation": row.notation}
    return answer if row.style == "tui_flow" else {**answer, "style": row.style}


def _topic_rows(files: Sequence[Path]) -> list[Row]:
    rows: dict[str, Row] = {}
    for path in files:
        for number, row in read_rows(path):
            if isinstance(row, RowError):
                raise ConfigError(f"{path}:{number}: {row}")
            if row.asks == "topic":
                rows.setdefault(row.question, row)
    return sorted(rows.values(), key=lambda row: row.question)


stage = AnswersStage()
