"""Damages sound drawings the way people and language models do, one slip at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "drawings"

_STROKES = "─━═-="
_SIDES = "│┃║|"
_CORNERS = "┌┐└┘╭╮╰╯┏┓┗┛╔╗╚╝+"
_TAB = 8


class Damaged(NamedTuple):
    """A damaged drawing, the kind of damage, and how it ought to be."""

    name: str
    kind: str
    text: str
    sound: str


def clean_drawings() -> dict[str, str]:
    """Return the sound drawings by name."""
    return {path.stem: path.read_text("utf-8").rstrip("\n") for path in sorted(FOLDER.iterdir())}


def damaged_drawings(seed: int = 0, drawings: dict[str, str] | None = None) -> Iterator[Damaged]:
    """Yield every drawing with every kind of damage that it has a place for."""
    for name, sound in (drawings or clean_drawings()).items():
        for kind, hurt in KINDS.items():
            rows = sound.split("\n")
            chance = random.Random(f"{seed} {name} {kind}")
            changed = hurt(rows, chance)
            if changed is None:
                continue
            text, wanted = changed if isinstance(changed, tuple) else (changed, rows)
            if text != wanted:
                yield Damaged(name, kind, "\n".join(text), "\n".join(wanted))


Rows = list[str]


def _runs(rows: Rows, least: int = 3) -> list[tuple[int, int, int]]:
    """Return row, start and end of the borders: strokes from corner to corner."""
    found: list[tuple[int, int, int]] = []
    for number, row in enumerate(rows):
        for start, mark in enumerate(row):
            if mark not in _CORNERS:
                continue
            end = start + 1
            while end < len(row) and row[end] in _STROKES:
                end += 1
            if end - start > least and end < len(row) and row[end] in _CORNERS:
                found.append((number, start, end))
    return found


def _borders(rows: Rows) -> list[tuple[int, int, int]]:
    """Return those borders that have a side under or over both ends."""

    def side(row: int, column: int) -> bool:
        inside = 0 <= row < len(rows) and column < len(rows[row])
        return inside and rows[row][column] in _SIDES

    return [
        (row, start, end)
        for row, start, end in _runs(rows)
        if any(side(beside, start) and side(beside, end) for beside in (row - 1, row + 1))
    ]


def _with(rows: Rows, number: int, row: str) -> Rows:
    changed = list(rows)
    changed[number] = row.rstrip()
    return changed


def _border_short(rows: Rows, chance: random.Random) -> Rows | None:
    borders = _borders(rows)
    if not borders:
        return None
    number, start, _ = chance.choice(borders)
    row = rows[number]
    return _with(rows, number, row[: start + 1] + row[start + 2 :])


def _border_long(rows: Rows, chance: random.Random) -> Rows | None:
    borders = _borders(rows)
    if not borders:
        return None
    number, start, _ = chance.choice(borders)
    row = rows[number]
    return _with(rows, number, row[: start + 1] + row[start + 1] + row[start + 1 :])


def _border_short_rest_kept(rows: Rows, chance: random.Random) -> Rows | None:
    """The border is short, but what follows on the row stays where it was."""
    borders = [b for b in _borders(rows) if rows[b[0]][b[2] + 1 : b[2] + 3] == "  "]
    if not borders:
        return None
    number, start, end = chance.choice(borders)
    row = rows[number]
    return _with(rows, number, row[: start + 1] + row[start + 2 : end + 1] + " " + row[end + 1 :])


def _labels(rows: Rows) -> list[tuple[int, int]]:
    """Return row and column of sides with two blanks or more before them, after a word."""
    found: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        for column, mark in enumerate(row):
            words = row[:column].rstrip()
            if mark in _SIDES and row[:column].endswith("  ") and words and words[-1].isalnum():
                found.append((number, column))
    return found


def _label_pushed(rows: Rows, chance: random.Random) -> Rows | None:
    """One blank or more too many between a label and its side."""
    labels = _labels(rows)
    if not labels:
        return None
    number, column = chance.choice(labels)
    row = rows[number]
    return _with(rows, number, row[:column] + " " * chance.choice((1, 1, 1, 2, 3)) + row[column:])


def _label_long(rows: Rows, chance: random.Random) -> tuple[Rows, Rows] | None:
    """A label has become a letter longer, and its side has moved on."""
    labels = _labels(rows)
    if not labels:
        return None
    number, column = chance.choice(labels)
    row = rows[number]
    words = row[:column].rstrip()
    padding = row[len(words) : column]
    hurt = words + "s" + padding + row[column:]
    wanted = words + "s" + padding[1:] + row[column:]
    return _with(rows, number, hurt), _with(rows, number, wanted)


def _label_short(rows: Rows, chance: random.Random) -> Rows | None:
    """One blank too few between a label and its side."""
    labels = _labels(rows)
    if not labels:
        return None
    number, column = chance.choice(labels)
    row = rows[number]
    return _with(rows, number, row[: column - 1] + row[column:])


def _row_shifted(rows: Rows, chance: random.Random) -> Rows | None:
    boxed = sorted({number for number, _, _ in _borders(rows)})
    inner = [n for n in range(1, len(rows) - 1) if rows[n].strip() and rows[n].strip()[0] in _SIDES]
    number = chance.choice(inner or boxed)
    row = rows[number]
    way = chance.choice((1, 2, -1))
    if way < 0 and not row.startswith(" "):
        way = 1
    return _with(rows, number, " " * way + row if way > 0 else row[1:])


def _corner_lost(rows: Rows, chance: random.Random) -> Rows | None:
    """A corner has become a blank."""
    borders = _borders(rows)
    if not borders:
        return None
    number, start, end = chance.choice(borders)
    place = chance.choice((start, end))
    row = rows[number]
    below = number + 1 < len(rows) and len(rows[number + 1]) > place
    if row[place] in "┼" or (below and number and _joined(rows, number, place)):
        return None
    return _with(rows, number, row[:place] + " " + row[place + 1 :])


def _corner_straight(rows: Rows, chance: random.Random) -> Rows | None:
    """A corner has become one more stroke of its border."""
    borders = _borders(rows)
    if not borders:
        return None
    number, start, end = chance.choice(borders)
    place = chance.choice((start, end))
    if _joined(rows, number, place):
        return None
    row = rows[number]
    return _with(rows, number, row[:place] + row[start + 1] + row[place + 1 :])


def _corner_deleted(rows: Rows, chance: random.Random) -> Rows | None:
    """A corner has gone, and the rest of the row has moved up."""
    borders = _borders(rows)
    if not borders:
        return None
    number, start, end = chance.choice(borders)
    place = chance.choice((start, end))
    if _joined(rows, number, place):
        return None
    row = rows[number]
    return _with(rows, number, row[:place] + row[place + 1 :])


def _joined(rows: Rows, number: int, place: int) -> bool:
    """Whether more than one border meets here, so that the corner's glyph cannot be told."""
    row = rows[number]
    left = place > 0 and row[place - 1] in _STROKES
    right = place + 1 < len(row) and row[place + 1] in _STROKES
    return left and right


