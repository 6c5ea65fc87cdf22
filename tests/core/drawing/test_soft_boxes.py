import pytest

from ascii_diagram.diagram import Graph, Node, Shape
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.soft_boxes import find_soft_boxes
from ascii_diagram.drawing.svg import render_svg


def meant(*rows: str) -> list[str]:
    """The rows with the characters that borders stand for."""
    cells = {
        (y, x): char for y, row in enumerate(rows) for x, char in enumerate(row) if char != " "
    }
    found = find_soft_boxes(cells)
    return [
        "".join(found.get((y, x), char) for x, char in enumerate(row)) for y, row in enumerate(rows)
    ]


def test_round_corners_become_arcs() -> None:
    assert meant(".---.", "| A |", "'---'") == ["╭───╮", "│ A │", "╰───╯"]
    assert meant(".───.", "( A )", "'───'") == ["╭───╮", "( A )", "╰───╯"]
    assert meant("/───\\", "< A >", "\\───/") == ["╭───╮", "< A >", "╰───╯"]


def test_lids_and_lines_that_leave_are_part_of_the_border() -> None:
    assert meant(".---.", "|---|", "| A +--", "'-+-'") == ["╭───╮", "│───│", "│ A ├--", "╰─┬─╯"]


@pytest.mark.parametrize(
    "rows",
    [
        ("a.b.c", "| A |"),
        (".---.", "| A |", "+---+"),
        (".---.", "| A  ", "'---'"),
        ("...", "..."),
        (". . .", "| A |", "' ' '"),
        ("/path/", "| |", "'--'"),
    ],
)
def test_what_is_not_closed_stays_text(rows: tuple[str, ...]) -> None:
    assert meant(*rows) == list(rows)


@pytest.mark.parametrize("charset", ["unicode", "ascii"])
@pytest.mark.parametrize("shape", ["rounded", "cylinder"])
def test_shapes_have_no_corners_of_text_in_svg(shape: Shape, charset: CharsetName) -> None:
    drawing = draw_diagram(Graph((Node("A", "A", shape),)), DrawingOptions(charset=charset))
    shown = [
        span.partition(">")[2]
        for span in render_svg(drawing).split("<tspan ")[1:]
        if "fill-opacity" not in span.partition(">")[0]
    ]
    assert [text.partition("<")[0].strip() for text in shown] == ["A"]
