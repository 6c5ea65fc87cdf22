"""The stage `generate-at-scale`: as `generate --teacher remote`, on many machines."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from asciidoc_train.errors import ConfigError
from asciidoc_train.generation.agents import Asking, Progressed
from asciidoc_train.generation.at_scale.config import GenerateAtScaleConfig
from asciidoc_train.generation.at_scale.documents import (
    document_id,
    read_output,
    write_documents,
)
from asciidoc_train.generation.at_scale.rounds import finished_rounds, open_round
from asciidoc_train.generation.remote import collect, plan_tasks
from asciidoc_train.generation.tasks import Task
from asciidoc_train.stage import Job, Outcome, Plan, Stage
from asciidoc_train.teacher.cache import Answered
from asciidoc_train.teacher.endpoints import EndpointConfig
from asciidoc_train.topics_stage import read_allotments


class GenerateAtScaleStage(Stage[GenerateAtScaleConfig]):
    """Deals tasks out to shards, has datatrove ask, and makes rows of the answers."""

    name = "generate-at-scale"
    help = "make rows on many machines: datatrove asks a teacher, locally, by Slurm or by Ray"
    in_run = False

    @property
    def config(self) -> type[GenerateAtScaleConfig]:
        """What its config looks like."""
        return GenerateAtScaleConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the second half, for executors that only take jobs."""
        parser.add_argument(
            "--collect", action="store_true", help="ask nobody; make rows of the answers so far"
        )

    def plan(self, config: GenerateAtScaleConfig, job: Job) -> Plan:
        """Say what would be asked where."""
        endpoint, scale, work = _endpoint(config), config.scale, _Work.of(config, job)
        shards = min(scale.shards, len(work.wanted))
        where = {"local": "in processes here", "slurm": "as jobs of Slurm", "ray": "on Ray"}
        rows = job.folder("generate") / "rows.jsonl"
        return Plan(
            (
                f"deal {len(work.wanted)} of {len(work.tasks)} calls, those without a usable "
                f"answer, out to {shards} shards in {work.place / 'tasks'}",
                f"ask {endpoint.url}, model {endpoint.model}, with datatrove "
                f"{where[scale.executor]}, {scale.workers or shards} shards at a time",
                "make rows of the answers, and refuse those with faults",
            ),
            (job.folder("topics") / "allotments.json",),
            (work.place, rows),
        )

    def run(self, config: GenerateAtScaleConfig, job: Job) -> Outcome:
        """Ask, then collect; after Slurm has taken the jobs, `--collect` does the second."""
        work = _Work.of(config, job)
        if work.wanted and not getattr(job.arguments, "collect", False):
            from asciidoc_train.generation.at_scale.pipeline import run_pipeline

            files = write_documents(
                work.place / "tasks", work.wanted, work.asking, config.scale.shards
            )
            run_pipeline(config, work.place, len(files))
            if config.scale.executor == "slurm":
                line = "Slurm has the jobs; when they are done: the same command with --collect"
                return Outcome({"tasks": len(work.wanted), "shards": len(files)}, (line,))
        answers, failed = work.answers()
        made = collect(work.tasks, Progressed(answers, failed))
        line = made.write(job.folder("generate"))
        missing = len(work.tasks) - len(answers)
        more = (f"{missing} calls without a usable answer; run again",) if missing else ()
        return Outcome(made.figures, (line, *more), sound=bool(made.rows))


@dataclass(frozen=True, slots=True)
class _Work:
    """All calls, those that are still to be made, and where they are made.

    Attributes:
        done: Rounds that are finished.
        place: Folder of the round for what is wanted.
    """

    tasks: list[Task]
    wanted: list[Task]
    asking: Asking
    done: list[Path]
    place: Path

    @classmethod
    def of(cls, config: GenerateAtScaleConfig, job: Job) -> _Work:
        """Read which calls have usable answers; raises RowError."""
        asking, tasks = _asking(config), _tasks(config, job)
        folder = job.folder(stage.name)
        done = finished_rounds(folder)
        answers, _ = read_output([place / "answers" for place in done], tasks, asking)
        wanted = [task for task in tasks if task.number not in answers]
        ids = [document_id(task, asking) for task in wanted]
        return cls(tasks, wanted, asking, done, open_round(folder, ids, config.scale.shards))

    def answers(self) -> tuple[dict[int, Answered], dict[int, str]]:
        """Return what there is now, as `read_output`; raises RowError."""
        rounds = (*self.done, self.place)
        return read_output([place / "answers" for place in rounds], self.tasks, self.asking)


def _tasks(config: GenerateAtScaleConfig, job: Job) -> list[Task]:
    return plan_tasks(config, [(e.topic(), e.rows) for e in read_allotments(job) if e.rows])


def _asking(config: GenerateAtScaleConfig) -> Asking:
    remote = config.remote
    return Asking((_endpoint(config).model,), remote.temperature, remote.max_tokens)


def _endpoint(config: GenerateAtScaleConfig) -> EndpointConfig:
    endpoints = config.remote.endpoints
    if len(endpoints) != 1:
        raise ConfigError(
            f"`remote.endpoints`: {len(endpoints)} endpoints, and datatrove asks just one",
            hint="name one; several machines behind it are up to vLLM or a load balancer",
        )
    return endpoints[0]


stage = GenerateAtScaleStage()
