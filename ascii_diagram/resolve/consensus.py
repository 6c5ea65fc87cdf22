"""What several replies to one prompt make of the one that was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from ascii_diagram.diagram import Graph
from ascii_diagram.resolve.initial_state import is_initial
from ascii_diagram.resolve.without import without_nodes
from ascii_diagram.resolve.words import folded

# On the prompts of `training/data/tuning.jsonl`, with five replies each, a box at the end of a line
# that only one reply had was nearly always a word of the prompt that is no thing.
_LEAST_REPLIES = 5
_LEAST_NODES = 4
# More than this share of a graph's boxes are no slips: then the replies differ as a whole.
_MOST_DROPPED = 1 / 3


def agreed(chosen: Graph, replies: Sequence[Graph]) -> Graph:
    """Return the chosen graph without boxes at the ends of lines that no other reply has.

    It stays as it is where it has groups or few boxes, where too few replies are no vote, and where
    a box would be left without a line.

    Args:
        chosen: One of the replies.
        replies: All of them.
    """
    if len(replies) < _LEAST_REPLIES or len(chosen.nodes) < _LEAST_NODES or chosen.groups:
        return chosen
    votes = Counter(chain.from_iterable({folded(n.label) for n in g.nodes} for g in replies))
    ends = Counter(chain.from_iterable((edge.source, edge.target) for edge in chosen.edges))
    odd = {
        node.id
        for node in chosen.nodes
        if ends[node.id] == 1 and votes[folded(node.label)] == 1 and not is_initial(node)
    }
    return without_nodes(chosen, odd, most=_MOST_DROPPED)
