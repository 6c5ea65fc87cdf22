import pytest

from ascii_diagram.diagram import Edge, Graph, Node
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.reading import read_drawing
from tests.core.drawing.flow_cases import graph

TREE = graph(
    "src -> core", "src -> cli", "core -> graph", "core -> layout", "cli -> draw", "docs -> index"
)
LISTED = """\
src
├── core
│   ├── graph
│   └── layout
└── cli
    └── draw
docs
└── index"""


def test_a_tree_is_listed_when_asked() -> None:
    assert draw_diagram(TREE, DrawingOptions(tree="listing")) == LISTED


def test_in_ascii_the_branches_are_those_of_file_listings() -> None:
    drawing = draw_diagram(TREE, DrawingOptions(tree="listing", charset="ascii"))
    assert drawing.split("\n")[1:4] == ["|-- core", "|   |-- graph", "|   `-- layout"]


@pytest.mark.parametrize(
    "other",
    [
        graph("A -> B", "C -> B"),
        graph("A -> B: yes"),
        graph("A -- B"),
        graph("A -> B", "B -> A"),
        graph("A -> B", "C -> D", "D -> C"),
        graph("A -> B", groups={"G": ("A",)}),
    ],
)
def test_what_is_no_plain_tree_has_boxes_all_the_same(other: Graph) -> None:
    assert draw_diagram(other, DrawingOptions(tree="listing")) == draw_diagram(other)


def test_large_trees_that_do_not_fit_are_listed_and_read_back() -> None:
    nodes = tuple(Node(f"n{i}", f"component {i}") for i in range(120))
    edges = tuple(Edge(f"n{(i - 1) // 4}", f"n{i}") for i in range(1, 120))
    drawing = draw_diagram(Graph(nodes, edges, (), "down"))
    assert drawing.startswith("component 0\n├── component 1\n")
    assert len(drawing.split("\n")) == 120
    read = read_drawing(drawing).diagram
    assert isinstance(read, Graph)
    assert len(read.edges) == 119
