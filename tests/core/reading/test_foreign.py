import pytest

from ascii_diagram.diagram import Graph
from ascii_diagram.notation import parse
from ascii_diagram.reading import read_drawing
from tests.core.reading.foreign_drawings import FOREIGN


def facts(graph: Graph) -> tuple[set[object], list[object], set[object]]:
    nodes = {(node.id, node.label, node.shape) for node in graph.nodes}
    edges = [(e.source, e.target, e.label, e.arrow, e.style) for e in graph.edges]
    groups = {(group.label, frozenset(group.members)) for group in graph.groups}
    return set(nodes), sorted(edges, key=str), set(groups)


@pytest.mark.parametrize("name", FOREIGN)
def test_drawings_of_others_say_what_they_show(name: str) -> None:
    drawing, notation = FOREIGN[name]
    wanted = parse(notation.replace(";", "\n"))
    reading = read_drawing(drawing)
    assert isinstance(wanted, Graph)
    assert isinstance(reading.diagram, Graph)
    assert facts(reading.diagram) == facts(wanted)
