"""Edges to be turned round so that a graph has no cycles."""

from __future__ import annotations

from collections.abc import Sequence


def back_arcs(count: int, arcs: Sequence[tuple[int, int]]) -> set[int]:
    """Return the indices of the arcs that close a cycle.

    A depth-first search in input order, from the nodes without predecessors first, so that the
    result follows the order in which a user wrote the edges.

    Args:
        count: Number of nodes, which are 0 to count - 1.
        arcs: Pairs of different nodes.
    """
    leaving: list[list[int]] = [[] for _ in range(count)]
    entered = [False] * count
    for index, (start, end) in enumerate(arcs):
        leaving[start].append(index)
        entered[end] = True
    back: set[int] = set()
    state = [0] * count  # 0 new, 1 on the path, 2 done
    roots = [n for n in range(count) if not entered[n]] + [n for n in range(count) if entered[n]]
    for root in roots:
        if state[root]:
            continue
        state[root] = 1
        path = [(root, iter(leaving[root]))]
        while path:
            node, rest = path[-1]
            index = next(rest, None)
            if index is None:
                state[node] = 2
                path.pop()
                continue
            end = arcs[index][1]
            if state[end] == 1:
                back.add(index)
            elif not state[end]:
                state[end] = 1
                path.append((end, iter(leaving[end])))
    return back
