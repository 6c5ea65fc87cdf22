import pytest

from ascii_diagram.diagram import Edge, Graph, Group, Node, Shape
from ascii_diagram.errors import NotationError
from ascii_diagram.notation.mermaid_reader import read_mermaid


def read(body: str, header: str = "flowchart LR") -> Graph:
    graph = read_mermaid(f"{header}\n{body}")
    assert isinstance(graph, Graph)
    return graph


def only_node(body: str) -> Node:
    (node,) = read(body).nodes
    return node


def only_edge(body: str) -> Edge:
    (edge,) = read(body).edges
    return edge


def fault(text: str) -> NotationError:
    with pytest.raises(NotationError) as caught:
        read_mermaid(text)
    return caught.value


@pytest.mark.parametrize(
    ("header", "direction"),
    [
        ("graph TB", "down"),
        ("graph TD", "down"),
        ("graph BT", "up"),
        ("flowchart LR", "right"),
        ("flowchart RL;", "left"),
        ("flowchart >", "right"),
        ("flowchart", None),
    ],
)
def test_the_header_gives_the_direction(header: str, direction: str | None) -> None:
    assert read("A", header).direction == direction


def test_a_direction_statement_counts_where_the_header_has_none() -> None:
    assert read("direction RL\nA", "flowchart").direction == "left"


@pytest.mark.parametrize(
    ("typed", "shape"),
    [
        ("a[x]", "rectangle"),
        ("a(x)", "rounded"),
        ("a([x])", "rounded"),
        ("a[[x]]", "rectangle"),
        ("a[(x)]", "cylinder"),
        ("a((x))", "circle"),
        ("a(((x)))", "circle"),
        ("a(-x-)", "circle"),
        ("a>x]", "rectangle"),
        ("a{x}", "diamond"),
        ("a{{x}}", "rectangle"),
        ("a[/x/]", "rectangle"),
        ("a[\\x\\]", "rectangle"),
        ("a[/x\\]", "rectangle"),
        ("a[\\x/]", "rectangle"),
        ("a[|borders:lt|x]", "rectangle"),
        ('a@{ shape: cyl, label: "x" }', "cylinder"),
        ("a@{ shape: h-cyl, label: x }", "queue"),
        ("a@{\n  shape: diam\n  label: 'x'\n}", "diamond"),
        ("a@{ shape: text, label: x, icon: fa:user }", "text"),
        ("a[x]@{ shape: rounded }", "rounded"),
    ],
)
def test_shapes(typed: str, shape: Shape) -> None:
    assert only_node(typed) == Node("a", "x", shape)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ('a["x (y) [z] {w} | ; end"]', "x (y) [z] {w} | ; end"),
        ("a[  two   words ]", "two words"),
        ("a[one<br/>two<BR>three<br />four]", "one\ntwo\nthree\nfour"),
        (r"a[one\ntwo]", "one\ntwo"),
        ('a["one\n  two"]', "one\ntwo"),
        ('a["#quot;q#quot; #35;1 #9829; &amp; &lt;b&gt; #lt;br#gt;"]', '"q" #1 ♥ & <b> <br>'),
        ('a["#notanentity; &also; #27;"]', "#notanentity; &also; #27;"),
        ('a["`**bold** and *light*\nnext`"]', "bold and light\nnext"),
        ("a[<b>bold</b> <i>i</i> List<String>]", "bold i List<String>"),
        ("a[fa:fa-car Car]", "Car"),
        ("a[/a/b\\c/]", "a/b\\c"),
        ("a[日本 →]", "日本 →"),
    ],
)
def test_labels(typed: str, label: str) -> None:
    assert only_node(typed).label == label


def test_a_label_of_blanks_is_an_empty_box() -> None:
    assert only_node('a[" "]') == Node("a", "")


def test_no_break_spaces_keep_the_columns_of_a_body() -> None:
    typed = 'a["Title<br/>#nbsp;/\\#nbsp;<br/>/#nbsp;#nbsp;\\"]'
    assert only_node(typed) == Node("a", "Title\n /\\\n/  \\", verbatim=True)


