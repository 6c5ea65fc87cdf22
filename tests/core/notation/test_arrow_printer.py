from __future__ import annotations

import pytest
from hypothesis import given, settings

from ascii_diagram.diagram import Diagram, Edge, Graph, Group, Node
from ascii_diagram.notation import parse, print_arrow, recognise
from tests.core.strategies import diagrams


@settings(max_examples=400, deadline=None)
@given(diagrams())
def test_what_is_printed_is_recognised_and_read_back(diagram: Diagram) -> None:
    text = print_arrow(diagram)
    assert parse(text) == diagram
    assert recognise(text) == "arrow"
