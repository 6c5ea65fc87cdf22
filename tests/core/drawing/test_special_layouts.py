"""Rings, folded flows and columns: what they are chosen for, and that they show the same graph."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.diagram import Diagram, Direction, Edge, Graph, Group, Node
from ascii_diagram.drawing import DrawingOptions, draw_diagram
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.layered.flow import draw_graph, fit_parts
from ascii_diagram.drawing.layered.ring import find_ring
from ascii_diagram.reading import read_drawing
from tests.core.drawing.flow_cases import CASES, graph

DIRECTIONS: tuple[Direction, ...] = ("right", "down", "left", "up")


def layout(diagram: Graph, width: int = 80) -> str:
    (part,) = fit_parts(diagram, DrawingOptions(width))
    return part.layout


def read(drawing: str) -> Graph:
    found = read_drawing(drawing, kind="graph").diagram
    assert isinstance(found, Graph)
    return found


def edges(diagram: Graph) -> Counter[tuple[str, str, str, str]]:
    """Ends, kinds and labels without blanks: words may be cut."""
    names = {n.id: "".join(n.label.split()) for n in diagram.nodes}
    names |= {g.id: "".join(g.label.split()) for g in diagram.groups}
    found: Counter[tuple[str, str, str, str]] = Counter()
    for edge in diagram.edges:
        ends = names[edge.source], names[edge.target]
        first, last = ends if edge.arrow == "forward" else sorted(ends)
        found[first, edge.arrow, last, "".join(edge.label.split())] += 1
    return found


def cycle(size: int, *, labelled: bool = False) -> Graph:
    label = "go on" if labelled else ""
    nodes = tuple(Node(f"n{i}", f"step {i}") for i in range(size))
    return Graph(nodes, tuple(Edge(f"n{i}", f"n{(i + 1) % size}", label) for i in range(size)))


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("size", range(3, 9))
def test_a_cycle_is_drawn_as_a_ring_that_reads_back(size: int, direction: Direction) -> None:
    for labelled in (False, True):
        ring = cycle(size, labelled=labelled)
        assert layout(ring, 100) == "ring"
        drawing = draw_diagram(ring, DrawingOptions(100, direction))
        assert edges(read(drawing)) == edges(ring)


@pytest.mark.parametrize(
    "other",
    [
        cycle(2),
        cycle(9),
        graph("A -> B", "B -> C", "C -> A", "A -> C"),
        graph("A -> B", "B -> C", "C <-> A"),
        graph("A -> B", "B -> A", "C -> D", "D -> C"),
        graph("A -> B", "B -> C", "C -> A", groups={"G": ("A",)}),
        graph("A -> B", "B -> C", "C -> A", "A -> D", "A -> E"),
        graph("A -> B", "B -> C", "C -> A", "A -> D", "D -> E"),
        graph("1 -> 2", "2 -> 3", "3 -> 4", "4 -> 5", "5 -> 1", "4 -> x", "5 -> y", "1 -> z"),
    ],
)
def test_only_a_lone_cycle_of_three_to_eight_is_a_ring(other: Graph) -> None:
    assert find_ring(other) is None


RETRY = graph(
    "Start <-> Call API: both",
    "Call API -> Success?",
    "Success? -> Done: yes",
    "Success? -> Backoff: no",
    "Backoff -> Call API: retry",
    "Backoff -- Dead letter: max tries",
)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_boxes_may_hang_on_the_corners_of_a_ring(direction: Direction) -> None:
    assert layout(RETRY, 100) == "ring"
    drawing = draw_diagram(RETRY, DrawingOptions(100, direction))
    assert edges(read(drawing)) == edges(RETRY)


@pytest.mark.parametrize("name", ["folded_chain", "folded_branches"])
def test_folded_flows_go_right_only_and_read_back(name: str) -> None:
    folded, width = CASES[name]
    assert layout(folded, width) == "folded"
    drawing = draw_diagram(folded, DrawingOptions(width))
    assert "◄" not in drawing
    assert "▼" not in drawing
    assert edges(read(drawing)) == edges(folded)


def test_a_flow_is_folded_only_where_that_saves_many_rows() -> None:
    assert layout(
        graph("A step -> Another step", "Another step -> End", direction="right"), 26
    ) != ("folded")


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 14), st.integers(24, 70))
def test_chains_keep_within_the_width_and_their_order(size: int, width: int) -> None:
    nodes = tuple(Node(f"n{i}", f"stage {i}") for i in range(size))
    links = tuple(Edge(f"n{i}", f"n{i + 1}", "ok" if i % 3 else "") for i in range(size - 1))
    chain = Graph(nodes, links, (), "right")
    drawing = draw_diagram(chain, DrawingOptions(width))
    assert max(map(cell_width, drawing.split("\n"))) <= width
    assert edges(read(drawing)) == edges(chain)


@pytest.mark.parametrize("name", ["rails", "references", "stubs"])
def test_lines_that_are_cut_read_back_joined(name: str) -> None:
    tangle, width = CASES[name]
    assert layout(tangle, width) == "references"
    assert edges(read(draw_diagram(tangle, DrawingOptions(width)))) == edges(tangle)


def test_a_column_keeps_every_line_where_the_width_has_tracks_for_all() -> None:
    tangle, _ = CASES["rails"]
    drawing = draw_diagram(tangle, DrawingOptions(36))
    assert "(1)" not in drawing
    assert edges(read(drawing)) == edges(tangle)


def test_numbers_of_cut_lines_go_on_from_one_part_of_a_graph_to_the_next() -> None:
    loops = [Edge(f"n{i}", f"n{i}", label) for i in range(2) for label in ("", "on error")]
    groups = tuple(Group(f"g{i}", f"Group {i}", (f"n{i}",)) for i in range(2))
    apart = Graph(tuple(Node(f"n{i}", f"API {i}") for i in range(2)), tuple(loops), groups)
    drawing = draw_diagram(apart, DrawingOptions(20))
    assert [drawing.count(f"({number})") for number in range(1, 6)] == [2, 2, 2, 2, 0]
    assert edges(read(drawing)) == edges(apart)


def test_a_refused_layout_makes_room_for_the_next() -> None:
    chain = graph("Lexer -> Parser", "Parser -> Emitter")
    refused: list[list[str]] = []

    def accept(diagram: Diagram, rows: list[str]) -> bool:
        if len(refused) < 2 and rows not in refused:
            refused.append(rows)
        return rows not in refused

    rows = draw_graph(chain, DrawingOptions(80), accept)
    assert len(refused) == 2
    assert rows not in refused
    assert edges(read("\n".join(rows))) == edges(chain)


def test_the_last_layout_is_given_even_when_all_are_refused() -> None:
    chain = graph("Lexer -> Parser")
    rows = draw_graph(chain, DrawingOptions(80), lambda diagram, rows: False)
    assert edges(read("\n".join(rows))) == edges(chain)
