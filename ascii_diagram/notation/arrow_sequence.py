"""Reads the statements of a sequence: participants, messages, notes, dividers and frames.

A chain of messages runs from left to right, and its label goes to every message of it. `A <- B` is
a reply from B to A. Participants stand in the order in which the text first names them.
"""

from __future__ import annotations

from typing import cast, get_args

from ascii_diagram.diagram import (
    Divider,
    Frame,
    FrameKind,
    Message,
    Note,
    Section,
    Sequence,
    SequenceItem,
)
from ascii_diagram.errors import LimitError, NotationError
from ascii_diagram.limits import MAX_EDGES, MAX_GROUP_DEPTH, MAX_NODES
from ascii_diagram.notation.arrow_nodes import NodeTable, is_setting, name_of
from ascii_diagram.notation.arrow_statements import Reader, Statement, choose
from ascii_diagram.notation.arrow_tokens import Token

FRAMES: tuple[str, ...] = get_args(FrameKind)


class SequenceReader:
    """Collects the statements of one sequence."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._nodes = NodeTable(reader)
        self._count = 0

    def read(self) -> Sequence:
        """Read to the end of the text.

        Raises:
            NotationError: A fault, with its place.
            LimitError: Too many participants, items or levels of frames.
        """
        reader = self._reader
        items = list[SequenceItem]()
        reader.skip_ends()
        while not reader.done:
            items += self._statement(0)
            reader.skip_ends()
        if not len(self._nodes):
            raise self._fault("there is nothing to draw", reader.next, "`A -> B: message`")
        return Sequence(tuple(self._nodes.node(name) for name in self._nodes), tuple(items))

    def _statement(self, depth: int) -> list[SequenceItem]:
        ahead = self._reader.ahead()
        word = _first_word(ahead[0])
        if not any(token.kind == "arrow" for token in ahead):
            if word == "note" and ahead[-1].kind == "colon":
                return [self._read_note(ahead)]
            if word in FRAMES and self._reader.block_ahead():
                return [self._read_frame(cast(FrameKind, word), depth)]
        statement = self._reader.statement()
        label = statement.label
        if statement.opens:
            raise self._fault(
                "a sequence has frames, not groups", statement.head, f"one of {', '.join(FRAMES)}"
            )
        if statement.arrows:
            return self._read_messages(statement)
        if label and word == "divider" == statement.head.text:
            choose(self._reader, statement, "a divider", {})
            self._refuse_block(statement)
            self._count_item(statement.head)
            return [Divider(label.text)]
        self._read_participant(statement)
        return []

    def _read_messages(self, statement: Statement) -> list[SequenceItem]:
        choose(self._reader, statement, "a message (`A <- B` is a reply)", {})
        self._refuse_block(statement)
        messages = list[SequenceItem]()
        label = statement.label.text if statement.label else ""
        names = [self._mention(end) for end in statement.ends]
        for left, arrow, right in zip(names, statement.arrows, names[1:], strict=False):
            if arrow.text not in ("->", "<-"):
                raise self._fault("a message goes one way", arrow, "`->`, or `<-` for a reply")
            self._count_item(arrow)
            source, target = (left, right) if arrow.text == "->" else (right, left)
            messages.append(Message(source, target, label, reply=arrow.text == "<-"))
        return messages

    def _read_participant(self, statement: Statement) -> None:
        if is_setting(statement):
            raise self._fault(
                f"`{statement.head.text}:` is a setting and does not belong here",
                statement.head,
                "a participant, or its name in double quotes",
            )
        self._nodes.declare(statement, "a participant")
        self._check_count(statement.head)

    def _read_note(self, ahead: list[Token]) -> Note:
        """Read `note A, B: text`; a name that holds a comma stands in double quotes."""
        tokens = ahead[:-1]
        names = self._note_names(tokens)
        self._reader.skip(tokens)
        statement = self._reader.rest(tuple(names))
        if not statement.label or statement.opens:
            raise self._fault("this note says nothing", tokens[0], "`note A: text`")
        choose(self._reader, statement, "a note", {})
        self._refuse_block(statement)
        self._count_item(tokens[0])
        return Note(tuple(self._mention(name) for name in names), statement.label.text)

    def _note_names(self, tokens: list[Token]) -> list[Token]:
        """Split what stands between `note` and its colon at the commas outside quotes."""
        names = dict[str, Token]()
        for part in _split_at_commas(tokens):
            name = name_of(part[0]) if part else ""
            if not name:
                raise self._fault("a note stands over names", tokens[0], "`note A, B: text`")
            if len(part) > 1:
                raise self._reader.stray_quote(part[1])
            if name in names:
                raise self._fault(f"`{name}` stands here twice", part[0], "each name once")
            names[name] = part[0]
        return list(names.values())

    def _read_frame(self, kind: FrameKind, depth: int) -> Frame:
        head = self._reader.next
        if depth >= MAX_GROUP_DEPTH:
            raise LimitError(
                f"line {head.line}: frames are nested more than {MAX_GROUP_DEPTH} deep",
                hint="draw the inner frames in a diagram of their own",
            )
        sections = [self._read_section(depth)]
        while _first_word(self._reader.next) == "else":
            if kind in ("loop", "opt"):
                raise self._fault(f"`{kind}` has no `else`", self._reader.next, "the end of line")
            if not self._reader.block_ahead():
                raise self._fault("`else` opens a block", self._reader.next, "`else condition {`")
            sections.append(self._read_section(depth))
        self._reader.end_statement()
        return Frame(kind, tuple(sections))

    def _read_section(self, depth: int) -> Section:
        """Read a keyword, its condition and its block."""
        self._count_item(self._reader.next)
        condition, opened = self._reader.block_head()
        items = list[SequenceItem]()
        while not self._reader.rest_of_block(opened):
            items += self._statement(depth + 1)
        return Section(condition, tuple(items))

    def _mention(self, token: Token) -> str:
        name = self._nodes.mention(token)
        self._check_count(token)
        return name

    def _refuse_block(self, statement: Statement) -> None:
        if statement.label and statement.label.verbatim:
            raise self._fault("no verbatim block here", statement.label.at, "a label on one line")

    def _check_count(self, at: Token) -> None:
        if len(self._nodes) > MAX_NODES:
            raise LimitError(
                f"line {at.line}: more than {MAX_NODES} participants",
                hint="draw it in several diagrams",
            )

    def _count_item(self, at: Token) -> None:
        self._count += 1
        if self._count > MAX_EDGES:
            raise LimitError(
                f"line {at.line}: more than {MAX_EDGES} messages, notes and frames",
                hint="draw it in several diagrams",
            )

    def _fault(self, message: str, at: Token, expected: str = "") -> NotationError:
        return self._reader.fault(message, at, expected)


def _first_word(token: Token) -> str:
    return token.text.partition(" ")[0] if token.kind == "text" else ""


def _split_at_commas(tokens: list[Token]) -> list[list[Token]]:
    """Return the pieces between the commas of the unquoted `tokens`, the keyword left out."""
    parts: list[list[Token]] = [[]]
    for number, token in enumerate(tokens):
        if token.kind == "quoted":
            parts[-1].append(token)
            continue
        text = token.text.removeprefix("note") if number == 0 else token.text
        for index, piece in enumerate(text.split(",")):
            if index:
                parts.append([])
            if piece.strip(" "):
                parts[-1].append(token._replace(text=piece.strip(" ")))
    return parts
