"""Class diagrams (`classDiagram`) read into graphs: classes with their members, and relations."""

from __future__ import annotations

import re

from ascii_diagram.diagram import Arrow, Direction, EdgeStyle, Graph
from ascii_diagram.errors import LimitError
from ascii_diagram.limits import MAX_LABEL_CHARS, MAX_NODES
from ascii_diagram.notation.mermaid_graph import GraphBuilder, take_direction
from ascii_diagram.notation.mermaid_header import Header
from ascii_diagram.notation.mermaid_lexing import Cursor, Source, describe
from ascii_diagram.notation.mermaid_text import read_text

_IGNORED = re.compile(
    r"(?:(?:click|link|callback|style|classDef|cssClass)[ \t]|(?:accTitle|accDescr|title)\s*:)"
)
_CLASS = re.compile(r"class[ \t]+")
_NAMESPACE = re.compile(r"namespace[ \t]+([\w.\-]+|`[^`\n]+`)[ \t]*(?:\[\"([^\"\n]*)\"\][ \t]*)?\{")
_NOTE = re.compile(r"note[ \t]+(?:for[ \t]+)?")
_NAME = re.compile(r"(?:`([^`\n]+)`|([^\W_]\w*(?:[.\-]\w+)*|_\w+))(?:~([^\n]*?)~(?![\w~,>]))?")
_LABEL = re.compile(r"\[\"([^\"]*)\"\]")
_STYLE = re.compile(r"[ \t]*:::[\w-]*")
_ANNOTATION = re.compile(r"[ \t]*<<([^<>\n]+)>>[ \t]*")
_OPENING = re.compile(r"[ \t]*\{")
_MEMBER = re.compile(r"[^{}\n]+")
_TEXT = re.compile(r"[ \t]*:((?:[#&]#?\w{1,32};|[^;\n])*)")
_STATEMENT_END = re.compile(r"[ \t]*(?:\n|;|\}|\Z)")
_CARDINALITY = re.compile(r"[ \t]*(?:\"([^\"\n]*)\"[ \t]*)?")
_RELATION = re.compile(
    r"[ \t]*(<\||\|>|<|>|\*|o(?=--|\.\.)|\(\))?(--|\.\.)(\|>|<\||>|<|\*|o(?![\w.])|\(\))?[ \t]*"
)

_MIRRORED = {"|>": "<|", ">": "<"}
# The text of a relation that has none: with a solid line, with a dotted one.
_WORDS = {
    "<|": ("extends", "implements"),
    "*": ("contains", "contains"),
    "o": ("has", "has"),
}


def read_class_diagram(source: Source, header: Header) -> Graph:
    """Read what stands behind the header. Raises NotationError and LimitError."""
    return _ClassReader(source, header).read()


