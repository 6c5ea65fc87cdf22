from __future__ import annotations

import pytest

from ascii_diagram.drawing.box_drawing import DOUBLE, HEAVY, LIGHT, box_glyph
from ascii_diagram.drawing.charset import CHARSETS, EAST, NORTH, SOUTH, WEST

BLOCK = [chr(code) for code in range(0x2500, 0x2580)]


@pytest.mark.parametrize(
    ("char", "arms"),
    [
        ("─", {EAST: LIGHT, WEST: LIGHT}),
        ("┃", {NORTH: HEAVY, SOUTH: HEAVY}),
        ("┌", {SOUTH: LIGHT, EAST: LIGHT}),
        ("┍", {SOUTH: LIGHT, EAST: HEAVY}),
        ("╊", {NORTH: HEAVY, SOUTH: HEAVY, WEST: LIGHT, EAST: HEAVY}),
        ("┽", {NORTH: LIGHT, SOUTH: LIGHT, WEST: HEAVY, EAST: LIGHT}),
        ("╆", {NORTH: LIGHT, SOUTH: HEAVY, WEST: LIGHT, EAST: HEAVY}),
        ("╒", {SOUTH: LIGHT, EAST: DOUBLE}),
        ("╫", {NORTH: DOUBLE, SOUTH: DOUBLE, WEST: LIGHT, EAST: LIGHT}),
        ("╴", {WEST: LIGHT}),
        ("╼", {WEST: LIGHT, EAST: HEAVY}),
        ("╿", {NORTH: HEAVY, SOUTH: LIGHT}),
    ],
)
def test_arms(char: str, arms: dict[int, int]) -> None:
    glyph = box_glyph(char)
    assert glyph is not None
    assert glyph.arms == arms
    assert (glyph.dashes, glyph.arc, glyph.diagonals) == (0, False, "")


def test_dashes_arcs_and_diagonals() -> None:
    looks = {char: box_glyph(char) for char in "╌┆┋╏╭╯╱╲╳"}
    assert [glyph.dashes for glyph in looks.values() if glyph] == [2, 3, 4, 2, 0, 0, 0, 0, 0]
    assert [glyph.arc for glyph in looks.values() if glyph] == [False] * 4 + [True] * 2 + [
        False
    ] * 3
    assert [glyph.diagonals for glyph in looks.values() if glyph][6:] == ["/", "\\", "/\\"]


def test_the_whole_block_is_known_and_nothing_else() -> None:
    glyphs = [box_glyph(char) for char in BLOCK]
    assert all(glyph and (glyph.arms or glyph.diagonals) for glyph in glyphs)
    assert len({repr(glyph) for glyph in glyphs}) == len(BLOCK)
    assert not any(box_glyph(text) for text in ("a", "-", "►", "█", "", "──"))


def test_the_charsets_mean_what_they_draw() -> None:
    for name in ("unicode", "extended"):
        for arms, char in CHARSETS[name].junctions.items():
            glyph = box_glyph(char)
            assert glyph is not None
            assert sum(glyph.arms) == arms
