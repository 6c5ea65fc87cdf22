"""Trees written as listings: one name on a line, below and indented from its parent."""

from __future__ import annotations

import re

from ascii_diagram.diagram import Edge, Graph, Node
from ascii_diagram.reading.model import Finding, Reading
from ascii_diagram.reading.names import Names
from ascii_diagram.reading.plane import Plane

_BRANCH = re.compile(r"(?P<indent>[│┃|\s]*)(?:[├└┣┗╰][─━]+|\|--+|\+--+|`--+|\\--+) ?(?P<name>.*)")
_STEMS = re.compile(r"[│┃|\s]*")


def read_listing(plane: Plane) -> Reading | None:
    """Return the tree that a drawing lists; None when it is something else."""
    lines = [(row, plane.text(row, 0, plane.width).rstrip()) for row in range(plane.height)]
    lines = [(row, line) for row, line in lines if line.strip()]
    if not any(_BRANCH.fullmatch(line) for _, line in lines):
        return None
    names = Names()
    nodes: list[Node] = []
    edges: list[Edge] = []
    parents: list[tuple[int, str]] = []
    findings: list[Finding] = list(plane.findings)
    for row, line in lines:
        match = _BRANCH.fullmatch(line)
        if _STEMS.fullmatch(line):
            continue
        if match is None and line[0] == " " and parents:
            findings.append(Finding(row, 0, "unclear-text", "this line hangs on no branch"))
            continue
        depth = len(match["indent"]) if match else -1
        label = " ".join((match["name"] if match else line).split())
        name = names.fresh(label, "item")
        nodes.append(Node(name, label))
        while parents and parents[-1][0] >= depth:
            parents.pop()
        if parents:
            edges.append(Edge(parents[-1][1], name))
        parents.append((depth, name))
    return Reading(Graph(tuple(nodes), tuple(edges), (), "down"), tuple(findings))