class _ClassReader:
    def __init__(self, source: Source, header: Header) -> None:
        self._cursor = Cursor(source, header.end)
        self._graph = GraphBuilder(source)
        self._direction: Direction | None = None
        self._titles: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._annotations: dict[str, str] = {}
        self._upward = 0

    def read(self) -> Graph:
        cursor = self._cursor
        for start in cursor.statements():
            self._statement(start)
        if (unclosed := self._graph.unclosed()) is not None:
            raise cursor.fail("the namespace is not closed", "`}`", offset=unclosed)
        for name in self._titles:
            self._graph.style(name, label=self._label(name))
        # Bases stand above what extends them, although the arrows point to them.
        return self._graph.finish(self._direction or ("up" if self._upward > 0 else None))

    def _statement(self, start: int) -> None:
        cursor = self._cursor
        if cursor.skip("}"):
            if not self._graph.depth:
                raise cursor.fail("`}` without `{`", offset=start)
            self._graph.close()
        elif cursor.skip_description():
            pass
        elif direction := take_direction(cursor):
            self._direction = direction
        elif namespace := cursor.take(_NAMESPACE):
            name = namespace[1].strip("`")
            title = name if namespace[2] is None else read_text(namespace[2])
            self._graph.open(name, title, start)
        elif cursor.peek(_IGNORED):
            cursor.rest_of_line()
        elif cursor.take(_NOTE):
            self._note()
        elif cursor.take(_CLASS):
            self._class()
        elif annotation := cursor.take(_ANNOTATION):
            self._annotations[self._name()] = read_text(annotation[1])
            self._cursor.end_statement("a new line", braces=True)
        else:
            self._member_or_relation()

    def _name(self) -> str:
        found = self._cursor.take(_NAME)
        if not found:
            raise self._cursor.fail(f"unexpected {describe(self._cursor.char)}", "a class")
        name = found[1] or found[2]
        self._graph.mention(name)
        self._titles.setdefault(name, name)
        if found[3]:
            self._titles[name] = f"{name}<{_generic(found[3])}>"
        self._cursor.take(_STYLE)
        return name

    def _class(self) -> None:
        cursor = self._cursor
        name = self._name()
        if label := cursor.take(_LABEL):
            self._titles[name] = read_text(label[1])
        cursor.take(_STYLE)
        if annotation := cursor.take(_ANNOTATION):
            self._annotations[name] = read_text(annotation[1])
        opening = cursor.offset
        if cursor.take(_OPENING):
            for member in cursor.block_lines(_MEMBER, "class", opening):
                self._member(name, member)
        self._cursor.end_statement("`{` or a new line", braces=True)

    def _member(self, name: str, typed: str) -> None:
        text = typed.strip().rstrip(";").strip()
        if annotation := _ANNOTATION.fullmatch(text):
            self._annotations[name] = read_text(annotation[1])
        elif text and not text.startswith("%%"):
            members = self._members.setdefault(name, [])
            if len(members) >= MAX_NODES:
                raise LimitError(f"the class {name} has more than {MAX_NODES} members")
            members.append(read_text(_generic(text.rstrip("*$"))))

    def _label(self, name: str) -> str:
        """Title, then attributes, then methods, as Mermaid orders them."""
        members = self._members.get(name, [])
        annotation = self._annotations.get(name)
        lines = [self._titles[name]]
        lines += [f"<<{annotation}>>"] if annotation else []
        lines += [m for m in members if "(" not in m] + [m for m in members if "(" in m]
        if len(lines[0]) > MAX_LABEL_CHARS:
            raise LimitError(f"the name of a class is longer than {MAX_LABEL_CHARS} characters")
        return "\n".join(lines)

    def _note(self) -> None:
        cursor = self._cursor
        owner = None if cursor.char == '"' else self._name()
        cursor.blanks()
        if cursor.char != '"':
            raise cursor.fail(f"unexpected {describe(cursor.char)}", "the note in double quotes")
        note = self._graph.invent("note", label=read_text(cursor.quoted()), shape="text")
        if owner is not None:
            self._graph.connect(owner, note, arrow="none", style="dashed")
        self._cursor.end_statement("a new line", braces=True)

    def _member_or_relation(self) -> None:
        cursor = self._cursor
        left = self._name()
        if text := cursor.take(_TEXT):
            self._member(left, text[1])
            return
        if cursor.peek(_STATEMENT_END):
            return
        from_many = cursor.take(_CARDINALITY)
        relation = cursor.take(_RELATION)
        if not relation:
            raise cursor.fail(
                f"unexpected {describe(cursor.char)}", "a relation such as `<|--` or `: member`"
            )
        to_many = cursor.take(_CARDINALITY)
        right = self._name()
        text = cursor.take(_TEXT)
        label = read_text(text[1]) if text else ""
        ends = (from_many[1] if from_many else None, to_many[1] if to_many else None)
        self._relate(left, right, relation, label, ends)
        self._cursor.end_statement("`: text` or a new line", braces=True)

    def _relate(
        self,
        left: str,
        right: str,
        relation: re.Match[str],
        label: str,
        ends: tuple[str | None, str | None],
    ) -> None:
        left_head, right_head = relation[1] or "", relation[3] or ""
        heads = (_MIRRORED.get(left_head, left_head), _MIRRORED.get(right_head, right_head))
        style: EdgeStyle = "dashed" if relation[2] == ".." else "solid"
        arrow, turned = _arrow(heads)
        word = next((_WORDS[h][style == "dashed"] for h in heads if h in _WORDS), "")
        if turned:
            left, right, ends = right, left, (ends[1], ends[0])
        if arrow == "forward":
            self._upward += 1 if turned and "<|" in heads else -1 if not turned else 0
        label = with_multiplicity(label or word, *ends)
        self._graph.connect(left, right, label=label, arrow=arrow, style=style)


def _arrow(heads: tuple[str, str]) -> tuple[Arrow, bool]:
    """Return the arrow and whether it goes from right to left.

    A base or a target is pointed at; a whole points to its part.
    """
    pointed = [head in {"<|", "<"} for head in heads]
    whole = [head in {"*", "o"} for head in heads]
    if all(pointed):
        return "both", False
    if any(pointed):
        return "forward", pointed[0]
    if any(whole) and not all(whole):
        return "forward", whole[1]
    return "none", False


def _generic(text: str) -> str:
    """Turn `List~T~` into `List<T>`, nested ones too."""
    opened = 0
    pieces: list[str] = []
    parts = text.split("~")
    for index, part in enumerate(parts[:-1]):
        pieces.append(part)
        closes = opened and (not parts[index + 1][:1].isalnum() or index == len(parts) - 2)
        pieces.append(">" if closes else "<")
        opened += -1 if closes else 1
    return "".join((*pieces, parts[-1]))


def with_multiplicity(label: str, source: str | None, target: str | None) -> str:
    """Append how many stand at the two ends, such as `(1 to 0..n)`, to an edge's label."""
    if source and target:
        many = f"{source} to {target}"
    else:
        many = source or (f"to {target}" if target else "")
    return f"{label} ({many})".strip() if many else label
