from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.diagram import (
    Cell,
    Divider,
    Edge,
    Frame,
    Graph,
    Grid,
    Group,
    Message,
    Node,
    Note,
    Period,
    Picture,
    Section,
    Sequence,
    SequenceItem,
    Timeline,
)
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation.mermaid_reader import is_mermaid, read_mermaid
from ascii_diagram.notation.mermaid_writer import write_mermaid

PIECES = [*'ab Z9-_.:;#"<>|[](){}\\/`%&=*~é日', "end", "<br>", "#35;", "-->", "%%", "subgraph"]
LINE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(
    lambda pieces: " ".join("".join(pieces).split())
)
TITLE = LINE.filter(bool)
LABEL = st.lists(TITLE, min_size=1, max_size=3).map("\n".join)
NAME = st.one_of(TITLE, st.sampled_from(["end", "End", "a", "A", "class", "x y", "x_y", "日"]))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    names = draw(st.lists(NAME, min_size=1, max_size=7, unique=True))
    count = draw(st.integers(0, min(2, len(names) - 1)))
    group_names, node_names = names[:count], names[count:]
    shapes = ("rectangle", "rounded", "cylinder", "diamond", "circle", "queue", "text")
    nodes = tuple(
        Node(name, draw(st.one_of(st.just(name), LABEL)), draw(st.sampled_from(shapes)))
        for name in node_names
    )
    parents = {name: draw(st.sampled_from([None, *group_names])) for name in node_names}
    outer = {name: [m for m in node_names if parents[m] == name] for name in group_names}
    if len(group_names) == 2 and outer[group_names[1]] and draw(st.booleans()):
        outer[group_names[0]].append(group_names[1])
    groups = tuple(Group(n, draw(LABEL), tuple(m)) for n, m in outer.items() if m)
    ends = st.sampled_from([*node_names, *(g.id for g in groups)])
    edges = draw(
        st.lists(
            st.builds(
                Edge,
                ends,
                ends,
                st.one_of(st.just(""), LABEL),
                st.sampled_from(["forward", "both", "none"]),
                st.sampled_from(["solid", "dashed", "thick"]),
            ),
            max_size=6,
        )
    )
    direction = draw(st.sampled_from([None, "right", "down", "left", "up"]))
    return Graph(nodes, tuple(edges), groups, direction)


def renamed(graph: Graph, ids: dict[str, str]) -> Graph:
    """Replace ids and put groups in an order of their own."""
    return Graph(
        tuple(replace(node, id=ids[node.id]) for node in graph.nodes),
        tuple(replace(e, source=ids[e.source], target=ids[e.target]) for e in graph.edges),
        tuple(
            sorted(
                (
                    Group(ids[g.id], g.label, tuple(sorted(ids[m] for m in g.members)))
                    for g in graph.groups
                ),
                key=lambda group: group.id,
            )
        ),
        graph.direction,
    )


def same_graph(first: Graph, second: Graph) -> None:
    """Check that the graphs differ in ids only."""
    ids = {a.id: b.id for a, b in zip(first.nodes, second.nodes, strict=True)}
    left = {frozenset(_nodes_within(first, g)): g.id for g in first.groups}
    right = {frozenset(_nodes_within(second, g)): g.id for g in second.groups}
    for members, name in left.items():
        ids[name] = right[frozenset(ids[m] for m in members)]
    kept = {name: name for name in ids.values()}
    assert len(kept) == len(ids)
    assert renamed(first, ids) == renamed(second, kept)


def _nodes_within(graph: Graph, group: Group) -> set[str]:
    inner = {g.id: g for g in graph.groups}
    nodes: set[str] = set()
    for member in group.members:
        nodes |= _nodes_within(graph, inner[member]) if member in inner else {member}
    # Of two groups with the same nodes the outer one is told by the group it holds.
    return nodes


@given(graphs())
def test_graphs_read_back_the_same_up_to_ids(graph: Graph) -> None:
    written = write_mermaid(graph)
    assert is_mermaid(written)
    again = read_mermaid(written)
    assert isinstance(again, Graph)
    nested = {frozenset(_nodes_within(graph, g)) for g in graph.groups}
    if len(nested) == len(graph.groups):
        same_graph(graph, again)
    assert write_mermaid(again) == write_mermaid(read_mermaid(write_mermaid(again)))


