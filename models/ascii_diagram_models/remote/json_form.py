"""Diagrams as JSON, for servers that hold replies to a JSON schema and to no grammar."""

from __future__ import annotations

import json
from typing import cast

from ascii_diagram.diagram import Diagram
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation import from_json, parse, print_arrow
from ascii_diagram.resolve.request import Style
from ascii_diagram_models.grammar import (
    MAX_NAME_CHARS,
    MAX_PICTURE_COLUMNS,
    MAX_PICTURE_LINES,
    MAX_STATEMENTS,
)

_NAME: dict[str, object] = {"type": "string", "minLength": 1, "maxLength": MAX_NAME_CHARS}


def schema_of(style: Style) -> dict[str, object]:
    """Return the JSON schema of replies in a style."""
    if style == "ascii_art":
        line: dict[str, object] = {"type": "string", "maxLength": MAX_PICTURE_COLUMNS}
        return _object({"picture": _list(line, MAX_PICTURE_LINES)})
    edge = _object({"from": _NAME, "to": _NAME, "label": {"type": "string", "maxLength": 48}})
    fields: dict[str, object] = {
        "direction": {"type": "string", "enum": ["right", "down"]},
        "edges": _list(edge, MAX_STATEMENTS),
    }
    if style == "hybrid":
        body = _list({"type": "string", "maxLength": MAX_NAME_CHARS}, 8)
        fields["bodies"] = _list(_object({"box": _NAME, "lines": body}), MAX_STATEMENTS)
    return _object(fields)


def notation_of(reply: str, style: Style) -> str:
    """Return the canonical notation of a JSON reply.

    Raises:
        ValueError: It is no such JSON, or no diagram.
    """
    try:
        value: object = json.loads(reply)
        fields = cast("dict[str, object]", value)
        if style == "ascii_art":
            lines = [str(line) for line in cast("list[object]", fields["picture"])]
            lines = [line.rstrip() for line in lines]
            return print_arrow(parse("\n".join(["art: |", *lines, "|"])))
        return print_arrow(_graph(fields))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("the reply is not the JSON that was asked for") from error
    except AsciiDiagramError as error:
        raise ValueError(error.message) from error


def _graph(fields: dict[str, object]) -> Diagram:
    edges = cast("list[dict[str, str]]", fields["edges"])
    bodies = {
        str(body["box"]): "\n".join(cast("list[str]", body["lines"]))
        for body in cast("list[dict[str, object]]", fields.get("bodies") or [])
    }
    names = list(dict.fromkeys(name for edge in edges for name in (edge["from"], edge["to"])))
    return from_json(
        {
            "kind": "graph",
            "direction": str(fields["direction"]),
            "nodes": [
                {"id": name, "label": f"{name}\n{bodies[name]}" if bodies.get(name) else name}
                for name in names
            ],
            "edges": [
                {"from": edge["from"], "to": edge["to"], "label": edge.get("label", "").strip()}
                for edge in edges
            ],
        }
    )


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: dict[str, object], most: int) -> dict[str, object]:
    return {"type": "array", "items": item, "minItems": 1, "maxItems": most}
