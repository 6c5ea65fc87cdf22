from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.diagram import Direction, Edge, Graph, Node
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import WidthError
from tests.core.strategies import graphs

CHARSETS: tuple[CharsetName, ...] = ("unicode", "ascii", "extended")
DIRECTIONS: tuple[Direction, ...] = ("right", "down", "left", "up")


@settings(max_examples=60, deadline=None)
@given(graphs(), st.integers(5, 120), st.integers(0, 9), st.sampled_from(CHARSETS))
def test_every_sound_graph_is_drawn_or_names_a_width_from_which_on_it_is(
    graph: Graph, width: int, more: int, charset: CharsetName
) -> None:
    # drawing re-reads itself: labels, glyphs, corners, trailing blanks
    minimum = 0
    try:
        drawing = draw_diagram(graph, DrawingOptions(width, charset=charset))
    except WidthError as error:
        minimum = error.minimum
    if minimum:
        assert minimum > width
        width = minimum + more
        drawing = draw_diagram(graph, DrawingOptions(width, charset=charset))
    assert max(map(cell_width, drawing.split("\n"))) <= width
    assert drawing == draw_diagram(graph, DrawingOptions(width, charset=charset))


@st.composite
def plain_graphs(draw: st.DrawFn) -> Graph:
    """Connected graphs whose labels hold no glyphs of drawings."""
    count = draw(st.integers(2, 12))
    edges = [Edge(f"n{draw(st.integers(0, i - 1))}", f"n{i}") for i in range(1, count)]
    more = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    seen = {(e.source, e.target) for e in edges}
    for a, b in draw(st.lists(more, max_size=8, unique=True)):
        if (f"n{a}", f"n{b}") not in seen:
            label = draw(st.sampled_from(("", "", "yes", "on error")))
            edges.append(Edge(f"n{a}", f"n{b}", label))
    nodes = tuple(Node(f"n{i}", f"node {i}") for i in range(count))
    return Graph(nodes, tuple(edges), (), draw(st.sampled_from(DIRECTIONS)))


@settings(max_examples=60, deadline=None)
@given(plain_graphs(), st.integers(8, 40))
def test_graphs_of_short_words_fit_every_width_from_eight_on(graph: Graph, width: int) -> None:
    drawing = draw_diagram(graph, DrawingOptions(width))
    assert max(map(cell_width, drawing.split("\n"))) <= width


@settings(max_examples=60, deadline=None)
@given(plain_graphs())
def test_arrowheads_are_never_more_than_edges_nor_fewer_than_targets(graph: Graph) -> None:
    drawing = draw_diagram(graph, DrawingOptions(1000))
    found = sum(drawing.count(head) for head in "▲▼◄►")
    assert len({edge.target for edge in graph.edges}) <= found <= len(graph.edges)


@settings(max_examples=40, deadline=None)
@given(plain_graphs())
def test_every_box_is_closed_and_whole(graph: Graph) -> None:
    rows = draw_diagram(graph, DrawingOptions(1000)).split("\n")
    for node in graph.nodes:
        number = next(n for n, row in enumerate(rows) if f" {node.label} " in row)
        at = rows[number].index(f" {node.label} ") + 1
        left = max(rows[number].rfind(side, 0, at) for side in "│├┤")
        top = next(row for row in rows[number::-1] if row[left : left + 1] == "┌")
        assert set(top[left + 1 : at + len(node.label)]) <= set("─┴┬")


@settings(max_examples=30, deadline=None)
@given(plain_graphs())
def test_the_four_directions_have_the_same_shape(graph: Graph) -> None:
    def size(direction: Direction) -> tuple[int, int]:
        rows = draw_diagram(graph, DrawingOptions(1000, direction)).split("\n")
        return len(rows), max(map(cell_width, rows))

    assert size("right") == size("left")
    assert size("down") == size("up")
