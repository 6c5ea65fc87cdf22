"""Lines cut in two: texts such as `(1)` at the ends of lines that mean one line together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ascii_diagram.diagram import Edge, Graph, Node

_MARK = re.compile(r"(?:^|(?<=\s))\((\d{1,3})\)(?=\s|$)")


@dataclass(slots=True)
class _Cut:
    """What is known of a cut line: its ends without and with an arrowhead, and its label."""

    plain: list[str] = field(default_factory=list[str])
    headed: list[str] = field(default_factory=list[str])
    label: str = ""
    style: str = "solid"


def join_references(graph: Graph) -> Graph:
    """Return the graph with lines that end in equal numbers joined to edges.

    A text node counts as a reference when its label begins with a number in parentheses and is
    nothing but such numbers and the labels behind them, and when one line leads to it. A number
    that stands at one end alone stays as it is.
    """
    texts = {n.id: n for n in graph.nodes if n.shape == "text" and _MARK.match(n.label)}
    cuts: dict[str, _Cut] = {}
    used: set[str] = set()
    for edge in graph.edges:
        if (edge.source in texts) == (edge.target in texts):
            continue
        text, other = edge.source, edge.target
        if edge.target in texts:
            text, other = other, text
        headed = edge.arrow == "both" or (edge.arrow == "forward" and edge.target == other)
        if edge.arrow == "both" or (edge.arrow == "forward" and edge.source == other):
            continue
        used.add(text)
        for number, label in _marks(texts[text]):
            cut = cuts.setdefault(number, _Cut())
            (cut.headed if headed else cut.plain).append(other)
            cut.label = cut.label or label
            cut.style = edge.style
    whole = {number for number, cut in cuts.items() if len(cut.plain) + len(cut.headed) > 1}
    joined = {text for text in used if all(n in whole for n, _ in _marks(texts[text]))}
    kept = [e for e in graph.edges if e.source not in joined and e.target not in joined]
    for number in sorted(whole, key=int):
        kept += _edges(cuts[number])
    return replace(
        graph,
        nodes=tuple(node for node in graph.nodes if node.id not in joined),
        edges=tuple(kept),
        groups=tuple(
            replace(g, members=tuple(m for m in g.members if m not in joined)) for g in graph.groups
        ),
    )


def _marks(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the numbers of a reference, each with the label behind it."""
    found = list(_MARK.finditer(node.label))
    for mark, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(node.label)
        yield mark.group(1), " ".join(node.label[mark.end() : end].split())


def _edges(cut: _Cut) -> Iterator[Edge]:
    style = "dashed" if cut.style == "dashed" else "thick" if cut.style == "thick" else "solid"
    if not cut.plain:
        first, *rest = cut.headed
        for other in rest:
            yield Edge(first, other, cut.label, "both", style)
    elif not cut.headed:
        first, *rest = cut.plain
        for other in rest:
            yield Edge(first, other, cut.label, "none", style)
    else:
        for source in cut.plain:
            for target in cut.headed:
                yield Edge(source, target, cut.label, "forward", style)
