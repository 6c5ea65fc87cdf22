"""Diagrams written as Mermaid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ascii_diagram.diagram import (
    Diagram,
    Divider,
    Frame,
    Graph,
    Grid,
    Message,
    Node,
    Note,
    Picture,
    Sequence,
    SequenceItem,
    Timeline,
)
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.notation.mermaid_flowchart_writer import flowchart_lines
from ascii_diagram.notation.mermaid_ids import safe_ids
from ascii_diagram.notation.mermaid_text import write_text

_INDENT = "    "
_NEXT_SECTION = {"alt": "else", "par": "and"}
_TIMELINE_KEYWORD = re.compile(r"(?:section|title|accTitle|accDescr)\b", re.IGNORECASE)
_WRAP = re.compile(r"(?:no)?wrap:")


def write_mermaid(diagram: Diagram) -> str:
    """Write a diagram as Mermaid: a flowchart, a sequence diagram or a timeline.

    Ids are made safe for Mermaid; labels are quoted and escaped, so that `read_mermaid` gives the
    same diagram back, except for what Mermaid cannot say: persons and empty groups in flowcharts,
    shapes of participants other than persons, and dividers, which become notes over all
    participants.

    Returns:
        The text without a line feed at the end.

    Raises:
        AsciiDiagramError: Mermaid has no such diagram (a `Grid` or a `Picture`).
    """
    match diagram:
        case Graph():
            return "\n".join(flowchart_lines(diagram))
        case Sequence():
            return "\n".join(_sequence_lines(diagram))
        case Timeline():
            return "\n".join(_timeline_lines(diagram))
        case Grid():
            raise _no_such_diagram("stacks and tables")
        case Picture():
            raise _no_such_diagram("free-form pictures")


def _no_such_diagram(kind: str) -> AsciiDiagramError:
    return AsciiDiagramError(
        f"Mermaid has no diagram for {kind}", hint="ask for text, SVG, JSON or arrow notation"
    )


def _sequence_lines(sequence: Sequence) -> Iterator[str]:
    ids = safe_ids((node.id, node.label) for node in sequence.participants)
    yield "sequenceDiagram"
    for node in sequence.participants:
        yield _INDENT + _participant(node, ids[node.id])
    yield from _item_lines(sequence.items, ids, 1)


def _participant(node: Node, name: str) -> str:
    keyword = "actor" if node.shape == "person" else "participant"
    alias = "" if node.label == name else f" as {_line(node.label) or '#160;'}"
    return f"{keyword} {name}{alias}"


def _item_lines(items: Iterable[SequenceItem], ids: dict[str, str], depth: int) -> Iterator[str]:
    indent = _INDENT * depth
    for item in items:
        match item:
            case Message():
                arrow = "-->>" if item.reply else "->>"
                text = f"{ids[item.source]}{arrow}{ids[item.target]}: {_line(item.label)}"
                yield indent + text.rstrip()
            case Note():
                over = [name for name in ids if name in item.over]
                yield indent + _note([ids[name] for name in over], item.text)
            case Divider():
                yield indent + _note(list(ids.values()), item.text)
            case Frame():
                yield from _frame_lines(item, ids, depth)


def _note(over: list[str], text: str) -> str:
    """Mermaid names the two ends of a wide note only."""
    ends = dict.fromkeys((over[0], over[-1])) if over else ()
    return f"Note over {','.join(ends)}: {_line(text)}".rstrip() if ends else f"%% {_line(text)}"


def _frame_lines(frame: Frame, ids: dict[str, str], depth: int) -> Iterator[str]:
    indent = _INDENT * depth
    keyword: str = frame.kind
    for section in frame.sections:
        yield f"{indent}{keyword} {_line(section.label)}".rstrip()
        yield from _item_lines(section.items, ids, depth + 1)
        keyword = _NEXT_SECTION.get(frame.kind, "else")
    yield f"{indent}end"


def _line(text: str) -> str:
    """Write text that runs to the end of its line in a sequence diagram."""
    written = write_text(text, also=";")
    return written.replace(":", "#58;", 1) if _WRAP.match(written) else written


def _timeline_lines(timeline: Timeline) -> Iterator[str]:
    yield "timeline"
    section = ""
    for period in timeline.periods:
        if period.section != section:
            section = period.section
            yield f"{_INDENT}section {_part(section)}"
        label = _part(period.label)
        if _TIMELINE_KEYWORD.match(label):
            label = f"#{ord(label[0])};{label[1:]}"
        events = "".join(f" : {_part(event)}" for event in period.events)
        yield _INDENT * (2 if section else 1) + label + events


def _part(text: str) -> str:
    """Write text between the colons of a timeline; a no-break space where there is none."""
    return write_text(text.strip(), also=":") or "#160;"