@pytest.mark.parametrize(
    ("link", "arrow", "style"),
    [
        ("-->", "forward", "solid"),
        ("---->", "forward", "solid"),
        ("---", "none", "solid"),
        ("-----", "none", "solid"),
        ("-.->", "forward", "dashed"),
        ("-...->", "forward", "dashed"),
        ("-.-", "none", "dashed"),
        ("==>", "forward", "thick"),
        ("===>", "forward", "thick"),
        ("===", "none", "thick"),
        ("--o", "forward", "solid"),
        ("--x", "forward", "solid"),
        ("<-->", "both", "solid"),
        ("<-.->", "both", "dashed"),
        ("<==>", "both", "thick"),
        ("o--o", "both", "solid"),
        ("x--x", "both", "solid"),
    ],
)
def test_links(link: str, arrow: str, style: str) -> None:
    edge = only_edge(f"A {link} B")
    assert (edge.source, edge.target, edge.arrow, edge.style) == ("A", "B", arrow, style)


@pytest.mark.parametrize(
    ("typed", "style", "arrow"),
    [
        ("A -->|reads it| B", "solid", "forward"),
        ("A-->| reads it |B", "solid", "forward"),
        ('A ---|"reads it"| B', "solid", "none"),
        ("A -- reads it --> B", "solid", "forward"),
        ("A--reads it---B", "solid", "none"),
        ("A -. reads it .-> B", "dashed", "forward"),
        ("A == reads it ==> B", "thick", "forward"),
        ('A -- "reads it" --> B', "solid", "forward"),
        ("A <-- reads it --> B", "solid", "both"),
        ("A e1@-- reads it --> B", "solid", "forward"),
    ],
)
def test_labels_of_links(typed: str, style: str, arrow: str) -> None:
    edge = only_edge(typed)
    assert edge == Edge("A", "B", "reads it", arrow, style)  # type: ignore[arg-type]


def test_ids_may_hold_dashes_dots_and_letters_that_are_also_heads() -> None:
    graph = read("api-v2-->foo.bar\nox-->xo\nx-->o\nbook --o shelf")
    assert [(e.source, e.target) for e in graph.edges] == [
        ("api-v2", "foo.bar"),
        ("ox", "xo"),
        ("x", "o"),
        ("book", "shelf"),
    ]


def test_invisible_links_leave_their_nodes() -> None:
    graph = read("A ~~~ B")
    assert [n.id for n in graph.nodes] == ["A", "B"]
    assert graph.edges == ()


def test_chains_and_products_in_order() -> None:
    graph = read("A & B --> C[see] & D -->|x| E; F")
    assert [(e.source, e.target, e.label) for e in graph.edges] == [
        ("A", "C", ""),
        ("A", "D", ""),
        ("B", "C", ""),
        ("B", "D", ""),
        ("C", "E", "x"),
        ("D", "E", "x"),
    ]
    assert [n.label for n in graph.nodes] == ["A", "B", "see", "D", "E", "F"]


def test_a_link_may_start_or_end_a_line() -> None:
    graph = read("A\n  --> B -->\n  C")
    assert [(e.source, e.target) for e in graph.edges] == [("A", "B"), ("B", "C")]


def test_equal_labels_are_different_nodes() -> None:
    assert [n.id for n in read("A[Cache]\nB[Cache]").nodes] == ["A", "B"]


def test_subgraphs_nest_and_nodes_belong_to_the_innermost() -> None:
    graph = read(
        """
        A --> b1
        subgraph one ["Zone <1>"]
            direction TB
            A
            subgraph two
                b1 --> b2
            end
            b2 --> c
        end
        two --> D
        """
    )
    assert graph.groups == (
        Group("one", "Zone <1>", ("A", "two", "c")),
        Group("two", "two", ("b1", "b2")),
    )
    assert graph.edges[-1] == Edge("two", "D")
    assert [n.id for n in graph.nodes] == ["A", "b1", "b2", "c", "D"]