def _side_lost(rows: Rows, chance: random.Random) -> Rows | None:
    """The right side of a row of a box has gone."""
    labels = [(n, c) for n, c in _labels(rows) if len(rows[n]) == c + 1]
    if not labels:
        return None
    number, column = chance.choice(labels)
    return _with(rows, number, rows[number][:column])


def _line_short(rows: Rows, chance: random.Random) -> Rows | None:
    """An arrow ends a cell before its box."""
    heads = [
        (number, column)
        for number, row in enumerate(rows)
        for column in range(2, len(row) - 1)
        if row[column] in "►▶>" and row[column - 1] in _STROKES and row[column + 1] in _SIDES
    ]
    if len(heads) < 2:
        return None
    number, column = chance.choice(heads)
    row = rows[number]
    return _with(rows, number, row[: column - 1] + row[column] + " " + row[column + 1 :])


def _tab(rows: Rows, chance: random.Random) -> Rows | None:
    """Blanks up to a tab stop have become a tab."""
    places: list[tuple[int, int, int]] = []
    for number, row in enumerate(rows):
        for stop in range(_TAB, len(row), _TAB):
            start = stop
            while start > stop - _TAB and row[start - 1] == " ":
                start -= 1
            if stop - start > 1 and row[:start].strip():
                places.append((number, start, stop))
    if not places or any(mark > "\u2e80" for mark in "".join(rows)):
        return None
    number, start, stop = chance.choice(places)
    row = rows[number]
    changed = list(rows)
    changed[number] = row[:start] + "\t" + row[stop:]
    return changed


def _trailing(rows: Rows, chance: random.Random) -> Rows | None:
    number = chance.randrange(len(rows))
    changed = list(rows)
    changed[number] += " " * chance.randint(1, 4)
    return changed


KINDS = {
    "border short": _border_short,
    "border long": _border_long,
    "border short, rest kept": _border_short_rest_kept,
    "label pushed": _label_pushed,
    "label long": _label_long,
    "label short": _label_short,
    "row shifted": _row_shifted,
    "corner lost": _corner_lost,
    "corner straight": _corner_straight,
    "corner deleted": _corner_deleted,
    "side lost": _side_lost,
    "line short": _line_short,
    "tab": _tab,
    "trailing blanks": _trailing,
}
