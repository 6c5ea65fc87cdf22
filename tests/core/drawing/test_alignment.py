"""Borders stand below each other whatever the script, measured by nothing of the engine's own."""

import pytest
import wcwidth
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.diagram import (
    Cell,
    Diagram,
    Edge,
    Graph,
    Grid,
    Group,
    Message,
    Node,
    Period,
    Picture,
    Sequence,
    Timeline,
)
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions

SCRIPTS = (
    "用户登录",
    "サーバー",
    "데이터베이스",
    "👩\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧 ok",
    "🇩🇪 Bonn",
    "👋🏽 hi",
    "1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP} one",
    "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}",
    "नमस्ते",
    "தமிழ்",
    "สวัสดี",
    "שלום",
    "αβγ ±1",
    "ＡＢＣ",
    "plain",
)
LABELS = st.lists(st.sampled_from(SCRIPTS), min_size=1, max_size=4).map(" ".join)
LOOKS = st.sampled_from(
    [
        DrawingOptions(200),
        DrawingOptions(60, None, "ascii"),
        DrawingOptions(200, None, "extended"),
        DrawingOptions(200, ambiguous_wide=True),
        DrawingOptions(60, None, "extended", ambiguous_wide=True),
    ]
)


def draw(diagram: Diagram, options: DrawingOptions) -> list[str]:
    return draw_diagram(diagram, options).split("\n")


def width(text: str, options: DrawingOptions) -> int:
    ambiguous = 2 if options.ambiguous_wide else 1
    return sum(
        wcwidth.wcswidth(cluster, ambiguous_width=ambiguous)
        for cluster in wcwidth.iter_graphemes(text)
    )


@settings(max_examples=25, deadline=None)
@given(LABELS, st.sampled_from(("rectangle", "cylinder", "queue", "diamond", "person")), LOOKS)
def test_the_borders_of_a_box(label: str, shape: str, options: DrawingOptions) -> None:
    node = Node("a", f"{label}\n{label}\n{label} and more", shape)  # type: ignore[arg-type]
    rows = draw(Graph((node,)), options)
    assert len({width(row, options) for row in rows}) == 1


@settings(max_examples=25, deadline=None)
@given(LABELS, LABELS, LABELS, LOOKS)
def test_the_borders_of_a_frame(
    first: str, second: str, title: str, options: DrawingOptions
) -> None:
    graph = Graph(
        (Node("a", first), Node("b", second)),
        (Edge("a", "b", title),),
        (Group("g", title, ("a", "b")),),
        "down",
    )
    assert len({width(row, options) for row in draw(graph, options)}) == 1


@settings(max_examples=25, deadline=None)
@given(LABELS, LABELS, LABELS, LOOKS)
def test_the_borders_of_a_grid(
    first: str, second: str, third: str, options: DrawingOptions
) -> None:
    grid = Grid(2, (Cell(first, 2), Cell(second), Cell(third)))
    assert len({width(row, options) for row in draw(grid, options)}) == 1


@settings(max_examples=25, deadline=None)
@given(LABELS, LABELS, LABELS, LOOKS)
def test_lifelines(first: str, second: str, text: str, options: DrawingOptions) -> None:
    messages = (Message("a", "b", text), Message("b", "a"), Message("a", "b", first))
    rows = draw(Sequence((Node("a", first), Node("b", second)), messages), options)
    bars = "|+" if rows[0].isascii() or options.ambiguous_wide else "│├┤║╢┃┨"
    if options.charset == "ascii":
        bars = "|+"
    arrows = [row for row in rows if row.endswith((">|", "►│"))]
    assert len(arrows) == 2
    last = {width(row, options) for row in rows if row and row[-1] in bars and "<" not in row}
    below = rows[rows.index(arrows[0]) :]
    assert {width(row, options) for row in below} <= last
    assert len({width(row, options) for row in below}) == 1
    assert len({width(row[: len(row) - len(row.lstrip())], options) for row in below}) == 1


@settings(max_examples=25, deadline=None)
@given(LABELS, LABELS, LABELS, LOOKS)
def test_the_axis_of_a_timeline(
    first: str, second: str, text: str, options: DrawingOptions
) -> None:
    many = tuple(
        Period(f"{label} {number}", (text,)) for number in range(9) for label in (first, second)
    )
    rows = draw(Timeline(many), options)
    axis = {"ascii": "+|"}.get("ascii" if options.ambiguous_wide else options.charset, "┬├┴│┼┤")
    places = {
        width(row[: min(row.index(char) for char in axis if char in row)], options)
        for row in rows
        if set(axis) & set(row)
    }
    assert len(places) == 1


@pytest.mark.parametrize("charset", ["unicode", "ascii", "extended"])
def test_where_ambiguous_characters_are_wide_all_lines_are_ascii(charset: CharsetName) -> None:
    options = DrawingOptions(80, None, charset, ambiguous_wide=True)
    graph = Graph((Node("a", "A"), Node("b", "B")), (Edge("a", "b", style="thick"),))
    assert draw_diagram(graph, options).isascii()
    grid = Grid(1, (Cell("αβ"),))
    assert draw(grid, options) == ["+------+", "| αβ |", "+------+"]


def test_wide_ambiguous_characters_count_against_the_width() -> None:
    options = DrawingOptions(16, ambiguous_wide=True)
    rows = draw(Graph((Node("a", "αβγδ εζηθ"),)), options)
    assert max(width(row, options) for row in rows) <= 16
    assert len(rows) == 4


def test_a_picture_is_shown_as_it_is_where_it_fits_that_way() -> None:
    picture = Picture(("┌─┐", "└─┘"))
    assert draw(picture, DrawingOptions(10, ambiguous_wide=True)) == ["┌─┐", "└─┘"]
