"""Many agents at once, each with its own persona and its own tasks, behind one teacher."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from asciidoc_train.errors import RowError, StoreError, TeacherError
from asciidoc_train.files import JsonObject
from asciidoc_train.generation.instructions import answer_schema, messages_for
from asciidoc_train.generation.tasks import Task
from asciidoc_train.teacher.cache import AnswerCache, Answered, request_key
from asciidoc_train.teacher.client import Question, Teacher


@dataclass(frozen=True, slots=True)
class Asking:
    """How questions are put, the same for all tasks.

    Attributes:
        models: Names of all teachers' models; another set of them is asked anew.
        temperature: 0 to 2.
        max_tokens: Most tokens of one answer.
    """

    models: tuple[str, ...]
    temperature: float
    max_tokens: int

    def question(self, task: Task) -> Question:
        """Return what is asked for a task."""
        return Question(
            messages_for(task), answer_schema(task), self.temperature, self.max_tokens, task.seed
        )

    def key(self, task: Task) -> str:
        """Return the hash under which the task's answer is kept."""
        body: JsonObject = {
            "messages": messages_for(task),
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "seed": task.seed,
            "models": sorted(set(self.models)),
        }
        return request_key(body)


@dataclass(slots=True)
class Progressed:
    """What the agents got done.

    Attributes:
        answers: By the number of the task.
        failed: Why a task has no usable answer, by its number.
        cached: How many answers were there before.
        stopped: What stopped everything; None when all tasks were tried.
    """

    answers: dict[int, Answered] = field(default_factory=dict[int, Answered])
    failed: dict[int, str] = field(default_factory=dict[int, str])
    cached: int = 0
    stopped: TeacherError | StoreError | TimeoutError | None = None


async def run_agents(
    tasks: Sequence[Task],
    teacher: Teacher,
    cache: AnswerCache,
    asking: Asking,
    *,
    accept: Callable[[Answered, Task], None],
    done: Callable[[], None],
    deadline_seconds: float | None,
    progressed: Progressed,
) -> None:
    """Let every agent do its tasks; all agents at once, each one task after the other.

    Every answer is kept in the cache before it counts, and noted in `progressed`, which is right
    at any time, also after a cancellation.
    """
    by_agent: Mapping[int, list[Task]] = defaultdict(list)
    for task in tasks:
        by_agent[task.agent].append(task)

    async def agent(own: Sequence[Task]) -> None:
        for task in own:
            key = asking.key(task)
            answer = cache.get(key)
            if answer is not None:
                progressed.cached += 1
            else:
                try:
                    answer = await teacher.ask(
                        asking.question(task), lambda found, task=task: accept(found, task)
                    )
                except RowError as error:
                    progressed.failed[task.number] = error.message
                else:
                    cache.put(key, answer)
            if answer is not None:
                progressed.answers[task.number] = answer
            done()

    try:
        async with asyncio.timeout(deadline_seconds):
            await _all(agent(own) for own in by_agent.values())
    except (TimeoutError, TeacherError, StoreError) as error:
        progressed.stopped = error


async def _all(coroutines: Iterable[Coroutine[None, None, None]]) -> None:
    """Run everything at once; the first error stops the others and is raised by itself."""
    running = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        await asyncio.gather(*running)
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)
