from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given

from ascii_diagram.describing import DEFAULT_LIMIT, describe
from ascii_diagram.describing.english import spoken
from ascii_diagram.diagram import Diagram, Edge, Graph, Grid, Node, Sequence, Timeline
from ascii_diagram.notation import parse
from tests.core import strategies

ALL = 1_000_000


def said(notation: str, limit: int = DEFAULT_LIMIT) -> str:
    return describe(parse(notation), limit=limit)


def test_labels_that_are_verbs_are_said_as_verbs() -> None:
    assert (
        said(
            "API gateway -> Auth service: calls\n"
            "API gateway -> Order service: calls\n"
            "Order service -> Postgres: writes"
        )
        == "API gateway calls Auth service and Order service; Order service writes to Postgres."
    )


@pytest.mark.parametrize(
    ("label", "clause"),
    [
        ("", "A points to B"),
        ("calls", "A calls B"),
        ("Calls", "A calls B"),
        ("depends", "A depends on B"),
        ("is part of", "A is part of B"),
        ("reads from", "A reads from B"),
        ("sends events", "A sends events to B"),
        ("sends mail to", "A sends mail to B"),
        # not certain to be verbs, or not certain how they reach the object
        ("requests", "A points to B (requests)"),
        ("orders", "A points to B (orders)"),
        ("validates token", "A points to B (validates token)"),
        ("HTTPS", "A points to B (HTTPS)"),
        # what can follow as it is
        ("when paid", "A points to B when paid"),
        ("via HTTPS", "A points to B via HTTPS"),
        ("yes", "A points to B if yes"),
        ("else", "A points to B otherwise"),
    ],
)
def test_a_label_finds_its_place_in_the_sentence(label: str, clause: str) -> None:
    graph = Graph((Node("a", "A"), Node("b", "B")), (Edge("a", "b", label),))
    assert describe(graph) == f"{clause}."


def test_lines_without_direction_and_to_oneself() -> None:
    assert said("A <-> B: HTTPS\nA -- C\nC -> C: retry") == (
        "A is linked both ways to B (HTTPS); A is linked to C; C points to itself (retry)."
    )


def test_decisions_say_their_conditions() -> None:
    text = "order -> Big?\nBig? {shape: diamond}\nBig? -> Split: over 10\nBig? -> Pack: else"
    assert said(text) == (
        "order points to Big?; Big? points to Split over 10 and to Pack otherwise."
    )
    assert said("Is it paid? {shape: diamond}\nIs it paid? -> Ship: paid") == (
        "Is it paid? points to Ship if paid."
    )


def test_state_machines_go_from_state_to_state() -> None:
    assert said("stateDiagram-v2\n[*] --> Idle\nIdle --> Run: go\nIdle --> [*]: quit") == (
        "start goes to Idle; Idle goes to Run on go and to end on quit."
    )


def test_flows_beside_a_box_come_in_and_go_out() -> None:
    node = Node("a", "Sea\nwide\nsunlight ->\n-> salt and heat")
    words = describe(Graph((node,)))
    assert words.startswith("Sea: wide; sunlight comes in; salt and heat goes out.")


def test_groups_bodies_and_lone_nodes() -> None:
    text = """
client -> Backend
Cloud {
  Backend {
    "Orders\\nall orders\\nof today"
    Auth
  }
}
Logs
"""
    assert said(text) == (
        "client points to Backend. Orders: all orders; of today. "
        "Cloud holds Backend; Backend holds Orders and Auth. Logs stands alone."
    )
    assert said("A; B; C") == "3 boxes: A, B and C."


def test_boxes_that_look_alike_are_told_apart() -> None:
    assert said("a: Cache\nb: Cache\na -> b") == "Cache (1 of 2) points to Cache (2 of 2)."


def test_arrows_in_labels_are_words() -> None:
    assert said('"a -> b" -> "x ← y"') == "a to b points to x from y."


def test_pictures_in_boxes_are_not_read_out() -> None:
    assert said("Sea: |\n  ~~/\\~~\n|\nSea -> b") == "Sea points to b."


SEQUENCE = """
shape: sequence_diagram
Browser -> Web server: GET /orders
Web server -> Web server: validates token
alt cached {
  Web server -> Cache: asks nicely
} else {
  Web server -> Database: SELECT
  Web server <- Database: rows
}
note Cache, Database: both local
divider: answer
Browser <- Web server
loop every 5 s {
  Browser -> Web server
}
"""


def test_sequences_are_told_in_order() -> None:
    assert said(SEQUENCE) == (
        "First Browser sends GET /orders to Web server; then Web server validates token. "
        "If cached: Web server sends “asks nicely” to Cache. "
        "Otherwise: Web server sends SELECT to Database; "
        "then Database replies to Web server with rows. End of the alternatives. "
        "Note on Cache and Database: both local. Next part: answer. "
        "Then Web server replies to Browser. "
        "Loop, every 5 s: Browser sends a message to Web server. End of the loop."
    )


