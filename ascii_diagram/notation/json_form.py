"""Diagrams as JSON data.

A graph is `{"kind": "graph", "direction": "right", "nodes": [{"id", "label", "shape", "verbatim"}],
"edges": [{"from", "to", "label", "arrow", "style"}], "groups": [{"id", "label", "members"}]}`. A
sequence has `nodes` and `items` (or `edges` where there are only messages), a grid `columns` and
`cells`, a timeline `periods`, a picture `lines`. Fields with their usual value are left out when
written and may be left out when read: a label is then the id, a direction the layout's choice.
When read, directions may also be `LR`, `TD`, `TB`, `RL`, `BT`, an edge may say `"bidir": true`, a
cell or event may be a bare string, and `name`, `note` and `width` at the top are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from ascii_diagram.diagram import (
    Arrow,
    Cell,
    Diagram,
    Direction,
    Divider,
    Edge,
    EdgeStyle,
    Frame,
    FrameKind,
    Graph,
    Grid,
    Group,
    Message,
    Node,
    Note,
    Period,
    Picture,
    Section,
    Sequence,
    SequenceItem,
    Shape,
    Timeline,
)
from ascii_diagram.errors import DiagramError, LimitError
from ascii_diagram.limits import MAX_EDGES, MAX_GROUP_DEPTH, MAX_NODES
from ascii_diagram.notation.arrow_grid import MAX_BITS
from ascii_diagram.notation.json_fields import Fields

_DIRECTIONS: dict[str, Direction] = {
    "LR": "right",
    "TD": "down",
    "TB": "down",
    "RL": "left",
    "BT": "up",
    **{direction: direction for direction in get_args(Direction)},
}
_IGNORED = ("name", "note", "width")


def to_json(diagram: Diagram) -> dict[str, object]:
    """Return `diagram` as dicts, lists, strings, numbers and booleans; `from_json` reads it."""
    match diagram:
        case Graph():
            return _graph_data(diagram)
        case Sequence(participants, items):
            nodes = [_node_data(node) for node in participants]
            return {"kind": "sequence", "nodes": nodes, "items": [_item_data(i) for i in items]}
        case Grid(columns, cells):
            return {"kind": "grid", "columns": columns, "cells": [_cell_data(c) for c in cells]}
        case Timeline(periods):
            return {"kind": "timeline", "periods": [_period_data(p) for p in periods]}
        case Picture(lines):
            return {"kind": "picture", "lines": list(lines)}


def _graph_data(graph: Graph) -> dict[str, object]:
    data: dict[str, object] = {"kind": "graph"}
    if graph.direction:
        data["direction"] = graph.direction
    data["nodes"] = [_node_data(node) for node in graph.nodes]
    data["edges"] = [_edge_data(edge) for edge in graph.edges]
    if graph.groups:
        data["groups"] = [
            {"id": group.id, "label": group.label, "members": list(group.members)}
            for group in graph.groups
        ]
    return data


def _node_data(node: Node) -> dict[str, object]:
    data: dict[str, object] = {"id": node.id, "label": node.label}
    if node.shape != "rectangle":
        data["shape"] = node.shape
    if node.verbatim:
        data["verbatim"] = True
    return data


def _edge_data(edge: Edge) -> dict[str, object]:
    data: dict[str, object] = {"from": edge.source, "to": edge.target}
    if edge.label:
        data["label"] = edge.label
    if edge.arrow != "forward":
        data["arrow"] = edge.arrow
    if edge.style != "solid":
        data["style"] = edge.style
    return data


def _item_data(item: SequenceItem) -> dict[str, object]:
    match item:
        case Message(source, target, label, reply):
            data: dict[str, object] = {"type": "message", "from": source, "to": target}
            return data | ({"label": label} if label else {}) | ({"reply": True} if reply else {})
        case Note(over, text):
            return {"type": "note", "over": list(over), "text": text}
        case Divider(text):
            return {"type": "divider", "text": text}
        case Frame(kind, sections):
            inner = [
                {"label": section.label, "items": [_item_data(i) for i in section.items]}
                for section in sections
            ]
            return {"type": kind, "sections": inner}


def _cell_data(cell: Cell) -> dict[str, object]:
    data: dict[str, object] = {"label": cell.label}
    if cell.span != 1:
        data["span"] = cell.span
    if cell.bits is not None:
        data["bits"] = cell.bits
    return data


def _period_data(period: Period) -> dict[str, object]:
    data: dict[str, object] = {"label": period.label, "events": list(period.events)}
    return data | ({"section": period.section} if period.section else {})


def from_json(data: Mapping[str, object]) -> Diagram:
    """Read a diagram from what `json.loads` returned.

    Raises:
        DiagramError: A field that is missing, unknown or wrong; the message names it.
        LimitError: More nodes, edges, levels or characters than `ascii_diagram.limits` allow.
    """
    fields = Fields(data, "")
    for name in _IGNORED:
        fields.ignore(name)
    kind = fields.choice("kind", ("graph", "sequence", "grid", "timeline", "picture"), "graph")
    diagram: Diagram
    match kind:
        case "graph":
            diagram = _read_graph(fields)
        case "sequence":
            diagram = _read_sequence(fields)
        case "grid":
            diagram = _read_grid(fields)
        case "timeline":
            diagram = _read_timeline(fields)
        case _:
            diagram = Picture(fields.lines("lines"))
    fields.finish()
    return diagram


def _read_direction(fields: Fields) -> Direction | None:
    word = fields.choice("direction", tuple(_DIRECTIONS), "")
    return _DIRECTIONS[word] if word else None


def _read_graph(fields: Fields) -> Graph:
    direction = _read_direction(fields)
    nodes = _read_nodes(fields)
    edges = tuple(_read_edge(edge) for edge in fields.items("edges", MAX_EDGES))
    groups = tuple(_read_group(group) for group in fields.items("groups", MAX_NODES))
    graph = Graph(nodes, edges, groups, direction)
    _check_groups(graph)
    known = {node.id for node in nodes} | {group.id for group in groups}
    for number, edge in enumerate(edges):
        for name, end in (("from", edge.source), ("to", edge.target)):
            _check_known(f"edges[{number}].{name}", end, known)
    return graph


def _read_nodes(fields: Fields) -> tuple[Node, ...]:
    nodes = list[Node]()
    seen = set[str]()
    for item in fields.items("nodes", MAX_NODES):
        name = item.name("id")
        if name in seen:
            raise item.fault("id", f"`{name}` is already the id of another node")
        seen.add(name)
        label, verbatim = item.text("label", name), item.flag("verbatim")
        if verbatim:
            title, *body = label.split("\n")
            label = "\n".join((title, *(line.rstrip(" ") for line in body)))
        shape = item.choice("shape", get_args(Shape), "rectangle")
        nodes.append(Node(name, label, cast(Shape, shape), verbatim))
        item.finish()
    if not nodes:
        raise fields.fault("nodes", "there is nothing to draw")
    return tuple(nodes)


def _read_edge(item: Fields) -> Edge:
    default = "both" if item.flag("bidir") else "forward"
    edge = Edge(
        item.name("from"),
        item.name("to"),
        item.text("label", ""),
        cast(Arrow, item.choice("arrow", get_args(Arrow), default)),
        cast(EdgeStyle, item.choice("style", get_args(EdgeStyle), "solid")),
    )
    item.finish()
    return edge


def _read_group(item: Fields) -> Group:
    name = item.name("id")
    members = item.names("members")
    if not members:
        raise item.fault("members", "a group needs a member")
    group = Group(name, item.text("label", name), members)
    item.finish()
    return group


def _check_groups(graph: Graph) -> None:
    """Refuse doubled ids, unknown members, members of two groups, cycles and deep nests."""
    parents: dict[str, str] = {}
    nodes = {node.id for node in graph.nodes}
    ids = {group.id for group in graph.groups}
    seen = set(nodes)
    for number, group in enumerate(graph.groups):
        path = f"groups[{number}]"
        if group.id in seen:
            raise DiagramError(f"{path}.id: `{group.id}` is already the id of a node or group")
        seen.add(group.id)
        for member in group.members:
            _check_known(f"{path}.members", member, nodes | ids)
            if member in parents:
                raise DiagramError(
                    f"{path}.members: `{member}` is already in the group `{parents[member]}`"
                )
            parents[member] = group.id
    for number, group in enumerate(graph.groups):
        above, levels = group.id, 1
        while above in parents:
            above, levels = parents[above], levels + 1
            if above == group.id:
                raise DiagramError(f"groups[{number}]: `{group.id}` would hold itself")
            if levels > MAX_GROUP_DEPTH:
                raise LimitError(
                    f"groups[{number}]: groups are nested more than {MAX_GROUP_DEPTH} deep"
                )


def _check_known(path: str, name: str, known: set[str]) -> None:
    if name not in known:
        raise DiagramError(f"{path}: there is no node or group `{name}`")


def _read_sequence(fields: Fields) -> Sequence:
    fields.ignore("direction")
    participants = _read_nodes(fields)
    known = {node.id for node in participants}
    if fields.has("items"):
        items = tuple(_read_items(fields, "items", known, 0))
    else:
        messages = fields.items("edges", MAX_EDGES)
        items = tuple(_read_message(message, known) for message in messages)
    if _count(items) > MAX_EDGES:
        raise LimitError(f"items: more than {MAX_EDGES} messages, notes and frames")
    return Sequence(participants, items)


def _count(items: tuple[SequenceItem, ...]) -> int:
    """Return the number of items, each section of a frame counted as one."""
    count = 0
    for item in items:
        if isinstance(item, Frame):
            count += sum(1 + _count(section.items) for section in item.sections)
        else:
            count += 1
    return count


def _read_items(fields: Fields, name: str, known: set[str], depth: int) -> list[SequenceItem]:
    return [_read_item(item, known, depth) for item in fields.items(name, MAX_EDGES)]


def _read_item(item: Fields, known: set[str], depth: int) -> SequenceItem:
    kinds = ("message", "note", "divider", *get_args(FrameKind))
    kind = item.choice("type", kinds, "message")
    match kind:
        case "message":
            return _read_message(item, known)
        case "note":
            over = item.names("over")
            if not over:
                raise item.fault("over", "a note stands over a participant")
            for name in over:
                _check_known(f"{item.path}.over", name, known)
            result = Note(over, item.text("text"))
        case "divider":
            result = Divider(item.text("text"))
        case _:
            result = _read_frame(item, cast(FrameKind, kind), known, depth)
    item.finish()
    return result


def _read_message(item: Fields, known: set[str]) -> Message:
    message = Message(
        item.name("from"), item.name("to"), item.text("label", ""), item.flag("reply")
    )
    _check_known(f"{item.path}.from", message.source, known)
    _check_known(f"{item.path}.to", message.target, known)
    item.finish()
    return message


def _read_frame(item: Fields, kind: FrameKind, known: set[str], depth: int) -> Frame:
    if depth >= MAX_GROUP_DEPTH:
        raise LimitError(f"{item.path}: frames are nested more than {MAX_GROUP_DEPTH} deep")
    sections = list[Section]()
    for part in item.items("sections", MAX_EDGES):
        items = tuple(_read_items(part, "items", known, depth + 1))
        sections.append(Section(part.text("label", ""), items))
        part.finish()
    if not sections or (kind in ("loop", "opt") and len(sections) > 1):
        raise item.fault("sections", f"`{kind}` has no {len(sections)} sections")
    return Frame(kind, tuple(sections))


def _read_grid(fields: Fields) -> Grid:
    fields.ignore("direction")
    columns = fields.number("columns", MAX_NODES)
    cells = list[Cell]()
    for item in fields.items("cells", MAX_NODES, bare="label"):
        span = item.number("span", columns, 1)
        bits = item.number("bits", MAX_BITS) if item.has("bits") else None
        cells.append(Cell(item.text("label"), span, bits))
        item.finish()
    if not cells:
        raise fields.fault("cells", "there is nothing to draw")
    return Grid(columns, tuple(cells))


def _read_timeline(fields: Fields) -> Timeline:
    fields.ignore("direction")
    periods = list[Period]()
    for item in fields.items("periods", MAX_NODES, bare="label"):
        label = item.text("label")
        events = item.texts("events")
        periods.append(Period(label, events, item.text("section", "")))
        item.finish()
    if not periods:
        raise fields.fault("periods", "there is nothing to draw")
    if sum(len(period.events) for period in periods) > MAX_EDGES:
        raise LimitError(f"periods: more than {MAX_EDGES} events")
    return Timeline(tuple(periods))
