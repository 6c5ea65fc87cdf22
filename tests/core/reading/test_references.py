from ascii_diagram.diagram import Edge, Graph, Group, Node
from ascii_diagram.reading.references import join_references


def _graph(*edges: Edge, texts: tuple[str, ...], groups: tuple[Group, ...] = ()) -> Graph:
    boxes = tuple(Node(name, name) for name in ("A", "B", "C"))
    marks = tuple(Node(f"t{n}", label, "text") for n, label in enumerate(texts))
    return Graph((*boxes, *marks), edges, groups)


def test_ends_with_equal_numbers_are_one_line_with_the_label_at_either() -> None:
    graph = _graph(
        Edge("A", "t0", arrow="none"),
        Edge("t1", "B"),
        texts=("(1) reads from", "(1)"),
        groups=(Group("G", "G", ("A", "t0")),),
    )
    joined = join_references(graph)
    assert joined.edges == (Edge("A", "B", "reads from"),)
    assert [node.id for node in joined.nodes] == ["A", "B", "C"]
    assert joined.groups[0].members == ("A",)


def test_one_text_may_hold_several_numbers_and_labels() -> None:
    graph = _graph(
        Edge("A", "t0", arrow="none"),
        Edge("t1", "B"),
        Edge("t2", "C"),
        texts=("(1) (2)\nasks", "(1)", "(2)"),
    )
    assert set(join_references(graph).edges) == {Edge("A", "B"), Edge("A", "C", "asks")}


def test_arrowheads_at_both_ends_or_none_tell_the_kind_of_line() -> None:
    both = _graph(Edge("t0", "A"), Edge("t1", "B"), texts=("(7)", "(7)"))
    assert join_references(both).edges == (Edge("A", "B", arrow="both"),)
    none = _graph(
        Edge("A", "t0", arrow="none"), Edge("B", "t1", arrow="none"), texts=("(7)", "(7)")
    )
    assert join_references(none).edges == (Edge("A", "B", arrow="none"),)


def test_a_number_that_stands_alone_and_other_texts_stay() -> None:
    graph = _graph(Edge("A", "t0", arrow="none"), Edge("A", "t1"), texts=("(1)", "see f(1)"))
    assert join_references(graph) == graph
