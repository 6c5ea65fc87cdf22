"""Labels as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.diagram import Node
from ascii_diagram.drawing.bodies import aligned, has_rule
from ascii_diagram.drawing.cells import block_width, cell_width, split_word, wrap_label
from ascii_diagram.drawing.layered.spacing import Spacing


def node_lines(node: Node, spacing: Spacing) -> tuple[tuple[str, ...], int]:
    """Return the lines of a node's label, and how many of them stand above a rule.

    The body of a verbatim node keeps its shape. Lines below a rule are aligned on the left.
    """
    ruled = "\n" in node.label and has_rule(node)
    if not ruled and not node.verbatim:
        return _wrapped(node.label, spacing.wrap, split=spacing.split), 0
    body = list(node.body)
    if not node.verbatim:
        body = [line for text in body for line in _wrapped(text, spacing.wrap, split=spacing.split)]
    limit = max(spacing.wrap, block_width(body)) if node.verbatim else spacing.wrap
    title = _wrapped(node.title, limit, split=spacing.split)
    return (*title, *aligned(body)), len(title) if ruled else 0


def visible(label: str) -> str:
    """Return the label, or nothing when none of it can be seen."""
    return label if any(cell_width(line.strip()) for line in label.split("\n")) else ""


def edge_lines(label: str, spacing: Spacing) -> tuple[str, ...]:
    """Return the lines of an edge's label, without blank ones."""
    lines = _wrapped(label, spacing.label_wrap, split=spacing.split)
    return tuple(line for line in lines if cell_width(line))


def _wrapped(label: str, limit: int, *, split: bool) -> tuple[str, ...]:
    if not split and "\n" not in label:
        return _balanced(label, limit)
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
    widths = [cell_width(word) for word in paragraph.split()]
    low, high = max(widths), limit
    while low < high:
        middle = (low + high) // 2
        if _lines_needed(widths, middle) <= len(best):
            high = middle
        else:
            low = middle + 1
    return best if high == limit else wrap_label(paragraph, high)


def _lines_needed(widths: Sequence[int], limit: int) -> int:
    """Return how many lines words of these widths fill, none of them wider than `limit`."""
    lines, used = 1, -1
    for width in widths:
        used += 1 + width
        if used > limit:
            lines, used = lines + 1, width
    return lines