def test_an_edge_may_name_a_subgraph_before_it_comes() -> None:
    graph = read("A --> late\nsubgraph late\nB\nend")
    assert [n.id for n in graph.nodes] == ["A", "B"]
    assert graph.edges == (Edge("A", "late"),)


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ('subgraph "My title"', Group("My title", "My title", ("A",))),
        ("subgraph My title", Group("My title", "My title", ("A",))),
        ('subgraph g[" "]', Group("g", "", ("A",))),
        ("subgraph", Group("subgraph", "", ("A",))),
        ('subgraph "two<br>lines"', Group("two lines", "two\nlines", ("A",))),
        ("subgraph g [t]", Group("g", "t", ("A",))),
    ],
)
def test_titles_of_subgraphs(typed: str, group: Group) -> None:
    assert read(f"{typed}\nA\nend").groups == (group,)


def test_an_empty_subgraph_is_a_node() -> None:
    assert read("subgraph g[Later]\nend\nA --> g") == Graph(
        (Node("g", "Later"), Node("A", "A")), (Edge("A", "g"),), (), "right"
    )


def test_what_concerns_looks_is_ignored() -> None:
    graph = read(
        """
        accTitle: Title with --> arrow
        accDescr { several
            lines --> }
        A:::hot --> B["x"]:::cold %% why
        %% C --> D
        classDef hot fill:#f9f,stroke:#333,stroke-width:4px;
        class A,B hot
        style B fill:#bbf; linkStyle 0 stroke:#ff3,stroke-width:4px
        linkStyle default stroke:red
        click A "https://example.org/a;b" "tip" _blank
        click B call callback("a; b")
        A e1@--> B
        e1@{ animate: true }
        """
    )
    assert [n.id for n in graph.nodes] == ["A", "B"]
    assert len(graph.edges) == 2


@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        ("graph TD\nA -> B", 2, 3, "`-->`"),
        ("graph TD\n  A -- B", 2, 5, "-- text ---"),
        ("graph TD\nA[x (y)]", 2, 5, "double quotes"),
        ("graph TD\nA[x\nB[y]", 2, 2, "not closed"),
        ('graph TD\nA["x]', 2, 3, "not closed"),
        ("graph TD\nA -->|x B", 2, 6, "`|`"),
        ("graph TD\nA -->", 2, 6, "a node"),
        ("graph TD\nA --> end", 2, 7, "keyword"),
        ("graph TD\nA [x]", 2, 3, "blank"),
        ("graph TD\nsubgraph x\nA", 2, 1, "`end`"),
        ("graph TD\nA\nend", 3, 1, "without `subgraph`"),
        ("graph TD\nsubgraph x\nx --> y\nend", 2, 1, "inside itself"),
        ("graph TD\nA@{ shape: star }", 2, 12, "no such shape"),
        ("graph TD\nA@{ shape: rect", 2, 2, "`}`"),
        ("graph TD\nA B", 2, 3, "a new line"),
        ("graph TD A-->B", 1, 10, "a new line"),
        ("---\ntitle: x\n---\n%% c\ngraph TD\nclass --> B", 6, 1, "keyword"),
        ("graph TD\n\tA => B", 2, 4, "`-->`"),
    ],
)
def test_faults_say_where_and_what(text: str, line: int, column: int, part: str) -> None:
    error = fault(text)
    assert (error.line, error.column) == (line, column)
    assert part in str(error)
    assert error.source == text.split("\n")[line - 1]


def test_groups_that_contain_each_other_are_a_fault() -> None:
    error = fault("graph TD\nsubgraph a\nb\nend\nsubgraph b\na\nend")
    assert "inside itself" in error.message


def test_control_characters_are_a_fault_and_not_shown() -> None:
    error = fault("graph TD\nA[\x1b[31mred]")
    assert (error.line, error.column) == (2, 3)
    assert "\x1b" not in str(error)
