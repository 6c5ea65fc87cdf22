from ascii_diagram.diagram import Edge, Graph
from ascii_diagram.reading import read_drawing


def edges(drawing: str) -> set[Edge]:
    reading = read_drawing(drawing)
    assert isinstance(reading.diagram, Graph)
    assert reading.findings == ()
    assert all(node.shape != "text" for node in reading.diagram.nodes)
    return set(reading.diagram.edges)


def test_ends_with_equal_numbers_are_one_line_with_the_label_at_either() -> None:
    drawing = """
┌───┐
│ A ├──(1) reads from
└───┘
┌───┐
│ B │◄─(1)
└───┘
"""
    assert edges(drawing) == {Edge("A", "B", "reads from")}


def test_numbers_and_their_labels_stand_above_and_below_boxes() -> None:
    drawing = """
+---+
| A |
+-+-+
 (1) (2)

 (1)
  v
+---+
| B |
+-+-+
 (3) asks

 (2) (3)
  v
+---+
| C |
+---+
"""
    assert edges(drawing) == {Edge("A", "B"), Edge("A", "C"), Edge("B", "C", "asks")}


def test_arrowheads_at_both_ends_or_none_tell_the_kind_of_line() -> None:
    both = """
┌───┐
│ A │◄─(7)
└───┘
┌───┐
│ B │◄─(7)
└───┘
"""
    assert edges(both) == {Edge("A", "B", arrow="both")}
    assert edges(both.replace("│◄─", "├──")) == {Edge("A", "B", arrow="none")}


def test_a_number_that_stands_alone_stays_a_text() -> None:
    reading = read_drawing("┌───┐\n│ A ├──(1)\n└───┘")
    assert isinstance(reading.diagram, Graph)
    assert [node.id for node in reading.diagram.nodes] == ["A", "(1)"]
