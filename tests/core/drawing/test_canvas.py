import pytest

from ascii_diagram.drawing.canvas import Canvas, CellConflictError
from ascii_diagram.drawing.charset import (
    ASCII,
    EAST,
    EXTENDED,
    HORIZONTAL,
    SOUTH,
    UNICODE,
    VERTICAL,
)


def test_box_text_and_line() -> None:
    canvas = Canvas(UNICODE)
    canvas.box(0, 0, 3, 5)
    canvas.text(1, 2, "A")
    canvas.tee(1, 4, EAST)
    canvas.line("edge", (1, 5), (1, 8))
    canvas.head(1, 8, EAST)
    assert canvas.rows() == ["┌───┐", "│ A ├───►", "└───┘"]


def test_every_glyph_has_an_ascii_counterpart() -> None:
    canvas = Canvas(ASCII)
    canvas.box(0, 0, 3, 5)
    canvas.tee(2, 2, SOUTH)
    canvas.line("edge", (3, 2), (4, 2))
    canvas.line("edge", (4, 2), (4, 4))
    assert canvas.rows() == ["+---+", "|   |", "+-+-+", "  |", "  '--"]


def test_rounded_corners_and_strokes() -> None:
    canvas = Canvas(EXTENDED)
    canvas.box(0, 0, 2, 3, corners="round")
    canvas.line("dashed", (0, 4), (0, 6), stroke="dashed")
    canvas.line("thick", (1, 4), (1, 6), stroke="thick")
    assert canvas.rows() == ["╭─╮ ╌╌╌", "╰─╯ ━━━"]


def test_two_nets_may_cross_straight() -> None:
    canvas = Canvas(UNICODE)
    canvas.line("across", (1, 0), (1, 2))
    canvas.line("down", (0, 1), (2, 1))
    assert canvas.rows() == [" │", "─┼─", " │"]


def test_lines_of_one_net_join() -> None:
    canvas = Canvas(UNICODE)
    canvas.line("net", (1, 0), (1, 2))
    canvas.line("net", (1, 1), (2, 1))
    assert canvas.rows() == ["", "─┬─", " │"]


def test_two_nets_may_not_share_a_stretch() -> None:
    canvas = Canvas(UNICODE)
    canvas.line("one", (0, 0), (0, 4))
    canvas.line("two", (0, 2), (0, 6))
    with pytest.raises(CellConflictError, match="2 edges meet"):
        canvas.rows()


def test_a_line_may_not_run_through_text() -> None:
    canvas = Canvas(UNICODE)
    canvas.text(0, 2, "x")
    canvas.line("net", (0, 0), (0, 4))
    with pytest.raises(CellConflictError, match="through text"):
        canvas.rows()


def test_a_line_may_not_run_through_a_closed_border() -> None:
    canvas = Canvas(UNICODE)
    canvas.box(0, 1, 3, 4)
    canvas.line("net", (1, 0), (1, 6))
    with pytest.raises(CellConflictError, match="through a border"):
        canvas.rows()


def test_a_line_may_cross_an_open_frame_but_not_its_corner() -> None:
    canvas = Canvas(UNICODE)
    canvas.box(0, 1, 3, 4, open_to_lines=True)
    canvas.line("net", (1, 0), (1, 6))
    assert canvas.rows() == [" ┌──┐", "─┼──┼──", " └──┘"]
    corner = Canvas(UNICODE)
    corner.box(1, 1, 3, 4, open_to_lines=True)
    corner.line("net", (0, 1), (5, 1))
    with pytest.raises(CellConflictError):
        corner.rows()


def test_a_frame_makes_way_for_its_title() -> None:
    canvas = Canvas(UNICODE)
    canvas.box(0, 0, 2, 9, open_to_lines=True)
    canvas.text(0, 2, " G ")
    assert canvas.rows() == ["┌─ G ───┐", "└───────┘"]


def test_texts_may_not_overlap() -> None:
    canvas = Canvas(UNICODE)
    canvas.text(0, 0, "日本")
    with pytest.raises(CellConflictError, match="overlaps"):
        canvas.text(0, 3, "x")


def test_wide_text_takes_its_cells() -> None:
    canvas = Canvas(UNICODE)
    canvas.text(0, 0, "日")
    canvas.text(0, 2, "x")
    canvas.text(1, 0, "ab")
    canvas.text(1, 2, "x")
    assert canvas.rows() == ["日x", "abx"]


def test_boxes_may_not_share_a_border() -> None:
    canvas = Canvas(UNICODE)
    canvas.box(0, 0, 3, 4)
    with pytest.raises(CellConflictError, match="border overlaps"):
        canvas.box(0, 3, 3, 4)


def test_an_arrowhead_may_not_hide_a_crossing() -> None:
    canvas = Canvas(UNICODE)
    canvas.line("across", (1, 0), (1, 2))
    canvas.line("down", (0, 1), (2, 1))
    canvas.head(1, 1, EAST)
    with pytest.raises(CellConflictError, match="arrowhead"):
        canvas.rows()


def test_slanted_lines_and_negative_cells_are_faults() -> None:
    canvas = Canvas(UNICODE)
    with pytest.raises(CellConflictError, match="not straight"):
        canvas.line("net", (0, 0), (1, 1))
    canvas.extend("net", 0, -1, HORIZONTAL)
    with pytest.raises(CellConflictError, match="outside"):
        canvas.rows()


def test_extending_adds_arms() -> None:
    canvas = Canvas(UNICODE)
    canvas.extend("net", 0, 0, VERTICAL)
    canvas.extend("net", 0, 0, EAST)
    assert canvas.rows() == ["├"]


def test_an_empty_canvas_has_no_rows() -> None:
    assert Canvas(UNICODE).rows() == []
