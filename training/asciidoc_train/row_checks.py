"""Whether one row is right: read, drawn, read back and compared with its prompt."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ascii_diagram import notation
from ascii_diagram.diagram import Diagram, Graph, Grid, Picture, Sequence, Timeline
from ascii_diagram.drawing import DrawingOptions, draw_diagram
from ascii_diagram.drawing.cells import block_width
from ascii_diagram.drawing.reread import is_readable, reread
from ascii_diagram.errors import AsciiDiagramError, DrawingError
from ascii_diagram.resolve.contents import messages, names
from ascii_diagram.resolve.initial_state import INITIAL
from ascii_diagram.resolve.wording import Wording
from asciidoc_train.rows import Asks, Difficulty, Kind, Row

WIDTH = 80
"""Columns that every row is drawn at."""

MAX_WORDS = 4
MAX_LABEL = 28
MAX_EDGE_LABEL = 24
MAX_PARTS = 12
"""The canonical form's limits on a node's label, an edge's label and the number of nodes."""

# So much over the limits is no slip but a row that teaches the wrong thing.
_FAR_TOO_LONG = 40
_FAR_TOO_MANY = 20
_BODY_WORDS = 12
# Of the names in an answer to a prompt that names everything, so much must be found in it.
_GROUNDED = 0.6
# So much of the names, and of what stands on the lines, a prompt must hold to have named it all.
_NAMED = 0.8
_LABELLED = 0.5

_KINDS: dict[type[Diagram], tuple[Kind, ...]] = {
    Graph: ("flow", "state", "tree", "cycle"),
    Sequence: ("sequence",),
    Grid: ("grid",),
    Timeline: ("timeline",),
    Picture: ("picture",),
}


@dataclass(frozen=True, slots=True)
class Check:
    """What was found about a row.

    Attributes:
        faults: Why it must not be used, as `code: what and where`; empty when it may be.
        remarks: What is not as good as it should be, in the same form.
        diagram: What the notation says; None when it says nothing.
        drawing: The drawing at `WIDTH`; empty when there is none.
        read_back: Whether a reader got the same diagram out of the drawing; None when the kind of
            diagram is not read.
        grounding: Share, 0 to 1, of the words in its names that the prompt holds.
    """

    faults: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    diagram: Diagram | None = None
    drawing: str = ""
    read_back: bool | None = None
    grounding: float = 0.0

    @property
    def width(self) -> int:
        """Columns of the drawing."""
        return block_width(self.drawing.split("\n")) if self.drawing else 0


def check_row(row: Row) -> Check:
    """Check one row. Never raises."""
    faults = list(_prompt_faults(row))
    try:
        diagram = notation.parse(row.notation)
        canonical = notation.print_arrow(diagram)
    except AsciiDiagramError as error:
        return Check((*faults, f"notation: {_line(error)}"))
    if canonical != row.notation:
        faults.append("form: not canonical arrow notation")
    faults += _kind_faults(row, diagram)
    drawing, read_back = "", None
    label_faults, remarks = _label_findings(diagram)
    faults += label_faults
    try:
        drawing = draw_diagram(diagram, DrawingOptions(width=row.width or WIDTH))
        read_back = _reads_back(diagram, drawing)
    except DrawingError as error:  # the engine's fault, not the row's
        remarks.append(f"engine: {_line(error)}")
    except AsciiDiagramError as error:
        faults.append(f"drawing: {_line(error)}")
    grounding = ground(row.prompt, diagram)
    if row.asks == "explicit":
        if grounding < _GROUNDED:
            faults.append(f"faithfulness: {grounding:.0%} of its names stand in the prompt")
        remarks += [f"invented: {name!r}" for name in _not_in_prompt(row.prompt, diagram)]
    if read_back is False:
        remarks.append("reading: another diagram is read out of the drawing")
    return Check(tuple(faults), tuple(remarks), diagram, drawing, read_back, grounding)


def ground(prompt: str, diagram: Diagram) -> float:
    """Return the mean share, 0 to 1, of the words of each name that the prompt holds."""
    return _grounded(prompt, [name for name in names(diagram) if name != INITIAL])


def _grounded(prompt: str, labels: Iterable[str]) -> float:
    wording = Wording(prompt)
    shares = [wording.share(label) for label in labels]
    return sum(shares) / len(shares) if shares else 1.0


def asks_of(prompt: str, diagram: Diagram) -> Asks:
    """Tell whether the prompt names what is drawn, or only what it is about."""
    lines = [label for what, label, _ in _labels(diagram) if what != "name" and label]
    named = ground(prompt, diagram) >= _NAMED and _grounded(prompt, lines) >= _LABELLED
    return "explicit" if named else "topic"


