"""From a teacher's answer to rows: repaired, brought into canonical form and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from ascii_diagram import notation
from ascii_diagram.errors import AsciiDiagramError
from asciidoc_train.errors import RowError
from asciidoc_train.files import JsonObject
from asciidoc_train.generation.tasks import Task
from asciidoc_train.row_checks import check_row, difficulty_of
from asciidoc_train.rows import Row, row_from_json
from asciidoc_train.teacher.json_repair import loads_repaired


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer held: rows that are right, and why others are not."""

    rows: tuple[Row, ...]
    rejected: tuple[JsonObject, ...]


def read_answer(text: str, task: Task, model: str, day: str) -> Answer:
    """Make rows of an answer.

    Raises:
        RowError: There are no rows in it, right or wrong.
    """
    try:
        data = loads_repaired(text)
    except ValueError as error:
        raise RowError(f"the answer is no JSON: {error}") from error
    if isinstance(data, dict):
        data = cast(JsonObject, data).get("rows")
    if not isinstance(data, list) or not data:
        raise RowError("the answer has no list `rows`")
    rows: list[Row] = []
    rejected: list[JsonObject] = []
    for item in cast("list[object]", data)[: task.rows]:
        try:
            row = _row(item, task, model, day)
        except AsciiDiagramError as error:
            rejected.append({"task": task.number, "row": item, "faults": [str(error)]})
            continue
        faults = check_row(row).faults
        if faults:
            rejected.append({"task": task.number, "row": item, "faults": list(faults)})
        else:
            rows.append(row)
    return Answer(tuple(rows), tuple(rejected))


def _row(item: object, task: Task, model: str, day: str) -> Row:
    if not isinstance(item, dict):
        raise RowError("row: not an object")
    given = cast(JsonObject, item)
    missing = [key for key in ("prompt", "kind", "notation") if not isinstance(given.get(key), str)]
    if missing:
        raise RowError(f"row: {', '.join(missing)} missing")
    diagram = notation.parse(str(given["notation"]).strip("\n"))
    return row_from_json(
        {
            "prompt": " ".join(str(given["prompt"]).split()),
            "notation": notation.print_arrow(diagram),
            "kind": given["kind"],
            "style": task.style,
            "asks": task.asks,
            "difficulty": difficulty_of(diagram),
            "origin": "teacher",
            "author": _name(model),
            "persona": task.persona.id,
            "domain": task.topic.domain,
            "topic": task.topic.name,
            "width": task.width or None,
            "height": task.height or None,
            "created": day,
        }
    )


def _name(model: str) -> str:
    kept = "".join(c if c.isalnum() or c in " .,'&/()+-_" else "-" for c in model)
    return kept.strip(" .,'&/()+-")[:80]
