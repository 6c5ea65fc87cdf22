from __future__ import annotations

import pytest

from ascii_diagram.diagram import Direction, Edge, Graph, Group, Node
from ascii_diagram.errors import LimitError, NotationError
from ascii_diagram.notation import parse


def graph(text: str) -> Graph:
    diagram = parse(text)
    assert isinstance(diagram, Graph)
    return diagram


@pytest.mark.parametrize("direction", ["right", "down", "left", "up"])
def test_the_first_line_sets_the_direction(direction: Direction) -> None:
    assert graph(f"direction: {direction}\nA -> B").direction == direction


@pytest.mark.parametrize("text", ["A -> B", "direction: auto\nA -> B"])
def test_without_a_direction_the_layout_chooses(text: str) -> None:
    assert graph(text) == Graph((Node("A", "A"), Node("B", "B")), (Edge("A", "B"),))


def test_the_direction_may_stand_further_down() -> None:
    assert graph("A -> B; direction: up").direction == "up"


def test_the_same_label_is_the_same_node() -> None:
    assert [node.id for node in graph("A -> B\nB -> C; A").nodes] == ["A", "B", "C"]


def test_an_id_lets_two_nodes_look_alike() -> None:
    diagram = graph("a: Cache\nb: Cache\na -> b")
    assert diagram.nodes == (Node("a", "Cache"), Node("b", "Cache"))
    assert diagram.edges == (Edge("a", "b"),)


def test_the_first_line_of_a_label_is_its_title_and_its_name() -> None:
    diagram = graph('"EVAPORATION\\nLakes, oceans\\nHeat" -> RAIN\nRAIN -> EVAPORATION')
    assert diagram.nodes[0] == Node("EVAPORATION", "EVAPORATION\nLakes, oceans\nHeat")
    assert diagram.edges[1] == Edge("RAIN", "EVAPORATION")


def test_a_verbatim_body_keeps_its_blanks() -> None:
    diagram = graph("cat: |\n   /\\_/\\\n  ( o.o )  \n\n  # no comment; no -> arrow\n|\ncat -> dog")
    body = " /\\_/\\\n( o.o )\n\n# no comment; no -> arrow"
    assert diagram.nodes[0] == Node("cat", f"cat\n{body}", verbatim=True)
    assert diagram.edges == (Edge("cat", "dog"),)


def test_a_verbatim_body_may_have_a_title_of_its_own() -> None:
    assert graph("x: Cat |\n  =^.^=\n|").nodes == (Node("x", "Cat\n=^.^=", verbatim=True),)


def test_more_pipes_make_room_for_a_lone_pipe() -> None:
    assert graph("x: ||\n|\n||").nodes[0].body == ("|",)


def test_a_deeper_lone_pipe_belongs_to_the_body() -> None:
    assert graph("x: |\n  |\n  v\n|").nodes[0].body == ("|", "v")


def test_shapes() -> None:
    diagram = graph("db: Postgres {shape: cylinder}\nA -> db\nUser {shape: person}")
    assert [node.shape for node in diagram.nodes] == ["cylinder", "rectangle", "person"]


@pytest.mark.parametrize(
    "text", ["db {shape: cylinder;}", "db: {shape:cylinder}", "db {shape: cylinder }"]
)
def test_spellings_of_attributes(text: str) -> None:
    assert graph(text).nodes == (Node("db", "db", "cylinder"),)


def test_groups_hold_nodes_edges_and_groups() -> None:
    diagram = graph("Out {\n  A\n  In: Inner part {\n    B -> C: asks\n  }\n}\nX -> A")
    assert diagram.groups == (
        Group("Out", "Out", ("A", "In")),
        Group("In", "Inner part", ("B", "C")),
    )
    assert diagram.edges == (Edge("B", "C", "asks"), Edge("X", "A"))


def test_a_group_fits_on_a_line() -> None:
    assert graph("G { A; B }; A -> B").groups == (Group("G", "G", ("A", "B")),)


def test_listing_a_node_moves_it_wherever_it_is_mentioned() -> None:
    diagram = graph("A -> B\nG {\n  A -> C\n}\nH {\n  A\n}")
    assert diagram.groups == (Group("G", "G", ("C",)), Group("H", "H", ("A",)))


def test_the_first_group_whose_edge_names_a_node_holds_it() -> None:
    diagram = graph("G {\n  A -> B\n}\nH {\n  B -> C\n}")
    assert diagram.groups == (Group("G", "G", ("A", "B")), Group("H", "H", ("C",)))


