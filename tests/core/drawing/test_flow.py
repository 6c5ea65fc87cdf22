import re
from collections.abc import Callable
from collections.abc import Sequence as Rows
from dataclasses import replace

import pytest

from ascii_diagram.diagram import Direction, Edge, Graph, Group, Node
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import DrawingError, LimitError, WidthError
from tests.core.drawing.flow_cases import CASES, graph

Golden = Callable[[str, Rows[str]], None]
HEADS = "▲▼◄►"


def draw(
    diagram: Graph,
    width: int = 80,
    charset: CharsetName = "unicode",
    direction: Direction | None = None,
) -> str:
    return draw_diagram(diagram, DrawingOptions(width, direction, charset))


def heads(drawing: str) -> int:
    return sum(drawing.count(head) for head in HEADS)


@pytest.mark.parametrize("name", CASES)
def test_kept_drawings(name: str, golden: Golden) -> None:
    diagram, width = CASES[name]
    golden(f"flow_{name}", draw(diagram, width).split("\n"))
    golden(f"flow_{name}_ascii", draw(diagram, width, "ascii").split("\n"))


def test_the_order_of_edges_is_the_order_on_the_page() -> None:
    drawing = draw(graph("A -> First", "A -> Second", "A -> Third"))
    row = next(line for line in drawing.split("\n") if "First" in line)
    assert row.index("First") < row.index("Second") < row.index("Third")


@pytest.mark.parametrize(
    ("direction", "head"), [("right", "►"), ("left", "◄"), ("down", "▼"), ("up", "▲")]
)
def test_arrows_point_along_the_asked_direction(direction: Direction, head: str) -> None:
    drawing = draw(graph("A -> B: x", "A -> C"), direction=direction)
    assert drawing.count(head) == heads(drawing) == 2


def test_left_is_right_from_behind() -> None:
    assert draw(graph("A -> B", direction="left")) == (
        "┌───┐    ┌───┐\n"
        "│ B │◄───┤ A │\n"
        "└───┘    └───┘"
    )  # fmt: skip


def test_without_a_direction_chains_go_right_and_trees_down() -> None:
    assert "►" in draw(graph("A -> B", "B -> C", direction=None))
    assert "▼" in draw(graph("A -> B", "A -> C", "B -> D", direction=None))


def test_without_a_direction_a_chain_that_is_too_wide_goes_down() -> None:
    assert "▼" in draw(graph("A -> B", "B -> C", direction=None), width=9)


def test_undirected_edges_have_no_heads_and_touch_both_boxes() -> None:
    drawing = draw(graph("A -- B", direction="right"))
    assert "├────┤" in drawing
    assert not heads(drawing)


def test_a_shared_trunk_never_joins_undirected_edges() -> None:
    # one line for A-B and A-C would also show B-C
    assert draw(graph("A -- B", "A -- C")).count("┬") == 2


def test_two_way_edges_have_two_heads() -> None:
    assert heads(draw(graph("A <-> B", "B <-> C: sync"))) == 4


def test_strokes_show_where_the_charset_has_them() -> None:
    styled = Graph(
        (Node("A", "A"), Node("B", "B"), Node("C", "C")),
        (Edge("A", "B", style="dashed"), Edge("A", "C", style="thick")),
        direction="right",
    )
    assert "∙" in draw(styled)
    assert "═" in draw(styled)
    assert "." in draw(styled, charset="ascii")
    assert "=" in draw(styled, charset="ascii")


def test_plain_text_has_no_border() -> None:
    plain = Graph((Node("A", "hello", "text"), Node("B", "B")), (Edge("A", "B"),), (), "right")
    assert draw(plain).split("\n")[1].startswith(" hello ───►│ B │")


def test_text_that_is_not_simple_gets_a_border() -> None:
    assert draw(Graph((Node("A", "", "text"),))) == "┌──┐\n│  │\n└──┘"
    assert "┌" in draw(Graph((Node("A", "A\n\n  o", "text", verbatim=True),)))


def test_a_verbatim_body_keeps_its_shape() -> None:
    drawing = draw(Graph((Node("cat", "cat\n /\\_/\\\n( o.o )", verbatim=True),)))
    top, bottom = (line for line in drawing.split("\n") if "\\" in line or "o.o" in line)
    assert top.index("/\\_/\\") == bottom.index("( o.o )") + 1


def test_long_labels_are_wrapped_before_anything_else_gives_way() -> None:
    label = "Enqueue the event for asynchronous processing by the billing worker pool"
    drawing = draw(Graph((Node("n", label),)))
    assert all(word in drawing for word in label.split())
    assert len(drawing.split("\n")) == 5


def test_words_are_cut_only_when_nothing_else_fits() -> None:
    pair = graph("Supercalifragilistic -> Expialidocious")
    assert "Supercalifragilistic" in draw(pair, width=24)
    drawing = draw(pair, width=14)
    assert "Supercalifragilistic" not in drawing
    assert max(map(cell_width, drawing.split("\n"))) <= 14


def test_the_smallest_width_that_is_named_works() -> None:
    wide = graph(*(f"A{i} -> B{j}" for i in range(6) for j in range(6)))
    with pytest.raises(WidthError) as caught:
        draw(wide, width=5)
    minimum = caught.value.minimum
    assert minimum == 8
    assert max(map(cell_width, draw(wide, width=minimum).split("\n"))) <= minimum


