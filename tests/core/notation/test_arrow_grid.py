from __future__ import annotations

import pytest

from ascii_diagram.diagram import Cell, Grid, Period, Picture, Timeline
from ascii_diagram.errors import LimitError, NotationError
from ascii_diagram.notation import parse


def test_cells_in_reading_order() -> None:
    text = 'grid-columns: 2\nHeader {span: 2}\nport {bits: 16}\n"0x10: a"; ""'
    cells = (Cell("Header", 2), Cell("port", bits=16), Cell("0x10: a"), Cell(""))
    assert parse(text) == Grid(2, cells)


def test_periods_events_and_sections() -> None:
    text = 'shape: timeline\n1990: a: b\nLater {\n  2000: "c: d"\n  2001\n}\n2010'
    assert parse(text) == Timeline(
        (
            Period("1990", ("a", "b")),
            Period("2000", ("c: d",), "Later"),
            Period("2001", (), "Later"),
            Period("2010"),
        )
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("art: |\n/\\_/\\\n( o.o )\n|", ("/\\_/\\", "( o.o )")),
        ("art: |\n  o  \n  |\n|\n / \\\n|\n", ("  o", "  |", "|", " / \\")),
        ("# cat\n\n  art: |\n    # x; y -> z\n  |", ("# x; y -> z",)),
        ("art: |\r\n\r\nx\r\n\r\n|", ("", "x", "")),
    ],
)
def test_a_picture_is_kept_as_typed(text: str, lines: tuple[str, ...]) -> None:
    assert parse(text) == Picture(lines)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("grid-columns: 0\na", 1, 15, "`0` does not do"),
        ("grid-columns: three\na", 1, 15, "`three` does not do"),
        ("grid-columns: ²\na", 1, 15, "`²` does not do"),
        ("grid-columns:\na", 1, 1, "does not do"),
        ("grid-columns: 2\na {span: 3}", 2, 4, "`3` does not do for span"),
        ("grid-columns: 2\na {bits: x}", 2, 4, "`x` does not do for bits"),
        ("grid-columns: 2\na {shape: circle}", 2, 4, "unknown attribute `shape` of a cell"),
        ("grid-columns: 2\na -> b", 2, 3, "a grid holds cells, not edges"),
        ("grid-columns: 2\na: b", 2, 4, "a cell has no id"),
        ("grid-columns: 2\na {\n b\n}", 2, 3, "a grid has no groups"),
        ("grid-columns: 2", 1, 16, "there is nothing to draw"),
        ("shape: timeline\na -> b", 2, 3, "a timeline holds periods, not edges"),
        ("shape: timeline\na: : b", 2, 4, "a label is missing"),
        ("shape: timeline\ns {\n t {\n  a\n }\n}", 3, 4, "a section holds no sections"),
        ("shape: timeline", 1, 16, "there is nothing to draw"),
        ("art: |\nx", 1, 6, "`|` opens is never closed"),
        ("art: |\n|", 1, 6, "this picture is empty"),
        ("art: |\nx\n|\ny", 4, 1, "something follows the picture"),
        ("art: |\nx\ty\n|", 2, 2, "a tab has no fixed width"),
        ("art: a cat", 1, 6, "a picture is a block"),
    ],
)
def test_a_fault_names_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert message in caught.value.message
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    [
        "grid-columns: 2\n" + "a\n" * 201,
        "shape: timeline\n" + "a\n" * 201,
        "shape: timeline\n" + "a: b: c: d\n" * 150,
    ],
)
def test_limits(text: str) -> None:
    with pytest.raises(LimitError):
        parse(text)
