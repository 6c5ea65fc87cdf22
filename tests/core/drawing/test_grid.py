from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.diagram import Cell, Grid
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.grid import draw_grid
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.verify import verify
from ascii_diagram.errors import LimitError, WidthError
from ascii_diagram.reading import read_drawing

Golden = Callable[[str, Sequence[str]], None]


def grid(columns: int, *cells: str | Cell) -> Grid:
    return Grid(columns, tuple(Cell(cell) if isinstance(cell, str) else cell for cell in cells))


STACK = grid(1, "Application", "Presentation", "Session", "Transport")
HEADER = grid(
    4,
    Cell("Source port", 2, 16),
    Cell("Destination port", 2, 16),
    Cell("Sequence number", 4, 32),
    Cell("Offset", 1, 4),
    Cell("Flags", 1, 12),
    Cell("Window", 2, 16),
    Cell("Options", 3),
)
TABLE = grid(
    3,
    *("name", "type", "what it is for"),
    *("id", "uuid", "primary key of the row, made by the client so that retries are harmless"),
    *("日本語", "👩\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧"),
)
PLANETS = grid(8, *["Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune"])
IPV4 = grid(
    4,
    *(Cell("Version", 1, 4), Cell("IHL", 1, 4), Cell("Type of service", 1, 8)),
    *(Cell("Total length", 1, 16), Cell("Identification", 2, 16), Cell("Flags", 1, 3)),
    *(Cell("Fragment offset", 1, 13), Cell("Time to live", 1, 8), Cell("Protocol", 1, 8)),
    *(Cell("Header checksum", 2, 16), Cell("Source address", 4, 32)),
)
TCP = grid(
    10,
    *(Cell("Source port", 5, 16), Cell("Destination port", 5, 16), Cell("Sequence", 10, 32)),
    *(Cell("Offset", 1, 4), Cell("Reserved", 1, 6)),
    *(Cell(name, 1, 1) for name in ("URG", "ACK", "PSH", "RST", "SYN", "FIN")),
    Cell("Window", 2, 16),
)
STATUS = grid(8, *(Cell(name, 1, 1) for name in "NV-BDIZC"))
ADDRESSES = grid(2, Cell("Source address", 1, 128), Cell("Target address", 1, 128))
DRAWINGS: list[tuple[str, Grid, int, CharsetName]] = [
    ("grid_stack", STACK, 80, "unicode"),
    ("grid_stack_ascii", STACK, 80, "ascii"),
    ("grid_header", HEADER, 80, "unicode"),
    ("grid_header_ascii_34", HEADER, 34, "ascii"),
    ("grid_table", TABLE, 80, "unicode"),
    ("grid_table_40", TABLE, 40, "unicode"),
    ("grid_planets_68", PLANETS, 68, "unicode"),
    ("grid_ipv4", IPV4, 80, "unicode"),
    ("grid_ipv4_ascii", IPV4, 80, "ascii"),
    ("grid_ipv4_40", IPV4, 40, "unicode"),
    ("grid_tcp", TCP, 80, "unicode"),
    ("grid_tcp_ascii", TCP, 80, "ascii"),
    ("grid_status", STATUS, 80, "unicode"),
    ("grid_addresses", ADDRESSES, 80, "unicode"),
]


@pytest.mark.parametrize(("name", "diagram", "width", "charset"), DRAWINGS)
def test_golden(name: str, diagram: Grid, width: int, charset: CharsetName, golden: Golden) -> None:
    options = DrawingOptions(width, charset=charset)
    rows = draw_grid(diagram, options)
    verify(diagram, rows, options)
    golden(name, rows)


def drawn(diagram: Grid, width: int = 80) -> list[str]:
    return draw_grid(diagram, DrawingOptions(width))


def test_no_cells_give_no_rows() -> None:
    assert drawn(grid(3)) == []


def test_a_short_row_is_closed_by_one_empty_field() -> None:
    assert drawn(grid(3, "a", "b", "c", "d")) == [
        "┌───┬───┬───┐",
        "│ a │ b │ c │",
        "├───┼───┴───┤",
        "│ d │       │",
        "└───┴───────┘",
    ]


def test_a_span_that_does_not_fit_starts_the_next_row() -> None:
    assert drawn(grid(2, "a", Cell("b", 2))) == [
        "┌───┬───┐",
        "│ a │   │",
        "├───┴───┤",
        "│   b   │",
        "└───────┘",
    ]


def test_a_span_wider_than_the_grid_takes_a_row() -> None:
    assert drawn(grid(2, Cell("a", 9), "b", "c"))[1] == "│   a   │"


def test_borders_meet_right_between_rows_of_different_spans() -> None:
    rows = drawn(grid(3, Cell("ab", 2), "c", "d", Cell("ef", 2)))
    assert rows[2] == "├───┬───┴───┤"
    assert rows[0] == "┌───────┬───┐"
    assert rows[4] == "└───┴───────┘"


def test_columns_are_equal_unless_that_wastes_much() -> None:
    assert drawn(grid(2, "one", "three"))[1] == "│  one  │ three │"
    assert drawn(grid(2, "x", "a long description"))[1] == "│ x │ a long description │"


def test_bits_stand_below_the_label() -> None:
    rows = drawn(grid(2, Cell("F", 1, 1), Cell("Id", 1, 16)))
    assert rows[1:3] == ["│    F    │   Id    │", "│  1 bit  │ 16 bits │"]


