"""State diagrams (`stateDiagram-v2`) read into graphs."""

from __future__ import annotations

import re

from ascii_diagram.diagram import Direction, Graph, Shape
from ascii_diagram.notation.mermaid_graph import GraphBuilder, take_direction
from ascii_diagram.notation.mermaid_header import Header
from ascii_diagram.notation.mermaid_lexing import Cursor, Source, describe
from ascii_diagram.notation.mermaid_text import read_text

_IGNORED = re.compile(
    r"(?:hide empty description|scale\s|classDef\s|class\s|style\s|click\s|accTitle\s*:"
    r"|accDescr\s*:)"
)
_STATE = re.compile(r"state[ \t]+")
_AS = re.compile(r"[ \t]*as[ \t]+")
_ID = re.compile(r"""\[\*\]|(?:[^\s:\-{}";%<\[]|-(?![\->])|%(?!%)|<(?!<)|\[(?!\[))+""")
_CLASS = re.compile(r":::[\w-]*")
_KIND = re.compile(r"[ \t]*(?:<<(\w+)>>|\[\[(\w+)\]\])")
_TEXT = re.compile(r"[ \t]*:((?:[#&]#?\w{1,32};|[^;\n])*)")
_ARROW = re.compile(r"[ \t]*-->[ \t]*")
_OPENING = re.compile(r"\s*\{")
_REGION = re.compile(r"--(?![>-])")
_NOTE = re.compile(r"note[ \t]+(?:(?:left|right)[ \t]+of[ \t]+|(?=\"))", re.IGNORECASE)
_NOTE_END = re.compile(r"\n[ \t]*end[ \t]+note\b", re.IGNORECASE)

_KINDS: dict[str, Shape] = {"choice": "diamond", "fork": "rectangle", "join": "rectangle"}


def read_state_diagram(source: Source, header: Header) -> Graph:
    """Read what stands behind the header. Raises NotationError and LimitError."""
    return _StateReader(source, header).read()


class _StateReader:
    def __init__(self, source: Source, header: Header) -> None:
        self._cursor = Cursor(source, header.end)
        self._graph = GraphBuilder(source)
        self._direction: Direction | None = None
        self._region: list[int] = [0]
        self._regions = 0
        self._ends: dict[tuple[int, str], str] = {}
        self._described: dict[str, str] = {}

    def read(self) -> Graph:
        cursor = self._cursor
        for start in cursor.statements():
            self._statement(start)
        if (unclosed := self._graph.unclosed()) is not None:
            raise cursor.fail("the composite state is not closed", "`}`", offset=unclosed)
        return self._graph.finish(self._direction)

    def _statement(self, start: int) -> None:
        cursor = self._cursor
        if cursor.skip("}"):
            self._close(start)
        elif cursor.skip_description():
            pass
        elif direction := take_direction(cursor):
            if not self._graph.depth:
                self._direction = direction
        elif cursor.take(_REGION):
            self._regions += 1
            self._region[-1] = self._regions
        elif cursor.take(_NOTE):
            self._note()
        elif cursor.peek(_IGNORED):
            cursor.rest_of_line()
        elif cursor.take(_STATE):
            self._declaration(start)
        else:
            self._transition()

    def _close(self, start: int) -> None:
        if not self._graph.depth:
            raise self._cursor.fail("`}` without `{`", offset=start)
        self._graph.close()
        self._region.pop()

    def _declaration(self, start: int) -> None:
        cursor = self._cursor
        text: str | None = None
        if cursor.char == '"':
            text = read_text(cursor.quoted())
            if not cursor.take(_AS):
                raise cursor.fail(f"unexpected {describe(cursor.char)}", "`as` and an id")
        state = self._id()
        kind = cursor.take(_KIND)
        if kind and (name := (kind[1] or kind[2]).lower()) not in _KINDS:
            raise cursor.fail(
                f"no such kind of state: {name!r}", "choice, fork or join", offset=kind.start()
            )
        described = cursor.take(_TEXT)
        if text is None and described:
            text = read_text(described[1])
        if cursor.take(_OPENING):
            self._graph.open(state, text, start)
            self._regions += 1
            self._region.append(self._regions)
            return
        self._mention(state)
        if text is not None:
            self._describe(state, text)
        if kind:
            self._graph.style(state, shape=_KINDS[(kind[1] or kind[2]).lower()])
        self._cursor.end_statement("`{`, `<<choice>>`, `: text` or a new line", braces=True)

    def _transition(self) -> None:
        cursor = self._cursor
        source = self._id()
        if not cursor.take(_ARROW):
            state = self._end("start") if source == "[*]" else source
            self._mention(state)
            if text := cursor.take(_TEXT):
                self._describe(state, read_text(text[1]))
            self._cursor.end_statement("`-->`, `: text` or a new line", braces=True)
            return
        target = self._id()
        source = self._end("start") if source == "[*]" else self._mention(source)
        target = self._end("end") if target == "[*]" else self._mention(target)
        text = cursor.take(_TEXT)
        self._graph.connect(source, target, label=read_text(text[1]) if text else "")
        self._cursor.end_statement("`: text` or a new line", braces=True)

    def _id(self) -> str:
        found = self._cursor.take(_ID)
        if not found:
            raise self._cursor.fail(f"unexpected {describe(self._cursor.char)}", "a state")
        self._cursor.take(_CLASS)
        return found.group()

    def _mention(self, state: str) -> str:
        new = self._graph.label(state) is None
        self._graph.mention(state)
        if new:
            self._graph.style(state, label=state, shape="rounded")
        return state

    def _end(self, kind: str) -> str:
        """Return the start or end state of the region that is being read."""
        key = (self._region[-1], kind)
        if key not in self._ends:
            self._ends[key] = self._graph.invent(kind, label=kind, shape="circle")
        return self._ends[key]

    def _describe(self, state: str, text: str) -> None:
        """The first description takes the place of the id, later ones follow below."""
        if state in self._described:
            text = f"{self._described[state]}\n{text}"
        self._described[state] = text
        self._graph.style(state, label=text)

    def _note(self) -> None:
        cursor = self._cursor
        beside: str | None = None
        if cursor.char == '"':
            text = read_text(cursor.quoted())
            if not cursor.take(_AS):
                raise cursor.fail(f"unexpected {describe(cursor.char)}", "`as` and an id")
            cursor.rest_of_line()
        else:
            beside = self._mention(self._id())
            text = self._note_text()
        note = self._graph.invent("note", label=text, shape="text")
        if beside is not None:
            self._graph.connect(beside, note, arrow="none", style="dashed")

    def _note_text(self) -> str:
        cursor = self._cursor
        if text := cursor.take(_TEXT):
            return read_text(text[1])
        start = cursor.offset
        end = _NOTE_END.search(cursor.source.text, start)
        if not end:
            raise cursor.fail("the note is not closed", "`: text`, or lines up to `end note`")
        cursor.offset = end.end()
        lines = cursor.source.text[start : end.start()].strip().split("\n")
        return read_text("\n".join(line.strip() for line in lines))
