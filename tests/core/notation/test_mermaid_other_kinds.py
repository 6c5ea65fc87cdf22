"""Class and entity relationship diagrams, mind maps, timelines, and kinds that are refused."""

import pytest

from ascii_diagram.diagram import Edge, Graph, Group, Node, Period, Timeline
from ascii_diagram.errors import LimitError, NotationError
from ascii_diagram.limits import (
    MAX_EDGES,
    MAX_GROUP_DEPTH,
    MAX_LABEL_CHARS,
    MAX_NODES,
    MAX_NOTATION_BYTES,
)
from ascii_diagram.notation.mermaid_reader import read_mermaid


def graph(text: str) -> Graph:
    diagram = read_mermaid(text)
    assert isinstance(diagram, Graph)
    return diagram


def test_classes_hold_attributes_then_methods() -> None:
    diagram = graph(
        """classDiagram
        class Shape~T~ {
            <<interface>>
            +area() float*
            -List~List~int~~ sizes
        }
        Shape : +name
        class Empty["An empty
            one"]:::hot
        """
    )
    assert [n.label for n in diagram.nodes] == [
        "Shape<T>\n<<interface>>\n-List<List<int>> sizes\n+name\n+area() float",
        "An empty\none",
    ]


@pytest.mark.parametrize(
    ("typed", "edge"),
    [
        ("A <|-- B", Edge("B", "A", "extends")),
        ("A --|> B", Edge("A", "B", "extends")),
        ("A <|.. B", Edge("B", "A", "implements", style="dashed")),
        ("A *-- B", Edge("A", "B", "contains")),
        ("A --o B : owns", Edge("B", "A", "owns")),
        ("A --> B", Edge("A", "B")),
        ("A <-- B : uses", Edge("B", "A", "uses")),
        ("A ..> B", Edge("A", "B", style="dashed")),
        ("A -- B", Edge("A", "B", arrow="none")),
        ("A <|--|> B : x", Edge("A", "B", "x", arrow="both")),
        ('A "1" --> "0..*" B : has', Edge("A", "B", "has (1 to 0..*)")),
        ('A "1" <-- B', Edge("B", "A", "(to 1)")),
    ],
)
def test_relations_of_classes(typed: str, edge: Edge) -> None:
    assert graph(f"classDiagram\n{typed}").edges == (edge,)


def test_bases_stand_above_unless_a_direction_is_given() -> None:
    assert graph("classDiagram\nA <|-- B").direction == "up"
    assert graph("classDiagram\ndirection LR\nA <|-- B").direction == "right"
    assert graph("classDiagram\nA --> B").direction is None


def test_namespaces_and_notes_of_classes() -> None:
    diagram = graph(
        "classDiagram\nnamespace Base {\nclass A\nclass B { +x }\n}\n"
        'note for A "a note"\nnote "lone"'
    )
    assert diagram.groups == (Group("Base", "Base", ("A", "B")),)
    assert diagram.edges == (Edge("A", "note", arrow="none", style="dashed"),)
    assert [n.label for n in diagram.nodes] == ["A", "B\n+x", "a note", "lone"]


def test_entities_and_relationships() -> None:
    assert graph(
        """erDiagram
        CUSTOMER ||--o{ ORDER : places
        CUSTOMER { string name PK "full name"
            int age }
        ORDER }|..o| "LINE ITEM" : "is in"
        p[Person] one or more to only one CUSTOMER : is
        """
    ) == Graph(
        (
            Node("CUSTOMER", "CUSTOMER\nstring name PK full name\nint age"),
            Node("ORDER", "ORDER"),
            Node("LINE ITEM", "LINE ITEM"),
            Node("p", "Person"),
        ),
        (
            Edge("CUSTOMER", "ORDER", "places (1 to 0..n)", "none"),
            Edge("ORDER", "LINE ITEM", "is in (1..n to 0..1)", "none", "dashed"),
            Edge("p", "CUSTOMER", "is (1..n to 1)", "none"),
        ),
    )


def test_mind_maps_are_trees_by_indentation() -> None:
    diagram = graph(
        """mindmap
  root((Centre))
    Left
      ::icon(fa fa-book)
      Deep<br/>one
    b["Right (x)"]:::hot
    Left %% not the other Left
"""
    )
    assert [(n.id, n.label, n.shape) for n in diagram.nodes] == [
        ("root", "Centre", "circle"),
        ("Left", "Left", "rectangle"),
        ("Deep", "Deep\none", "rectangle"),
        ("b", "Right (x)", "rectangle"),
        ("Left-2", "Left", "rectangle"),
    ]
    assert [(e.source, e.target, e.arrow) for e in diagram.edges] == [
        ("root", "Left", "none"),
        ("Left", "Deep", "none"),
        ("root", "b", "none"),
        ("root", "Left-2", "none"),
    ]


