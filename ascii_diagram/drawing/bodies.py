"""What stands below a node's title: a body under a rule, details, and flows beside the box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ascii_diagram.diagram import Flow, Node, flow_in
from ascii_diagram.drawing.cells import block_width, cell_width, pad


def part_flows(node: Node) -> tuple[Node, tuple[Flow, ...]]:
    """Return the node without the lines of its body that are flows, and these.

    Each is drawn as a text beside the box with a small arrow. Verbatim bodies have none.
    """
    if node.verbatim or "->" not in node.label:
        return node, ()
    kept, flows = [node.title], list[Flow]()
    for line in node.body:
        flow = flow_in(line)
        if flow is not None and cell_width(flow.text):
            flows.append(flow)
        else:
            kept.append(line)
    return replace(node, label="\n".join(kept)), tuple(flows)


def has_rule(node: Node) -> bool:
    """Tell whether a node's title and body are parted by a rule.

    They are where the body is verbatim, has three lines or more, or has two of which one is wider
    than the title; a line or two of details stay in the middle below the title.
    """
    shown = [line for line in node.body if cell_width(line.strip())]
    if not shown or not cell_width(node.title.strip()):
        return False
    wide = block_width(shown) > cell_width(node.title)
    return node.verbatim or len(shown) > 2 or (len(shown) == 2 and wide)


def aligned(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of a body, equally wide, so that they stay aligned on the left."""
    width = block_width(list(lines))
    return tuple(pad(line, width) for line in lines)
