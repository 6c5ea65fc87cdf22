import pytest

from ascii_diagram.diagram import Edge, Graph, Group, Node
from ascii_diagram.errors import NotationError
from ascii_diagram.notation.mermaid_reader import read_mermaid


def read(body: str) -> Graph:
    graph = read_mermaid(f"stateDiagram-v2\n{body}")
    assert isinstance(graph, Graph)
    return graph


def test_states_transitions_start_and_end() -> None:
    assert read("direction LR\n[*] --> Still\nStill --> Moving : pushed\nMoving --> [*]") == Graph(
        (
            Node("start", "start", "circle"),
            Node("Still", "Still", "rounded"),
            Node("Moving", "Moving", "rounded"),
            Node("end", "end", "circle"),
        ),
        (
            Edge("start", "Still"),
            Edge("Still", "Moving", "pushed"),
            Edge("Moving", "end"),
        ),
        (),
        "right",
    )


def test_start_keeps_clear_of_a_state_of_that_name() -> None:
    graph = read("[*] --> start\nstart --> [*]")
    assert [(n.id, n.label, n.shape) for n in graph.nodes] == [
        ("start-2", "start", "circle"),
        ("start", "start", "rounded"),
        ("end", "end", "circle"),
    ]


def test_descriptions_replace_the_id_and_add_up() -> None:
    graph = read('state "Waiting for input" as wait\nrun : Runs\nrun : until done\nidle')
    assert [(n.id, n.label) for n in graph.nodes] == [
        ("wait", "Waiting for input"),
        ("run", "Runs\nuntil done"),
        ("idle", "idle"),
    ]


def test_composite_states_have_their_own_start_and_end() -> None:
    graph = read(
        """
        [*] --> Outer
        state "The outer" as Outer {
            [*] --> a
            state Inner {
                b --> [*]
            }
            a --> Inner
        }
        """
    )
    assert graph.groups == (
        Group("Outer", "The outer", ("start-2", "a", "Inner")),
        Group("Inner", "Inner", ("b", "end")),
    )
    assert graph.edges[0] == Edge("start", "Outer")


def test_concurrent_regions_share_the_frame_but_not_the_start() -> None:
    graph = read("state Active {\n[*] --> a\n--\n[*] --> b\n}")
    assert graph.groups == (Group("Active", "Active", ("start", "a", "start-2", "b")),)


def test_a_description_of_a_composite_state_is_its_title() -> None:
    graph = read("state A { b --> c }\nA : Works")
    assert graph.groups == (Group("A", "Works", ("b", "c")),)


def test_choice_fork_and_join() -> None:
    graph = read("state ok <<choice>>\nstate split <<fork>>\nstate meet [[join]]\nok --> split")
    assert [(n.id, n.shape) for n in graph.nodes] == [
        ("ok", "diamond"),
        ("split", "rectangle"),
        ("meet", "rectangle"),
    ]


def test_notes_hang_on_their_state() -> None:
    graph = read("A --> B\nnote right of A : short\nnote left of B\n  two\n  lines\nend note")
    assert [(n.id, n.label) for n in graph.nodes if n.shape == "text"] == [
        ("note", "short"),
        ("note-2", "two\nlines"),
    ]
    assert graph.edges[1:] == (
        Edge("A", "note", arrow="none", style="dashed"),
        Edge("B", "note-2", arrow="none", style="dashed"),
    )


def test_looks_and_comments_are_ignored() -> None:
    graph = read(
        "A:::bad --> B:::good : go %% comment stays text\n%% C --> D\nhide empty description\n"
        "scale 350 width\nclassDef bad fill:#f00\nclass A,B bad\nstyle A fill:#fff\naccTitle: x"
    )
    assert [n.id for n in graph.nodes] == ["A", "B"]


@pytest.mark.parametrize(
    ("body", "line", "column", "part"),
    [
        ("A -> B", 2, 3, "`-->`"),
        ("A -->", 2, 6, "a state"),
        ("state A {\nB", 2, 1, "`}`"),
        ("}", 2, 1, "without `{`"),
        ('state "x" A', 2, 10, "`as`"),
        ("state A <<maybe>>", 2, 8, "choice"),
        ("note right of A\nno end", 2, 16, "end note"),
    ],
)
def test_faults_say_where_and_what(body: str, line: int, column: int, part: str) -> None:
    with pytest.raises(NotationError) as caught:
        read(body)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert part in str(caught.value)
