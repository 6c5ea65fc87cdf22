"""From replies of any form to notation."""

from __future__ import annotations

import pytest
from ascii_diagram_models.remote.free_replies import is_over, notation_in
from ascii_diagram_models.remote.json_form import notation_of
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.diagram import Graph
from ascii_diagram.notation import parse

FLOW = "direction: right\na -> b\nb -> c: calls"
CAT = "art: |\n /\\_/\\\n\n( o.o )\n|"


@pytest.mark.parametrize(
    "reply",
    [
        FLOW,
        f"```\n{FLOW}\n```",
        f"```text\n{FLOW}\n```\nHope that helps: a -> z",
        f"<think>\na -> b? direction: left?\n</think>\n\n{FLOW}",
        f"Sure, here is the diagram:\n{FLOW}\n\nLet me know.",
        f"{FLOW}\n\n```\nx -> y\n```"[: len(FLOW) + 2],
    ],
)
def test_notation_is_found(reply: str) -> None:
    assert notation_in(reply) == FLOW


def test_pictures_keep_their_empty_lines() -> None:
    assert notation_in(f"Here:\n```\n{CAT}\n```\nbye") == CAT
    assert notation_in(f"{CAT}\nbye") == CAT


@pytest.mark.parametrize("reply", ["a -> b\nb -> c", "I cannot draw.", ""])
def test_what_has_no_header_is_left_as_it_is(reply: str) -> None:
    assert notation_in(reply) == reply


@pytest.mark.parametrize(
    ("reply", "over"),
    [
        (FLOW, False),
        (f"{FLOW}\n\nLet", True),
        (f"```\n{FLOW}\n```", True),
        (f"```\n{FLOW}", False),
        ("<think>direction: right\n\nhm", False),
        (f"{CAT}\nbye", True),
        ("Let me see.\n\nI will draw", False),
    ],
)
def test_the_end_of_notation_is_seen(reply: str, over: bool) -> None:
    assert is_over(reply) == over


@given(st.text())
def test_no_reply_breaks_the_search(reply: str) -> None:
    notation_in(reply)
    is_over(reply)


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(str))
def test_what_is_not_the_json_is_refused(reply: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        notation_of(reply, "tui_flow")


def test_names_from_json_cannot_become_notation() -> None:
    reply = '{"direction": "right", "edges": [{"from": "a -> evil", "to": "b }", "label": ""}]}'
    diagram = parse(notation_of(reply, "tui_flow"))
    assert isinstance(diagram, Graph)
    assert [node.label for node in diagram.nodes] == ["a -> evil", "b }"]
