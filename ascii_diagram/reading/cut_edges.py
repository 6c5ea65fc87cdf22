"""Lines that are cut: numbers at their ends, such as `(3)`, tell which ends belong together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ascii_diagram.diagram import Arrow
from ascii_diagram.reading.edges import FoundEdge
from ascii_diagram.reading.nets import End

_NUMBER = re.compile(r"(?:(?<=\s)|^)\((\d{1,3})\)(?=\s|$)")


@dataclass(slots=True)
class _Cut:
    """What stands at the ends of the lines of one number."""

    starts: list[FoundEdge] = field(default_factory=list[FoundEdge])
    goals: list[FoundEdge] = field(default_factory=list[FoundEdge])
    label: list[str] = field(default_factory=list[str])

    @property
    def ends(self) -> int:
        """How many ends it has."""
        return len(self.starts) + len(self.goals)


def join_cut_edges(
    edges: Sequence[FoundEdge], lines_at: Callable[[FoundEdge], tuple[str, ...]]
) -> list[FoundEdge]:
    """Return the edges with those joined that end at the same number.

    A text counts as the end of cut lines when it begins with a number in parentheses, has nothing
    but such numbers and the labels behind them, and every number stands at another end as well.

    Args:
        edges: Edges between boxes, frames and texts.
        lines_at: Gives the lines of the text at which an edge ends.
    """
    cuts: dict[str, _Cut] = {}
    marks = [(edge, _marks(edge, lines_at)) for edge in edges]
    for edge, numbers in marks:
        for number, label in numbers:
            cut = cuts.setdefault(number, _Cut())
            (cut.goals if edge.arrow == "forward" else cut.starts).append(edge)
            if label and label not in cut.label:
                cut.label.append(label)
    kept = [
        edge
        for edge, numbers in marks
        if not numbers or any(cuts[number].ends < 2 for number, _ in numbers)
    ]
    for cut in cuts.values():
        if cut.ends > 1:
            kept += _joined(cut)
    return kept


def _marks(
    edge: FoundEdge, lines_at: Callable[[FoundEdge], tuple[str, ...]]
) -> list[tuple[str, str]]:
    """Return the numbers at which an edge ends, each with the label behind it."""
    from_text = edge.source.kind == "text" and edge.target.kind != "text" and edge.arrow != "both"
    to_text = edge.target.kind == "text" and edge.source.kind != "text" and edge.arrow == "none"
    if not from_text and not to_text:
        return []
    text = " ".join(lines_at(edge))
    found = list(_NUMBER.finditer(text))
    if not found or found[0].start():
        return []
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [
        (match[1], text[match.end() : end].strip()) for match, end in zip(found, ends, strict=True)
    ]


def _joined(cut: _Cut) -> list[FoundEdge]:
    arrow: Arrow = "forward"
    pairs = [(start, goal) for start in cut.starts for goal in cut.goals]
    if not pairs:
        arrow = "both" if cut.goals else "none"
        first, *rest = cut.goals or cut.starts
        pairs = [(first, other) for other in rest]
    return [
        FoundEdge(_owner(a), _owner(b), arrow, a.net, a.pieces, a.style, [*cut.label])
        for a, b in pairs
    ]


def _owner(edge: FoundEdge) -> End:
    return edge.target if edge.source.kind == "text" else edge.source