def test_a_graph_reads_well() -> None:
    graph = Graph(
        (
            Node("Browser", "Browser", "person"),
            Node("API gateway", "API gateway", "rounded"),
            Node("db", 'Postgres "main"\nreplicated', "cylinder"),
            Node("jobs", "Jobs", "queue"),
            Node("end", "end"),
        ),
        (
            Edge("Browser", "API gateway", "HTTPS", "both"),
            Edge("API gateway", "db", style="dashed"),
            Edge("Backend", "end", "a; b", "none", "thick"),
        ),
        (Group("Backend", "Backend", ("API gateway", "Data")), Group("Data", "", ("db", "jobs"))),
        "right",
    )
    assert write_mermaid(graph) == "\n".join(
        [
            "flowchart LR",
            '    Browser(["Browser"])',
            '    subgraph Backend["Backend"]',
            '        API_gateway("API gateway")',
            '        subgraph Data[" "]',
            '            db[("Postgres #quot;main#quot;<br/>replicated")]',
            '            jobs@{ shape: h-cyl, label: "Jobs" }',
            "        end",
            "    end",
            '    n_end["end"]',
            '    Browser <-->|"HTTPS"| API_gateway',
            "    API_gateway -.-> db",
            '    Backend ===|"a; b"| n_end',
        ]
    )


def test_nodes_keep_their_order_where_groups_would_change_it() -> None:
    graph = Graph(
        (Node("a", "a"), Node("b", "b"), Node("c", "c")), groups=(Group("g", "G", ("a", "c")),)
    )
    again = read_mermaid(write_mermaid(graph))
    assert again == graph


def test_verbatim_bodies_keep_their_columns() -> None:
    graph = Graph(
        (Node("a", "Pine\n  /\\\n /  \\", verbatim=True), Node("b", "x\ny", verbatim=True))
    )
    assert read_mermaid(write_mermaid(graph)) == graph


PARTICIPANTS = ("a", "b", "c")
MESSAGES = st.builds(
    Message,
    st.sampled_from(PARTICIPANTS),
    st.sampled_from(PARTICIPANTS),
    st.one_of(st.just(""), st.just("wrap: x"), LABEL),
    st.booleans(),
)
NOTES = st.builds(
    Note, st.sampled_from([("a",), ("b",), ("a", "b"), ("b", "c"), ("a", "c")]), LABEL
)


def frames(items: st.SearchStrategy[SequenceItem]) -> st.SearchStrategy[SequenceItem]:
    sections = st.builds(
        Section, st.one_of(st.just(""), LABEL), st.lists(items, max_size=3).map(tuple)
    )
    return st.one_of(
        st.builds(Frame, st.sampled_from(["loop", "opt"]), st.tuples(sections)),
        st.builds(
            Frame,
            st.sampled_from(["alt", "par"]),
            st.lists(sections, min_size=1, max_size=3).map(tuple),
        ),
    )


@given(
    st.lists(LABEL, min_size=3, max_size=3),
    st.lists(st.recursive(st.one_of(MESSAGES, NOTES), frames, max_leaves=6), max_size=6),
)
def test_sequences_read_back_the_same(labels: list[str], items: list[SequenceItem]) -> None:
    participants = tuple(
        Node(name, label, "person" if name == "b" else "rectangle")
        for name, label in zip(PARTICIPANTS, labels, strict=True)
    )
    sequence = Sequence(participants, tuple(items))
    assert read_mermaid(write_mermaid(sequence)) == sequence


def test_a_sequence_reads_well() -> None:
    sequence = Sequence(
        (Node("User", "User", "person"), Node("Web API", "Web API")),
        (
            Divider("Day 1; start"),
            Message("User", "Web API", "GET /#1"),
            Frame(
                "alt",
                (
                    Section("found", (Message("Web API", "User", "200", reply=True),)),
                    Section("else", (Note(("Web API",), "log"), Message("Web API", "User"))),
                ),
            ),
        ),
    )
    assert write_mermaid(sequence) == "\n".join(
        [
            "sequenceDiagram",
            "    actor User",
            "    participant Web_API as Web API",
            "    Note over User,Web_API: Day 1#59; start",
            "    User->>Web_API: GET /#35;1",
            "    alt found",
            "        Web_API-->>User: 200",
            "    else else",
            "        Note over Web_API: log",
            "        Web_API->>User:",
            "    end",
        ]
    )


@given(
    st.lists(
        st.builds(
            Period,
            st.one_of(LABEL, st.sampled_from(["", "section 1", "title", "accTitle: x"])),
            st.lists(st.one_of(st.just(""), LABEL), max_size=3).map(tuple),
            st.one_of(st.just(""), LABEL),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_timelines_read_back_the_same(periods: list[Period]) -> None:
    timeline = Timeline(tuple(periods))
    assert read_mermaid(write_mermaid(timeline)) == timeline


@pytest.mark.parametrize("diagram", [Grid(2, (Cell("a"), Cell("b"))), Picture((" /\\ ",))])
def test_what_mermaid_cannot_say_is_refused(diagram: Grid | Picture) -> None:
    with pytest.raises(AsciiDiagramError, match="Mermaid has no diagram") as caught:
        write_mermaid(diagram)
    assert "arrow notation" in caught.value.hint