def difficulty_of(diagram: Diagram) -> Difficulty:
    """Rate a diagram by what there is to get right: links, and groups or frames at double."""
    match diagram:
        case Graph(nodes, edges, groups):
            size = max(len(edges), len(nodes) - 1) + 2 * len(groups)
        case Sequence(_, items):
            size = sum(1 for _ in messages(items)) + len(items) // 2
        case Grid(columns, cells):
            size = len(cells) * (1 if columns == 1 else 2) // 2
        case Timeline(periods):
            size = sum(1 + len(period.events) for period in periods) // 2
        case Picture(lines):
            size = len(lines)
    return "beginner" if size <= 3 else "intermediate" if size <= 7 else "advanced"


def _line(error: AsciiDiagramError) -> str:
    return str(error).partition("\n")[0]


def _prompt_faults(row: Row) -> Iterator[str]:
    bad = [c for c in row.prompt if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cf"}]
    if bad:
        yield f"prompt: holds the control character U+{ord(bad[0]):04X}"
    if notation.recognise(row.prompt):
        yield "prompt: is notation itself, so no model is ever asked"
    if not any(c.isalpha() for c in row.prompt):
        yield "prompt: has no words"


def _kind_faults(row: Row, diagram: Diagram) -> Iterator[str]:
    allowed = _KINDS[type(diagram)]
    if row.kind not in allowed:
        yield f"kind: {row.kind}, but the notation is a {type(diagram).__name__.lower()}"
    bodies = isinstance(diagram, Graph) and any(node.body for node in diagram.nodes)
    match row.style, diagram:
        case "ascii_art", Picture(lines):
            yield from _picture_faults(row, lines)
        case ("ascii_art", _) | (_, Picture()):
            yield "style: ascii_art and pictures belong together"
        case "hybrid", _ if not bodies:
            yield "style: hybrid, but no box has lines below its title"
        case "tui_flow", _ if bodies:
            yield "style: tui_flow, but a box has lines below its title"
        case _:
            pass


def _picture_faults(row: Row, lines: tuple[str, ...]) -> Iterator[str]:
    widest = block_width(lines)
    if row.width is None:
        yield "width: a picture's row must state the width it was asked for"
    elif widest > row.width:
        yield f"width: {widest} columns where {row.width} are allowed"
    if row.height is not None and len(lines) > row.height:
        yield f"height: {len(lines)} lines where {row.height} are allowed"


def _reads_back(diagram: Diagram, drawing: str) -> bool | None:
    if not isinstance(diagram, Graph | Sequence | Grid) or not is_readable(diagram, "unicode"):
        return None
    try:
        reread(diagram, drawing.split("\n"), "unicode")
    except DrawingError:
        return False
    return True


def _label_findings(diagram: Diagram) -> tuple[list[str], list[str]]:
    """Return faults and remarks about the number and the length of labels."""
    faults: list[str] = []
    remarks: list[str] = []
    if isinstance(diagram, Picture):
        return faults, remarks
    parts = list(names(diagram))
    least = 1 if isinstance(diagram, Sequence) else 2
    if not least <= len(parts) <= MAX_PARTS:
        far = len(parts) > _FAR_TOO_MANY or len(parts) < least
        (faults if far else remarks).append(f"size: {len(parts)} nodes")
    for what, label, limit in _labels(diagram):
        finding = f"length: {what} {label!r}"
        if len(label) > _FAR_TOO_LONG + limit - MAX_LABEL:
            faults.append(finding)
        elif len(label) > limit or len(label.split()) > MAX_WORDS:
            remarks.append(finding)
    if isinstance(diagram, Sequence) and not all(m.label for m in messages(diagram.items)):
        faults.append("label: a message says nothing")
    if isinstance(diagram, Graph):
        repeated = len(diagram.edges) - len(set(diagram.edges))
        if repeated:
            faults.append(f"edges: {repeated} stand there twice")
        long = [line for n in diagram.nodes for line in n.body if len(line.split()) > _BODY_WORDS]
        remarks += [f"length: body {line!r}" for line in long]
    return faults, remarks


def _labels(diagram: Diagram) -> Iterator[tuple[str, str, int]]:
    for name in names(diagram):
        yield "name", name, MAX_LABEL
    match diagram:
        case Graph(_, edges, groups):
            yield from (("edge", edge.label, MAX_EDGE_LABEL) for edge in edges)
            yield from (("group", group.label, MAX_LABEL) for group in groups)
        case Sequence(_, items):
            yield from (("message", m.label, MAX_EDGE_LABEL) for m in messages(items))
        case _:
            pass


def _not_in_prompt(prompt: str, diagram: Diagram) -> list[str]:
    wording = Wording(prompt)
    shown = (name for name in names(diagram) if name != INITIAL)
    return [name for name in shown if wording.share(name) < 1]
