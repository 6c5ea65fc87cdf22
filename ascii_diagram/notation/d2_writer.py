"""Writes diagrams as D2.

In D2 a node belongs to the container that its key names, so keys are qualified by their groups. D2
compares keys without regard to case and keeps some words for itself, so a key that clashes is
numbered and keeps its text as a label. What D2 cannot say is written as near as it goes: a divider
becomes a comment, a note over several participants stands at the first, a cell's bits stand in its
label, a timeline becomes a chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ascii_diagram.diagram import (
    Cell,
    Diagram,
    Divider,
    Edge,
    Frame,
    Graph,
    Grid,
    Message,
    Node,
    Note,
    Period,
    Picture,
    Sequence,
    SequenceItem,
    Timeline,
)

_SAFE = re.compile(r"[A-Za-z0-9_]+(?:[ /+-][A-Za-z0-9_]+)*")
_WORDS = (
    "label shape style direction near link icon tooltip width height top left class classes vars "
    "layers scenarios steps constraint source-arrowhead target-arrowhead grid-rows grid-columns "
    "grid-gap vertical-gap horizontal-gap null true false suspend unsuspend"
)
_RESERVED = frozenset(_WORDS.split())
_SHAPES = {"rounded": "style.border-radius: 8"}
_STYLES = {"dashed": "style.stroke-dash: 3", "thick": "style.stroke-width: 4"}
_ARROWS = {"forward": "->", "both": "<->", "none": "--"}
_CELL_WIDTH = 120


def write_d2(diagram: Diagram) -> str:
    """Return `diagram` as D2 text, without a line feed at the end."""
    match diagram:
        case Graph():
            lines = _graph(diagram)
        case Sequence():
            lines = _SequenceWriter(diagram).lines()
        case Grid():
            lines = _grid(diagram)
        case Timeline():
            lines = _timeline(diagram)
        case Picture():
            lines = _picture(diagram)
    return "\n".join(lines)


def _text(text: str) -> str:
    """Return `text` as a D2 string."""
    if _SAFE.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("${", "\\${") + '"'


def _label(text: str) -> str:
    return f": {_text(text)}" if text else ""


def _braces(settings: Iterable[str]) -> str:
    inner = "; ".join(settings)
    return f" {{{inner}}}" if inner else ""


class _Keys:
    """Hands out D2 keys, each once without regard to case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def key(self, wanted: str) -> str:
        """Return `wanted`, or it with a number where it is taken or reserved."""
        key, number = wanted, 1
        while key.lower() in self._taken or key.lower() in _RESERVED or key == "_":
            number += 1
            key = f"{wanted} {number}"
        self._taken.add(key.lower())
        return key


def _node(key: str, node: Node) -> str:
    """Return the declaration of a node, with a label where the key does not show it."""
    label = f": {_text(node.label)}" if node.label != key else ""
    settings = [_SHAPES.get(node.shape, f"shape: {node.shape}")]
    if node.shape == "rectangle":
        settings = []
    if node.verbatim:
        settings.append("style.font: mono")
    braces = _braces(settings)
    return f"{_text(key)}{label or (':' if braces else '')}{braces}"


def _graph(graph: Graph) -> list[str]:
    paths = _paths(graph)
    nodes = {node.id: node for node in graph.nodes}
    parents = {member: group for group in graph.groups for member in group.members}
    lines = [f"direction: {graph.direction}"] if graph.direction else []
    groups = {group.id: group for group in graph.groups}

    def declare(name: str, depth: int) -> Iterator[str]:
        key = paths[name][-1]
        if name in nodes:
            yield "  " * depth + _node(key, nodes[name])
            return
        group = groups[name]
        label = f" {_text(group.label)}" if group.label != key else ""
        yield "  " * depth + f"{_text(key)}:{label} {{"
        for member in group.members:
            yield from declare(member, depth + 1)
        yield "  " * depth + "}"

    for name in (*nodes, *groups):
        if name not in parents:
            lines += declare(name, 0)
    return lines + [_edge(edge, paths) for edge in graph.edges]


