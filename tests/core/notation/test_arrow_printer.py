from __future__ import annotations

import pytest
from hypothesis import given, settings

from ascii_diagram.diagram import Diagram, Edge, Graph, Group, Node
from ascii_diagram.notation import parse, print_arrow, recognise
from tests.core.strategies import diagrams


@settings(max_examples=300, deadline=None)
@given(diagrams())
def test_what_is_printed_is_recognised_and_read_back(diagram: Diagram) -> None:
    text = print_arrow(diagram)
    assert parse(text) == diagram
    assert recognise(text) == "arrow"


@pytest.mark.parametrize(
    "text",
    [
        "direction: right\n"
        "API gateway -> Auth service: validates token\n"
        "API gateway -> Order service\n"
        "Order service -> Postgres: writes\n"
        "Browser <-> API gateway: HTTPS\n"
        "Backend {\n  Auth service\n  Order service\n}",
        'direction: down\nsrc -> "main.py"\nsrc -> "a[i]": "step 1."\nlone',
        "A -- B {style: dashed}\nB -> C: x {style: thick}",
        'direction: right\nEVAPORATION -> RAIN\n"EVAPORATION\\nLakes"',
        "direction: right\na -> b\na: Cache\nb: Cache {shape: cylinder}",
        "direction: right\na -> b\nb: |\n   /\\\n  /  \\\n|\nb {shape: circle}",
        "direction: right\nA -> Out\nOut {\n  B\n  In: Inner {\n    C\n  }\n}",
        "direction: auto\ngraph",
        "shape: sequence_diagram\nUser {shape: person}\nUser -> API: asks\nnote User, API: idle\n"
        "alt hit {\n  User <- API: page\n} else miss {\n  API -> API: builds\n}\ndivider: later",
        'grid-columns: 2\nHeader {span: 2}\nport {bits: 16}\n""',
        'shape: timeline\n1990: a: "b: c"\nLater {\n  2000\n}',
        "art: |\n /\\\n|\n/  \\\n|",
    ],
)
def test_canonical_text_is_printed_unchanged(text: str) -> None:
    assert print_arrow(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("A->B->C:x", "A -> B: x\nB -> C: x"),
        ("A <- B", "B -> A"),
        ("A --> B  # why", "A -> B"),
        ("A -> main.py;B", 'A -> "main.py"\nB'),
        ("G {\n A -> B\n}", "A -> B\nG {\n  A\n  B\n}"),
        ("A <- B -> C", "B -> A\nB -> C"),
        ("B\nA -> B", "direction: auto\nB\nA\nA -> B"),
        ("art: |\n    x\n    y\n|", "art: |\n    x\n    y\n|"),
    ],
)
def test_other_spellings_become_canonical(text: str, printed: str) -> None:
    assert print_arrow(parse(text)) == printed


def test_groups_keep_their_order_where_the_inner_one_comes_first() -> None:
    nodes = (Node("A", "A"), Node("B", "B"))
    groups = (Group("In", "In", ("A",)), Group("Out", "Out", ("In", "B")))
    diagram = Graph(nodes, (Edge("A", "B"),), groups)
    assert print_arrow(diagram) == "A -> B\nIn {\n  A\n}\nOut {\n  In\n  B\n}"
    assert parse(print_arrow(diagram)) == diagram
