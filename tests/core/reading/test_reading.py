from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram import draw
from ascii_diagram.diagram import Edge, Graph, Sequence, Timeline
from ascii_diagram.errors import LimitError
from ascii_diagram.notation import print_arrow
from ascii_diagram.reading import Area, read_drawing

GOLDEN = Path(__file__).parent.parent / "drawing" / "golden"


def codes(drawing: str) -> list[str]:
    return [finding.code for finding in read_drawing(drawing).findings]


def test_geometry_is_given_in_cells_of_the_text() -> None:
    reading = read_drawing("\n  ┌────┐    ┌───┐\n  │ 検 ├───►│ B │\n  └────┘    └───┘")
    assert [(box.name, box.area) for box in reading.boxes] == [
        ("検", Area(1, 2, 3, 7)),
        ("B", Area(1, 12, 3, 16)),
    ]
    assert [(h.row, h.column, h.direction, h.target) for h in reading.heads] == [
        (2, 11, "right", "B")
    ]
    assert [(w.row0, w.column0, w.row1, w.column1) for w in reading.wires] == [(2, 8, 2, 10)]


def test_equal_labels_are_different_nodes() -> None:
    graph = read_drawing("┌───┐    ┌───┐\n│ A ├───►│ A │\n└───┘    └───┘").diagram
    assert isinstance(graph, Graph)
    assert [(node.id, node.label) for node in graph.nodes] == [("A", "A"), ("A 2", "A")]
    assert (graph.edges[0].source, graph.edges[0].target) == ("A", "A 2")


def test_lines_of_a_label_are_joined_where_they_were_wrapped() -> None:
    wrapped = "┌─────────┐\n│ Receive │\n│ payment │\n└─────────┘"
    broken = "┌─────────────┐\n│ Cache       │\n│ Redis 7, HA │\n└─────────────┘"
    for drawing, label in ((wrapped, "Receive payment"), (broken, "Cache\nRedis 7, HA")):
        graph = read_drawing(drawing, kind="graph").diagram
        assert isinstance(graph, Graph)
        assert graph.nodes[0].label == label


@pytest.mark.parametrize(
    ("drawing", "code"),
    [
        ("┌───┐\n│ A ├────\n└───┘", "loose-line"),
        ("┌───┐\n│ A │  ─►\n└───┘", "loose-head"),
        ("┌───┐     ┌───┐\n│ A ├────►│ B │\n└───┘     └───┘\n\n\nby hand", "unclear-text"),
        ("┌───┐\x07   ┌───┐\n│ A ├───►│ B │\n└───┘    └───┘", "unreadable-character"),
        ("just words", "nothing"),
    ],
)
def test_what_is_not_understood_is_reported(drawing: str, code: str) -> None:
    assert code in codes(drawing)


@pytest.mark.parametrize(
    "drawing",
    [
        "    │\n┌───┴────┐\n│ a      │\n└────────┘",
        "┌────────┐   │  ┌───┐\n│ a      ├─────►│ b │\n└────────┘      └───┘",
        "  │ ┌───┐\n──┼─┤ a │\n  │ └───┘",
    ],
)
def test_findings_lie_in_the_text(drawing: str) -> None:
    findings = read_drawing(drawing).findings
    assert findings
    assert all(finding.row >= 0 and finding.column >= 0 for finding in findings)


@pytest.mark.parametrize(
    ("notation", "label"),
    [
        ("a -> b: x ∙ y", "x ∙ y"),
        ("a -> b: x∙y", "x∙y"),
        ("a -> b: ∙ x", "∙ x"),
        ("a -> b: 日 ∙ 本", "日 ∙ 本"),
        ("direction: down\na -> b: p ¦ q", "p ¦ q"),
        ("direction: down\na -> b: p¦q", "p¦q"),
        ("a -> b: p ¦ q", "p ¦ q"),
    ],
)
def test_bullets_and_broken_bars_of_labels_are_no_lines(notation: str, label: str) -> None:
    reading = read_drawing(draw(notation))
    assert reading.findings == ()
    assert isinstance(reading.diagram, Graph)
    (edge,) = reading.diagram.edges
    assert (edge.source, edge.target, edge.label, edge.style) == ("a", "b", label, "solid")


def test_a_list_beside_a_drawing_leads_nowhere() -> None:
    listed = "┌───┐    ┌───┐\n│ A ├───►│ B │\n└───┘    └───┘\n\n\n{0} one\n\n{0} two\n"
    for sign in "∙¦":
        assert set(codes(listed.format(sign))) == {"unclear-text"}


def test_dashed_lines_pass_between_words() -> None:
    drawing = """
   ┌───┐   ┌───┐   ┌───┐
   │ A │   │ B │   │ C │
   └─┬─┘   └─┬─┘   └─┬─┘
     │       ¦       │
  left one   ¦   right one
     │ left  ¦ right │
     ▼       ▼       ▼
   ┌───┐   ┌───┐   ┌───┐
   │ D │   │ E │   │ F │
   └───┘   └───┘   └───┘
"""
    graph = read_drawing(drawing).diagram
    assert isinstance(graph, Graph)
    assert ("B", "E", "dashed") in [(e.source, e.target, e.style) for e in graph.edges]


