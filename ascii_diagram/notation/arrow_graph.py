"""Reads the statements of a graph: nodes, edges and groups.

A name means the same thing everywhere, in whatever order it comes: a group where some statement
opens a block of that name, else a node. So an edge may end at a group that is defined further down.
The label behind a chain goes to every edge of it, and an edge may lead back to its own start.
Nodes stand in the order of their first mention; `A <- B` is `B -> A` and mentions B first.

An edge inside a group's block puts those of its nodes into the group that no group lists by name;
the first such group wins. A name alone inside a block lists it: a node or a group of that name
belongs there, wherever else it is mentioned.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast, get_args

from ascii_diagram.diagram import Arrow, Direction, Edge, EdgeStyle, Graph, Group
from ascii_diagram.errors import LimitError, NotationError
from ascii_diagram.limits import MAX_EDGES, MAX_GROUP_DEPTH, MAX_NODES
from ascii_diagram.notation.arrow_nodes import NodeTable, is_setting, name_of
from ascii_diagram.notation.arrow_statements import Label, Reader, Statement, choose, read_word
from ascii_diagram.notation.arrow_tokens import Token

STYLES: tuple[str, ...] = get_args(EdgeStyle)

_ARROWS: dict[str, Arrow] = {"->": "forward", "<-": "forward", "<->": "both", "--": "none"}


@dataclass(slots=True)
class _Claim:
    """A name that a group's block mentions: listed, or only used by an edge."""

    name: str
    listed: bool
    at: Token


@dataclass(slots=True)
class _GroupDraft:
    at: Token
    label: Label | None = None
    claims: list[_Claim] = field(default_factory=list[_Claim])


