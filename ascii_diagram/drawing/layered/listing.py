"""Trees as listings: one name on a line, indented below its parent."""

from __future__ import annotations

from collections.abc import Iterator

from ascii_diagram.diagram import Graph
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.charset import EAST, HORIZONTAL, NORTH, VERTICAL, Charset

_INDENT = 4


def list_trees(graph: Graph, charset: Charset, width: int) -> list[str] | None:
    """Return the lines of a graph of trees; None when it is something else, or too wide.

    Trees have arrows from parents to children, without labels; their nodes have names of one line.

    Args:
        graph: Any graph.
        charset: The glyphs of the branches.
        width: Most cells of a line.
    """
    children = _children(graph)
    if children is None:
        return None
    names = {node.id: " ".join(node.label.split()) for node in graph.nodes}
    below = {edge.target for edge in graph.edges}
    rows: list[str] = []
    listed = 0
    for root in (node.id for node in graph.nodes if node.id not in below):
        for prefix, name in _walk(root, children, charset):
            rows.append(prefix + names[name])
            listed += 1
    # what no root leads to goes round in a cycle
    if listed < len(graph.nodes) or block_width(rows) > width:
        return None
    return rows


def _children(graph: Graph) -> dict[str, list[str]] | None:
    if graph.groups or not graph.edges or any(_has_more_than_a_name(n.label) for n in graph.nodes):
        return None
    children: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    entered: set[str] = set()
    for edge in graph.edges:
        plain = edge.arrow == "forward" and edge.style == "solid" and not edge.label
        if not plain or edge.target in entered or edge.target == edge.source:
            return None
        entered.add(edge.target)
        children[edge.source].append(edge.target)
    return children


def _has_more_than_a_name(label: str) -> bool:
    return "\n" in label or not label.strip()


def _walk(root: str, children: dict[str, list[str]], charset: Charset) -> Iterator[tuple[str, str]]:
    """Yield every node below `root`, and it first, with what stands before its name."""
    middle, last, stem = _branches(charset)
    stack = [("", "", root)]
    while stack:
        indent, branch, name = stack.pop()
        yield indent + branch, name
        if branch:
            indent += " " * _INDENT if branch == last else stem
        following = children[name]
        for number, child in enumerate(reversed(following)):
            stack.append((indent, middle if number else last, child))


def _branches(charset: Charset) -> tuple[str, str, str]:
    """A child with others after it, the last child, and a line that passes by."""
    stem = charset.glyph(VERTICAL).ljust(_INDENT)
    line = charset.glyph(HORIZONTAL) * 2 + " "
    if charset.name == "ascii":
        return f"|{line}", f"`{line}", stem
    return charset.glyph(VERTICAL | EAST) + line, charset.glyph(NORTH | EAST) + line, stem
