"""Prints diagrams as arrow notation in canonical form.

One statement per line: the first line, edges, nodes that edges and groups cannot show in full, then
groups. Where nodes would come back in another order, all are declared first. What was read from
canonical text is printed as that text; what was printed is read back as the same diagram.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ascii_diagram.diagram import (
    Diagram,
    Divider,
    Edge,
    Frame,
    Graph,
    Grid,
    Group,
    Message,
    Node,
    Note,
    Period,
    Picture,
    Sequence,
    SequenceItem,
    Timeline,
)
from ascii_diagram.notation.arrow_nodes import SETTINGS

_SAFE = re.compile(r"[\w\-/+()'&%!?*=,]+(?: [\w\-/+()'&%!?*=,]+)*")
_SEQUENCE_WORDS = frozenset((*SETTINGS, "loop", "alt", "opt", "par", "else", "note", "divider"))


def print_arrow(diagram: Diagram) -> str:
    """Return `diagram` in canonical arrow notation, without a line feed at the end.

    `parse(print_arrow(diagram)) == diagram` for every sound diagram, and the text is recognised as
    notation.
    """
    match diagram:
        case Graph():
            return _graph(diagram)
        case Sequence():
            lines = ["shape: sequence_diagram", *_participants(diagram), *_items(diagram.items, "")]
        case Grid():
            lines = [f"grid-columns: {diagram.columns}"]
            for cell in diagram.cells:
                span = {"span": str(cell.span)} if cell.span != 1 else {}
                bits = {"bits": str(cell.bits)} if cell.bits is not None else {}
                lines.append(quote(cell.label) + _braces(span | bits))
        case Timeline():
            lines = ["shape: timeline", *_periods(diagram.periods)]
        case Picture():
            lines = ["art: |", *_margin(diagram.lines), "|"]
    return "\n".join(lines)


def quote(label: str) -> str:
    r"""Return `label` as it stands in notation, in double quotes where they are needed."""
    if _SAFE.fullmatch(label) and "--" not in label:
        return label
    escaped = label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _quote_unless(words: Iterable[str], label: str) -> str:
    """Quote `label` also where its first word is one of `words`."""
    text = quote(label)
    return f'"{text}"' if text == label and text.partition(" ")[0] in words else text


def _quote_commas(name: str) -> str:
    """Quote a name for a list of names."""
    text = quote(name)
    return f'"{text}"' if "," in text and text == name else text


def _braces(attributes: Mapping[str, str]) -> str:
    inner = "; ".join(f"{name}: {value}" for name, value in attributes.items())
    return f" {{{inner}}}" if inner else ""


def _label(text: str) -> str:
    return f": {quote(text)}" if text else ""


def _graph(graph: Graph) -> str:
    from ascii_diagram.notation.recognition import starts_with_edge

    edges = [_edge(edge) for edge in graph.edges]
    groups = list(_Groups(graph).lines())
    partial = _needed(graph)
    if _order(graph, partial) == [node.id for node in graph.nodes]:
        lines = [*edges, *_declarations(partial, SETTINGS), *groups]
    else:
        lines = [*_declarations(graph.nodes, SETTINGS), *edges, *groups]
    if graph.direction:
        lines.insert(0, f"direction: {graph.direction}")
    elif not starts_with_edge(lines[0]):
        lines.insert(0, "direction: auto")
    return "\n".join(lines)


def _edge(edge: Edge) -> str:
    arrow = {"forward": "->", "both": "<->", "none": "--"}[edge.arrow]
    style = {"style": edge.style} if edge.style != "solid" else {}
    ends = f"{quote(edge.source)} {arrow} {quote(edge.target)}"
    return ends + _label(edge.label) + _braces(style)


def _is_plain(node: Node) -> bool:
    """Whether the id alone says everything."""
    return node == Node(node.id, node.id)


def _needed(graph: Graph) -> list[Node]:
    """Return the nodes that edges and groups do not show in full."""
    shown = {end for edge in graph.edges for end in (edge.source, edge.target)}
    shown.update(member for group in graph.groups for member in group.members)
    return [node for node in graph.nodes if node.id not in shown or not _is_plain(node)]


def _order(graph: Graph, declared: Iterable[Node]) -> list[str]:
    """Return the node ids in the order of a text with edges, declarations and groups."""
    groups = {group.id for group in graph.groups}
    names = [end for edge in graph.edges for end in (edge.source, edge.target)]
    names += [node.id for node in declared]
    names += _Groups(graph).names()
    return [name for name in dict.fromkeys(names) if name not in groups]


def _declarations(nodes: Iterable[Node], reserved: Iterable[str]) -> Iterator[str]:
    for node in nodes:
        shape = _braces({"shape": node.shape} if node.shape != "rectangle" else {})
        name = _quote_unless(reserved, node.id)
        if node.verbatim:
            yield from _block(name, node)
            if shape:
                yield name + shape
        elif node.label == node.id:
            yield name + shape
        elif node.title == node.id:
            yield quote(node.label) + shape
        else:
            yield f"{name}: {quote(node.label)}{shape}"


def _block(name: str, node: Node) -> Iterator[str]:
    """Yield a node with a verbatim body, between pipes that no line of the body equals."""
    pipes = "|"
    while pipes in (line.strip(" ") for line in node.body):
        pipes += "|"
    title = "" if node.title == node.id else f" {quote(node.title)}"
    yield f"{name}:{title} {pipes}"
    yield from (f"  {line}" if line else "" for line in node.body)
    yield pipes


def _margin(lines: Iterable[str]) -> list[str]:
    """Indent `lines` where the reader would take their own blanks for a margin."""
    lines = list(lines)
    if all(line.startswith("  ") for line in lines if line):
        return [f"  {line}" if line else "" for line in lines]
    return lines


class _Groups:
    """Lays out the groups: each in its place, inside its group where the order allows."""

    def __init__(self, graph: Graph) -> None:
        self._groups = graph.groups
        self._ids = [group.id for group in graph.groups]
        self._next = 0

    def lines(self) -> Iterator[str]:
        """Yield the lines of all groups."""
        for depth, _, line in self._walk_all():
            yield "  " * depth + line

    def names(self) -> list[str]:
        """Return the names in the order in which the lines mention them."""
        return [name for _, name, _ in self._walk_all() if name]

    def _walk_all(self) -> Iterator[tuple[int, str, str]]:
        self._next = 0
        while self._next < len(self._groups):
            yield from self._walk(self._take(), 0)

    def _take(self) -> Group:
        self._next += 1
        return self._groups[self._next - 1]

    def _walk(self, group: Group, depth: int) -> Iterator[tuple[int, str, str]]:
        label = "" if group.label == group.id else f": {quote(group.label)}"
        yield depth, group.id, f"{quote(group.id)}{label} {{"
        for member in group.members:
            if self._next < len(self._ids) and self._ids[self._next] == member:
                yield from self._walk(self._take(), depth + 1)
            else:
                yield depth + 1, member, quote(member)
        yield depth, "", "}"


def _participants(sequence: Sequence) -> list[str]:
    """Return the declarations of a sequence: those that messages and notes do not show."""
    mentioned = list(_mentions(sequence.items))
    needed = [n for n in sequence.participants if n.id not in mentioned or not _is_plain(n)]
    order = list(dict.fromkeys([node.id for node in needed] + mentioned))
    if order != [node.id for node in sequence.participants]:
        needed = list(sequence.participants)
    return list(_declarations(needed, _SEQUENCE_WORDS))


def _mentions(items: Iterable[SequenceItem]) -> Iterator[str]:
    for item in items:
        match item:
            case Message():
                yield from (item.target, item.source) if item.reply else (item.source, item.target)
            case Note():
                yield from item.over
            case Frame():
                for section in item.sections:
                    yield from _mentions(section.items)
            case Divider():
                pass


def _items(items: Iterable[SequenceItem], indent: str) -> Iterator[str]:
    for item in items:
        match item:
            case Message(source, target, label, True):
                yield f"{indent}{quote(target)} <- {quote(source)}{_label(label)}"
            case Message(source, target, label):
                yield f"{indent}{quote(source)} -> {quote(target)}{_label(label)}"
            case Note(over, text):
                yield f"{indent}note {', '.join(map(_quote_commas, over))}: {quote(text)}"
            case Divider(text):
                yield f"{indent}divider: {quote(text)}"
            case Frame():
                yield from _frame(item, indent)


def _frame(frame: Frame, indent: str) -> Iterator[str]:
    for number, section in enumerate(frame.sections):
        keyword = f"{indent}}} else" if number else indent + frame.kind
        condition = f" {quote(section.label)}" if section.label else ""
        yield f"{keyword}{condition} {{"
        yield from _items(section.items, indent + "  ")
    yield indent + "}"


def _periods(periods: Iterable[Period]) -> Iterator[str]:
    section = ""
    for period in periods:
        if period.section != section:
            if section:
                yield "}"
            section = period.section
            if section:
                yield f"{quote(section)} {{"
        yield ("  " if section else "") + ": ".join(map(quote, (period.label, *period.events)))
    if section:
        yield "}"
