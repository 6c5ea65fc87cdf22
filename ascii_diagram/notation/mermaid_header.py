"""The first line of a Mermaid diagram: which kind it is, and whether a text is Mermaid at all."""

from __future__ import annotations

import re
from typing import NamedTuple

from ascii_diagram.diagram import Direction
from ascii_diagram.notation.mermaid_graph import DIRECTIONS
from ascii_diagram.notation.mermaid_lexing import blank_comments, normalise_newlines

_END = r"(?=[ \t]*(?:;|\n|\Z|%%))"
_FLOWCHART = re.compile(
    rf"(?P<kind>flowchart-elk|flowchart|graph)(?:[ \t]+(?P<direction>TB|TD|BT|RL|LR|[<>^v]))?{_END}"
)
# What Mermaid reads and flowcharts of old had: a header with a link on the same line.
_CROWDED_FLOWCHART = re.compile(
    r"(?P<kind>flowchart|graph)[ \t]+(?P<direction>TB|TD|BT|RL|LR)[ \t]+(?=\S[^\n]*?(?:--|==|-\.))"
)
_SELF_DELIMITING = re.compile(
    r"(?P<kind>stateDiagram-v2|stateDiagram|sequenceDiagram|erDiagram)"
    rf"(?:{_END}|[ \t]+(?=[^\n]*?(?:--|->|\.\.)))"
)
_LINE_OF_ITS_OWN = re.compile(rf"(?P<kind>classDiagram-v2|classDiagram|mindmap){_END}")
_TIMELINE = re.compile(rf"(?P<kind>timeline)(?:[ \t]+(?:LR|TD))?{_END}")
# Kinds that are not read, where the header cannot be the start of a sentence.
_OTHER = re.compile(
    r"(?P<kind>gitGraph|quadrantChart|requirementDiagram|C4(?:Context|Container|Component|Dynamic"
    r"|Deployment)|zenuml|(?:sankey|xychart|block|packet|architecture|radar|treemap)-beta"
    rf"|(?:gantt|journey|pie|kanban){_END}(?=[^\n]*\n\s*\S))"
    r"(?![\w-])"
)
_HEADERS = (
    _FLOWCHART,
    _CROWDED_FLOWCHART,
    _SELF_DELIMITING,
    _LINE_OF_ITS_OWN,
    _TIMELINE,
    _OTHER,
)


class Header(NamedTuple):
    """What the header says and where it stands.

    Attributes:
        kind: The keyword as typed.
        direction: The direction behind it, if any.
        start: Offset of the keyword.
        end: Offset behind the header.
    """

    kind: str
    direction: Direction | None
    start: int
    end: int


def find_header(text: str) -> Header | None:
    """Find the header of a text whose comments are blanked; None when it is not Mermaid."""
    start = len(text) - len(text.lstrip())
    for pattern in _HEADERS:
        if found := pattern.match(text, start):
            named = found.groupdict().get("direction")
            return Header(found["kind"], DIRECTIONS[named] if named else None, start, found.end())
    return None


def is_mermaid(text: str) -> bool:
    """Whether `text` begins with the header of a Mermaid diagram.

    Front matter, comments and directives may come first. A keyword that is also an English word
    counts only as a whole header: `graph LR` does, `graph of the modules` does not.
    """
    return find_header(blank_comments(normalise_newlines(text))) is not None
