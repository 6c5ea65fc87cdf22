"""Gathers what a text says about its nodes or participants, wherever it says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

from ascii_diagram.diagram import Node, Shape
from ascii_diagram.notation.arrow_statements import Label, Reader, Statement, choose
from ascii_diagram.notation.arrow_tokens import Token

SHAPES: tuple[str, ...] = get_args(Shape)

# Names of settings: unquoted and with a colon behind, they are never nodes.
SETTINGS = ("direction", "shape", "grid-columns", "art")


def name_of(token: Token) -> str:
    """Return the id that a name stands for: its first line."""
    return token.text.partition("\n")[0]


def is_setting(statement: Statement) -> bool:
    """Whether the statement reads like `direction: ...` or another setting."""
    head = statement.head
    return head.kind == "text" and head.text in SETTINGS and bool(statement.label)


class NodeTable:
    """Names in the order of their first mention, with their labels and shapes."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._places: dict[str, Token] = {}
        self._labels: dict[str, Label] = {}
        self._shapes: dict[str, tuple[Shape, Token]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def place(self, name: str) -> Token:
        """Return where `name` is first mentioned."""
        return self._places[name]

    def declaration(self, name: str) -> Token | None:
        """Return where `name` gets a label or a shape, None if it is only mentioned."""
        if name in self._labels:
            return self._labels[name].at
        return self._shapes[name][1] if name in self._shapes else None

    def mention(self, token: Token) -> str:
        """Enter the name at `token`, with its body if it has one; return its id."""
        name = name_of(token)
        self._places.setdefault(name, token)
        if "\n" in token.text:
            self._set_label(name, Label(token.text, token))
        return name

    def declare(self, statement: Statement, owner: str) -> str:
        """Enter a statement that is a name with a label or attributes; return its id.

        Raises:
            NotationError: It contradicts an earlier one.
        """
        head, label = statement.head, statement.label
        name = self.mention(head)
        if label:
            if "\n" in head.text:
                raise self._reader.fault("an id is a single line", head, "`id: label`")
            self._set_label(name, label)
        shape = choose(self._reader, statement, owner, {"shape": SHAPES}).get("shape")
        if shape:
            at = statement.attributes["shape"].at
            known = self._shapes.setdefault(name, (cast(Shape, shape), at))
            if known[0] != shape:
                raise self._reader.fault(
                    f"the shape of `{name}` is already {known[0]} (line {known[1].line})", at
                )
        return name

    def node(self, name: str) -> Node:
        """Return the node of this id."""
        label = self._labels.get(name)
        shape = self._shapes[name][0] if name in self._shapes else "rectangle"
        if not label:
            return Node(name, name, shape)
        return Node(name, label.text, shape, label.verbatim)

    def _set_label(self, name: str, label: Label) -> None:
        known = self._labels.setdefault(name, label)
        if (known.text, known.verbatim) != (label.text, label.verbatim):
            raise self._reader.fault(
                f"`{name}` already has another label (line {known.at.line})",
                label.at,
                "the same label, or another id",
            )