def test_an_edge_may_end_at_a_group_that_comes_later() -> None:
    diagram = graph("A -> G\nG {\n  B\n}")
    assert [node.id for node in diagram.nodes] == ["A", "B"]
    assert diagram.edges == (Edge("A", "G"),)


def test_a_group_may_be_listed_by_name_and_opened_twice() -> None:
    diagram = graph("G {\n  A\n}\nH {\n  G\n}\nG {\n  B\n}")
    assert diagram.groups == (Group("G", "G", ("A", "B")), Group("H", "H", ("G",)))


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: X\nb\na: Y", 3, 4, "`a` already has another label (line 1)"),
        ('"a\\nX"\n"a\\nY"', 2, 1, "`a` already has another label (line 1)"),
        ("a {shape: circle}\na {shape: queue}", 2, 4, "already circle (line 1)"),
        ("G {\n  A\n}\nH {\n  A\n}", 5, 3, "`A` is already in the group `G` (line 2)"),
        ("Cache {\n  Cache\n}", 2, 3, "the group `Cache` would hold itself"),
        ("G {\n  H\n}\nH {\n  G\n}", 2, 3, "the group `G` would hold itself"),
        ("A: Label\nA {\n  B\n}", 1, 4, "`A` is also the name of a group (line 2)"),
        ("A {\n  B\n}\nA {shape: circle}", 4, 4, "`A` is also the name of a group (line 1)"),
        ("g: X {\n  A\n}\ng: Y {\n  B\n}", 4, 4, "the group `g` already has another label"),
        ("A -> B\nG {\n}", 2, 1, "the group `G` is empty"),
        ("G {\n  A\n", 1, 3, "this block is never closed"),
        ("A\n}", 2, 1, "there is no block to close"),
        ("A -> B {\n C\n}", 1, 8, "a block cannot follow an edge"),
        ("A {colour: red}", 1, 4, "unknown attribute `colour` of a node"),
        ("A -> B {stile: dashed}", 1, 9, "did you mean `style`?"),
        ("A {shape: cylindre}", 1, 4, "did you mean `cylinder`?"),
        ("A {shape: circle; shape: circle}", 1, 19, "stands here twice"),
        ("A {span: 2}", 1, 4, "unknown attribute `span` of a node"),
        ("A -> B {shape: circle}", 1, 9, "unknown attribute `shape` of an edge"),
        ("A -> B\nshape: circle", 2, 1, "`shape:` is a setting"),
        ("G {\n  direction: up\n}", 2, 3, "`direction:` is a setting"),
        ("direction: right\ndirection: up", 2, 1, "the direction is already set"),
        ("direction: rigth\nA", 1, 12, "did you mean `right`?"),
        ("shape: sequence\nA", 1, 8, "did you mean `sequence_diagram`?"),
        ("x: |\n  y", 1, 4, "`|` opens is never closed"),
        ("x: |\n  a\tb\n|", 2, 4, "a tab has no fixed width"),
        ("A -> B: |\n  x\n|", 1, 9, "an edge holds no verbatim block"),
        ('"a\\nb": c', 1, 1, "an id is a single line"),
    ],
)
def test_a_contradiction_is_an_error_with_its_place(
    text: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert message in caught.value.message
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize("name", ["direction", "shape", "art", "grid-columns"])
def test_a_setting_in_quotes_is_a_node(name: str) -> None:
    assert graph(f'A -> B\n"{name}": x').nodes[2] == Node(name, "x")


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"n{number}" for number in range(201)),
        "\n".join(["A -> B"] * 401),
        "".join(f"g{depth} {{\n" for depth in range(9)) + "A\n" + "}\n" * 9,
        "\n".join(f"g{depth} {{\n  g{depth + 1}\n}}" for depth in range(9)) + "\ng9 { A }",
    ],
)
def test_limits(text: str) -> None:
    with pytest.raises(LimitError):
        parse(text)


def test_the_largest_diagram_is_taken() -> None:
    text = "\n".join(f"n{number % 200} -> n{(number + 1) % 200}" for number in range(400))
    diagram = graph(text + "\n" + "".join(f"g{i} {{\n" for i in range(8)) + "n0\n" + "}\n" * 8)
    assert (len(diagram.nodes), len(diagram.edges), len(diagram.groups)) == (200, 400, 8)
