"""Drawn and read back, a diagram is the same."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ascii_diagram.diagram import Edge, Graph, Group, Node
from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.reread import is_readable, reread
from ascii_diagram.errors import WidthError
from ascii_diagram.reading import read_drawing
from tests.core.strategies import grids, sequences

CHARSETS: tuple[CharsetName, ...] = ("unicode", "ascii", "extended")
WORDS = (
    "API",
    "cache",
    "order service",
    "user",
    "main.py",
    "C",
    "検索",
    "👩‍👩‍👧 team",
    "🇫🇷",
    "Größe",
)
Facts = tuple[Counter[object], Counter[object], Counter[object]]


def bare(label: str) -> str:
    return "".join(label.split())


def facts(graph: Graph) -> Facts:
    """What a drawing shows, without what it need not tell: ids, order, where labels are broken."""
    names = {node.id: bare(node.label) for node in graph.nodes}
    names.update((group.id, f"[{bare(group.label)}]") for group in graph.groups)
    edges: Counter[object] = Counter()
    for edge in graph.edges:
        ends = names[edge.source], names[edge.target]
        ordered = ends if edge.arrow == "forward" else tuple(sorted(ends))
        edges[*ordered, edge.arrow, bare(edge.label)] += 1
    members: Counter[object] = Counter(
        (names[group.id], *sorted(names[member] for member in group.members))
        for group in graph.groups
    )
    return Counter(names.values()), edges, members


@st.composite
def word_graphs(draw: st.DrawFn) -> Graph:
    """Graphs with groups and labels, none of which looks like a line."""
    count = draw(st.integers(1, 10))
    nodes = tuple(
        Node(f"n{i}", f"{draw(st.sampled_from(WORDS))} {i}", draw(SHAPES)) for i in range(count)
    )
    free = [node.id for node in nodes]
    groups: list[Group] = []
    for number in range(draw(st.integers(0, 3))):
        size = draw(st.integers(1, 3))
        if len(free) < size:
            break
        groups.append(Group(f"g{number}", f"Group {number}", tuple(free[:size])))
        free = [*free[size:], f"g{number}"]
    ends = st.sampled_from([*(node.id for node in nodes), *(group.id for group in groups)])
    labels = st.sampled_from(("", "", "", "yes", "on error", "sends a request", "返答"))
    edge = st.builds(Edge, ends, ends, labels, ARROWS, st.sampled_from(("solid", "dashed")))
    edges = draw(st.lists(edge, max_size=12))
    return Graph(nodes, tuple(edges), tuple(groups), draw(st.sampled_from((None, "right", "down"))))


ARROWS = st.sampled_from(("forward", "forward", "forward", "both", "none"))
SHAPES = st.sampled_from(("rectangle", "rectangle", "rounded", "cylinder", "diamond", "queue"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(word_graphs(), st.integers(20, 200), st.sampled_from(CHARSETS))
def test_graphs(graph: Graph, width: int, charset: CharsetName) -> None:
    try:
        drawing = draw_diagram(graph, DrawingOptions(width, charset=charset))
    except WidthError:
        assume(False)
        return
    reading = read_drawing(drawing, kind="graph")
    assert isinstance(reading.diagram, Graph)
    assert facts(reading.diagram) == facts(graph)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(sequences(), st.integers(20, 200), st.sampled_from(CHARSETS))
def test_sequences(sequence: object, width: int, charset: CharsetName) -> None:
    check(sequence, width, charset)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(grids(), st.integers(20, 200), st.sampled_from(CHARSETS))
def test_grids(grid: object, width: int, charset: CharsetName) -> None:
    check(grid, width, charset)


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize(
    "label",
    ["x ∙ y", "x ¦ y", "x → y", "x ● y", "x ▸ y", "x │ y", "v", "^", "x > 3", "-> z", "|x|", "┌─┐"],
)
def test_labels_that_look_like_lines_are_drawn(label: str, charset: CharsetName) -> None:
    nodes = (Node("a", label), Node("b", "b"), Node("c", "c"), Node("o", "o", "cylinder"))
    edges = (Edge("a", "o", label), Edge("b", "o"), Edge("c", "o", "a longer label here"))
    for width, direction in ((80, None), (80, "down"), (14, None)):
        graph = Graph(nodes, edges, direction=direction)
        drawing = draw_diagram(graph, DrawingOptions(width, charset=charset))
        assert label in drawing


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize(
    "picture", ["+--+\n|  |\n+--+", ".--.\n|  |\n'--'", "┌──┐\n│  │\n└──┘", "╭──╮\n│  │\n╰──╯"]
)
def test_boxes_with_pictures_of_boxes_are_drawn(picture: str, charset: CharsetName) -> None:
    node = Node("a", f"a\n{picture}", verbatim=True)
    graph = Graph((node, Node("b", "b")), (Edge("a", "b", "sends"),))
    drawing = draw_diagram(graph, DrawingOptions(80, charset=charset))
    assert all(line in drawing for line in picture.split("\n"))


def check(diagram: object, width: int, charset: CharsetName) -> None:
    assume(is_readable(diagram, charset))  # type: ignore[arg-type]
    try:
        drawing = draw_diagram(diagram, DrawingOptions(width, charset=charset))  # type: ignore[arg-type]
    except WidthError:
        assume(False)
        return
    reread(diagram, drawing.split("\n"), charset)  # type: ignore[arg-type]