def test_a_drawing_starts_in_the_first_row_and_column() -> None:
    star = graph(*(f"n0 -> n{i}" for i in range(1, 7)), "n1 -> n0", "n1 -> n3")
    for direction in ("right", "down", "left", "up"):
        rows = draw(star, 200, direction=direction).split("\n")
        assert rows[0]
        assert any(row[0] != " " for row in rows if row)


def test_boxes_of_a_group_lie_in_its_frame_and_others_outside() -> None:
    rows = draw(graph("In -> Out", groups={"Frame": ("In",)}, direction="right")).split("\n")
    right = rows[0].rindex("┐")
    line = next(row for row in rows if " In " in row)
    assert line.index("In") < right < line.index("Out")


@pytest.mark.parametrize("title", ["|", "| |", "||"])
def test_a_title_may_look_like_a_border(title: str) -> None:
    diagram = Graph((Node("a", "A"),), (), (Group("g", title, ("a",)),))
    assert f"─ {title} ─" in draw(diagram)


def test_an_edge_to_a_group_ends_at_its_frame() -> None:
    rows = draw(graph("A -> G", groups={"G": ("B",)}, direction="right")).split("\n")
    assert any("►│ │ B │ │" in row for row in rows)


def test_an_edge_between_a_frame_and_what_it_holds_is_drawn_inside() -> None:
    drawing = draw(graph("G -> A: starts", "A -> G: ends", groups={"G": ("A",)}))
    assert heads(drawing) == 2
    assert "starts" in drawing
    assert "ends" in drawing


def test_groups_may_be_empty_looped_and_nested() -> None:
    nested = graph("G -> G: again", "In -> Hole", groups={"Hole": (), "G": ("In", "Hole")})
    drawing = draw(nested)
    assert heads(drawing) == 2
    assert all(text in drawing for text in ("again", "Hole", " G ", "In"))


def test_parts_that_nothing_connects_stand_side_by_side() -> None:
    assert draw(Graph((Node("A", "A"), Node("B", "B")))) == (
        "┌───┐   ┌───┐\n"
        "│ A │   │ B │\n"
        "└───┘   └───┘"
    )  # fmt: skip


def test_parts_go_below_each_other_where_the_width_ends() -> None:
    assert draw(Graph((Node("A", "A"), Node("B", "B"))), width=12).count("\n") == 6


@pytest.mark.parametrize(
    ("unsound", "message"),
    [
        (Graph(()), "empty"),
        (Graph((Node("A", "A"),), (Edge("A", "B"),)), "neither a node nor a group"),
        (Graph((Node("A", "A"),), (), (Group("G", "G", ("B",)),)), "does not exist"),
        (
            Graph((Node("A", "A"),), (), (Group("G", "G", ("A",)), Group("H", "H", ("A",)))),
            "in two groups",
        ),
    ],
)
def test_unsound_graphs_are_refused(unsound: Graph, message: str) -> None:
    with pytest.raises(DrawingError, match=message):
        draw(unsound)


def test_groups_that_contain_each_other_are_refused() -> None:
    circular = Graph((Node("A", "A"),), (), (Group("G", "G", ("H",)), Group("H", "H", ("G", "A"))))
    with pytest.raises(LimitError, match="contain each other"):
        draw(circular)


def test_two_hundred_nodes_are_drawn_within_the_width() -> None:
    nodes = tuple(Node(f"n{i}", f"step {i}") for i in range(200))
    edges = [Edge(f"n{(i - 1) // 2}", f"n{i}") for i in range(1, 200)]
    edges += [Edge(f"n{i}", f"n{i + 7}") for i in range(0, 190, 9)]
    drawing = draw(Graph(nodes, tuple(edges), (), "down"))
    assert max(map(cell_width, drawing.split("\n"))) <= 80
    assert all(f"step {i} " in drawing for i in range(200))


def test_a_tangle_is_drawn_with_numbers_instead_of_lines() -> None:
    nodes = tuple(Node(f"n{i}", f"n{i}") for i in range(200))
    edges = tuple(Edge(f"n{i}", f"n{(i * 37 + k) % 200}") for i in range(200) for k in (1, 5))
    drawing = draw(Graph(nodes, edges, (), "down"))
    assert max(map(cell_width, drawing.split("\n"))) <= 80
    assert drawing.count("(1)") >= 2


def test_options_override_the_direction_of_the_graph() -> None:
    down = graph("A -> B")
    assert draw(down, direction="right") == draw(replace(down, direction="right"))


def test_the_trunk_of_a_hub_in_a_row_stays_whole() -> None:
    fan = graph(*(f"S{i} -> Hub" for i in range(5)), *(f"Hub -> T{i}" for i in range(3)))
    drawing = draw(fan, direction="right")
    assert not any(broken in drawing for broken in ("┴┬", "┬┴"))
    assert "├─►│ Hub ├─┤" in drawing


def test_what_groups_lead_to_orders_what_is_in_them() -> None:
    edges = ("web -> B", "admin -> A", "A -> Y", "B -> X", "X -> db", "Y -> log")
    drawing = draw(graph(*edges, groups={"G": ("A", "B"), "H": ("X", "Y")}))
    rows = [" ".join(re.findall(r"[a-zA-Z]+", row)) for row in drawing.split("\n")]
    names = ["web admin", "B A", "X Y", "db log"]
    assert [row for row in rows if row in names] == names
