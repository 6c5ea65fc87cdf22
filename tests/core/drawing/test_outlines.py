import re
from collections.abc import Callable
from collections.abc import Sequence as Rows
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.diagram import Direction, Edge, Graph, Node, Shape
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.bodies import has_rule, part_flows
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.notation import parse
from ascii_diagram.reading import read_drawing

Golden = Callable[[str, Rows[str]], None]

SHAPES = """
direction: {direction}
Start {{shape: circle}}
Valid token? {{shape: diamond}}
Customer {{shape: person}}
Jobs {{shape: queue}}
Store {{shape: cylinder}}
Done {{shape: rounded}}
Note {{shape: text}}
Customer -> Start
Start -> Valid token?
Valid token? -> Jobs: yes
Valid token? -> Done: no
Jobs -> Worker
Worker <-> Store
Worker -- Note
"""
BODIES = r"""
direction: {direction}
"EVAPORATION\nLakes, oceans, rivers\nHeat converts liquid water into vapour" -> "CONDENSATION\nClouds form\nWater vapour cools down"
"CONDENSATION" -> "Rain\nfalls"
db: "Store\norders\ncustomers\ninvoices" {{shape: cylinder}}
q: "Jobs\nfirst one\nsecond one, wider" {{shape: queue}}
ok: "Fine?\nas it should\nbe, or nearly" {{shape: diamond}}
Cat: |
   /\_/\
  ( o.o )
|
db -> Cat -> q -> ok
"""  # noqa: E501
FLOWS = r"""
direction: {direction}
"EVAPORATION\nLakes, oceans, rivers\nsunlight from above ->\n-> salt" -> "CONDENSATION\nClouds form\n-> heat"
"A\nin ->\n-> out" -> "A": again
"""  # noqa: E501
STYLES = """
direction: {direction}
A -> B: fat {{style: thick}}
A -> C {{style: thick}}
B -> D {{style: dashed}}
C <-> D {{style: dashed}}
D -- G
G {{
  E
}}
"""
TEXTS = {"shapes": SHAPES, "bodies": BODIES, "flows": FLOWS, "styles": STYLES}
DIRECTIONS: tuple[Direction, ...] = ("right", "down")
CHARSETS: tuple[CharsetName, ...] = ("unicode", "ascii", "extended")
DRAWINGS: list[tuple[str, Graph, int, CharsetName]] = [
    (f"{name}_{direction}_{charset}", diagram, 100, charset)
    for name, text in TEXTS.items()
    for direction in DIRECTIONS
    for charset in CHARSETS
    if isinstance(diagram := parse(text.format(direction=direction)), Graph)
]


@pytest.mark.parametrize(("name", "diagram", "width", "charset"), DRAWINGS)
def test_golden(
    name: str, diagram: Graph, width: int, charset: CharsetName, golden: Golden
) -> None:
    golden(name, draw(diagram, width, charset))


def draw(diagram: Graph, width: int = 80, charset: CharsetName = "unicode") -> list[str]:
    return draw_diagram(diagram, DrawingOptions(width, None, charset)).split("\n")


def box(label: str, shape: Shape, charset: CharsetName = "unicode") -> list[str]:
    return draw(Graph((Node("A", label, shape),)), charset=charset)


@pytest.mark.parametrize(
    ("shape", "rows"),
    [
        ("rectangle", ["┌───┐", "│ A │", "└───┘"]),
        ("rounded", [".───.", "│ A │", "'───'"]),
        ("circle", [".───.", "( A )", "'───'"]),
        ("diamond", ["/───\\", "< A >", "\\───/"]),
        ("cylinder", [".───.", "├───┤", "│ A │", "'───'"]),
        ("queue", ["┌───┬┐", "│ A ││", "└───┴┘"]),
        ("person", ["┌─○─┐", "│ A │", "└───┘"]),
        ("text", [" A"]),
    ],
)
def test_every_shape_has_its_own_looks(shape: Shape, rows: list[str]) -> None:
    assert box("A", shape) == rows
    ascii_rows = box("A", shape, "ascii")
    assert all(row.isascii() for row in ascii_rows)
    assert len(ascii_rows) == len(rows)


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize(
    "shape", ["rectangle", "rounded", "circle", "diamond", "cylinder", "queue", "person"]
)
def test_shapes_bodies_and_styles_are_read_back(shape: Shape, charset: CharsetName) -> None:
    for direction in DIRECTIONS:
        for label in ("Node", "Node\none\ntwo\nthree"):
            nodes = (Node("Node", label, shape), Node("B", "B"))
            edges = (Edge("Node", "B", style="thick"), Edge("B", "Node", "back", style="dashed"))
            rows = draw(Graph(nodes, edges, (), direction), charset=charset)
            found = read_drawing("\n".join(rows)).diagram
            assert isinstance(found, Graph)
            assert set(found.nodes) == set(nodes)
            assert set(found.edges) == set(edges)


