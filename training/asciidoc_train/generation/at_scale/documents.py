"""Tasks as datatrove's documents, and its output as answers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from asciidoc_train.errors import RowError
from asciidoc_train.files import JsonObject, write_json_lines
from asciidoc_train.generation.agents import Asking
from asciidoc_train.generation.answers import read_answer
from asciidoc_train.generation.instructions import answer_schema, messages_for
from asciidoc_train.generation.tasks import Task
from asciidoc_train.teacher.cache import Answered


def write_documents(folder: Path, tasks: Sequence[Task], asking: Asking, shards: int) -> list[Path]:
    """Write the tasks, dealt out to shards; returns the files."""
    files: list[Path] = []
    for shard in range(min(shards, len(tasks))):
        files.append(folder / f"{shard:05}.jsonl")
        write_json_lines(files[-1], (document_of(task, asking) for task in tasks[shard::shards]))
    return files


def document_of(task: Task, asking: Asking) -> JsonObject:
    """Return a task as a document: datatrove wants an id and a text."""
    return {
        "id": document_id(task, asking),
        "text": task.topic.name,
        "task": task.number,
        "messages": messages_for(task),
        "schema": answer_schema(task),
        "seed": task.seed,
    }


def document_id(task: Task, asking: Asking) -> str:
    """Return the id, which names who is asked for what, so that no other answer is taken for it."""
    return f"{task.number}-{asking.key(task)[:16]}"


async def ask(document: Any, generate: Any, **options: Any) -> JsonObject:
    """Ask the teacher for one document: datatrove calls this on the machine that has it.

    Args:
        document: As `document_of`; the rest of it is in the metadata.
        generate: Sends a request, and tries again where that helps.
        options: `temperature` and `max_tokens`.
    """
    asked = document.metadata
    schema = {"name": "rows", "strict": True, "schema": asked["schema"]}
    result = await generate(
        {
            "messages": asked["messages"],
            "seed": asked["seed"],
            "response_format": {"type": "json_schema", "json_schema": schema},
            **options,
        }
    )
    return {"text": result.text, "usage": result.usage}


def read_output(
    folders: Iterable[Path], tasks: Sequence[Task], asking: Asking
) -> tuple[dict[int, Answered], dict[int, str]]:
    """Return the usable answers by the numbers of their tasks, and why others are not.

    Args:
        folders: Of datatrove's output.
        tasks: What was asked.
        asking: The one model that was asked, and how.

    Raises:
        RowError: A file is not datatrove's output.
    """
    (model,) = asking.models
    by_id = {document_id(task, asking): task for task in tasks}
    answers: dict[int, Answered] = {}
    failed: dict[int, str] = {}
    for entry in _entries(folders):
        task = by_id.get(str(entry.get("id")))
        if task is None:  # of another config
            continue
        for result in _results(entry):
            answer = Answered(
                str(result.get("text")), model, *_usage(result), 0.0, date.today().isoformat()
            )
            try:
                if read_answer(answer.text, task, answer.model, answer.day).rows:
                    answers[task.number] = answer
                    failed.pop(task.number, None)
                    break
                failed[task.number] = "no row in it is right"
            except RowError as error:
                failed[task.number] = error.message
    return answers, failed


def _entries(folders: Iterable[Path]) -> Iterator[JsonObject]:
    for path in [path for folder in folders for path in sorted(folder.glob("**/*.jsonl*"))]:
        try:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    yield cast("JsonObject", json.loads(line))
        except (OSError, ValueError, EOFError) as error:
            raise RowError(
                f"{path}: not an output of datatrove, or not whole: {error}",
                hint="run the stage again: shards that are not done are done then",
            ) from error


def _results(entry: JsonObject) -> list[dict[str, object]]:
    metadata = cast("dict[str, object]", entry.get("metadata") or {})
    return cast("list[dict[str, object]]", metadata.get("rollout_results") or [])


def _usage(result: dict[str, object]) -> tuple[int, int]:
    usage = cast("dict[str, int]", result.get("usage") or {})
    return int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
