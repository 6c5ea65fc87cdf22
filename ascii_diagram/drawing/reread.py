"""Reads a finished drawing back and compares it with the diagram it should show.

The reader shares nothing with the painters but what signs mean, so their faults cannot hide in it.
Labels are compared without blanks: a drawing does not tell where a line was wrapped or a word cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Rows
from itertools import groupby

from ascii_diagram.diagram import (
    Diagram,
    Divider,
    Frame,
    Graph,
    Grid,
    Message,
    Note,
    Sequence,
    SequenceItem,
)
from ascii_diagram.drawing.bodies import part_flows
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.errors import DrawingError
from ascii_diagram.reading import LINE_CHARACTERS, read_drawing

_LIKE_ASCII_LINES = re.compile(r"[|+]|[-=~.]{2}|[-=]>|<[-=]|(?<!\S)[-=~.:<>^!vHo'`,]+(?!\S)")
_BLANK_LINE = re.compile(r"(?:^|\n)[^\S\n]*(?:\n|$)")
_CORNER = re.compile(r"[+.,/][-=~_]")
"""The start of the upper border of a box of ASCII characters."""
_CORNERED = re.compile(r"[+|]|[-=_.]{3}")


def reread(diagram: Diagram, rows: Rows[str], charset: CharsetName) -> bool:
    """Read a drawing back and compare.

    A graph must have the same nodes, edges (ends, direction, label) and groups, a sequence the same
    participants and items in order, a grid the same cells. Timelines and pictures are not read, nor
    are diagrams with texts that could as well be lines.

    Args:
        diagram: What the drawing should show.
        rows: The lines of the drawing.
        charset: The glyphs it was drawn with.

    Returns:
        Whether it was compared.

    Raises:
        DrawingError: The drawing shows something else; the message says what.
    """
    text = "\n".join(rows)
    match diagram:
        case Graph() if is_readable(diagram, charset):
            reading = read_drawing(
                text, kind="graph", ascii_lines=charset == "ascii", geometry=False
            )
            found = reading.diagram
            shown = found if isinstance(found, Graph) else Graph(())
            difference = _between_graphs(diagram, shown)
        case Sequence() if is_readable(diagram, charset):
            found = read_drawing(text, kind="sequence").diagram
            difference = _between_sequences(diagram, found)
        case Grid() if is_readable(diagram, charset):
            found = read_drawing(text, kind="grid").diagram
            difference = _between_grids(diagram, found)
        case _:
            return False
    if difference:
        raise DrawingError(
            f"the drawing failed its own check: read back, {difference}",
            hint="this is a fault of the layout engine; another width or direction may avoid it",
        )
    return True


def is_readable(diagram: Graph | Sequence | Grid, charset: CharsetName) -> bool:
    """Tell whether no text of a diagram could be taken for a line of its drawing."""
    match diagram:
        case Graph():
            if not diagram.nodes:
                return False
            if any(node.shape == "text" or part_flows(node)[1] for node in diagram.nodes):
                return False  # a text without a border may be a label as well
            inside = [node.label for node in diagram.nodes]
            outside = [edge.label for edge in diagram.edges]
            outside += [group.label for group in diagram.groups]
            if any(not _bare(group.label).strip("|") for group in diagram.groups):
                return False  # such a title looks like a part of the border
            if not _groups_hold_nodes(diagram):
                return False
        case Sequence():
            inside = [node.label for node in diagram.participants]
            outside = list(_texts(diagram.items))
        case Grid():
            inside = []
            outside = [cell.label for cell in diagram.cells]
    if any(label and _BLANK_LINE.search(label) for label in outside):
        return False  # nothing tells which text goes on behind a blank line
    texts = "\n".join((*inside, *outside))
    # people draw in either charset, so the reader knows the lines and boxes of both in any drawing
    if not LINE_CHARACTERS.isdisjoint(texts) or _CORNER.search(texts):
        return False
    if charset != "ascii":
        return True
    if any(_LIKE_ASCII_LINES.search(label) for label in outside):
        return False
    return not any(_CORNERED.search(label) for label in inside if not label.isalnum())


def _groups_hold_nodes(graph: Graph) -> bool:
    """Tell whether every group has a node somewhere inside; others look like boxes."""
    held = {node.id for node in graph.nodes}
    waiting = list(graph.groups)
    while waiting:
        rest = [group for group in waiting if held.isdisjoint(group.members)]
        held.update(group.id for group in waiting if group not in rest)
        if len(rest) == len(waiting):
            return False
        waiting = rest
    return True


def _texts(items: Iterable[SequenceItem]) -> Iterator[str]:
    for item in items:
        match item:
            case Message():
                yield item.label
            case Note() | Divider():
                yield item.text
            case Frame():
                for section in item.sections:
                    yield section.label
                    yield from _texts(section.items)


def _bare(text: str) -> str:
    """Return a text without blanks and characters that take no cell."""
    text = "".join(text.split())
    if text.isascii():
        return text
    import wcwidth

    return "".join(char for char in text if wcwidth.wcwidth(char))


# --- graphs -----------------------------------------------------------------------------------


def _between_graphs(wanted: Graph, found: Graph) -> str:
    """Return the first difference in words, empty for none."""
    for what, ours, theirs in zip(
        ("box", "edge", "group"), _graph_parts(wanted), _graph_parts(found), strict=True
    ):
        if ours != theirs:
            missing, extra = list((ours - theirs).elements()), list((theirs - ours).elements())
            if missing:
                return f"the {what} {missing[0]} is missing"
            return f"there is a {what} {extra[0]} too many"
    return ""


def _graph_parts(graph: Graph) -> tuple[Counter[str], Counter[str], Counter[str]]:
    names = {node.id: _bare(node.label) for node in graph.nodes}
    names.update((group.id, f"[{_bare(group.label)}]") for group in graph.groups)
    edges: Counter[str] = Counter()
    for edge in graph.edges:
        ends = names[edge.source], names[edge.target]
        line = {"forward": "->", "both": "<->", "none": "--"}[edge.arrow]
        first, second = ends if edge.arrow == "forward" else sorted(ends)
        edges[f"{first} {line} {second}: {_bare(edge.label)}"] += 1
    groups: Counter[str] = Counter(
        f"{names[group.id]} of {', '.join(sorted(names[member] for member in group.members))}"
        for group in graph.groups
    )
    return Counter(names.values()), edges, groups


# --- sequences --------------------------------------------------------------------------------


def _between_sequences(wanted: Sequence, found: Diagram | None) -> str:
    if not wanted.participants:
        return ""
    if not isinstance(found, Sequence):
        return "the drawing is no sequence"
    ours, theirs = _participants(wanted), _participants(found)
    if list(ours.values()) != list(theirs.values()):
        return "the participants differ"
    for mine, other in zip(
        [*_item_lines(wanted.items, ours), ""],
        [*_item_lines(found.items, theirs), ""],
        strict=False,
    ):
        if mine != other:
            return f"{other or 'nothing'!r} stands where {mine or 'nothing'!r} should"
    return ""


def _participants(sequence: Sequence) -> dict[str, str]:
    return {
        node.id: f"{number} {_bare(node.label)}"
        for number, node in enumerate(sequence.participants)
    }


def _item_lines(items: Iterable[SequenceItem], names: dict[str, str]) -> Iterator[str]:
    """Yield the items in words; dividers that follow each other count as one."""
    for divided, group in groupby(items, key=lambda item: isinstance(item, Divider)):
        if divided:
            yield "divider " + "".join(
                _bare(item.text) for item in group if isinstance(item, Divider)
            )
            continue
        for item in group:
            yield from _item_line(item, names)


def _item_line(item: SequenceItem, names: dict[str, str]) -> Iterator[str]:
    match item:
        case Message():
            arrow = "-->" if item.reply else "->"
            yield f"{names[item.source]} {arrow} {names[item.target]}: {_bare(item.label)}"
        case Note():
            order = sorted(
                (names[name] for name in item.over), key=lambda name: int(name.partition(" ")[0])
            )
            yield f"note {order[:1]} to {order[-1:]}: {_bare(item.text)}"
        case Frame():
            yield f"{item.kind} begins"
            for section in item.sections:
                yield f"section {_bare(section.label)}"
                yield from _item_lines(section.items, names)
            yield f"{item.kind} ends"
        case Divider():
            yield f"divider {_bare(item.text)}"


# --- grids ------------------------------------------------------------------------------------


def _between_grids(wanted: Grid, found: Diagram | None) -> str:
    if not wanted.cells:
        return ""
    if not isinstance(found, Grid):
        return "the drawing is no grid"
    if all(cell.bits is not None for cell in wanted.cells):
        # the widths come from the bits, and a last row that is not full stays open
        if _fields(wanted) != _fields(found):
            return "the fields differ"
    elif _grid_rows(wanted) != _grid_rows(found):
        return "the cells differ"
    return ""


def _fields(grid: Grid) -> list[tuple[str, int | None]]:
    fields = ((_bare(cell.label), cell.bits) for cell in grid.cells)
    return [field for field in fields if field != ("", None)]


def _grid_rows(grid: Grid) -> list[tuple[tuple[int, int, str], ...]]:
    """Return rows of cells with the borders they lie between, counting borders in use only."""
    columns = max(grid.columns, 1)
    rows: list[list[tuple[int, int, str]]] = []
    at = columns
    for cell in grid.cells:
        span = min(max(cell.span, 1), columns)
        if at + span > columns:
            if at < columns:
                rows[-1].append((at, columns, ""))
            rows.append([])
            at = 0
        bits = "" if cell.bits is None else f"{cell.bits}bits"
        rows[-1].append((at, at + span, _bare(cell.label) + bits))
        at += span
    if at < columns:
        rows[-1].append((at, columns, ""))
    borders = sorted({border for row in rows for first, last, _ in row for border in (first, last)})
    place = {border: index for index, border in enumerate(borders)}
    return [tuple((place[first], place[last], text) for first, last, text in row) for row in rows]