@pytest.mark.parametrize(
    ("cells", "bits"),
    [
        ((Cell("a", 1, 16), Cell("b", 1, 16)), "31"),
        ((Cell("a", 1, 16), Cell("b", 1, 8)), "23"),
        ((Cell("a", 2, 16), Cell("b", 1, 8), Cell("c", 1, 8)), "15"),
        ((Cell("a", 2, 8), Cell("b", 1, 24), Cell("c", 1, 32)), "31"),
        ((Cell("a", 1, 4), Cell("b", 1, 4)), "7"),
    ],
)
def test_the_ruler_counts_the_bits_of_a_row(cells: tuple[Cell, ...], bits: str) -> None:
    rows = drawn(Grid(2, cells))
    numbers = rows[0].split() if len(rows[0].split()) > 7 else rows[1].split()
    assert len(numbers) == int(bits) + 1
    assert numbers[-1] in (bits, bits[-1])


def test_fields_are_as_wide_as_their_bits() -> None:
    row = next(row for row in drawn(IPV4) if "Version" in row)
    assert [len(field) + 1 for field in row[1:-1].split("│")] == [8, 8, 16, 32]


def test_no_ruler_without_bits_for_all_or_whole_rows() -> None:
    for cells in (
        (Cell("a", 1, 8), Cell("b")),
        (Cell("a", 1, 8), Cell("b", 1, 0)),
        (Cell("a", 1, 7), Cell("b", 1, 12)),
    ):
        assert drawn(Grid(2, cells))[0].startswith("┌")
    assert "┌" in drawn(Grid(1, (Cell("a", 1, 8), Cell("b", 1, 8))))[0]


def test_offsets_stand_beside_a_stack_of_whole_bytes() -> None:
    assert drawn(Grid(1, (Cell("magic", 1, 32), Cell("kind", 1, 16)))) == [
        "0x00 ┌─────────┐",
        "     │  magic  │",
        "     │ 32 bits │",
        "0x04 ├─────────┤",
        "     │  kind   │",
        "     │ 16 bits │",
        "0x06 └─────────┘",
    ]
    assert drawn(Grid(1, (Cell("a", 1, 8), Cell("b", 1, 8))), 12)[0] == "┌────────┐"
    for cells in ((Cell("a", 1, 8), Cell("b", 1, 4)), (Cell("a", 1, 8), Cell("b"))):
        assert drawn(Grid(1, cells))[0].startswith("┌")


@pytest.mark.parametrize("charset", ["unicode", "ascii"])
@pytest.mark.parametrize(
    "diagram",
    [
        Grid(1, (Cell("magic", 1, 32), Cell("kind", 1, 16), Cell("data", 1, 4096))),
        Grid(32, tuple(Cell(c.label, c.bits or 1, c.bits) for c in TCP.cells)),
        Grid(8, STATUS.cells),
    ],
)
def test_bits_are_read_back(diagram: Grid, charset: CharsetName) -> None:
    rows = draw_grid(diagram, DrawingOptions(80, charset=charset))
    found = read_drawing("\n".join(rows)).diagram
    assert isinstance(found, Grid)
    assert [(c.label, c.bits) for c in found.cells] == [(c.label, c.bits) for c in diagram.cells]


def test_a_name_too_wide_for_one_bit_is_written_downwards() -> None:
    rows = drawn(TCP)
    column = next(row for row in rows if "│U│" in row).index("U")
    assert [row[column] for row in rows if len(row) > column and "│" in row[column - 1]] == [*"URG"]


def test_a_ruler_gives_way_where_it_does_not_fit() -> None:
    assert drawn(Grid(2, (Cell("a", 1, 16), Cell("b", 1, 16))), 64)[0] == " 0                   1"


def test_padding_goes_before_words_are_cut() -> None:
    assert drawn(grid(2, "abcdefgh", "ijklmnop"), 19)[1] == "│abcdefgh│ijklmnop│"
    assert drawn(grid(2, "abcdefgh", "ijklmnop"), 17)[1:3] == [
        "│abcdefg│ijklmno│",
        "│   h   │   p   │",
    ]


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(LimitError, match="columns"):
        drawn(grid(10**9, "a"))


def test_the_least_width_works() -> None:
    with pytest.raises(WidthError) as caught:
        drawn(PLANETS, 20)
    minimum = caught.value.minimum
    assert max(map(cell_width, drawn(PLANETS, minimum))) == minimum
    with pytest.raises(WidthError):
        drawn(PLANETS, minimum - 1)


PARTS = st.sampled_from(["a", "Bc", "defgh", "-", "日本", "👩\N{ZERO WIDTH JOINER}👧", "🇩🇪"])
WORDS = st.lists(PARTS, min_size=1, max_size=5).map("".join)
TEXTS = st.lists(WORDS, max_size=5).map(" ".join)
CELLS = st.builds(Cell, TEXTS, st.integers(1, 4), st.none() | st.integers(1, 64))
BITS = st.builds(Cell, TEXTS, st.integers(1, 2), st.sampled_from((1, 4, 8, 16, 32, 64)))
BIT_GRIDS = st.builds(Grid, st.integers(2, 4), st.lists(BITS, min_size=1, max_size=8).map(tuple))
GRIDS = st.builds(Grid, st.integers(1, 6), st.lists(CELLS, min_size=1, max_size=14).map(tuple))


@settings(max_examples=150, deadline=None)
@given(GRIDS | BIT_GRIDS, st.integers(10, 140), st.sampled_from(("unicode", "ascii")))
def test_sound_at_any_width(diagram: Grid, width: int, charset: CharsetName) -> None:
    options = DrawingOptions(width, charset=charset)
    try:
        rows = draw_grid(diagram, options)
    except WidthError as error:
        options = DrawingOptions(error.minimum, charset=charset)
        rows = draw_grid(diagram, options)
    widths = {cell_width(row) for row in rows if not row.replace(" ", "").isdecimal()}
    assert len(widths) == 1
    assert widths.pop() <= options.width
    assert draw_grid(diagram, options) == rows
    verify(diagram, rows, options)
