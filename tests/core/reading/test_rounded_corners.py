"""ASCII lines that turn at `.` and `'`: corners that say where they lead."""

import pytest

from ascii_diagram.diagram import Graph
from ascii_diagram.reading import read_drawing

CASES = {
    "corners side by side": (
        """
+---+   +---+
| A |   | B |
+-+-+   +-+-+
  '-.   .-'
    v   v
   +-----+
   |  C  |
   +-----+
""",
        ["A -> C", "B -> C"],
    ),
    "a step of one column": (
        """
+---+
| A |
+-+-+
  '.
   v
 +---+
 | B |
 +---+
""",
        ["A -> B"],
    ),
    "corners beside a junction": (
        """
  +---+
  | A |
  +-+-+
 .--+.
 v   '--.
+---+   v
| B | +---+
+---+ | C |
      +---+
""",
        ["A -> B", "A -> C"],
    ),
    "junctions of one line below each other": (
        """
      +---+
      | A |
      +-+-+
  .-----+
  |     +-----.
  v     v     v
+---+ +---+ +---+
| B | | C | | D |
+---+ +---+ +---+
""",
        ["A -> B", "A -> C", "A -> D"],
    ),
    "a corner below another line's corner": (
        """
+---+     +---+
| A |     | B |
+-+-+     +-+-+
  |    .----'
  '----+----.
       v    v
     +---+ +---+
     | C | | D |
     +---+ +---+
""",
        ["A -> D", "B -> C"],
    ),
    "a label right below a corner": (
        """
+---+
| A |
+-+-+
  '-----.
       yes
        v
      +---+
      | B |
      +---+
""",
        ["A -> B: yes"],
    ),
    "a loop": (
        """
+---+
| A +-. again
|   |<'
+---+
""",
        ["A -> A: again"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_lines_turn_at_rounded_corners(name: str) -> None:
    drawing, wanted = CASES[name]
    reading = read_drawing(drawing.strip("\n"), kind="graph")
    graph = reading.diagram
    assert isinstance(graph, Graph)
    shown = [f"{e.source} -> {e.target}" + (f": {e.label}" if e.label else "") for e in graph.edges]
    assert sorted(shown) == wanted
    assert not reading.findings


def test_lines_with_rounded_corners_are_no_boxes() -> None:
    drawing = """
  +---+   +---+
  | A |   | B |
  +-+-+   +-+-+
  .-+.      |
  | |'------+-.
  | +-----. | |
  v v     v v v
+-----+   +-----+
|  C  |   |  D  |
+-----+   +-----+
""".strip("\n")
    reading = read_drawing(drawing, kind="graph")
    assert [box.name for box in reading.boxes] == ["A", "B", "C", "D"]
    assert not reading.frames
