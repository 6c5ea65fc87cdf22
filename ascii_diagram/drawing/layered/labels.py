"""Labels as lines of text."""

from __future__ import annotations

from ascii_diagram.diagram import Node
from ascii_diagram.drawing.cells import block_width, cell_width, pad, split_word, wrap_label
from ascii_diagram.drawing.layered.spacing import Spacing


def node_lines(node: Node, spacing: Spacing) -> tuple[str, ...]:
    """Return the lines of a node's label; the body of a verbatim node keeps its shape."""
    if not node.verbatim:
        return _wrapped(node.label, spacing.wrap, split=spacing.split)
    width = block_width(node.body)
    return (
        *_wrapped(node.title, max(spacing.wrap, width), split=spacing.split),
        *(pad(line, width) for line in node.body),
    )


def visible(label: str) -> str:
    """Return the label, or nothing when none of it can be seen."""
    return label if any(cell_width(line.strip()) for line in label.split("\n")) else ""


def edge_lines(label: str, spacing: Spacing) -> tuple[str, ...]:
    """Return the lines of an edge's label, without blank ones."""
    lines = _wrapped(label, spacing.label_wrap, split=spacing.split)
    return tuple(line for line in lines if cell_width(line))


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
