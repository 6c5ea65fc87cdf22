"""What several replies make of the one that was chosen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.diagram import Graph
from ascii_diagram.notation import parse, print_arrow
from ascii_diagram.resolve.consensus import agreed


def graph(*lines: str) -> Graph:
    diagram = parse("\n".join(lines))
    assert isinstance(diagram, Graph)
    return diagram


CHAIN = ("lint -> test", "test -> build: passes", "build -> ship")


def settled(chosen: tuple[str, ...], *others: tuple[str, ...]) -> list[str]:
    first = graph(*chosen)
    return print_arrow(agreed(first, [first, *(graph(*lines) for lines in others)])).split("\n")


def test_a_box_that_no_other_reply_has_is_dropped() -> None:
    assert settled((*CHAIN, "ship -> Monday"), *[CHAIN] * 4) == list(CHAIN)


def test_what_another_reply_has_too_stays() -> None:
    odd = (*CHAIN, "ship -> Monday")
    assert settled(odd, odd, *[CHAIN] * 3) == list(odd)


def test_fewer_than_five_replies_are_no_vote() -> None:
    odd = (*CHAIN, "ship -> Monday")
    assert settled(odd, *[CHAIN] * 3) == list(odd)


def test_a_box_between_others_stays() -> None:
    odd = ("lint -> test", "test -> Monday", "Monday -> build", "build -> ship")
    assert settled(odd, *[CHAIN] * 4) == list(odd)


def test_no_box_is_left_without_a_line() -> None:
    odd = (*CHAIN, "note -> Monday")
    assert settled(odd, *[(*CHAIN, "note -> ship")] * 4) == list(odd)


def test_where_a_state_machine_starts_stays() -> None:
    marked = ("start -> lint", *CHAIN)
    assert settled(marked, *[CHAIN] * 4) == list(marked)


def test_many_odd_boxes_are_another_reading() -> None:
    odd = ("lint -> test", "test -> Monday", "test -> Friday")
    assert settled(odd, *[CHAIN] * 4) == list(odd)


def test_groups_are_left_as_they_are() -> None:
    grouped = (*CHAIN, "ship -> Monday", "CI {", "  lint", "  test", "}")
    assert settled(grouped, *[CHAIN] * 4) == print_arrow(graph(*grouped)).split("\n")


NAMES = st.sampled_from(["a", "B", "c", "D d", "e", "f", "start"])
REPLIES = st.lists(
    st.lists(st.tuples(NAMES, NAMES).filter(lambda pair: pair[0] != pair[1]), min_size=1),
    min_size=5,
    max_size=7,
)


@given(REPLIES)
def test_whatever_they_say_every_box_keeps_a_line(replies: list[list[tuple[str, str]]]) -> None:
    graphs = [graph(*(f"{a} -> {b}" for a, b in pairs)) for pairs in replies]
    found = agreed(graphs[0], graphs)
    joined = {end for edge in found.edges for end in (edge.source, edge.target)}
    assert joined == {node.id for node in found.nodes}
    assert parse(print_arrow(found)) == found
