"""Flowcharts (`flowchart`, `graph`) read into graphs."""

from __future__ import annotations

import re

from ascii_diagram.diagram import Direction, Graph, Shape
from ascii_diagram.notation.mermaid_graph import DIRECTIONS, GraphBuilder
from ascii_diagram.notation.mermaid_header import Header
from ascii_diagram.notation.mermaid_lexing import Cursor, Source, describe
from ascii_diagram.notation.mermaid_links import take_link
from ascii_diagram.notation.mermaid_metadata import Entry, take_metadata
from ascii_diagram.notation.mermaid_shapes import BRACKETS, NAMED
from ascii_diagram.notation.mermaid_text import read_label, read_text, take_quoted

_NODE_ID = re.compile(
    r"(?:[\w!#$'*+.`?\\/,]|[^\x00-\x7f\s]|%(?!%)|&(?!\s)|:(?!::)|-(?![>\-.])|=(?!=))+"
)
_KEYWORD = re.compile(
    r"(?:subgraph(?![\w:@])|end(?!\w)|direction(?=[ \t])|(?:style|linkStyle|classDef|class|click)"
    r"(?=[ \t])|accTitle(?=[ \t]*:)|accDescr(?=[ \t]*[:{]))"
)
_STYLING = frozenset({"style", "linkStyle", "classDef", "class", "click"})
_DIRECTION = re.compile(r"[ \t]+(TB|TD|BT|RL|LR)\b")
_CLASS = re.compile(r":::[\w-]*")
_PROPERTIES = re.compile(r"@\{")
_AMPERSAND = re.compile(r"[ \t]+&\s+")
_LINK_START = re.compile(r"[ \t]+(?:--|==|-\.|~~~)")
_FOREIGN_ARROW = re.compile(r"<?->|<-|=>|→|←|↔")
_PLAIN = re.compile(r"""[^\[\](){}|"]*""")
_SLANTED = re.compile(r"""(?:[^\[\](){}|"\\/]|[\\/](?!\]))*""")
_ELLIPTIC = re.compile(r"""(?:[^\[\](){}|"\-]|-(?!\)))*""")
_PROPERTY = re.compile(r"\|[^|\n]*\|")
_HEADING = re.compile(r"""[^\[\n;"]*""")


def read_flowchart(source: Source, header: Header) -> Graph:
    """Read what stands behind the header. Raises NotationError and LimitError."""
    return _FlowchartReader(source, header).read()


