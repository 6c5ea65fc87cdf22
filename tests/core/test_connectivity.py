"""Parts of graphs that nothing connects."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.connectivity import connected_parts, graph_parts
from ascii_diagram.diagram import Graph
from ascii_diagram.notation import parse


def graph(text: str) -> Graph:
    diagram = parse(text)
    assert isinstance(diagram, Graph)
    return diagram


def test_edges_connect_whichever_way_they_point() -> None:
    parts = graph_parts(graph("A -> B\nC -> B\nD -> E\nF -> F"))
    assert parts == [["A", "B", "C"], ["D", "E"], ["F"]]


def test_a_group_keeps_its_members_and_what_leads_to_it_together() -> None:
    assert len(graph_parts(graph("G {\n  A\n  B\n}\nC -> G"))) == 1


def test_nothing_has_no_parts() -> None:
    assert graph_parts(Graph(())) == []


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19))))
def test_parts_are_closed_under_links_and_each_can_be_walked(links: list[tuple[int, int]]) -> None:
    parts = connected_parts(range(20), links)
    assert sorted(thing for part in parts for thing in part) == list(range(20))
    for part in parts:
        walked = {part[0]}
        while True:
            near = {b for a, b in links if a in walked} | {a for a, b in links if b in walked}
            if near <= walked:
                break
            walked |= near
        assert walked == set(part)
