from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.drawing.distances import earliest_positions, even_positions

COUNT = 6
DISTANCES = st.dictionaries(
    st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)).filter(lambda p: p[0] < p[1]),
    st.integers(0, 30),
)


def test_a_wide_pair_shares_its_room_evenly() -> None:
    distances = {(0, 1): 4, (1, 2): 4, (2, 3): 4, (0, 3): 30}
    assert earliest_positions(4, distances) == [0, 4, 8, 30]
    even = even_positions(4, distances)
    assert even[-1] == 30
    assert all(9 <= right - left <= 11 for left, right in pairwise(even))


def test_overlapping_pairs_need_no_more_than_the_longest_path() -> None:
    distances = {(0, 2): 20, (1, 3): 20, (0, 1): 4, (1, 2): 4, (2, 3): 4}
    assert earliest_positions(4, distances)[-1] == 24


def test_no_points_and_one_point() -> None:
    assert even_positions(0, {}) == []
    assert even_positions(1, {}) == [0]


@given(DISTANCES)
def test_all_distances_are_kept_in_the_least_room(distances: dict[tuple[int, int], int]) -> None:
    early, even = earliest_positions(COUNT, distances), even_positions(COUNT, distances)
    assert early[-1] == even[-1]
    for positions in (early, even):
        assert positions[0] == 0
        assert positions == sorted(positions)
        for (first, second), distance in distances.items():
            assert positions[second] - positions[first] >= distance
