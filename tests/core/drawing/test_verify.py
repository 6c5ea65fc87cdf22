import pytest

from ascii_diagram.diagram import (
    Cell,
    Diagram,
    Edge,
    Frame,
    Graph,
    Grid,
    Group,
    Message,
    Node,
    Period,
    Picture,
    Section,
    Sequence,
    Timeline,
)
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.verify import verify
from ascii_diagram.errors import DrawingError

GRAPH = Graph(
    (Node("a", "Cache"), Node("b", "Cache"), Node("c", "Data base")),
    (Edge("a", "b", "fills"), Edge("b", "c")),
    (Group("g", "Zone", ("a",)),),
)
ROWS = [
    "┌─ Zone ────┐",
    "│ ┌───────┐ │ fills  ┌───────┐",
    "│ │ Cache ├─┼───────►│ Cache │",
    "│ └───────┘ │        └───┬───┘",
    "└───────────┘            │",
    "     ┌───────────────────┘",
    "     ▼",
    "  ┌──────┐",
    "  │ Data │",
    "  │ base │",
    "  └──────┘",
]
WIDE = DrawingOptions(40)


def check(rows: list[str], diagram: Diagram = GRAPH, options: DrawingOptions = WIDE) -> None:
    verify(diagram, rows, options)


def changed(number: int, row: str) -> list[str]:
    return [*ROWS[:number], row, *ROWS[number + 1 :]]


def test_a_sound_drawing_passes() -> None:
    check(ROWS)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (changed(6, "     ▼ "), "line 7 ends in blanks"),
        (changed(6, "     ▼\t x"), "line 7 holds an unprintable"),
        (changed(6, "     ▼\x1b[0m"), "line 7 holds an unprintable"),
        (changed(6, "     ▼" + " " * 40 + "x"), "line 7 is wider than 40"),
        (["", *ROWS], "line 1 is blank"),
        ([*ROWS, ""], "line 12 is blank"),
        (changed(1, "│ ┌───────┐ │        ┌───────┐"), "'fills' of a label is missing"),
        (changed(2, "│ │ Cache ├─┼───────►│ Cacha │"), "'Cache' of a label is missing"),
        (changed(0, "┌─ Zon ─────┐"), "'Zone' of a label is missing"),
        (changed(9, "  │      │"), "'base' of a label is missing"),
        (changed(6, "     ▽"), "line 7 holds '▽'"),
    ],
)
def test_faults_are_named(rows: list[str], problem: str) -> None:
    with pytest.raises(DrawingError, match=problem):
        check(rows)


@pytest.mark.parametrize("number", [1, 2, 3, 5, 7, 8, 9, 10])
def test_a_row_that_slipped_leaves_a_corner_open(number: int) -> None:
    with pytest.raises(DrawingError, match="open corner"):
        check(changed(number, " " + ROWS[number]))


def test_widths_are_counted_in_cells() -> None:
    node = Graph((Node("n", "日本語👩\N{ZERO WIDTH JOINER}👧"),))
    rows = ["┌──────────┐", "│ 日本語👩\N{ZERO WIDTH JOINER}👧 │", "└──────────┘"]
    check(rows, node, DrawingOptions(12))
    with pytest.raises(DrawingError, match="wider than 11"):
        check(rows, node, DrawingOptions(11))


def test_words_may_be_cut_where_the_parts_stand_below_each_other() -> None:
    node = Graph((Node("n", "incomprehensible thing"),))
    check(
        ["┌────────┐", "│ incomp │", "│ rehens │", "│ ible   │", "│ thing  │", "└────────┘"], node
    )
    with pytest.raises(DrawingError, match="incomprehensible"):
        check(["┌────────┐", "│ incomp │", "│ ible   │", "│ thing  │", "└────────┘"], node)


def test_labels_may_hold_glyphs_of_their_own() -> None:
    node = Graph((Node("n", "┌ corner ▽"),))
    check(["┌────────────┐", "│ ┌ corner ▽ │", "└────────────┘"], node)
    group = Graph((Node("a", "A"),), groups=(Group("g", "─ dash", ("a",)),))
    check(["┌─ ─ dash ─┐", "│  ┌───┐   │", "│  │ A │   │", "│  └───┘   │", "└──────────┘"], group)


def test_a_label_on_a_line_is_no_open_corner() -> None:
    graph = Graph((Node("a", "A"),), (Edge("a", "a", "yes no"),))
    check(["┌───┐", "│ A ├─┐", "└───┘ │", "  ▲ yes no", "  │   │", "  └───┘"], graph)


def test_ascii_drawings_hold_no_other_glyphs() -> None:
    with pytest.raises(DrawingError, match="holds '─'"):
        check(
            ["+─--+", "| A |", "+---+"], Graph((Node("a", "A"),)), DrawingOptions(charset="ascii")
        )


@pytest.mark.parametrize(
    ("diagram", "word"),
    [
        (Sequence((Node("a", "A"), Node("b", "B")), (Message("a", "b", "hello"),)), "hello"),
        (Grid(1, (Cell("Sequence", 1, 32),)), "32"),
        (Timeline((Period("A", ("B",), "Era"),)), "Era"),
    ],
)
def test_labels_of_every_kind_are_wanted(diagram: Diagram, word: str) -> None:
    with pytest.raises(DrawingError, match=f"'{word}' of a label is missing"):
        check(["A B Sequence"], diagram)


def test_a_picture_must_be_itself() -> None:
    check(["ab", "", "c"], Picture(("ab  ", "", "c")))
    with pytest.raises(DrawingError, match="differs from the picture"):
        check(["ab"], Picture(("ab", "c")))


def test_a_mark_on_a_blank_is_text() -> None:
    frame = Frame("loop", (Section("\u0301", ()),))
    sequence = Sequence((Node("a", "a"), Node("b", "b")), (Message("a", "a", "call"), frame))
    assert "loop:" in draw_diagram(sequence, DrawingOptions(30))