class GraphReader:
    """Collects the statements of one graph."""

    def __init__(self, reader: Reader, direction: Direction | None = None) -> None:
        self._reader = reader
        self._direction: Direction | None = direction
        self._nodes = NodeTable(reader)
        self._groups: dict[str, _GroupDraft] = {}
        self._edges: list[Edge] = []
        self._parents: dict[str, tuple[str, Token]] = {}

    def read(self) -> Graph:
        """Read to the end of the text.

        Raises:
            NotationError: A fault, with its place.
            LimitError: Too many nodes, edges or levels of groups.
        """
        reader = self._reader
        reader.skip_ends()
        while not reader.done:
            self._statement(None, 0)
            reader.skip_ends()
        return self._finish()

    def _statement(self, group: str | None, depth: int) -> None:
        statement = self._reader.statement()
        if statement.arrows:
            if statement.opens:
                raise self._fault(
                    "a block cannot follow an edge", statement.opens, "`{style: ...}` or the end"
                )
            self._read_edges(statement, group)
        elif statement.opens:
            self._read_group(statement, statement.opens, group, depth)
        elif is_setting(statement):
            self._read_setting(statement, group)
        else:
            self._read_node(statement, group)

    def _read_setting(self, statement: Statement, group: str | None) -> None:
        name = statement.head.text
        if name != "direction" or group is not None:
            raise self._fault(
                f"`{name}:` is a setting and does not belong here",
                statement.head,
                "`name {shape: ...}` for the look of a node, or the name in double quotes"
                if name == "shape"
                else "it at the top of the text, or the name in double quotes",
            )
        direction = read_direction(self._reader, statement)
        if self._direction not in (None, direction):
            raise self._fault("the direction is already set", statement.head)
        self._direction = direction

    def _read_edges(self, statement: Statement, group: str | None) -> None:
        label = statement.label
        if label and label.verbatim:
            raise self._fault("an edge holds no verbatim block", label.at, "a label on one line")
        style = choose(self._reader, statement, "an edge", {"style": STYLES}).get("style", "solid")
        for left, arrow, right in zip(
            statement.ends, statement.arrows, statement.ends[1:], strict=False
        ):
            ends = (right, left) if arrow.text == "<-" else (left, right)
            source, target = (self._mention(end, group) for end in ends)
            self._edges.append(
                Edge(
                    source,
                    target,
                    label.text if label else "",
                    _ARROWS[arrow.text],
                    cast("EdgeStyle", style),
                )
            )
            if len(self._edges) > MAX_EDGES:
                raise LimitError(
                    f"line {arrow.line}: more than {MAX_EDGES} edges",
                    hint="draw it in several diagrams",
                )

    def _mention(self, end: Token, group: str | None) -> str:
        name = self._nodes.mention(end)
        if group is not None:
            self._groups[group].claims.append(_Claim(name, listed=False, at=end))
        return name

    def _read_node(self, statement: Statement, group: str | None) -> None:
        name = self._nodes.declare(statement, "a node")
        if group is not None:
            self._groups[group].claims.append(_Claim(name, listed=True, at=statement.head))

    def _read_group(
        self, statement: Statement, opened: Token, group: str | None, depth: int
    ) -> None:
        head, label = statement.head, statement.label
        if depth >= MAX_GROUP_DEPTH:
            raise _too_deep(head)
        if statement.attributes:
            at = next(iter(statement.attributes.values())).at
            raise self._fault("a group has no attributes", at, "the block alone")
        if label and label.verbatim:
            raise self._fault("a group holds no verbatim block", label.at, "`name {`")
        name = name_of(head)
        draft = self._groups.setdefault(name, _GroupDraft(head))
        label = label or (Label(head.text, head) if "\n" in head.text else None)
        if label and draft.label and draft.label.text != label.text:
            raise self._fault(
                f"the group `{name}` already has another label (line {draft.label.at.line})",
                label.at,
            )
        draft.label = draft.label or label
        if group is not None:
            self._groups[group].claims.append(_Claim(name, listed=True, at=head))
        while not self._reader.rest_of_block(opened):
            self._statement(name, depth + 1)
        self._reader.end_statement()

    def _finish(self) -> Graph:
        self._check_names()
        self._settle_parents()
        nodes = tuple(self._nodes.node(name) for name in self._nodes if name not in self._groups)
        groups = tuple(self._group(name, draft) for name, draft in self._groups.items())
        if not nodes:
            raise self._fault("there is nothing to draw", self._reader.next, "`A -> B` or a name")
        if len(nodes) > MAX_NODES:
            at = self._nodes.place(nodes[MAX_NODES].id)
            raise LimitError(
                f"line {at.line}: more than {MAX_NODES} nodes", hint="draw it in several diagrams"
            )
        return Graph(nodes, tuple(self._edges), groups, self._direction)

    def _check_names(self) -> None:
        """Refuse a name that is declared as a node and as a group."""
        for name, draft in self._groups.items():
            if at := self._nodes.declaration(name):
                raise self._fault(
                    f"`{name}` is also the name of a group (line {draft.at.line})",
                    at,
                    "another id, as in `id: label`",
                )

    def _settle_parents(self) -> None:
        """Give every member its one group, then refuse groups that hold themselves."""
        for listed in (True, False):
            for group, draft in self._groups.items():
                for claim in draft.claims:
                    if claim.listed == listed:
                        self._settle(group, claim)
        for name, draft in self._groups.items():
            above, levels = name, 1
            while above in self._parents:
                above, at = self._parents[above]
                levels += 1
                if above == name:
                    raise self._fault(
                        f"the group `{name}` would hold itself",
                        at,
                        "a node of another name, or `id: label`",
                    )
                if levels > MAX_GROUP_DEPTH:
                    raise _too_deep(draft.at)

    def _settle(self, group: str, claim: _Claim) -> None:
        if not claim.listed and (claim.name in self._groups or claim.name in self._parents):
            return
        known, at = self._parents.setdefault(claim.name, (group, claim.at))
        if known != group:
            raise self._fault(
                f"`{claim.name}` is already in the group `{known}` (line {at.line})",
                claim.at,
                "each node in one group",
            )

    def _group(self, name: str, draft: _GroupDraft) -> Group:
        members = dict.fromkeys(
            claim.name for claim in draft.claims if self._parents.get(claim.name, ("",))[0] == name
        )
        if not members:
            raise self._fault(f"the group `{name}` is empty", draft.at, "a name in its block")
        return Group(name, draft.label.text if draft.label else name, tuple(members))

    def _fault(self, message: str, at: Token, expected: str = "") -> NotationError:
        return self._reader.fault(message, at, expected)


def read_direction(reader: Reader, statement: Statement) -> Direction | None:
    """Return the direction that `direction: ...` sets, None for `auto`.

    Raises:
        NotationError: Another word.
    """
    word = read_word(reader, statement, (*get_args(Direction), "auto"))
    return None if word == "auto" else cast("Direction", word)


def _too_deep(at: Token) -> LimitError:
    return LimitError(
        f"line {at.line}: groups are nested more than {MAX_GROUP_DEPTH} deep",
        hint="draw the inner groups in a diagram of their own",
    )
