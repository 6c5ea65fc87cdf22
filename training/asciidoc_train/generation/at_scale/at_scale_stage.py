"""The stage `generate-at-scale`: as `generate --teacher remote`, on many machines."""

from __future__ import annotations

import argparse

from asciidoc_train.errors import ConfigError
from asciidoc_train.files import write_json_lines
from asciidoc_train.generation.agents import Progressed
from asciidoc_train.generation.at_scale.config import GenerateAtScaleConfig
from asciidoc_train.generation.at_scale.documents import read_output, write_documents
from asciidoc_train.generation.remote import collect, plan_tasks
from asciidoc_train.generation.tasks import Task
from asciidoc_train.rows import write_rows
from asciidoc_train.stage import Job, Outcome, Plan, Stage
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
        endpoint, scale, folder = _endpoint(config), config.scale, job.folder(self.name)
        tasks = _tasks(config, job)
        shards = min(scale.shards, len(tasks))
        where = {"local": "in processes here", "slurm": "as jobs of Slurm", "ray": "on Ray"}
        rows = job.folder("generate") / "rows.jsonl"
        return Plan(
            (
                f"deal {len(tasks)} calls out to {shards} shards in {folder / 'tasks'}",
                f"ask {endpoint.url}, model {endpoint.model}, with datatrove "
                f"{where[scale.executor]}, {scale.workers or shards} shards at a time",
                "make rows of the answers, and refuse those with faults",
            ),
            (job.folder("topics") / "allotments.json",),
            (folder / "tasks", folder / "answers", rows),
        )

    def run(self, config: GenerateAtScaleConfig, job: Job) -> Outcome:
        """Ask, then collect; after Slurm has taken the jobs, `--collect` does the second."""
        endpoint, folder = _endpoint(config), job.folder(self.name)
        tasks = _tasks(config, job)
        collect_only = bool(getattr(job.arguments, "collect", False))
        if not collect_only:
            from asciidoc_train.generation.at_scale.pipeline import run_pipeline

            files = write_documents(folder / "tasks", tasks, config.scale.shards)
            run_pipeline(config, folder, len(files))
            if config.scale.executor == "slurm":
                line = "Slurm has the jobs; when they are done: the same command with --collect"
                return Outcome({"tasks": len(tasks), "shards": len(files)}, (line,))
        answers, failed = read_output(folder / "answers", tasks, endpoint.model)
        made = collect(tasks, Progressed(answers, failed))
        rows = job.folder("generate")
        write_rows(rows / "rows.jsonl", made.rows)
        write_json_lines(rows / "rejected.jsonl", made.rejected)
        missing = len(tasks) - len(answers)
        line = f"{len(made.rows)} rows, {len(made.rejected)} rejected: {rows / 'rows.jsonl'}"
        more = (f"{missing} calls without a usable answer; run again",) if missing else ()
        return Outcome(made.figures, (line, *more), sound=bool(made.rows))


def _tasks(config: GenerateAtScaleConfig, job: Job) -> list[Task]:
    return plan_tasks(config, [(e.topic(), e.rows) for e in read_allotments(job) if e.rows])


def _endpoint(config: GenerateAtScaleConfig) -> EndpointConfig:
    endpoints = config.remote.endpoints
    if len(endpoints) != 1:
        raise ConfigError(
            f"`remote.endpoints`: {len(endpoints)} endpoints, and datatrove asks just one",
            hint="name one; several machines behind it are up to vLLM or a load balancer",
        )
    return endpoints[0]


stage = GenerateAtScaleStage()
