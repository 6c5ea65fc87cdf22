"""The steps of the layout, each by what it promises to the next."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.diagram import Graph
from ascii_diagram.drawing.canvas import CellConflictError
from ascii_diagram.drawing.layered import fit
from ascii_diagram.drawing.layered.budget import Budget
from ascii_diagram.drawing.layered.channels import route_channel
from ascii_diagram.drawing.layered.components import pack
from ascii_diagram.drawing.layered.cycles import back_arcs
from ascii_diagram.drawing.layered.groups import arrange, is_too_long
from ascii_diagram.drawing.layered.isotonic import pooled, rounded
from ascii_diagram.drawing.layered.items import Item, Kind, LayoutError, Link, Net, Segment
from ascii_diagram.drawing.layered.labels import edge_lines
from ascii_diagram.drawing.layered.nets import part_into_nets
from ascii_diagram.drawing.layered.spacing import WIDEST_GAP, Spacing
from ascii_diagram.drawing.layered.structure import Structure
from tests.core.drawing.flow_cases import graph
from tests.core.strategies import graphs

DOWN = Spacing(horizontal=False)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda a: a[0] != a[1])))
def test_without_its_back_arcs_a_graph_has_no_cycle(arcs: list[tuple[int, int]]) -> None:
    back = back_arcs(10, arcs)
    kept = [arc for index, arc in enumerate(arcs) if index not in back]
    left = set(range(10))
    while sources := {n for n in left if not any(b == n and a in left for a, b in kept)}:
        left -= sources
    assert not left


@pytest.mark.parametrize("horizontal", [False, True])
@pytest.mark.parametrize("tight", [False, True])
def test_no_two_items_are_set_further_apart_than_the_widest_gap(
    *, horizontal: bool, tight: bool
) -> None:
    spacing = Spacing(horizontal, tight=tight)
    kinds: tuple[Kind, ...] = ("node", "group", "label", "bend", "port")
    items = [Item(kind, lines=("a", "b")) for kind in kinds]
    assert max(spacing.between(a, b) for a in items for b in items) <= WIDEST_GAP


def test_the_arc_that_closes_the_cycle_is_the_one_turned_round() -> None:
    assert back_arcs(3, [(0, 1), (1, 2), (2, 0)]) == {2}


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 9), st.integers(1, 9)), min_size=1),
)
def test_fitted_rows_keep_their_distances_also_when_rounded(
    wishes: list[tuple[float, float, int]],
) -> None:
    offsets = [sum(gap for _, _, gap in wishes[:n]) for n in range(len(wishes))]
    fitted = pooled([w for w, _, _ in wishes], [w for _, w, _ in wishes], offsets)
    for positions in (fitted, rounded(fitted, offsets)):
        for (a, b), (p, q) in zip(pairwise(offsets), pairwise(positions), strict=True):
            assert q - p >= b - a - 1e-6


def test_a_row_that_fits_its_wishes_gets_them() -> None:
    assert pooled([3.0, 10.0], [1.0, 1.0], [0, 4]) == [3.0, 10.0]


def test_two_that_want_one_place_part_evenly() -> None:
    assert pooled([5.0, 5.0], [1.0, 1.0], [0, 4]) == [3.0, 7.0]


def test_a_row_stays_within_its_bounds() -> None:
    assert pooled([-9.0, 99.0], [1.0, 1.0], [0, 4], low=0, high=20) == [0.0, 20.0]


def _net(uppers: list[int], lowers: list[int]) -> Net:
    """A net whose item numbers are its columns."""
    segments = [
        Segment(a, b, Link(a, b, path=[a, b]))
        for a in (uppers if len(uppers) > 1 else uppers * len(lowers))
        for b in (lowers if len(uppers) == 1 else lowers[:1])
    ]
    net = Net(segments)
    net.upper_columns = {t: t[0] for t in net.uppers}
    net.lower_columns = {t: t[0] for t in net.lowers}
    return net


def _check_channel(nets: list[Net], *, horizontal: bool) -> None:
    """No two nets share a cell but where a line of each crosses straight."""
    channel = route_channel(nets, 40, horizontal=horizontal)
    last = len(channel.offsets)
    vertical: dict[tuple[int, int], int] = {}
    across: dict[tuple[int, int], int] = {}
    ends: dict[tuple[int, int], int] = {}
    for trunk in channel.trunks:
        low, high = trunk.span
        for column in range(low, high + 1):
            assert across.setdefault((trunk.track, column), trunk.net) == trunk.net
        for column in trunk.ups:
            joint = trunk.above is not None and column == trunk.joint
            start = trunk.above.track if joint and trunk.above is not None else -1
            for track in range(start, trunk.track + 1):
                assert vertical.setdefault((track, column), trunk.net) == trunk.net
            ends[trunk.track, column] = trunk.net
        for column in trunk.downs:
            ends[trunk.track, column] = trunk.net
            if trunk.below is None or column != trunk.below.joint:
                for track in range(trunk.track, last + 1):
                    assert vertical.setdefault((track, column), trunk.net) == trunk.net
    for cell, net in ends.items():
        assert vertical.get(cell, net) == net
        assert across.get(cell, net) == net
    for number, column in channel.straight.items():
        assert all(vertical.get((track, column), number) == number for track in range(last))


@pytest.mark.parametrize("seed", range(60))
def test_channels_keep_nets_apart(seed: int) -> None:
    chance = random.Random(seed)
    tops = chance.sample(range(0, 40, 2), 10)
    bottoms = chance.sample(range(0, 40, 2), 10)
    nets: list[Net] = []
    while tops and bottoms:
        wide = chance.randint(1, 3)
        if chance.random() < 0.5:
            nets.append(_net([tops.pop()], [bottoms.pop() for _ in range(min(wide, len(bottoms)))]))
        else:
            nets.append(_net([tops.pop() for _ in range(min(wide, len(tops)))], [bottoms.pop()]))
    _check_channel(nets, horizontal=seed % 2 == 0)


def test_two_nets_that_trade_places_need_a_dogleg() -> None:
    swapped = [_net([2], [10]), _net([10], [2])]
    _check_channel(swapped, horizontal=False)
    assert len(route_channel(swapped, 40, horizontal=False).trunks) == 3


def test_a_hub_above_its_middle_spoke_gets_two_tees_not_a_crossing() -> None:
    channel = route_channel([_net([10], [2, 10, 18])], 40, horizontal=False)
    assert [trunk.span for trunk in channel.trunks] == [(2, 10), (10, 18)]


def test_nets_are_stars() -> None:
    kinds: list[Kind] = ["node"] * 6
    ends = [(a, b) for a in (0, 1, 2) for b in (3, 4, 5)]
    links = [Link(a, b, upper_star="s", lower_star="t", path=[a, b]) for a, b in ends]
    nets = part_into_nets(kinds, [Segment(link.upper, link.lower, link) for link in links])
    assert all(min(len(net.uppers), len(net.lowers)) == 1 for net in nets)
    assert sum(len(net.segments) for net in nets) == len(links)


def test_labels_are_wrapped_to_lines_of_like_width() -> None:
    spacing = Spacing(horizontal=False, label_wrap=24)
    assert edge_lines("sends a confirmation mail now", spacing) == (
        "sends a confirmation",
        "mail now",
    )


def test_a_conflict_of_cells_leads_to_the_next_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = fit.paint, 0

    def failing(*args: object) -> list[str]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise CellConflictError("forced")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(fit, "paint", failing)
    ladder = fit.Ladder(graph("A -> B"), 80, "unicode", lambda diagram, rows: True)
    assert ladder.climb("down").rows
    assert calls > 1


@given(graphs(), st.integers(8, 120), st.booleans())
def test_what_a_look_at_the_texts_refuses_fits_with_no_lines_of_text(
    drawn: Graph, width: int, tight: bool
) -> None:
    structure = Structure(drawn)
    spacing = Spacing(True, wrap=12, label_wrap=14, tight=True)
    if drawn.nodes and is_too_long(structure, spacing, width):
        for wrap in (28, 18, 12):
            wider = Spacing(True, wrap=wrap, label_wrap=max(14, wrap), tight=tight)
            with pytest.raises(LayoutError):
                arrange(structure, wider, width, Budget(20_000))


def test_shelves_are_filled_in_order() -> None:
    assert pack([["aa"], ["b", "b"], ["cccc"]], 9) == ["aa   b", "     b", "", "cccc"]
