"""Mind maps (`mindmap`) read into graphs: a tree by indentation."""

from __future__ import annotations

import re

from ascii_diagram.diagram import Graph, Shape
from ascii_diagram.notation.mermaid_graph import GraphBuilder
from ascii_diagram.notation.mermaid_header import Header
from ascii_diagram.notation.mermaid_lexing import Cursor, Source, describe
from ascii_diagram.notation.mermaid_text import read_text, take_quoted

_LINE = re.compile(r"[^\n]+")
_DECORATION = re.compile(r"::icon\([^)\n]*\)|:::.*")
_TRAILER = re.compile(r"(?::::|(?<=\s)%%).*")
_PLAIN = re.compile(r"[^()\[\]{}\n]+")
_DESCRIPTION = re.compile(r"[^()\[\]{}\"]*")
_BRACKETS: tuple[tuple[str, str, Shape], ...] = (
    ("((", "))", "circle"),
    ("(-", "-)", "rounded"),
    ("(", ")", "rounded"),
    ("[", "]", "rectangle"),
    ("{{", "}}", "rectangle"),
    ("))", "((", "rounded"),
    (")", "(", "rounded"),
)


def read_mindmap(source: Source, header: Header) -> Graph:
    """Read what stands behind the header. Raises NotationError and LimitError."""
    graph = GraphBuilder(source)
    above: list[tuple[int, str]] = []
    position = header.end
    while line := _LINE.search(source.text, position):
        text = line.group().rstrip(" \t;")
        indent = len(text) - len(text.lstrip())
        start, position = line.start() + indent, line.end()
        if not text.strip() or _DECORATION.fullmatch(text.strip()):
            continue
        while above and above[-1][0] >= indent:
            above.pop()
        if not above and not graph.is_empty:
            raise source.fail("a second root", start, "an indent deeper than the root's")
        cursor = Cursor(source, start)
        node = _node(graph, cursor)
        position = max(position, cursor.offset)
        if above:
            graph.connect(above[-1][1], node, arrow="none")
        above.append((indent, node))
    return graph.finish(None)


def _node(graph: GraphBuilder, cursor: Cursor) -> str:
    """Read one node; equal names are different nodes."""
    plain = cursor.take(_PLAIN)
    label = read_text(_TRAILER.sub("", plain.group())) if plain else ""
    name, start = label, cursor.offset
    bracket = next((b for b in _BRACKETS if cursor.skip(b[0])), None)
    if bracket:
        label = _description(cursor)
        if not cursor.skip(bracket[1]):
            raise cursor.fail(
                f"the label after `{bracket[0]}` is not closed", f"`{bracket[1]}`", offset=start
            )
    cursor.blanks()
    cursor.comment()
    if cursor.char not in {"", "\n", ";", ":"}:
        raise cursor.fail(f"unexpected {describe(cursor.char)}", "a new line")
    shape = bracket[2] if bracket else "rectangle"
    wanted = (name or label).partition("\n")[0] or "node"
    return graph.invent(wanted, label=label, shape=shape)


def _description(cursor: Cursor) -> str:
    if cursor.char == '"':
        return take_quoted(cursor)[0]
    typed = cursor.take(_DESCRIPTION)
    return read_text(typed.group() if typed else "")