def _paths(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Return the keys of every node and group from the outermost container in."""
    parents = {member: group.id for group in graph.groups for member in group.members}
    scopes: dict[str, _Keys] = {}
    keys: dict[str, str] = {}
    for name in (*(node.id for node in graph.nodes), *(group.id for group in graph.groups)):
        keys[name] = scopes.setdefault(parents.get(name, ""), _Keys()).key(name)
    paths: dict[str, tuple[str, ...]] = {}
    for name, key in keys.items():
        path, above = [key], parents.get(name)
        while above is not None:
            path.append(keys[above])
            above = parents.get(above)
        paths[name] = tuple(reversed(path))
    return paths


def _edge(edge: Edge, paths: dict[str, tuple[str, ...]]) -> str:
    source, target = (".".join(map(_text, paths[end])) for end in (edge.source, edge.target))
    settings = [_STYLES[edge.style]] if edge.style in _STYLES else []
    label = _label(edge.label) or (":" if settings else "")
    return f"{source} {_ARROWS[edge.arrow]} {target}{label}{_braces(settings)}"


class _SequenceWriter:
    """Writes one sequence: actors first, so that frames do not make actors of their own."""

    def __init__(self, sequence: Sequence) -> None:
        self._sequence = sequence
        self._names = _Keys()
        self._keys = {node.id: self._names.key(node.id) for node in sequence.participants}

    def lines(self) -> list[str]:
        """Return the whole diagram."""
        actors = [_node(self._keys[node.id], node) for node in self._sequence.participants]
        return ["shape: sequence_diagram", *actors, *self._items(self._sequence.items, 0)]

    def _items(self, items: Iterable[SequenceItem], depth: int) -> Iterator[str]:
        indent = "  " * depth
        for item in items:
            match item:
                case Message(source, target, label, reply):
                    settings = [_STYLES["dashed"]] if reply else []
                    text = _label(label) or (":" if settings else "")
                    ends = f"{_text(self._keys[source])} -> {_text(self._keys[target])}"
                    yield f"{indent}{ends}{text}{_braces(settings)}"
                case Note(over, text):
                    yield f"{indent}{_text(self._keys[over[0]])}.{self._named('note', text)}"
                case Divider(text):
                    yield f"{indent}# {' '.join(text.split())}"
                case Frame(kind, sections):
                    for number, section in enumerate(sections):
                        title = f"{'else' if number else kind} {section.label}".rstrip()
                        yield f"{indent}{self._named(kind, title)} {{"
                        yield from self._items(section.items, depth + 1)
                        yield indent + "}"

    def _named(self, kind: str, label: str) -> str:
        return f"{_text(self._names.key(kind))}: {_text(label)}"


def _grid(grid: Grid) -> list[str]:
    lines = [f"grid-columns: {grid.columns}"]
    for number, cell in enumerate(grid.cells, 1):
        settings = [f"width: {_CELL_WIDTH * cell.span}"] if cell.span != 1 else []
        lines.append(f"cell{number}: {_text(_cell_label(cell))}{_braces(settings)}")
    return lines


def _cell_label(cell: Cell) -> str:
    return cell.label if cell.bits is None else f"{cell.label}\n{cell.bits} bits".lstrip("\n")


def _timeline(timeline: Timeline) -> list[str]:
    lines = ["direction: right"]
    paths = list[str]()
    section, number = "", 0
    for place, period in enumerate(timeline.periods, 1):
        if period.section != section:
            if section:
                lines.append("}")
            section = period.section
            if section:
                number += 1
                lines.append(f"section{number}: {_text(section)} {{")
        lines.append(("  " if section else "") + f"period{place}: {_text(_period_label(period))}")
        paths.append(f"section{number}.period{place}" if section else f"period{place}")
    if section:
        lines.append("}")
    chain = [f"{a} -> {b}" for a, b in pairwise(paths)]
    return lines + chain


def _period_label(period: Period) -> str:
    return "\n".join((period.label, *period.events))


def _picture(picture: Picture) -> list[str]:
    pipes = "|"
    while any(pipes in line for line in picture.lines):
        pipes += "|"
    return [f"picture: {pipes}txt", *(f"  {line}".rstrip() for line in picture.lines), pipes]
