"""Sequence diagrams (`sequenceDiagram`) read into sequences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ascii_diagram.diagram import (
    Frame,
    FrameKind,
    Message,
    Node,
    Note,
    Section,
    Sequence,
    SequenceItem,
    Shape,
)
from ascii_diagram.errors import LimitError, NotationError
from ascii_diagram.limits import MAX_EDGES, MAX_GROUP_DEPTH, MAX_NODES
from ascii_diagram.notation.mermaid_header import Header
from ascii_diagram.notation.mermaid_lexing import Cursor, Source
from ascii_diagram.notation.mermaid_metadata import Entry, take_metadata
from ascii_diagram.notation.mermaid_shapes import PARTICIPANTS
from ascii_diagram.notation.mermaid_text import read_text

_WORD = re.compile(r"(\w+)(?:$|[ \t]+|(?=:))")
# Behind a message's colon, `%%` is text.
_MESSAGE = re.compile(r"(?!#)[^%:]*:")
_COMMENT = re.compile(r"(?:(?<=\s)|^)%%.*|^#(?!\w+;).*")
# Longest first; the arrows of the second line point to where they start.
_ARROW = re.compile(
    r"<<--?>>|--?>>?|--?[x)]|--?\|[\\/]|--?(?:\\\\|//)"
    r"|(?P<reverse>[\\/]\|--?|(?:\\\\|//)--?)"
)
_NAME = re.compile(r"[^\s<>:,;@]+(?:[ \t]+(?!(?i:as)\s)[^\s<>:,;@]+)*")
_ALIAS = re.compile(r"\s*as\s+(?P<label>.+)$", re.IGNORECASE | re.DOTALL)
_NOTE = re.compile(r"(?P<place>left\s+of|right\s+of|over)\s+(?P<over>[^:]+):(?P<text>.*)$", re.I)
_WRAP = re.compile(r":?(?:no)?wrap:")
_IGNORED = frozenset(
    (
        *("autonumber", "title", "acctitle", "accdescr", "activate", "deactivate", "destroy"),
        *("links", "link", "properties", "details"),
    )
)
_FRAMES: dict[str, tuple[FrameKind, str]] = {
    "loop": ("loop", ""),
    "alt": ("alt", ""),
    "opt": ("opt", ""),
    "par": ("par", ""),
    "par_over": ("par", ""),
    "critical": ("alt", "critical"),
    "break": ("opt", "break"),
}
_SECTIONS: dict[str, tuple[frozenset[str], str]] = {
    "else": (frozenset({"alt"}), ""),
    "and": (frozenset({"par", "par_over"}), ""),
    "option": (frozenset({"critical"}), "option"),
}


@dataclass(slots=True)
class _Block:
    """A block up to its `end`: a frame, or a box or rect, which are not drawn."""

    keyword: str
    offset: int
    items: list[SequenceItem]
    label: str = ""
    sections: list[Section] = field(default_factory=list[Section])

    def next_section(self, label: str) -> None:
        self.sections.append(Section(self.label, tuple(self.items)))
        self.label, self.items = label, []


def read_sequence(source: Source, header: Header) -> Sequence:
    """Read what stands behind the header. Raises NotationError and LimitError."""
    return _SequenceReader(source).read(header)


class _SequenceReader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._participants: dict[str, Node] = {}
        self._blocks = [_Block("", 0, [])]
        self._count = 0

    def read(self, header: Header) -> Sequence:
        for offset, statement in self._source.statements(header.end):
            text = statement if _MESSAGE.match(statement) else _COMMENT.sub("", statement)
            if text := text.rstrip():
                self._statement(offset, text)
        if len(self._blocks) > 1:
            block = self._blocks[-1]
            raise self._source.fail(f"`{block.keyword}` is not closed", block.offset, "`end`")
        return Sequence(tuple(self._participants.values()), tuple(self._blocks[0].items))

    def _statement(self, offset: int, text: str) -> None:
        found = _WORD.match(text)
        word = found[1].lower() if found else ""
        rest = text[found.end() :].strip() if found else ""
        if word == "create":
            self._statement(offset + len(text) - len(rest), rest)
        elif word in {"participant", "actor"}:
            self._participant(offset + len(text) - len(rest), offset + len(text), word)
        elif word == "note":
            self._note(offset, rest)
        elif word in _FRAMES or word in {"box", "rect"}:
            self._open(offset, word, rest)
        elif word in _SECTIONS:
            self._section(offset, word, rest)
        elif word == "end" and not rest:
            self._close(offset)
        elif word not in _IGNORED or rest[:1] in {"-", "<"}:
            self._message(offset, text)

    def _fail(self, message: str, offset: int, expected: str) -> NotationError:
        return self._source.fail(message, offset, expected)

    def _participant(self, start: int, end: int, word: str) -> None:
        cursor = Cursor(self._source, start, end)
        found = cursor.take(_NAME)
        if not found:
            raise self._fail("a participant without a name", start, "a name")
        entries: dict[str, Entry] = {}
        cursor.blanks()
        if cursor.skip("@{"):
            entries = take_metadata(cursor)
        alias = cursor.take(_ALIAS)
        label = alias["label"] if alias else entries["alias"].value if "alias" in entries else None
        shape: Shape = PARTICIPANTS[word]
        if kind := entries.get("type"):
            if kind.value not in PARTICIPANTS:
                raise self._fail(
                    f"no such type of participant: {kind.value!r}",
                    kind.offset,
                    f"one of {', '.join(PARTICIPANTS)}",
                )
            shape = PARTICIPANTS[kind.value]
        name = self._mention(found.group(), start)
        self._participants[name] = Node(name, name if label is None else read_text(label), shape)

    def _mention(self, typed: str, offset: int) -> str:
        name = read_text(typed).replace("\n", " ")
        if not name:
            raise self._fail("a participant without a name", offset, "a name")
        if name not in self._participants:
            if len(self._participants) >= MAX_NODES:
                raise LimitError(f"the diagram has more than {MAX_NODES} participants")
            self._participants[name] = Node(name, name)
        return name

    def _add(self, item: SequenceItem) -> None:
        self._count += 1
        if self._count > MAX_EDGES:
            raise LimitError(f"the diagram has more than {MAX_EDGES} messages and notes")
        self._blocks[-1].items.append(item)

    def _note(self, offset: int, rest: str) -> None:
        found = _NOTE.match(rest)
        if not found:
            raise self._fail(
                "this note cannot be read",
                offset,
                "`Note over A,B: text` or `Note left of A: text`",
            )
        over = [self._mention(name, offset) for name in found["over"].split(",")]
        self._add(Note(tuple(dict.fromkeys(over)), _message_text(found["text"])))

    def _open(self, offset: int, word: str, rest: str) -> None:
        if len(self._blocks) > MAX_GROUP_DEPTH:
            raise LimitError(f"blocks are nested more than {MAX_GROUP_DEPTH} deep")
        if word in _FRAMES:
            prefix = _FRAMES[word][1]
            self._blocks.append(_Block(word, offset, [], _condition(prefix, rest)))
        else:  # what is inside a box or rect goes to the block around it
            self._blocks.append(_Block(word, offset, self._blocks[-1].items))

    def _section(self, offset: int, word: str, rest: str) -> None:
        owners, prefix = _SECTIONS[word]
        if self._blocks[-1].keyword not in owners:
            raise self._fail(
                f"`{word}` outside its block", offset, f"`{min(owners)}` before `{word}`"
            )
        self._blocks[-1].next_section(_condition(prefix, rest))

    def _close(self, offset: int) -> None:
        if len(self._blocks) == 1:
            raise self._fail("`end` without a block to end", offset, "")
        block = self._blocks.pop()
        if block.keyword in _FRAMES:
            block.next_section("")
            self._add(Frame(_FRAMES[block.keyword][0], tuple(block.sections)))

    def _message(self, offset: int, text: str) -> None:
        head, colon, label = text.partition(":")
        arrow = _ARROW.search(head)
        if not arrow:
            raise self._fail(
                "this statement cannot be read", offset, "a message such as `A->>B: text`"
            )
        if not colon:
            raise self._fail(
                "a message without text", offset + len(text), "`: text` (or `:` alone)"
            )
        source = self._mention(head[: arrow.start()].removesuffix("()").strip(), offset)
        target_offset = offset + arrow.end()
        target = self._mention(
            head[arrow.end() :].strip().removeprefix("()").lstrip("+- "), target_offset
        )
        reply = arrow.group().count("-") > 1
        if arrow["reverse"]:
            source, target = target, source
        self._add(Message(source, target, _message_text(label), reply))
        if arrow.group().startswith("<<"):
            self._add(Message(target, source, "", reply))


def _message_text(typed: str) -> str:
    return read_text(_WRAP.sub("", typed.strip(), count=1) if _WRAP.match(typed.strip()) else typed)


def _condition(prefix: str, typed: str) -> str:
    return " ".join(part for part in (prefix, _message_text(typed)) if part)
