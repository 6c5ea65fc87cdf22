"""Positions on one axis from least distances: for lifelines and for the borders of columns."""

from __future__ import annotations

from collections.abc import Mapping

_MOST_SWEEPS = 40


def earliest_positions(count: int, distances: Mapping[tuple[int, int], int]) -> list[int]:
    """Put `count` points as far left as their distances allow.

    Args:
        count: Number of points; the first stands at 0.
        distances: Least distance for pairs of points (i, j) with i < j, in cells.

    Returns:
        The positions, by the longest path from the first point: no arrangement is shorter.
    """
    before: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for (first, second), distance in distances.items():
        before[second].append((first, distance))
    positions = [0] * count
    for point in range(1, count):
        reach = [positions[other] + distance for other, distance in before[point]]
        positions[point] = max([positions[point - 1], *reach])
    return positions


def even_positions(count: int, distances: Mapping[tuple[int, int], int]) -> list[int]:
    """Like `earliest_positions`, no longer in all, but with slack shared evenly.

    Each inner point moves to the middle of its neighbours as far as its distances allow, again and
    again (Gauss-Seidel); every step keeps all distances.
    """
    before: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    after: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for (first, second), distance in distances.items():
        before[second].append((first, distance))
        after[first].append((second, distance))
    positions = earliest_positions(count, distances)
    for _ in range(_MOST_SWEEPS):
        moved = False
        for point in range(1, count - 1):
            middle = (positions[point - 1] + positions[point + 1]) // 2
            least = max((positions[p] + d for p, d in before[point]), default=0)
            most = min((positions[p] - d for p, d in after[point]), default=positions[-1])
            position = min(max(middle, least), most)
            moved |= position != positions[point]
            positions[point] = position
        if not moved:
            break
    return positions