def test_shapes_differ_in_ascii_too() -> None:
    shapes: tuple[Shape, ...] = (
        *("rectangle", "rounded", "circle", "diamond", "cylinder", "queue", "person", "text"),
    )
    assert len({"\n".join(box("A", shape, "ascii")) for shape in shapes}) == len(shapes)


def test_rounded_boxes_have_round_corners_in_the_extended_set() -> None:
    assert box("A", "rounded", "extended") == ["╭───╮", "│ A │", "╰───╯"]


def test_points_stand_in_the_middle_of_a_diamond() -> None:
    assert box("a\nb\nc", "diamond")[1:4] == ["│ a │", "< b >", "│ c │"]
    assert box("a\nb", "diamond")[1:3] == ["< a >", "< b >"]


@pytest.mark.parametrize(("charset", "head", "tee"), [("unicode", "○", "┴"), ("ascii", "o", "+")])
def test_a_persons_head_makes_way_for_lines(charset: CharsetName, head: str, tee: str) -> None:
    person = Graph((Node("A", "Ann", "person"), Node("B", "B")), (Edge("B", "A", arrow="none"),))
    rows = draw(Graph(person.nodes, person.edges, (), "down"), charset=charset)
    assert head in rows[4]
    assert tee in rows[4][1:-1]
    found = read_drawing("\n".join(rows)).diagram
    assert isinstance(found, Graph)
    assert {node.label: node.shape for node in found.nodes} == {"Ann": "person", "B": "rectangle"}


@pytest.mark.parametrize(
    "border", ["┌○────────┐", "┌──○───○──┐", "┌─○──┴────┐", "+-x=o=y---+", "+o--------+"]
)
def test_not_every_knob_is_a_head(border: str) -> None:
    corners = "+-+" if border.isascii() else "└─┘"
    side = "|" if border.isascii() else "│"
    rows = [border, f"{side} a label {side}", f"{corners[0]}{corners[1] * 9}{corners[2]}"]
    found = read_drawing("\n".join(rows)).diagram
    assert isinstance(found, Graph)
    assert [node.shape for node in found.nodes] == ["rectangle"]
    assert found.nodes[0].label.endswith("a label")


def test_lines_meet_points_without_a_tee() -> None:
    pair = Graph((Node("A", "A", "diamond"), Node("B", "B", "circle")), (Edge("A", "B"),))
    assert draw(Graph(pair.nodes, pair.edges, (), "right"))[1] == "< A >───►( B )"


@pytest.mark.parametrize(
    ("label", "verbatim", "ruled"),
    [
        ("Load balancer", False, False),
        ("Load balancer\nnginx", False, False),
        ("Load balancer\nnginx 1.25\n2 replicas", False, False),
        ("Rain\nfalls to earth\nas water", False, True),
        ("Server\na\nb\nc", False, True),
        ("cat\n o", True, True),
        ("\na\nb\nc", False, False),
        ("cat\n \n", True, False),
    ],
)
def test_which_bodies_have_a_rule(label: str, verbatim: bool, ruled: bool) -> None:
    assert has_rule(Node("A", label, verbatim=verbatim)) is ruled


def test_lines_of_a_body_are_aligned_on_the_left() -> None:
    assert box("T\none\ntwo and more", "rectangle") == [
        "┌──────────────┐",
        "│      T       │",
        "├──────────────┤",
        "│ one          │",
        "│ two and more │",
        "└──────────────┘",
    ]