@pytest.mark.parametrize(
    ("signs", "drawing"),
    [
        ("►▶▸▷▹→⟶⇒➔➜➝➞➤➡⮕❯", "┌───┐    ┌───┐\n│ A ├───{}│ B │\n└───┘    └───┘"),
        ("◄◀◂◁◃←⟵⇐⬅", "┌───┐    ┌───┐\n│ B │{}───┤ A │\n└───┘    └───┘"),
        ("▼▾▽▿↓⇓⬇", "┌───┐\n│ A │\n└─┬─┘\n  {}\n┌───┐\n│ B │\n└───┘"),
        ("▲▴△▵↑⇑⬆", "┌───┐\n│ B │\n└───┘\n  {}\n┌─┴─┐\n│ A │\n└───┘"),
    ],
)
def test_arrowheads_of_every_kind_point(signs: str, drawing: str) -> None:
    for sign in signs:
        reading = read_drawing(drawing.format(sign))
        assert reading.findings == ()
        assert isinstance(reading.diagram, Graph)
        assert reading.diagram.edges == (Edge("A", "B"),)


def test_a_label_between_two_lines_belongs_to_neither() -> None:
    drawing = """
┌───┐       ┌───┐
│ A ├──────►│ B │
│   │ which │   │
│   ├──────►│   │
└───┘       └───┘
"""
    assert codes(drawing) == ["unclear-label"]


def test_an_open_box_is_no_node() -> None:
    graph = read_drawing("┌───┐\n│ A ├\n└───┘\n┌───┐\n│ B │\n└── ┘").diagram
    assert isinstance(graph, Graph)
    assert [node.label for node in graph.nodes] == ["A"]


def test_listings_are_trees() -> None:
    drawing = "src\n├── api\n│   ├── auth.py\n│   └── db.py\n└── main.py"
    graph = read_drawing(drawing).diagram
    assert isinstance(graph, Graph)
    assert [(e.source, e.target) for e in graph.edges] == [
        ("src", "api"),
        ("api", "auth.py"),
        ("api", "db.py"),
        ("src", "main.py"),
    ]


def test_sequences_of_others_with_labels_in_their_lines() -> None:
    drawing = """
+-------+         +-----+
| Alice |         | Bob |
+-------+         +-----+
    |                |
    |--- hello ----->|
    |                |
    |<-- hi ---------|
    |                |
"""
    sequence = read_drawing(drawing).diagram
    assert isinstance(sequence, Sequence)
    assert [(m.source, m.target, m.label) for m in sequence.items] == [  # type: ignore[union-attr]
        ("Alice", "Bob", "hello"),
        ("Bob", "Alice", "hi"),
    ]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_own_drawings_are_understood_wholly(path: Path) -> None:
    reading = read_drawing(path.read_text("utf-8").rstrip("\n"))
    assert reading.findings == ()
    assert reading.diagram is not None
    assert print_arrow(reading.diagram)


def test_timelines_with_sections() -> None:
    text = (GOLDEN / "timeline_space.txt").read_text("utf-8")
    timeline = read_drawing(text).diagram
    assert isinstance(timeline, Timeline)
    sections = [period.section for period in timeline.periods]
    assert sections == ["Space race", "Space race", "Moon", "Moon"]
    assert timeline.periods[1].events == ("Gagarin orbits the Earth", "Bay of Pigs")


@pytest.mark.parametrize(
    "text", ["x" * 3_000_000, "x" * 5_000, "\n".join("x" * 900 for _ in range(900))]
)
def test_texts_beyond_the_bounds_are_refused(text: str) -> None:
    with pytest.raises(LimitError):
        read_drawing(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "\x1b[31m┌─┐\x1b[0m",
        "\u202e┌───┐\n│ A │\n└───┘",
        "+" * 300,
        "\n".join("+" * 120 for _ in range(120)),
        "\n".join("┼" * 120 for _ in range(120)),
        "\n".join("->" * 60 for _ in range(60)),
        "\n".join("┌┐└┘├┤┬┴" * 15 for _ in range(60)),
        "\n".join("|" * 200 for _ in range(50)),
        "\n".join("┌" + "─" * (n % 40) for n in range(200)),
    ],
)
def test_hostile_texts_end_in_a_reading_without_control_characters(text: str) -> None:
    reading = read_drawing(text)
    if isinstance(reading.diagram, Graph):
        assert all(n.label.replace("\n", "").isprintable() for n in reading.diagram.nodes)


@settings(max_examples=200, deadline=None)
@given(st.text("┌─┐│└┘├┤┬┴┼►▼◄▲ ab\n+-|<>v^.'=:检", max_size=300))
def test_any_text_is_read(text: str) -> None:
    reading = read_drawing(text)
    assert (reading.diagram is None) == any(f.code == "nothing" for f in reading.findings)
    if reading.diagram is not None:
        print_arrow(reading.diagram)
