"""Labels as lines of text, and the boxes that hold them."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.diagram import Edge, Node
from ascii_diagram.drawing.cells import block_width, cell_width, pad, split_word, wrap_label
from ascii_diagram.drawing.items import Item
from ascii_diagram.drawing.loops import reserve_loops
from ascii_diagram.drawing.spacing import Spacing


def node_item(node: Node, loops: Sequence[Edge], spacing: Spacing) -> Item:
    """Return the item of a node: a box around its wrapped label, and room for its self-loops."""
    lines = node_lines(node, spacing)
    width, height = block_width(lines), len(lines)
    if node.shape == "text":
        width, height = (width + 2 if spacing.horizontal else max(1, width)), height
    else:
        width, height = width + 4, height + 2
    depth, breadth = (width, height) if spacing.horizontal else (height, width)
    item = Item("node", depth, breadth, lines=lines, shape=node.shape, loops=tuple(loops))
    reserve_loops(item, spacing)
    return item


def node_lines(node: Node, spacing: Spacing) -> tuple[str, ...]:
    """Return the lines of a node's label; the body of a verbatim node keeps its shape."""
    if not node.verbatim:
        return _wrapped(node.label, spacing.wrap, split=spacing.split)
    width = block_width(node.body)
    return (
        *_wrapped(node.title, max(spacing.wrap, width), split=spacing.split),
        *(pad(line, width) for line in node.body),
    )


def edge_lines(label: str, spacing: Spacing) -> tuple[str, ...]:
    """Return the lines of an edge's label."""
    return _wrapped(label, spacing.label_wrap, split=spacing.split)


def _wrapped(label: str, limit: int, *, split: bool) -> tuple[str, ...]:
    lines: list[str] = []
    for paragraph in label.split("\n"):
        wrapped = _balanced(paragraph, limit)
        if not split:
            lines += wrapped
            continue
        for line in wrapped:
            lines += split_word(line, limit) if cell_width(line) > limit else (line,)
    return tuple(lines)


def _balanced(paragraph: str, limit: int) -> tuple[str, ...]:
    """Wrap to the narrowest lines that need no more of them than `limit` does."""
    best = wrap_label(paragraph, limit)
    if len(best) == 1:
        return best
    low, high = 1, limit
    while low < high:
        middle = (low + high) // 2
        tried = wrap_label(paragraph, middle)
        if len(tried) <= len(best) and block_width(tried) <= middle:
            best, high = tried, middle
        else:
            low = middle + 1
    return best