def test_a_line_does_not_leave_a_box_where_its_rule_ends() -> None:
    pair = parse('direction: right\n"T\\none\\ntwo and more" -> B')
    assert isinstance(pair, Graph)
    assert not any("┼" in row for row in draw(pair))


def test_thick_lines_have_corners_and_junctions_of_their_own() -> None:
    star = parse("direction: down\n" + "".join(f"A -> {to} {{style: thick}}\n" for to in "BCD"))
    assert isinstance(star, Graph)
    rows = "\n".join(draw(star))
    assert {"╥", "╔", "╗", "═"} <= set(rows)
    assert {"┰", "┏", "┓", "━"} <= set("\n".join(draw(star, charset="extended")))


def flowing(*lines: str, direction: Direction = "down") -> list[str]:
    return draw(Graph((Node("A", "\n".join(("A", *lines))),), (), (), direction))


def test_flows_stand_beside_the_box_in_a_vertical_graph() -> None:
    assert flowing("-> out", "in ->") == [
        "┌───┐",
        "│   ├──► out",
        "│ A │",
        "│   │◄── in",
        "└───┘",
    ]


def test_flows_stand_below_the_box_in_a_horizontal_graph() -> None:
    assert flowing("-> heat", direction="right") == [
        "┌───┐",
        "│ A │",
        "└─┬─┘",
        "  │",
        "  ▼",
        " heat",
    ]


@pytest.mark.parametrize("line", ["->", "-> ", "a -> b", "x->", "->x", "-> a ->", "a => b"])
def test_lines_that_are_no_flows_are_text(line: str) -> None:
    node = Node("A", f"A\n{line}")
    assert part_flows(node) == (node, ())


def test_a_title_is_no_flow() -> None:
    assert part_flows(Node("-> a", "-> a")) == (Node("-> a", "-> a"), ())


def test_a_verbatim_body_has_no_flows() -> None:
    node = Node("A", "A\n-> a", verbatim=True)
    assert part_flows(node) == (node, ())


LINES = st.sampled_from(
    ("-> out", "in ->", "body", "a longer line of text", "-> 日本", "-> a b c d")
)
SHAPE_NAMES = st.sampled_from(
    ("rectangle", "rounded", "circle", "diamond", "cylinder", "queue", "person", "text")
)
NODES = st.tuples(st.lists(LINES, max_size=6).map(tuple), SHAPE_NAMES)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(NODES, min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5),
    st.sampled_from(("right", "down", "left", "up")),
    st.integers(30, 100),
    st.sampled_from(CHARSETS),
)
def test_bodies_and_flows_are_sound_at_any_width(
    parts: list[tuple[tuple[str, ...], Shape]],
    ends: list[tuple[int, int]],
    direction: Direction,
    width: int,
    charset: CharsetName,
) -> None:
    nodes = tuple(
        Node(f"n{i}", "\n".join((f"Title {i}", *lines)), shape)
        for i, (lines, shape) in enumerate(parts)
    )
    edges = tuple(Edge(f"n{a}", f"n{b}") for a, b in ends if max(a, b) < len(nodes))
    rows = draw(Graph(nodes, edges, (), direction), width, charset)
    assert max(map(cell_width, rows)) <= width
    flows = sum("->" in line for lines, _ in parts for line in lines)
    heads = "<>^v" if charset == "ascii" else "◄►▲▼"
    assert sum(row.count(head) for row in rows for head in heads) >= flows


@pytest.mark.parametrize("charset", CHARSETS)
def test_lines_enter_persons_with_short_names_from_above(charset: CharsetName) -> None:
    graph = Graph(
        (Node("b", "b"), Node("A", "A", "person")), (Edge("b", "A", arrow="none"),), (), "down"
    )
    rows = draw(graph, charset=charset)
    places = [[number for number, row in enumerate(rows) if name in row] for name in "bA"]
    assert places[0] < places[1]


def test_the_reference_shows_what_is_drawn() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/notation.md").read_text(encoding="utf-8")
    found = re.search(r"^```text\n(.*?)\n```\n\n```\n(.*?)\n```$", page, re.DOTALL | re.MULTILINE)
    assert found is not None
    diagram = parse(found[1].rpartition("```text\n")[2])
    assert isinstance(diagram, Graph)
    assert draw(diagram) == found[2].split("\n")