class _FlowchartReader:
    def __init__(self, source: Source, header: Header) -> None:
        self._cursor = Cursor(source, header.end)
        self._graph = GraphBuilder(source)
        self._direction: Direction | None = header.direction
        self._links: set[str] = set()

    def read(self) -> Graph:
        self._end_header()
        cursor = self._cursor
        for start in cursor.statements():
            self._statement(start)
        if (unclosed := self._graph.unclosed()) is not None:
            raise cursor.fail("the subgraph is not closed", "`end`", offset=unclosed)
        return self._graph.finish(self._direction)

    def _end_header(self) -> None:
        if not self._cursor.at_end():
            raise self._cursor.fail(
                "the diagram begins on the line of its header", "`;` or a new line"
            )

    def _statement(self, start: int) -> None:
        cursor = self._cursor
        keyword = cursor.take(_KEYWORD)
        word = keyword.group() if keyword else ""
        if word in _STYLING:
            if cursor.peek(_LINK_START):
                raise self._reserved(word, start)
            cursor.rest_of_line(stop_at_semicolon=True)
        elif word == "subgraph":
            self._subgraph(start)
        elif word == "end":
            if not self._graph.depth:
                raise cursor.fail("`end` without `subgraph`", offset=start)
            self._graph.close()
            self._end_statement("`;` or a new line")
        elif word == "direction":
            self._set_direction()
        elif word == "accTitle":
            cursor.rest_of_line()
        elif word == "accDescr":
            if cursor.rest_of_line().lstrip().startswith("{"):
                cursor.offset = cursor.source.skip_description(start)
        else:
            self._chain()

    def _set_direction(self) -> None:
        found = self._cursor.take(_DIRECTION)
        if not found:
            raise self._cursor.fail("unknown direction", "one of TB, TD, BT, RL, LR")
        if not self._graph.depth and self._direction is None:
            self._direction = DIRECTIONS[found[1]]
        self._end_statement("`;` or a new line")

    def _subgraph(self, start: int) -> None:
        cursor = self._cursor
        cursor.blanks()
        if cursor.char == '"':
            name = take_quoted(cursor)[0]
        else:
            typed = cursor.take(_HEADING)
            name = read_text(_CLASS.sub("", typed.group() if typed else ""))
        cursor.blanks()
        title = self._bracketed()[0] if cursor.char == "[" else name
        cursor.take(_CLASS)
        if name:
            self._graph.open(name.replace("\n", " "), title, start)
        else:
            self._graph.open(self._graph.invent("subgraph", label=title), title, start)
        self._end_statement("`[title]`, `;` or a new line")

    def _chain(self) -> None:
        sources = self._nodes()
        while link := take_link(self._cursor):
            if link.name:
                self._links.add(link.name)
            targets = self._nodes()
            if link.visible:
                for source in sources:
                    for target in targets:
                        self._graph.connect(
                            source, target, label=link.label, arrow=link.arrow, style=link.style
                        )
            sources = targets
        self._end_statement("a link such as `-->`, `&`, `;` or a new line")

    def _nodes(self) -> list[str]:
        nodes = [self._node()]
        while self._cursor.take(_AMPERSAND):
            nodes.append(self._node())
        return [node for node in nodes if node]

    def _node(self) -> str:
        """Read a node and return its id, empty for the properties of a link."""
        cursor = self._cursor
        start = cursor.offset
        found = cursor.take(_NODE_ID)
        if not found:
            raise cursor.fail(f"unexpected {describe(cursor.char)}", "a node")
        node = found.group()
        if node == "end":
            raise self._reserved(node, start)
        if node in self._links and cursor.skip("@{"):
            take_metadata(cursor)
            return ""
        self._graph.mention(node)
        if cursor.char in {"[", "(", "{", ">"}:
            label, verbatim, shape = self._bracketed()
            self._graph.style(node, label=label, verbatim=verbatim, shape=shape)
        while cursor.take(_CLASS) or cursor.peek(_PROPERTIES):
            if cursor.skip("@{"):
                self._apply(node, take_metadata(cursor))
        return node

    def _reserved(self, word: str, offset: int) -> Exception:
        return self._cursor.fail(
            f"`{word}` is a keyword of Mermaid and cannot be a node's id",
            "another id",
            offset=offset,
        )

    def _apply(self, node: str, entries: dict[str, Entry]) -> None:
        if shape := entries.get("shape"):
            if shape.value not in NAMED:
                raise self._cursor.fail(
                    f"no such shape: {shape.value!r}",
                    "a shape of Mermaid such as rect, rounded, diam, cyl, circle, h-cyl, text",
                    offset=shape.offset,
                )
            self._graph.style(node, shape=NAMED[shape.value])
        if label := entries.get("label"):
            text, verbatim = read_label(label.value)
            self._graph.style(node, label=text, verbatim=verbatim)

    def _bracketed(self) -> tuple[str, bool, Shape]:
        """Read a label with its brackets; return it, whether it is verbatim, and the shape."""
        cursor = self._cursor
        opening = cursor.offset
        bracket, closings, shape = next(b for b in BRACKETS if cursor.skip(b[0]))
        if bracket == "[":
            cursor.take(_PROPERTY)
        cursor.space()
        if cursor.char == '"':
            label, verbatim = take_quoted(cursor)
            cursor.space()
        else:
            pattern = {"[/": _SLANTED, "[\\": _SLANTED, "(-": _ELLIPTIC}.get(bracket, _PLAIN)
            typed = cursor.take(pattern)
            label, verbatim = read_label(typed.group() if typed else "")
        if not any(cursor.skip(closing) for closing in closings):
            raise self._unclosed(bracket, closings, opening)
        return label, verbatim, shape

    def _unclosed(self, bracket: str, closings: tuple[str, ...], opening: int) -> Exception:
        cursor = self._cursor
        wanted = " or ".join(f"`{closing}`" for closing in closings)
        typed = cursor.source.text[opening : cursor.offset]
        if cursor.done or "\n" in typed:
            return cursor.fail(f"the label after `{bracket}` is not closed", wanted, offset=opening)
        return cursor.fail(
            f"unexpected {describe(cursor.char)} in a label",
            f"{wanted}, or the whole label in double quotes",
        )

    def _end_statement(self, expected: str) -> None:
        cursor = self._cursor
        if cursor.at_end():
            return
        if wrong := cursor.peek(_FOREIGN_ARROW):
            raise cursor.fail(f"`{wrong.group()}` is not a link of Mermaid", "`-->`")
        if cursor.char in "[({" and cursor.source.text[cursor.offset - 1] in " \t":
            raise cursor.fail("a blank between a node's id and its bracket", "no blank here")
        raise cursor.fail(f"unexpected {describe(cursor.char)}", expected)
