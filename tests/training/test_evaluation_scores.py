from __future__ import annotations

from itertools import permutations

import pytest
from asciidoc_train.evaluation.attempts import Attempt
from asciidoc_train.evaluation.labels import ALIKE, match_labels, normalised, similarity
from asciidoc_train.evaluation.misses import misses_of
from asciidoc_train.evaluation.scores import GraphScores, no_scores, score
from asciidoc_train.evaluation.skeleton import reachable
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram import notation
from ascii_diagram.diagram import Diagram, Edge, Graph, Node

CHAIN = "direction: right\nAPI -> cache: reads\ncache -> Postgres\nPostgres -> backup disk"
LOGIN = (
    "shape: sequence_diagram\nuser -> shop: logs in\nshop -> bank: asks\nbank -> shop: ok\n"
    "shop -> user: welcome"
)
STACK = "grid-columns: 1\nroof\nwalls\nfloor\ncellar"

NAMES = st.lists(
    st.text("abcdefg ", min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=7
)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    names = draw(st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=7, unique=True))
    ends = st.sampled_from(names)
    edges = draw(st.lists(st.builds(Edge, ends, ends, st.sampled_from(("", "x", "y"))), max_size=9))
    return Graph(tuple(Node(name, name) for name in names), tuple(edges))


def scores(gold: str, answer: str) -> GraphScores:
    return score(notation.parse(gold), notation.parse(answer))


def kinds(gold: str, answer: str) -> list[str]:
    attempt = Attempt(answer, notation.parse(answer))
    return [miss.kind for miss in misses_of(notation.parse(gold), attempt)]


@given(graphs())
def test_a_diagram_is_like_itself(graph: Graph) -> None:
    same = score(graph, graph)
    assert (same.node_f1, same.exact, same.exact_labels, same.kind) == (1, True, True, True)
    assert same.concepts == 1
    assert same.edge_f1 in (1, None)
    assert same.path_f1 in (1, None)
    assert misses_of(graph, Attempt("-", graph)) == () or len(set(graph.edges)) < len(graph.edges)


@given(graphs(), graphs())
def test_scores_are_shares_and_f1_does_not_care_which_is_gold(one: Graph, other: Graph) -> None:
    there, back = score(one, other), score(other, one)
    for figure in ("node_f1", "edge_f1", "path_f1"):
        assert getattr(there, figure) == pytest.approx(getattr(back, figure))
        assert getattr(there, figure) is None or 0 <= getattr(there, figure) <= 1
    assert there.exact == back.exact
    assert 0 <= there.concepts <= 1
    if there.exact:
        assert there.node_f1 == 1
        assert there.edge_f1 in (1, None)


@given(NAMES, NAMES)
def test_labels_are_matched_as_well_as_can_be(gold: list[str], found: list[str]) -> None:
    matched = match_labels(gold, found)
    assert len(set(matched.values())) == len(matched)
    total = sum(similarity(found[i], gold[j]) for i, j in matched.items())
    few, many = (found, gold) if len(found) <= len(gold) else (gold, found)
    if len(many) <= 5:
        best = max(
            sum(s for s in map(similarity, few, chosen) if s >= ALIKE)
            for chosen in permutations(many, len(few))
        )
        assert total == pytest.approx(best)


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_paths_of_paths_are_paths(pairs: set[tuple[int, int]]) -> None:
    closed = reachable(frozenset(pairs))
    assert pairs <= closed
    assert reachable(closed) == closed


@pytest.mark.parametrize(
    ("label", "same"),
    [("The Water Tank", "water tank"), ("water_tank", "Water-Tank"), ("A", "a"), ("+", "+")],
)
def test_labels_are_compared_by_their_words(label: str, same: str) -> None:
    assert normalised(label) == normalised(same)
    assert similarity(label, same) == 1


def test_labels_of_signs_differ() -> None:
    assert similarity("+", "-") == 0


def test_a_turned_edge_costs_edges_and_paths_but_no_nodes() -> None:
    turned = scores(CHAIN, CHAIN.replace("cache -> Postgres", "Postgres -> cache"))
    assert turned.node_f1 == 1
    assert turned.edge_f1 == pytest.approx(2 / 3)
    assert turned.path_f1 is not None
    assert turned.path_f1 < 0.7
    assert not turned.exact


