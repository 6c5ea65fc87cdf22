"""Collects what a Mermaid graph says, statement by statement, and makes a `Graph` of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ascii_diagram.diagram import Arrow, Direction, Edge, EdgeStyle, Graph, Group, Node, Shape
from ascii_diagram.errors import LimitError
from ascii_diagram.limits import MAX_EDGES, MAX_GROUP_DEPTH, MAX_LABEL_CHARS, MAX_NODES
from ascii_diagram.notation.mermaid_lexing import Cursor, Source

DIRECTIONS: dict[str, Direction] = {
    "TB": "down",
    "TD": "down",
    "v": "down",
    "BT": "up",
    "^": "up",
    "LR": "right",
    ">": "right",
    "RL": "left",
    "<": "left",
}

_DIRECTION = re.compile(r"direction[ \t]+(TB|TD|BT|RL|LR)\b")


def take_direction(cursor: Cursor) -> Direction | None:
    """Read a statement such as `direction LR`; None where none stands."""
    found = cursor.take(_DIRECTION)
    return DIRECTIONS[found[1]] if found else None


@dataclass(slots=True)
class _NodeDraft:
    label: str | None = None
    shape: Shape = "rectangle"
    verbatim: bool = False


@dataclass(slots=True)
class _GroupDraft:
    label: str | None
    offset: int
    members: list[str] = field(default_factory=list[str])


class GraphBuilder:
    """Nodes, edges and groups in the order in which a text mentions them.

    A node belongs to the innermost group that mentions it and is closed first, as in Mermaid; a
    group without members becomes a node.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._nodes: dict[str, _NodeDraft] = {}
        self._groups: dict[str, _GroupDraft] = {}
        self._edges: list[Edge] = []
        self._parents: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, None]]] = []
        self._root: dict[str, None] = {}
        self._invented: dict[str, str] = {}

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._open)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was mentioned yet."""
        return not self._nodes

    def mention(self, node: str) -> None:
        """Note that a node (or a group yet to come) is named here. Raises LimitError."""
        scope = self._open[-1][1] if self._open else self._root
        scope[node] = None
        if node not in self._nodes:
            if len(self._nodes) >= MAX_NODES:
                raise LimitError(f"the diagram has more than {MAX_NODES} nodes")
            if len(node) > MAX_LABEL_CHARS:
                raise LimitError(
                    f"the id that begins with {node[:20]!r} is longer than {MAX_LABEL_CHARS} "
                    "characters"
                )
            self._nodes[node] = _NodeDraft()

    def style(
        self,
        node: str,
        *,
        label: str | None = None,
        shape: Shape | None = None,
        verbatim: bool = False,
    ) -> None:
        """Set what is given of a node that was mentioned."""
        draft = self._nodes[node]
        if label is not None:
            draft.label, draft.verbatim = label, verbatim
        if shape is not None:
            draft.shape = shape

    def label(self, node: str) -> str | None:
        """Return the label that a node has so far."""
        draft = self._nodes.get(node)
        return draft.label if draft else None

    def connect(
        self,
        source: str,
        target: str,
        *,
        label: str = "",
        arrow: Arrow = "forward",
        style: EdgeStyle = "solid",
    ) -> None:
        """Add an edge between two ends that were mentioned. Raises LimitError."""
        if len(self._edges) >= MAX_EDGES:
            raise LimitError(f"the diagram has more than {MAX_EDGES} edges")
        self._edges.append(Edge(source, target, label, arrow, style))

    def open(self, group: str, label: str | None, offset: int) -> None:
        """Begin a group; what is mentioned until `close` may become its member.

        Without a label it has the one that `style` gives it, or its id.
        """
        if len(self._open) >= MAX_GROUP_DEPTH:
            raise _too_deep()
        if any(group == name for name, _ in self._open):
            raise self._within_itself(group, offset)
        self.mention(group)
        self._groups.setdefault(group, _GroupDraft(label, offset))
        self._open.append((group, {}))

    def close(self) -> None:
        """End the group that was opened last."""
        group, mentioned = self._open.pop()
        draft = self._groups[group]
        if group in mentioned:
            raise self._within_itself(group, draft.offset)
        for member in mentioned:
            if member not in self._parents:
                self._parents[member] = group
                draft.members.append(member)

    def unclosed(self) -> int | None:
        """Return where the innermost open group begins, None when all are closed."""
        return self._groups[self._open[-1][0]].offset if self._open else None

    def invent(self, wanted: str, *, label: str, shape: Shape = "rectangle") -> str:
        """Mention a node that the text gives no id of its own, and return a stand-in for its id.

        In the graph its id is `wanted`, numbered where the text uses that id for another node.
        """
        stand_in = f"\0{len(self._invented)}"  # no text may hold this character
        self._invented[stand_in] = wanted
        self.mention(stand_in)
        self.style(stand_in, label=label, shape=shape)
        return stand_in

    def finish(self, direction: Direction | None) -> Graph:
        """Make the graph. Raises NotationError for groups that contain each other, LimitError."""
        for group, draft in self._groups.items():
            self._check_ancestors(group, draft)
        ids = self._ids()
        groups = {name: draft for name, draft in self._groups.items() if draft.members}
        return Graph(
            tuple(
                Node(ids[name], self._title(name), draft.shape, draft.verbatim)
                for name, draft in self._nodes.items()
                if name not in groups
            ),
            tuple(replace(e, source=ids[e.source], target=ids[e.target]) for e in self._edges),
            tuple(
                Group(ids[name], self._title(name), tuple(ids[m] for m in draft.members))
                for name, draft in groups.items()
            ),
            direction,
        )

    def _ids(self) -> dict[str, str]:
        """Return the id of every node and group, stand-ins replaced."""
        ids = {name: name for name in self._nodes if name not in self._invented}
        taken = set(ids)
        for stand_in, wanted in self._invented.items():
            name, number = wanted, 1
            while name in taken:
                number += 1
                name = f"{wanted}-{number}"
            taken.add(name)
            ids[stand_in] = name
        return ids

    def _title(self, name: str) -> str:
        group = self._groups.get(name)
        label = group.label if group and group.label is not None else self._nodes[name].label
        return name if label is None else label

    def _check_ancestors(self, group: str, draft: _GroupDraft) -> None:
        seen = [group]
        while (parent := self._parents.get(seen[-1])) is not None:
            if parent in seen:
                raise self._within_itself(group, draft.offset)
            seen.append(parent)
        if len(seen) > MAX_GROUP_DEPTH:
            raise _too_deep()

    def _within_itself(self, group: str, offset: int) -> Exception:
        return self._source.fail(
            f"the group {group!r} cannot be inside itself", offset, "another id inside it"
        )


def _too_deep() -> LimitError:
    return LimitError(f"groups are nested more than {MAX_GROUP_DEPTH} deep")
