"""Lines leave boxes with a rule or a lid beside the row where it ends."""

from __future__ import annotations

import random
import re
from itertools import product

import pytest

from ascii_diagram.diagram import Arrow, Direction, Edge, Graph, Node, Shape
from ascii_diagram.drawing import DrawingOptions, draw_diagram

SHAPES: tuple[Shape, ...] = ("rectangle", "cylinder", "rounded", "person", "queue")
ARROWS: tuple[Arrow, ...] = ("forward", "none", "both")
LINES = ("first line of it", "second", "a third line", "x", "more words here")
DIRECTIONS: tuple[Direction, ...] = ("right", "down", "left", "up")
BROKEN = re.compile(r"├─+├|┤─+┤")
"""A rule that ends at a line which leaves the box there."""


def ruled_graph(seed: int) -> Graph:
    """A graph of boxes that mostly have a rule, with self-loops and lines both ways."""
    chance = random.Random(seed)
    size = chance.randint(2, 6)
    nodes: list[Node] = []
    for number in range(size):
        lines = [f"Box {number}", *chance.choices(LINES, k=chance.choice((0, 2, 3, 4)))]
        nodes.append(Node(f"n{number}", "\n".join(lines), chance.choice(SHAPES)))
    edges = [
        Edge(f"n{max(0, i - 1 - int(chance.expovariate(0.7)))}", f"n{i}") for i in range(1, size)
    ]
    for _ in range(chance.randint(0, 4)):
        ends = [f"n{chance.randrange(size)}" for _ in range(2)]
        label = chance.choice(("", "again"))
        edges.append(Edge(ends[0], ends[1], label, chance.choice(ARROWS)))
    return Graph(tuple(nodes), tuple(edges))


@pytest.mark.parametrize("width", [120, 40])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_no_line_leaves_a_box_where_its_rule_ends(direction: Direction, width: int) -> None:
    for seed in range(20):
        drawing = draw_diagram(ruled_graph(seed), DrawingOptions(width, direction))
        assert not BROKEN.search(drawing), drawing


def test_flows_beside_a_box_leave_it_off_its_rule() -> None:
    for body, direction in product(("kept\nkept too\nand this", "kept\nmore"), DIRECTIONS):
        node = Node("a", f"Store\n{body}\n-> out\n-> away\n-> gone\n-> lost\n<- in", "cylinder")
        graph = Graph((node, Node("b", "Next")), (Edge("a", "b"),))
        drawing = draw_diagram(graph, DrawingOptions(80, direction))
        assert not BROKEN.search(drawing), drawing


def test_a_self_loop_without_heads_makes_room_below_the_rule() -> None:
    graph = Graph((Node("a", "Box\none line\nanother\na third"),), (Edge("a", "a", "", "none"),))
    assert draw_diagram(graph, DrawingOptions(80, "down")).split("\n") == [
        "┌──────────┐",
        "│   Box    │",
        "├──────────┤",
        "│ one line ├─┐",
        "│ another  ├─┘",
        "│ a third  │",
        "└──────────┘",
    ]
