"""Damaged drawings are noticed: they read as something else, or something is reported."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from ascii_diagram.reading import Reading, read_drawing

GOLDEN = Path(__file__).parent.parent / "drawing" / "golden"
SOUND = [
    path.read_text("utf-8")
    for path in sorted(GOLDEN.glob("flow_*.txt"))
    if not path.name.endswith("_ascii.txt")
]
LINES, CORNERS, HEADS = "│─├┤┬┴", "┌┐└┘", "▲▼◄►"


def places(drawing: str, chars: str) -> list[int]:
    return [index for index, char in enumerate(drawing) if char in chars]


def blanked(drawing: str, chars: str, chance: random.Random) -> Iterator[str]:
    for index in chance.sample(found := places(drawing, chars), min(12, len(found))):
        yield f"{drawing[:index]} {drawing[index + 1 :]}"


def turned(drawing: str, chance: random.Random) -> Iterator[str]:
    opposite = str.maketrans("▲▼◄►", "▼▲►◄")
    for index in chance.sample(found := places(drawing, HEADS), min(12, len(found))):
        yield drawing[:index] + drawing[index].translate(opposite) + drawing[index + 1 :]


def shifted(drawing: str, chance: random.Random) -> Iterator[str]:
    rows = drawing.split("\n")
    wanted = [n for n, row in enumerate(rows) if "─" in row or "│" in row]
    for number in chance.sample(wanted, min(6, len(wanted))):
        yield "\n".join([*rows[:number], f" {rows[number]}", *rows[number + 1 :]])


def said(reading: Reading) -> object:
    return reading.diagram, reading.findings


def share_noticed(damage: str) -> float:
    chance = random.Random(7)
    noticed = total = 0
    for drawing in SOUND:
        whole = said(read_drawing(drawing))
        damaged = {
            "line": lambda d=drawing: blanked(d, LINES, chance),
            "corner": lambda d=drawing: blanked(d, CORNERS, chance),
            "head lost": lambda d=drawing: blanked(d, HEADS, chance),
            "head turned": lambda d=drawing: turned(d, chance),
            "row shifted": lambda d=drawing: shifted(d, chance),
        }[damage]()
        for other in damaged:
            total += 1
            noticed += said(read_drawing(other)) != whole
    return noticed / total


@pytest.mark.parametrize(
    ("damage", "least"),
    [
        ("line", 0.95),
        ("corner", 0.99),
        ("head lost", 0.99),
        ("head turned", 0.99),
        ("row shifted", 0.95),
    ],
)
def test_damage_is_noticed(damage: str, least: float) -> None:
    assert share_noticed(damage) >= least
