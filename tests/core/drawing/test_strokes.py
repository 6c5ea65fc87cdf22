from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.drawing.box_drawing import DOUBLE, box_glyph
from ascii_diagram.drawing.charset import STEP
from ascii_diagram.drawing.strokes import CELL_HEIGHT, CELL_WIDTH, Path, is_line, line_paths

BLOCK = "".join(chr(code) for code in range(0x2500, 0x2580))
STRAIGHT = "".join(char for char in BLOCK if char not in "╭╮╯╰╱╲╳")
Line = tuple[float, float, float, float]


def paths(drawing: str) -> list[Path]:
    rows = drawing.split("\n")
    return line_paths(
        {(r, c): char for r, row in enumerate(rows) for c, char in enumerate(row) if is_line(char)}
    )


def straight(path: Path) -> Iterator[Line]:
    """The lines of a path as x, y of both ends."""
    for x, y, axis, end in re.findall(r"M([\d.-]+) ([\d.-]+)([HV])([\d.-]+)", path.data):
        ends = (float(end), float(y)) if axis == "H" else (float(x), float(end))
        yield (float(x), float(y), *ends)


def covered(lines: list[Line], x: float, y: float) -> bool:
    return any(x1 <= x <= x2 and y1 <= y <= y2 for x1, y1, x2, y2 in lines)


@given(st.lists(st.text(STRAIGHT + "  ", max_size=6), max_size=5))
def test_every_arm_is_a_line_from_the_middle_to_its_side(rows: list[str]) -> None:
    lines = [line for path in paths("\n".join(rows)) for line in straight(path)]
    for r, row in enumerate(rows):
        for c, char in enumerate(row):
            glyph = box_glyph(char)
            for side, weight in glyph.arms.items() if glyph else ():
                down, right = STEP[side]
                x, y = (c + 0.5) * CELL_WIDTH, (r + 0.5) * CELL_HEIGHT
                edge = (x + right * CELL_WIDTH / 2, y + down * CELL_HEIGHT / 2)
                half_way = ((x + edge[0]) / 2, (y + edge[1]) / 2)
                sideways = (2, -2) if weight == DOUBLE else (0, 2, -2)
                for px, py in (edge, half_way):
                    assert any(covered(lines, px + d * abs(down), py + d * abs(right))
                               for d in sideways)  # fmt: skip


def test_a_box_is_four_unbroken_lines() -> None:
    (path,) = paths("┌───┐\n│   │\n└───┘")
    assert sorted(straight(path)) == [
        (4.5, 8.5, 4.5, 42.5),
        (4.5, 8.5, 40.5, 8.5),
        (4.5, 42.5, 40.5, 42.5),
        (40.5, 8.5, 40.5, 42.5),
    ]
    assert (path.width, path.dash) == (1, None)


def test_an_arrow_reaches_the_line_it_points_at() -> None:
    line, head = paths("─►│")
    assert tuple(map(float, re.findall(r"[\d.]+", head.data)[:2])) == (9 * 2 + 4.5 - 0.5, 8.5)
    assert covered(list(straight(line)), 14, 8.5)
    assert head.width == 0
    _, head = paths("│\n▼\n┬")
    assert re.findall(r"[\d.]+", head.data)[:2] == ["4.5", "42"]


def test_an_arrow_that_points_at_text_stays_in_its_cell() -> None:
    for char, low, high in (("►", 9, 18), ("◄", 9, 18), ("▲", 8.5, 17.5), ("▼", 8.5, 17.5)):
        (head,) = paths(f" {char}x")
        xs = [float(x) for x in re.findall(r"[ML]([\d.]+) ", head.data)]
        assert low <= min(xs) < max(xs) <= high


def test_weights_have_strokes_of_their_own() -> None:
    light, heavy = paths("─━")
    assert (light.width, heavy.width) == (1, 3)
    dashed, thick = paths("╌ ┅")
    assert dashed.dash is not None
    assert sum(dashed.dash) == pytest.approx(CELL_WIDTH / 2)
    assert thick.dash is not None
    assert sum(thick.dash) == pytest.approx(CELL_WIDTH / 3)


def test_light_corners_take_on_the_weight_of_the_lines_they_join() -> None:
    drawn = paths("┌━━┐\n┃  ▼")
    assert [path.width for path in drawn] == [3, 0]
    # all the way into the corner, and down to the head
    assert covered(list(straight(drawn[0])), 4.5, 8.5)
    assert covered(list(straight(drawn[0])), 31.5, 18)


def test_double_lines_turn_without_crossing_themselves() -> None:
    (corner,) = paths("╔")
    assert sorted(straight(corner)) == [
        (2.5, 6.5, 2.5, 17),
        (2.5, 6.5, 9, 6.5),
        (6.5, 10.5, 6.5, 17),
        (6.5, 10.5, 9, 10.5),
    ]
    (crossing,) = paths("╬")
    assert not covered(list(straight(crossing)), 4.5, 6.5)
    (side,) = paths("╟")
    assert not covered(list(straight(side)), 4.5, 8.5)


def test_arcs_and_diagonals_reach_the_sides_of_their_cells() -> None:
    assert [path.data for path in paths("╭")] == ["M4.5 17V13Q4.5 8.5 9 8.5"]
    assert [path.data for path in paths("╯")] == ["M4.5 0V4Q4.5 8.5 0 8.5"]
    assert [path.data for path in paths("╳")] == ["M0 17L9 0M0 0L9 17"]


def test_nothing_is_drawn_for_nothing() -> None:
    assert paths("") == []
    assert [char for char in BLOCK + "►◄▲▼" if not is_line(char)] == []
    assert not any(is_line(char) for char in "a-|+→ █")