def test_a_label_more_or_less_leaves_the_answer_exact_but_counts() -> None:
    bare = scores(CHAIN, CHAIN.replace(": reads", ""))
    assert (bare.exact, bare.exact_labels, bare.edge_labels) == (True, False, 0)


def test_messages_must_come_in_order() -> None:
    lines = LOGIN.split("\n")
    swapped = "\n".join([lines[0], *lines[:0:-1]])
    found = scores(LOGIN, swapped)
    assert found.edge_f1 == 1
    assert found.order_f1 is not None
    assert found.order_f1 < 1
    assert not found.exact
    assert scores(LOGIN, LOGIN).order_f1 == 1


def test_cells_must_come_in_order_and_in_their_columns() -> None:
    assert scores(STACK, STACK).exact
    assert not scores(STACK, STACK.replace("1", "2")).exact
    shuffled = scores(STACK, "grid-columns: 1\ncellar\nroof\nwalls\nfloor")
    assert shuffled.node_f1 == 1
    assert shuffled.order_f1 == pytest.approx(0.75)
    assert not shuffled.exact


def test_another_kind_of_diagram_keeps_its_names_alone() -> None:
    found = scores(STACK, "direction: down\nroof -> walls\nwalls -> floor\nfloor -> cellar")
    assert (found.kind, found.exact, found.node_f1) == (False, False, 1)
    assert (found.edge_f1, found.order_f1) == (0, 0)


def test_no_answer_scores_nothing() -> None:
    nothing = no_scores(notation.parse(LOGIN))
    assert (nothing.node_f1, nothing.edge_f1, nothing.order_f1, nothing.exact) == (0, 0, 0, False)
    assert no_scores(notation.parse(STACK)).edge_f1 is None


def test_concepts_count_wherever_they_stand() -> None:
    gold: Diagram = notation.parse("direction: right\nSun -> Evaporation\nEvaporation -> Clouds")
    found = notation.parse("direction: right\nocean -> clouds: evaporates\nclouds -> rain")
    assert score(gold, found).concepts == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("answer", "missed"),
    [
        (CHAIN, []),
        (CHAIN.replace("cache -> Postgres", "Postgres -> cache"), ["wrong direction"]),
        (CHAIN.replace("Postgres -> backup", "API -> backup"), ["wrong end"]),
        (CHAIN + "\nAPI -> Postgres", ["extra edge"]),
        (CHAIN.replace("\nPostgres -> backup disk", ""), ["missing node", "missing edge"]),
        (CHAIN.replace("reads", "eats"), ["label"]),
        (CHAIN.replace("backup disk", "backup tape disk"), ["other name"]),
        (CHAIN + "\nbackup disk -> vault", ["extra node", "extra edge"]),
        (LOGIN, ["kind"]),
        (
            CHAIN + "".join(f"\nAPI -> n{i}\nn{i} -> n{i + 1}" for i in range(3)),
            ["not stopping", *["extra node"] * 4, *["extra edge"] * 6],
        ),
    ],
)
def test_misses_are_named(answer: str, missed: list[str]) -> None:
    assert kinds(CHAIN, answer) == missed


def test_order_columns_and_groups_are_misses_too() -> None:
    assert kinds(STACK, STACK.replace("1", "2")) == ["columns"]
    assert kinds(STACK, "grid-columns: 1\nwalls\nroof\nfloor\ncellar") == ["order"]
    lines = LOGIN.split("\n")
    assert kinds(LOGIN, "\n".join([lines[0], *lines[:0:-1]])) == ["order"]
    assert kinds(CHAIN, CHAIN + "\nstore {\n  cache\n  Postgres\n}") == ["extra node", "group"]


def test_no_answer_and_endless_ones_are_told_apart() -> None:
    gold = notation.parse(CHAIN)
    (endless,) = misses_of(gold, Attempt("", None, "the model did not finish within 640 tokens"))
    (broken,) = misses_of(gold, Attempt("?", None, "line 1: what is this"))
    assert (endless.kind, broken.kind) == ("not stopping", "no answer")
