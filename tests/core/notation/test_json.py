from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from ascii_diagram.diagram import (
    Cell,
    Diagram,
    Edge,
    Graph,
    Grid,
    Group,
    Message,
    Node,
    Period,
    Sequence,
    Timeline,
)
from ascii_diagram.errors import DiagramError, LimitError
from ascii_diagram.notation import from_json, parse, to_json
from tests.core.strategies import diagrams


@settings(max_examples=200, deadline=None)
@given(diagrams())
def test_what_is_written_is_read_back(diagram: Diagram) -> None:
    assert from_json(json.loads(json.dumps(to_json(diagram)))) == diagram


def test_usual_values_are_left_out() -> None:
    assert to_json(parse("direction: down\nA -> B")) == {
        "kind": "graph",
        "direction": "down",
        "nodes": [{"id": "A", "label": "A"}, {"id": "B", "label": "B"}],
        "edges": [{"from": "A", "to": "B"}],
    }


@pytest.mark.parametrize(
    ("word", "direction"),
    [("LR", "right"), ("TD", "down"), ("TB", "down"), ("RL", "left"), ("BT", "up"), ("up", "up")],
)
def test_graphs_of_other_tools_are_read(word: str, direction: str) -> None:
    data: dict[str, object] = {
        "name": "case",
        "note": "any",
        "width": 80,
        "kind": "graph",
        "direction": word,
        "nodes": [{"id": "a", "label": "Web UI"}, {"id": "b"}],
        "edges": [{"from": "a", "to": "b", "bidir": True}, {"from": "b", "to": "g", "label": "x"}],
        "groups": [{"id": "g", "members": ["a"]}],
    }
    assert from_json(data) == Graph(
        (Node("a", "Web UI"), Node("b", "b")),
        (Edge("a", "b", arrow="both"), Edge("b", "g", "x")),
        (Group("g", "g", ("a",)),),
        direction,  # type: ignore[arg-type]
    )


def test_the_edges_of_a_sequence_are_its_messages() -> None:
    data: dict[str, object] = {
        "kind": "sequence",
        "direction": "LR",
        "nodes": [{"id": "a"}, {"id": "b"}],
        "edges": [{"from": "a", "to": "b", "label": "x"}],
        "groups": [],
    }
    assert from_json(data) == Sequence((Node("a", "a"), Node("b", "b")), (Message("a", "b", "x"),))


def test_cells_and_periods_may_be_bare_strings() -> None:
    assert from_json({"kind": "grid", "columns": 2, "cells": ["a", {"label": "b"}]}) == Grid(
        2, (Cell("a"), Cell("b"))
    )
    assert from_json({"kind": "timeline", "periods": ["1990"]}) == Timeline((Period("1990"),))


NOTE = {"type": "note", "over": ["c"], "text": ""}
NODES: list[dict[str, Any]] = [{"id": "a"}, {"id": "b"}]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "nodes: there is nothing to draw"),
        ([], "the diagram: expected an object"),
        ({"kind": "grpah"}, "kind: unknown value 'grpah' (did you mean `graph`?)"),
        ({"nodes": NODES, "egdes": [{}]}, "unknown field 'egdes' (did you mean `edges`?)"),
        ({"nodes": {}}, "nodes: expected a list"),
        ({"nodes": ["a"]}, "nodes[0]: expected an object"),
        ({"nodes": [{"id": "a"}, {"id": "a"}]}, "nodes[1].id: `a` is already"),
        ({"nodes": [{"id": ""}]}, "nodes[0].id: expected a name"),
        ({"nodes": [{"label": "x"}]}, "nodes[0].id: expected a string"),
        ({"nodes": [{"id": "a", "label": 3}]}, "nodes[0].label: expected a string"),
        ({"nodes": [{"id": "a\x1b"}]}, "nodes[0].id: the character U+001B"),
        ({"nodes": [{"id": "a", "label": "x\ty"}]}, "nodes[0].label: the character U+0009"),
        ({"nodes": [{"id": "a\u202e"}]}, "nodes[0].id: the character U+202E"),
        ({"nodes": [{"id": "a", "shape": "blob"}]}, "nodes[0].shape: unknown value 'blob'"),
        ({"nodes": [{"id": "a", "verbatim": 1}]}, "nodes[0].verbatim: expected true or false"),
        ({"nodes": NODES, "edges": [{"from": "a", "to": "c"}]}, "edges[0].to: there is no node"),
        ({"nodes": NODES, "direction": "LRR"}, "direction: unknown value"),
        (
            {"nodes": NODES, "groups": [{"id": "a", "members": ["b"]}]},
            "groups[0].id: `a` is already",
        ),
        (
            {"nodes": NODES, "groups": [{"id": "g", "members": []}]},
            "groups[0].members: a group needs",
        ),
        ({"nodes": NODES, "groups": [{"id": "g", "members": ["g"]}]}, "`g` would hold itself"),
        (
            {"nodes": NODES, "groups": [{"id": n, "members": ["a"]} for n in "gh"]},
            "groups[1].members: `a` is already in the group `g`",
        ),
        ({"kind": "grid", "columns": 0, "cells": ["a"]}, "columns: expected a whole number"),
        ({"kind": "grid", "columns": True, "cells": ["a"]}, "columns: expected a whole number"),
        ({"kind": "grid", "columns": 2, "cells": [{"label": "a", "span": 3}]}, "cells[0].span"),
        ({"kind": "picture", "lines": ["a\nb"]}, "lines: expected strings of one line"),
        (
            {"kind": "sequence", "nodes": NODES, "items": [{"type": "loop"}]},
            "items[0].sections: `loop` has no 0 sections",
        ),
        (
            {"kind": "sequence", "nodes": NODES, "items": [NOTE]},
            "items[0].over: there is no node or group `c`",
        ),
    ],
)
def test_a_fault_names_its_field(data: Any, message: str) -> None:
    with pytest.raises(DiagramError) as caught:
        from_json(data)
    assert message in caught.value.message


def nested_frames(depth: int) -> dict[str, object]:
    item: dict[str, object] = {"from": "a", "to": "b"}
    for _ in range(depth):
        item = {"type": "loop", "sections": [{"items": [item]}]}
    return {"kind": "sequence", "nodes": NODES, "items": [item]}


@pytest.mark.parametrize(
    "data",
    [
        {"nodes": [{"id": str(number)} for number in range(201)]},
        {"nodes": NODES, "edges": [{"from": "a", "to": "b"}] * 401},
        {"nodes": [{"id": "x" * 201}]},
        {"kind": "picture", "lines": ["x" * 1000] * 100},
        nested_frames(9),
    ],
)
def test_limits(data: dict[str, object]) -> None:
    with pytest.raises(LimitError):
        from_json(data)


def test_eight_frames_deep_is_taken() -> None:
    assert isinstance(from_json(nested_frames(8)), Sequence)