def test_labels_of_mind_maps_may_span_lines() -> None:
    diagram = graph("mindmap\n  a[\n    two\n    words\n  ]\n    b")
    assert [n.label for n in diagram.nodes] == ["two\nwords", "b"]
    assert [(e.source, e.target) for e in diagram.edges] == [("a", "b")]


def test_timelines() -> None:
    assert read_mermaid(
        """timeline
        title History
        section Early days
            2002 : LinkedIn<br>starts
            2004 : Facebook : Google at 10:30
                 : Flickr
        section Later
            2005
        """
    ) == Timeline(
        (
            Period("2002", ("LinkedIn\nstarts",), "Early days"),
            Period("2004", ("Facebook", "Google at 10:30", "Flickr"), "Early days"),
            Period("2005", (), "Later"),
        )
    )


@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        ("classDiagram\nA ->> B", 2, 3, "`<|--`"),
        ("classDiagram\nclass A {\n+x", 2, 8, "`}`"),
        ("classDiagram\nnamespace N {\nclass A", 2, 1, "`}`"),
        ("erDiagram\nA ||--o{ B", 2, 11, "`: label`"),
        ("erDiagram\nA -> B", 2, 3, "`||--o{`"),
        ("erDiagram\nA {\nint x", 2, 3, "`}`"),
        ("mindmap\n  a\n  b", 3, 3, "second root"),
        ("mindmap\n  a[b", 2, 4, "`]`"),
        ("timeline\n : x", 2, 2, "before the first period"),
        ("gantt\n  title x", 1, 1, "not supported"),
        ("gitGraph\n  commit", 1, 1, "sequenceDiagram"),
        ("\nhello", 2, 1, "no Mermaid"),
        ("graph TD\n%% nothing", 1, 1, "empty"),
        ("sequenceDiagram", 1, 1, "empty"),
        ("timeline\ntitle x", 1, 1, "empty"),
    ],
)
def test_faults_say_where_and_what(text: str, line: int, column: int, part: str) -> None:
    with pytest.raises(NotationError) as caught:
        read_mermaid(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "graph TD\n" + "\n".join(f"n{i}" for i in range(MAX_NODES + 1)),
        "graph TD\n" + "A-->B;" * (MAX_EDGES + 1),
        "graph TD\n" + "a & " * 30 + "a --> " + "b & " * 30 + "b",
        "graph TD\n" + "".join(f"subgraph s{i}\n" for i in range(MAX_GROUP_DEPTH + 1)),
        "graph TD\n" + "".join(f"subgraph s{i}\ns{i + 1}\nend\n" for i in range(12)),
        "stateDiagram-v2\n" + "".join(f"state s{i} {{\n" for i in range(MAX_GROUP_DEPTH + 1)),
        "sequenceDiagram\n" + "loop x\n" * (MAX_GROUP_DEPTH + 1),
        "sequenceDiagram\n" + "A->>B: x\n" * (MAX_EDGES + 1),
        "sequenceDiagram\n" + "\n".join(f"participant p{i}" for i in range(MAX_NODES + 1)),
        "classDiagram\nclass A {\n" + "+x\n" * (MAX_NODES + 1) + "}",
        "erDiagram\nA {\n" + "int x\n" * (MAX_NODES + 1) + "}",
        "mindmap\n a\n" + "  b\n" * MAX_NODES,
        "timeline\n" + "\n".join(f"{i} : x" for i in range(MAX_NODES + 1)),
        "graph TD\n%%" + "x" * MAX_NOTATION_BYTES,
        "graph TD\n" + "x" * (MAX_LABEL_CHARS + 1),
        "classDiagram\nclass " + "x" * (MAX_LABEL_CHARS + 1),
        "sequenceDiagram\n" + "x" * (MAX_LABEL_CHARS + 1) + "->>B: x",
        "timeline\n" + "x" * (MAX_LABEL_CHARS + 1),
    ],
)
def test_everything_is_bounded(text: str) -> None:
    with pytest.raises(LimitError):
        read_mermaid(text)
