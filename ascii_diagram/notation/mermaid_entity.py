"""Entity relationship diagrams (`erDiagram`) read into graphs: entities and relationships."""

from __future__ import annotations

import re

from ascii_diagram.diagram import Direction, Graph
from ascii_diagram.errors import LimitError
from ascii_diagram.limits import MAX_NODES
from ascii_diagram.notation.mermaid_class import with_multiplicity
from ascii_diagram.notation.mermaid_graph import GraphBuilder, take_direction
from ascii_diagram.notation.mermaid_header import Header
from ascii_diagram.notation.mermaid_lexing import Cursor, Source, describe
from ascii_diagram.notation.mermaid_text import read_text

_IGNORED = re.compile(
    r"(?:(?:style|classDef|class)[ \t]+[^\s|}]|title[ \t]|(?:accTitle|accDescr)\s*:)"
)
_NAME = re.compile(r'"([^"\n]+)"|([^\s"\[\]{}:;,|.\-#&]+(?:[\-.](?![\-.])[^\s"\[\]{}:;,|.\-]+)*)')
_ALIAS = re.compile(r'[ \t]*\[[ \t]*(?:"([^"\n]*)"|([^\]"\n]*))[ \t]*\]')
_CLASS = re.compile(r"[ \t]*:::[\w\-]+(?:,[ \t]*[\w\-]+)*")
_OPENING = re.compile(r"[ \t]*\{")
_ATTRIBUTE = re.compile(r"[^}\n]+")
_ONE, _MAYBE, _ANY, _SOME = "1", "0..1", "0..n", "1..n"
_MANY = {
    "||": _ONE, "only one": _ONE, "one": _ONE, "1": _ONE,
    "|o": _MAYBE, "o|": _MAYBE, "zero or one": _MAYBE, "one or zero": _MAYBE,
    "}o": _ANY, "o{": _ANY, "zero or more": _ANY, "zero or many": _ANY, "many(0)": _ANY,
    "many": _ANY, "0+": _ANY,
    "}|": _SOME, "|{": _SOME, "one or more": _SOME, "one or many": _SOME, "many(1)": _SOME,
    "1+": _SOME,
    "u": "parent",
}  # fmt: skip
_ENDS = "|".join(re.escape(end) for end in sorted(_MANY, key=len, reverse=True))
_RELATION = re.compile(
    rf"[ \t]*({_ENDS})[ \t]*(--|\.\.|\.-|-\.|\bto\b|\boptionally to\b)[ \t]*({_ENDS})[ \t]*",
    re.IGNORECASE,
)
_ROLE = re.compile(r'[ \t]*:[ \t]*(?:"([^"]*)"|([^\s";]+))')


def read_entity_diagram(source: Source, header: Header) -> Graph:
    """Read what stands behind the header. Raises NotationError and LimitError."""
    return _EntityReader(source, header).read()


class _EntityReader:
    def __init__(self, source: Source, header: Header) -> None:
        self._cursor = Cursor(source, header.end)
        self._graph = GraphBuilder(source)
        self._direction: Direction | None = None
        self._titles: dict[str, str] = {}
        self._attributes: dict[str, list[str]] = {}

    def read(self) -> Graph:
        for _ in self._cursor.statements():
            self._statement()
        for name, title in self._titles.items():
            label = "\n".join((title, *self._attributes.get(name, ())))
            self._graph.style(name, label=label)
        return self._graph.finish(self._direction)

    def _statement(self) -> None:
        cursor = self._cursor
        if direction := take_direction(cursor):
            self._direction = direction
        elif cursor.skip_description():
            pass
        elif cursor.peek(_IGNORED):
            cursor.rest_of_line()
        else:
            self._entity_or_relationship()

    def _entity_or_relationship(self) -> None:
        cursor = self._cursor
        left = self._entity()
        if relation := cursor.take(_RELATION):
            right = self._entity()
            role = cursor.take(_ROLE)
            if not role:
                raise cursor.fail("a relationship without a label", '`: label` (or `: ""`)')
            ends = (_MANY[relation[1].lower()], _MANY[relation[3].lower()])
            dashed = relation[2].lower() in {"..", ".-", "-.", "optionally to"}
            self._graph.connect(
                left,
                right,
                label=with_multiplicity(read_text(role[1] or role[2] or ""), *ends),
                arrow="none",
                style="dashed" if dashed else "solid",
            )
        elif cursor.take(_OPENING):
            self._block(left)
        cursor.end_statement("a relationship such as `||--o{`, or `{`")

    def _entity(self) -> str:
        cursor = self._cursor
        found = cursor.take(_NAME)
        if not found:
            raise cursor.fail(f"unexpected {describe(cursor.char)}", "an entity")
        name = found[1] or found[2]
        self._graph.mention(name)
        self._titles.setdefault(name, read_text(name))
        if alias := cursor.take(_ALIAS):
            self._titles[name] = read_text(alias[1] or alias[2] or "")
        cursor.take(_CLASS)
        return name

    def _block(self, name: str) -> None:
        cursor = self._cursor
        opening = cursor.offset - 1
        attributes = self._attributes.setdefault(name, [])
        for attribute in cursor.block_lines(_ATTRIBUTE, "entity", opening):
            if len(attributes) >= MAX_NODES:
                raise LimitError(f"the entity {name} has more than {MAX_NODES} attributes")
            if not attribute.startswith("%%"):
                attributes.append(read_text(attribute.replace('"', "").replace("~", "")))