def test_a_sequence_that_opens_with_a_frame_is_not_begun_twice() -> None:
    text = "shape: sequence_diagram\npar {\nA -> B: x\n}\nA -> B: y\nC -> A: z\nnote C: n"
    assert said(text) == (
        "In parallel: A sends x to B. End of the parallel part. "
        "Then A sends y to B; then C sends z to A. Note on C: n."
    )


def test_silent_participants_are_named() -> None:
    sequence = parse("shape: sequence_diagram\nA -> B: x\nnote C: waits")
    assert describe(sequence).endswith("Note on C: waits. C sends and receives nothing.")
    assert describe(Sequence((Node("a", "A"), Node("b", "B")))) == (
        "Sequence of A and B, without messages."
    )


@pytest.mark.parametrize(
    ("notation", "text"),
    [
        (
            "grid-columns: 1\nHTTP\nTCP\nIP",
            "Stack of 3 layers from top to bottom: HTTP, TCP and IP.",
        ),
        ("grid-columns: 2\nsun\nmoon", "Row of 2 cells: sun and moon."),
        (
            "grid-columns: 2\nSource {bits: 16}\nTarget {bits: 16}\nFlag {span: 2, bits: 1}",
            "Layout of 3 fields in 2 rows. Row 1: Source (16 bits) and Target (16 bits). "
            "Row 2: Flag (1 bit).",
        ),
        (
            "grid-columns: 3\na\nb {span: 2}\nc {span: 2}\nd\ne",
            "Table of 3 rows and 3 columns. Row 1: a and b (across 2 columns). "
            "Row 2: c (across 2 columns) and d. Row 3: e.",
        ),
        (
            "timeline\n section Space race\n  1957 : Sputnik 1 : Laika\n section Moon\n  1969",
            "Timeline of 2 periods. Section Space race: 1957: Sputnik 1 and Laika. "
            "Section Moon: 1969.",
        ),
        ("art: |\n  /\\ the sea\n ~~~~ a\n|", "Picture of 2 lines, with the words the sea."),
    ],
)
def test_the_other_kinds(notation: str, text: str) -> None:
    assert said(notation) == text


@pytest.mark.parametrize(
    "diagram", [Graph(()), Sequence(()), Grid(2, ()), Timeline(())], ids=lambda d: type(d).__name__
)
def test_empty_diagrams_have_words_too(diagram: Diagram) -> None:
    assert re.fullmatch(r"[A-Z].*\.", describe(diagram))


def big() -> Graph:
    nodes = tuple(Node(f"n{i}", f"Service {i}") for i in range(40))
    edges = tuple(Edge("n7", f"n{i}") for i in range(40) if i != 7)
    return Graph(nodes, (*edges, Edge("n3", "n4"), Edge("n3", "n5")))


def test_large_graphs_are_summed_up_by_their_main_nodes() -> None:
    assert describe(big(), limit=110) == (
        "Diagram of 40 boxes and 41 connections. "
        "Most connected: Service 7, Service 3, Service 4 and 37 more."
    )
    assert describe(big(), limit=60) == "Diagram of 40 boxes and 41 connections."
    assert describe(big(), limit=20) == "Diagram of 40 boxes…"


def all_labels(diagram: Diagram) -> Iterator[str]:
    """Labels that a listener must hear."""
    if isinstance(diagram, Graph):
        yield from (node.title for node in diagram.nodes)
        yield from (group.label for group in diagram.groups)
        yield from (edge.label for edge in diagram.edges if edge.label.isupper())
    elif isinstance(diagram, Sequence):
        yield from (participant.title for participant in diagram.participants)
    elif isinstance(diagram, Grid):
        yield from (cell.label for cell in diagram.cells)
    elif isinstance(diagram, Timeline):
        for period in diagram.periods:
            yield from (period.label, *period.events)


@given(strategies.diagrams())
def test_every_label_is_mentioned(diagram: Diagram) -> None:
    text = describe(diagram, limit=ALL)
    for label in all_labels(diagram):
        for line in label.split("\n"):
            assert spoken(line) in text


@given(strategies.diagrams())
def test_it_is_one_line_without_arrows_and_within_its_limit(diagram: Diagram) -> None:
    text = describe(diagram, limit=ALL)
    assert "\n" not in text
    assert not re.search(r"->|=>|<-|→|←|►|◄", text)
    assert text == describe(diagram, limit=ALL)
    for limit in (30, 80, 200):
        short = describe(diagram, limit=limit)
        assert 0 < len(short) <= limit
        assert short == text or len(text) > limit


def test_invisible_characters_are_not_spoken() -> None:
    assert spoken("a\u202eb\x1b[31m\u200d c") == "a b [31m\u200d c"
