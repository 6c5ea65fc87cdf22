from collections.abc import Callable
from collections.abc import Sequence as Rows

import pytest

from ascii_diagram.diagram import Direction, Edge, Graph, Node, Shape
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.outlines import has_rule
from ascii_diagram.notation import parse

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
DIRECTIONS: tuple[Direction, ...] = ("right", "down")
CHARSETS: tuple[CharsetName, ...] = ("unicode", "ascii", "extended")
DRAWINGS: list[tuple[str, Graph, int, CharsetName]] = [
    (f"{name}_{direction}_{charset}", diagram, 100, charset)
    for name, text in (("shapes", SHAPES), ("bodies", BODIES), ("styles", STYLES))
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


def test_a_persons_head_makes_way_for_lines() -> None:
    person = Graph((Node("A", "Ann", "person"), Node("B", "B")), (Edge("B", "A", arrow="none"),))
    rows = draw(Graph(person.nodes, person.edges, (), "down"))
    assert "○" in rows[4]
    assert "┴" in rows[4]


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
