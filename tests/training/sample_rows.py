"""Rows for tests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from asciidoc_train.rows import Row

WATER = Row(
    prompt="The pump fills the tank, and the tank feeds the boiler.",
    notation="direction: right\npump -> tank: fills\ntank -> boiler: feeds",
    kind="flow",
    asks="explicit",
    difficulty="beginner",
    origin="authored",
    persona="systems_engineer",
    domain="energy",
)
LOGIN = Row(
    prompt="browser asks gateway for a page, gateway asks auth for a verdict, auth answers gateway",
    notation="shape: sequence_diagram\nbrowser -> gateway: asks for page\n"
    "gateway -> auth: asks for verdict\nauth -> gateway: answers",
    kind="sequence",
    asks="explicit",
    difficulty="intermediate",
    origin="authored",
)
LAYERS = Row(
    prompt="the layers of soil",
    notation="grid-columns: 1\nHumus\nTopsoil\nSubsoil\nBedrock",
    kind="grid",
    asks="topic",
    difficulty="intermediate",
    origin="authored",
    topic="Soil",
)


def numbered(count: int, *, start: int = 0, topics: int = 0) -> list[Row]:
    """Return rows that are right and unlike each other."""
    rows: list[Row] = []
    for n in range(start, start + count):
        a, b, c = f"alpha{n}", f"beta{n}", f"gamma{n}"
        rows.append(
            Row(
                prompt=f"{a} wakes {b} and {b} then tells {c}",
                notation=f"direction: right\n{a} -> {b}: wakes\n{b} -> {c}: tells",
                kind="flow",
                asks="explicit",
                difficulty="beginner",
                origin="authored",
                topic=f"topic {n % topics}" if topics else "",
            )
        )
    return rows


def write(path: Path, rows: Iterable[Row | Mapping[str, object] | str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        row if isinstance(row, str) else json.dumps(row.to_json() if isinstance(row, Row) else row)
        for row in rows
    ]
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path
