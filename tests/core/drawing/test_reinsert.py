from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.drawing import draw_diagram
from ascii_diagram.drawing.layered.items import Item, Link
from ascii_diagram.drawing.layered.reinsert import reinsert
from tests.core.drawing.flow_cases import graph

LAYERS, WIDTH = 4, 4


def _numbered(rows: list[list[int]]) -> list[Item]:
    items = [Item("node") for _ in range(sum(map(len, rows)))]
    for layer, row in enumerate(rows):
        for place, i in enumerate(row):
            items[i].layer, items[i].place = layer, place
    return items


def _crossings(rows: list[list[int]], gaps: list[list[tuple[int, float, int, float]]]) -> int:
    place = {i: p for row in rows for p, i in enumerate(row)}
    return sum(
        (place[a] - place[c]) * (place[b] - place[d]) < 0
        for gap in gaps
        for n, (a, _, b, _) in enumerate(gap)
        for c, _, d, _ in gap[:n]
    )


@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))), max_size=3, min_size=3))
def test_a_line_is_moved_only_to_cross_less_and_nothing_else_moves(
    pairs: list[list[tuple[int, int]]],
) -> None:
    rows = [[layer * WIDTH + k for k in range(WIDTH)] for layer in range(LAYERS)]
    path = [1, 4, 8, 14]
    gaps = [
        [(n * WIDTH + a, 0.5, (n + 1) * WIDTH + b, 0.5) for a, b in gap if not {a, b} & {0}]
        for n, gap in enumerate(pairs)
    ]
    for n, (a, b) in enumerate(pairwise(path)):
        gaps[n] = [end for end in gaps[n] if (end[0], end[2]) != (a, b)] + [(a, 0.5, b, 0.5)]
    moved = reinsert(_numbered(rows), rows, Link(1, 14, path=path), gaps)
    if moved is not None:
        assert _crossings(moved, gaps) < _crossings(rows, gaps)
        for old, new in zip(rows, moved, strict=True):
            assert [i for i in new if i not in path] == [i for i in old if i not in path]


def test_skipping_lines_that_need_not_cross_do_not() -> None:
    skipping = graph(
        "Config -> Loader",
        "Loader -> Validator",
        "Validator -> Runtime",
        "Runtime -> Reporter",
        "Config -> Runtime",
        "Loader -> Reporter",
        "Config -> Reporter",
    )
    assert "┼" not in draw_diagram(skipping)
