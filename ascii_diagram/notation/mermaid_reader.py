"""Mermaid read into diagrams: finds out which kind it is and hands over to that kind's reader."""

from __future__ import annotations

from collections.abc import Callable

from ascii_diagram.diagram import Diagram, Graph, Sequence, Timeline
from ascii_diagram.notation.mermaid_class import read_class_diagram
from ascii_diagram.notation.mermaid_entity import read_entity_diagram
from ascii_diagram.notation.mermaid_flowchart import read_flowchart
from ascii_diagram.notation.mermaid_header import Header, find_header, is_mermaid
from ascii_diagram.notation.mermaid_lexing import Source
from ascii_diagram.notation.mermaid_mindmap import read_mindmap
from ascii_diagram.notation.mermaid_sequence import read_sequence
from ascii_diagram.notation.mermaid_state import read_state_diagram
from ascii_diagram.notation.mermaid_timeline import read_timeline

_READERS: dict[str, Callable[[Source, Header], Diagram]] = {
    "flowchart": read_flowchart,
    "flowchart-elk": read_flowchart,
    "graph": read_flowchart,
    "stateDiagram": read_state_diagram,
    "stateDiagram-v2": read_state_diagram,
    "sequenceDiagram": read_sequence,
    "classDiagram": read_class_diagram,
    "classDiagram-v2": read_class_diagram,
    "erDiagram": read_entity_diagram,
    "mindmap": read_mindmap,
    "timeline": read_timeline,
}
_SUPPORTED = (
    "flowchart, graph, stateDiagram-v2, sequenceDiagram, classDiagram, erDiagram, mindmap, timeline"
)


def read_mermaid(text: str) -> Diagram:
    """Read a Mermaid diagram.

    Raises:
        NotationError: A fault, with its line and column; also when the text is of a kind of
            Mermaid that cannot be drawn, or of no kind at all, or says nothing.
        LimitError: More nodes, edges, nesting or text than `ascii_diagram.limits` allows.
    """
    source = Source(text)
    header = find_header(source.text)
    if header is None:
        start = len(source.text) - len(source.text.lstrip())
        raise source.fail("this is no Mermaid diagram", start, f"one of {_SUPPORTED}")
    reader = _READERS.get(header.kind)
    if reader is None:
        raise source.fail(
            f"Mermaid's {header.kind} is not supported", header.start, f"one of {_SUPPORTED}"
        )
    diagram = reader(source, header)
    if _is_empty(diagram):
        raise source.fail("the diagram is empty", header.start)
    return diagram


def _is_empty(diagram: Diagram) -> bool:
    match diagram:
        case Graph():
            return not diagram.nodes
        case Sequence():
            return not diagram.participants
        case Timeline():
            return not diagram.periods
        case _:
            return False


__all__ = ["is_mermaid", "read_mermaid"]
