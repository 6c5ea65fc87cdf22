"""`draw --batch`: JSON lines in, one JSON line out for each, in order, errors included."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from ascii_diagram.diagram import Diagram
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.limits import MAX_NOTATION_BYTES, MAX_WIDTH, MIN_WIDTH

_MAX_LINE_CHARS = 4 * MAX_NOTATION_BYTES

Interpret = Callable[[str], Diagram]
"""Turns notation or prose into a diagram."""


def draw_batch(
    lines: Iterable[str], interpret: Interpret, options: DrawingOptions
) -> Iterator[str]:
    """Draw every line's diagram.

    Args:
        lines: Each a JSON object `{"name", "graph": {...}}` or `{"name", "text", "width"?}`; blank
            lines are passed over.
        interpret: Reads `text`.
        options: Looks for all; a line's own `width` wins.

    Yields:
        A JSON object `{"name", "output", "error", "ms"}` for each line; without a fault, `error` is
        empty.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _json(_draw_line(line, number, interpret, options))


def _json(answer: dict[str, object]) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    try:
        text.encode()
    except (
        UnicodeEncodeError
    ):  # half of a surrogate pair, which JSON can name and UTF-8 cannot hold
        return json.dumps(answer)
    return text


def _draw_line(
    line: str, number: int, interpret: Interpret, options: DrawingOptions
) -> dict[str, object]:
    from ascii_diagram.drawing import draw_diagram

    name: object = None
    output = error = ""
    started = time.perf_counter()
    try:
        item = _item(line, number)
        name = item.get("name")
        options = dataclasses.replace(options, width=_width(item, options.width))
        output = draw_diagram(_diagram(item, interpret), options)
    except AsciiDiagramError as fault:
        error = str(fault)
    except Exception as fault:  # the lines that follow must get their answers all the same
        error = f"a fault of ascii-diagram, please report it: {type(fault).__name__}: {fault}"
    milliseconds = round((time.perf_counter() - started) * 1000, 3)
    return {"name": name, "output": output, "error": error, "ms": milliseconds}


def _item(line: str, number: int) -> dict[str, Any]:
    if any("\udc80" <= character <= "\udcff" for character in line):
        raise AsciiDiagramError(f"line {number} is not UTF-8")
    if len(line) > _MAX_LINE_CHARS:
        raise AsciiDiagramError(f"line {number} is longer than {_MAX_LINE_CHARS} characters")
    try:
        item: object = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise AsciiDiagramError(f"line {number} is not JSON: {fault}") from None
    if not isinstance(item, dict):
        raise AsciiDiagramError(f"line {number} is not a JSON object")
    return cast(dict[str, Any], item)


def _diagram(item: dict[str, Any], interpret: Interpret) -> Diagram:
    from ascii_diagram.notation import from_json

    text, graph = item.get("text"), item.get("graph")
    if isinstance(graph, dict):
        return from_json(cast(dict[str, Any], graph))
    if isinstance(text, str):
        return interpret(text)
    raise AsciiDiagramError('neither an object "graph" nor a string "text" is given')


def _width(item: dict[str, Any], default: int) -> int:
    graph = item.get("graph")
    inner = cast(dict[str, Any], graph).get("width") if isinstance(graph, dict) else None
    width = item.get("width", inner)
    if width is None:
        return default
    if not isinstance(width, int) or not MIN_WIDTH <= width <= MAX_WIDTH:
        raise AsciiDiagramError(f"width must be a whole number from {MIN_WIDTH} to {MAX_WIDTH}")
    return width
