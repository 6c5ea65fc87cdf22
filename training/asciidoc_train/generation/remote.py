"""Rows from teachers over HTTP: tasks, agents, answers, and what is told about them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

from ascii_diagram.resolve.request import Style
from asciidoc_train.errors import ConfigError, RowError
from asciidoc_train.files import JsonObject
from asciidoc_train.generation.agents import Asking, Progressed, run_agents
from asciidoc_train.generation.answers import read_answer
from asciidoc_train.generation.config import GenerateConfig
from asciidoc_train.generation.made import Made
from asciidoc_train.generation.personas import load_personas
from asciidoc_train.generation.tasks import Mix, Task, deal_tasks
from asciidoc_train.rows import Asks, Difficulty, Row
from asciidoc_train.stage import Job
from asciidoc_train.teacher.cache import AnswerCache, Answered
from asciidoc_train.teacher.client import Patience, Teacher
from asciidoc_train.teacher.endpoints import EndpointPool
from asciidoc_train.topics import Topic


def plan_tasks(config: GenerateConfig, counts: Sequence[tuple[Topic, int]]) -> list[Task]:
    """Return all tasks of a config; raises ConfigError for unknown persona sets."""
    mix = Mix(
        cast("dict[Style, float]", dict(config.styles)),
        cast("dict[Difficulty, float]", dict(config.difficulties)),
        cast("dict[Asks, float]", dict(config.asks)),
    )
    return deal_tasks(
        counts,
        load_personas(config.persona_sets),
        mix,
        agents=config.agents,
        rows_per_call=config.rows_per_call,
        seed=config.seed,
    )


def make_remotely(config: GenerateConfig, counts: Sequence[tuple[Topic, int]], job: Job) -> Made:
    """Ask teachers for all rows; what was asked before comes from the cache.

    Raises:
        ConfigError: The config does not fit its surroundings, such as a key that is not set.
        StoreError: The cache cannot be opened.
    """
    if not config.remote.endpoints:
        raise ConfigError("there is no teacher to ask", hint="name some in `remote.endpoints`")
    tasks = plan_tasks(config, counts)
    progressed = Progressed()
    figures: JsonObject = {}
    cache = AnswerCache(job.folder("generate") / "answers.sqlite3")
    stopped: BaseException | None = None
    try:
        with job.progress.over("asking teachers", len(tasks)) as advance:
            coroutine = _ask_all(config, tasks, cache, progressed, figures, advance)
            asyncio.run(coroutine)
        stopped = progressed.stopped
    except KeyboardInterrupt as error:
        stopped = error
    finally:
        cache.close()
    made = collect(tasks, progressed)
    made.figures.update(figures)
    return Made(made.rows, made.rejected, made.figures, stopped)


async def _ask_all(
    config: GenerateConfig,
    tasks: Sequence[Task],
    cache: AnswerCache,
    progressed: Progressed,
    figures: JsonObject,
    advance: Callable[[], None],
) -> None:
    remote = config.remote
    pool = EndpointPool(
        remote.endpoints,
        rest_seconds=remote.rest_seconds,
        give_up_seconds=remote.give_up_seconds,
        seed=config.seed,
    )
    patience = Patience(remote.attempts, remote.request_seconds, remote.max_reply_bytes)
    models = tuple(endpoint.model for endpoint in remote.endpoints)
    teacher = Teacher(pool, patience)
    minutes = remote.deadline_minutes
    try:
        await run_agents(
            tasks,
            teacher,
            cache,
            Asking(models, remote.temperature, remote.max_tokens),
            accept=_accept,
            done=advance,
            deadline_seconds=None if minutes is None else minutes * 60,
            progressed=progressed,
        )
    finally:
        figures["endpoints"] = [
            {
                "url": e.config.url,
                "model": e.config.model,
                "asked": e.asked,
                "answered": e.answered,
                "failed": e.failed,
                "rate_limited": e.limited,
                "structure": e.structure,
                "last_fault": e.last_fault,
            }
            for e in pool.endpoints
        ]
        await teacher.close()


def _accept(answer: Answered, task: Task) -> None:
    """Raise RowError for an answer that holds not one row that is right."""
    read = read_answer(answer.text, task, answer.model, answer.day)
    if not read.rows:
        first = cast("list[str]", read.rejected[0]["faults"])[0] if read.rejected else "no rows"
        raise RowError(first)


def collect(tasks: Sequence[Task], progressed: Progressed) -> Made:
    """Return the rows of all answers, each once, and what is told about them."""
    rows: dict[str, Row] = {}
    rejected: list[JsonObject] = []
    repeated = 0
    for task in tasks:
        answer = progressed.answers.get(task.number)
        if answer is None:
            continue
        read = read_answer(answer.text, task, answer.model, answer.day)
        rejected += read.rejected
        for row in read.rows:
            repeated += row.question in rows
            rows.setdefault(row.question, row)
    answers = progressed.answers.values()
    faults = Counter(
        str(fault).partition(":")[0]
        for entry in rejected
        for fault in cast("list[str]", entry["faults"])[:1]
    )
    figures: JsonObject = {
        "tasks": len(tasks),
        "answered": len(progressed.answers),
        "from_cache": progressed.cached,
        "unusable": len(progressed.failed),
        "unusable_examples": list(progressed.failed.values())[:10],
        "unfinished": len(tasks) - len(progressed.answers) - len(progressed.failed),
        "rows": len(rows),
        "rejected": len(rejected),
        "rejected_for": dict(faults.most_common()),
        "repeated": repeated,
        "prompt_tokens": sum(answer.prompt_tokens for answer in answers),
        "answer_tokens": sum(answer.answer_tokens for answer in answers),
    }
    return Made(list(rows.values()), rejected, figures)
