"""The stage `generate`: rows from teachers, or from templates."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Literal

from asciidoc_train.errors import Interrupted, StoreError, TeacherError
from asciidoc_train.generation.config import GenerateConfig
from asciidoc_train.stage import Job, Outcome, Plan, Stage
from asciidoc_train.topics import Topic
from asciidoc_train.topics_stage import read_allotments


class GenerateStage(Stage[GenerateConfig]):
    """Makes rows for the topics."""

    name = "generate"
    help = "make rows: many agents under personas ask teachers, or templates are filled"

    @property
    def config(self) -> type[GenerateConfig]:
        """What its config looks like."""
        return GenerateConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the choice of the teacher."""
        parser.add_argument("--teacher", choices=("remote", "local"), help="over the config's")

    def plan(self, config: GenerateConfig, job: Job) -> Plan:
        """Say who would be asked for how much."""
        folder = job.folder(self.name)
        counts = _counts(job)
        rows = sum(count for _, count in counts)
        reads = (job.folder("topics") / "allotments.json",)
        writes = (folder / "rows.jsonl", folder / "rejected.jsonl")
        if _teacher(config, job) == "local":
            step = f"fill templates to {rows} rows (seed {config.seed}); no model is asked"
            return Plan((step,), reads, writes)
        from asciidoc_train.generation.remote import plan_tasks

        tasks = plan_tasks(config, counts)
        styles = Counter(task.style for task in tasks)
        return Plan(
            (
                f"ask for {rows} rows in {len(tasks)} calls of at most {config.rows_per_call}: "
                + ", ".join(f"{style} {n}" for style, n in sorted(styles.items())),
                f"{min(config.agents, len(tasks))} agents at once, under "
                f"{len({task.persona.id for task in tasks})} personas",
                *(
                    f"teacher {e.url}, model {e.model}: at most {e.concurrency} at a time, "
                    f"{e.requests_per_minute:g} a minute"
                    for e in config.remote.endpoints
                ),
                "calls whose answers are there already are not made again",
                "refuse rows with faults",
            ),
            reads,
            (folder / "answers.sqlite3", *writes),
        )

    def run(self, config: GenerateConfig, job: Job) -> Outcome:
        """Make the rows; what is made is written also when it ends early."""
        counts = _counts(job)
        if _teacher(config, job) == "local":
            from asciidoc_train.generation.local import make_locally

            made = make_locally(config, counts, job)
        else:
            from asciidoc_train.generation.remote import make_remotely

            made = make_remotely(config, counts, job)
        lines = [made.write(job.folder(self.name))]
        if isinstance(made.stopped, TeacherError | StoreError):
            raise made.stopped
        if isinstance(made.stopped, KeyboardInterrupt):
            raise Interrupted(
                f"interrupted after {len(made.rows)} rows; they are kept",
                hint="run the same command again to go on",
            )
        if made.stopped is not None:
            lines.append("the deadline has come; run the same command again to go on")
        sound = made.stopped is None and bool(made.rows)
        return Outcome(made.figures, tuple(lines), sound)


def _teacher(config: GenerateConfig, job: Job) -> Literal["remote", "local"]:
    return getattr(job.arguments, "teacher", None) or config.teacher


def _counts(job: Job) -> list[tuple[Topic, int]]:
    return [(entry.topic(), entry.rows) for entry in read_allotments(job) if entry.rows]


stage = GenerateStage()
