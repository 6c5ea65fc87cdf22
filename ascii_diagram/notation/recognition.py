"""Tells notation from prose.

Text is arrow notation when its first statement

- is a first line: `direction: word`, `shape: word`, `grid-columns: ...`, `art: |`;
- is `label ARROW label ...`, where each unquoted label has at most six words and no sentence
  punctuation (a comma outside parentheses, a dot at the end of a word, `?` or `!` between words,
  an ellipsis, a long dash, a list marker in front). Nor may the text behind a colon be prose: more
  than twelve words, a sentence end inside, or further edges after a comma. `--` and arrows without
  blanks around (`p->next`) are common in prose, so where a statement has no other arrow, a label
  has at most three words and none like `the` or `is`;
- opens a group (`Name {`) or gives attributes (`Name {shape: cylinder}`);
- is a node (`Name` or `id: Label`), if the whole text is free of faults and every node declared
  above the first edge is used by an edge or a group.

It is Mermaid when it starts with a Mermaid header. All else is prose, above all text whose arrows
are not of this notation (`→`, `=>`, `a --x--> b`).
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Literal, NamedTuple

from ascii_diagram.diagram import Graph
from ascii_diagram.errors import AsciiDiagramError, NotationError
from ascii_diagram.notation.arrow_nodes import SETTINGS, name_of
from ascii_diagram.notation.arrow_parser import parse_arrow
from ascii_diagram.notation.arrow_statements import hides_label
from ascii_diagram.notation.arrow_tokens import Source, Token, TokenKind, scan
from ascii_diagram.notation.mermaid_header import is_mermaid

_MAX_WORDS = 6
_MAX_LOOSE_WORDS = 3
_MAX_LABEL_WORDS = 12
_PARENTHESES = re.compile(r"\([^()]*\)")
_SENTENCE = re.compile(r",|\.(?: |$)|[?!] |[…–—]|^[-*+] ")
_SENTENCE_INSIDE = re.compile(r"[.!?] \S")
_WORDS = (
    "a an the this that these those it its he she they we you i is are was were be been has have "
    "had do does did will would can could should may might must and or but if then so because "
    "which who when while where as of to in on at by for from with"
)
_FUNCTION_WORDS = frozenset(_WORDS.split())


def recognise(text: str) -> Literal["arrow", "mermaid"] | None:
    """Return the notation that `text` is written in, None for prose. Never raises."""
    if is_mermaid(text):
        return "mermaid"
    statement = _first_statement(text)
    if _is_first_line(statement) or _is_edge(statement) or _has_braces(statement):
        return "arrow"
    return "arrow" if _declares_what_it_uses(text) else None


def starts_with_edge(text: str) -> bool:
    """Whether the first statement of `text` is an edge that the rule takes for notation."""
    return not is_mermaid(text) and _is_edge(_first_statement(text))


class _Opening(NamedTuple):
    """The tokens of the first statement, and the fault that cuts them short if one does."""

    tokens: list[Token]
    fault: AsciiDiagramError | None = None

    @property
    def faulty(self) -> bool:
        return self.fault is not None

    @property
    def opens_quote(self) -> bool:
        """Whether what is missing is the end of a quote."""
        fault = self.fault
        return isinstance(fault, NotationError) and fault.source[fault.column - 1 :][:1] == '"'

    def kinds(self) -> list[TokenKind]:
        return [token.kind for token in self.tokens]


def _first_statement(text: str) -> _Opening:
    tokens = list[Token]()
    try:
        for token in scan(Source(text, checked=False)):
            if token.kind == "end" and not tokens:
                continue
            tokens.append(token)
            if token.kind == "end":
                break
    except AsciiDiagramError as error:
        return _Opening(tokens, error)
    return _Opening(tokens)


def _is_first_line(statement: _Opening) -> bool:
    tokens, kinds = statement.tokens, statement.kinds()
    if kinds[:2] != ["text", "colon"] or tokens[0].text not in SETTINGS:
        return False
    match tokens[0].text:
        case "grid-columns":
            return True
        case "art":
            return kinds[2:3] == ["body"] or (len(tokens) == 2 and statement.faulty)
        case _:
            return kinds[2:] == ["text", "end"] and " " not in tokens[2].text


def _is_edge(statement: _Opening) -> bool:
    """Whether the statement is `label ARROW label ...`, whatever stands behind it."""
    names, arrows = list[Token](), list[Token]()
    tokens = iter(statement.tokens)
    for token in tokens:
        if token.kind in ("end", "arrow", "close") and arrows:  # `A ->`, still to be completed
            return arrows[-1].text != "--" and _are_labels(names, arrows[:-1])
        if token.kind not in ("text", "quoted") or not name_of(token):
            return False
        names.append(token)
        separator = next(tokens, None)
        if separator is None:
            return False
        if separator.kind == "arrow":
            arrows.append(separator)
            continue
        if not arrows or separator.kind not in ("colon", "open", "close", "end"):
            return False
        behind = list(tokens) if separator.kind == "colon" else []
        return _are_labels(names, arrows) and _is_edge_label(behind)
    if arrows and statement.opens_quote:
        return len(names) == len(arrows) and _are_labels(names, arrows[:-1])
    return False


def _are_labels(names: list[Token], arrows: list[Token]) -> bool:
    if hides_label(arrows):
        return False
    loose = all(
        arrow.text == "--" or (left.stop == arrow.column and arrow.stop == right.column)
        for left, arrow, right in zip(names, arrows, names[1:], strict=False)
    )
    return all(_is_label(name, loose=loose) for name in names)


def _is_label(name: Token, *, loose: bool = False) -> bool:
    if name.kind == "quoted":
        return True
    words = name.text.split(" ")
    if _SENTENCE.search(_PARENTHESES.sub("", name.text)) or len(words) > _MAX_WORDS:
        return False
    function_words = len(words) > 1 and not _FUNCTION_WORDS.isdisjoint(name.text.lower().split(" "))
    return not loose or (len(words) <= _MAX_LOOSE_WORDS and not function_words)


def _is_edge_label(tokens: list[Token]) -> bool:
    parts = list(takewhile(lambda token: token.kind not in ("open", "end", "body"), tokens))
    text = " ".join(part.text for part in parts if part.kind == "text")
    if any(part.kind == "arrow" for part in parts) and _SENTENCE.search(text):
        return False
    return not _SENTENCE_INSIDE.search(text) and len(text.split(" ")) <= _MAX_LABEL_WORDS


def _has_braces(statement: _Opening) -> bool:
    """Whether the statement is `name {` at the end of a line, or `name {key: value}`."""
    tokens, kinds = statement.tokens, statement.kinds()
    if "open" not in kinds or not _is_label(tokens[0]):
        return False
    at = kinds.index("open")
    if kinds[:at] not in (["text"], ["quoted"], ["text", "colon"], ["text", "colon", "text"]):
        return False
    behind = kinds[at + 1 :]
    if behind == ["end"]:
        return tokens[-1].text != ";"
    return behind == ["text", "colon", "text", "close", "end"] and " " not in tokens[at + 1].text


def _declares_what_it_uses(text: str) -> bool:
    """Whether `text` is a faultless graph that uses all nodes declared above its first edge."""
    if not any(arrow in text for arrow in ("->", "<-", "--")):
        return False
    try:
        diagram = parse_arrow(text)
    except AsciiDiagramError:
        return False
    if not isinstance(diagram, Graph) or not diagram.edges:
        return False
    used = {end for edge in diagram.edges for end in (edge.source, edge.target)}
    used.update(group.id for group in diagram.groups)
    used.update(member for group in diagram.groups for member in group.members)
    declared, edge = _above_first_edge(text)
    named = all(_is_label(name) and name_of(name) in used for name in declared)
    return bool(declared) and named and _is_edge(edge)


def _above_first_edge(text: str) -> tuple[list[Token], _Opening]:
    """Return the names that start a statement above the first edge, and that edge."""
    declared, statement = list[Token](), list[Token]()
    opened = False
    for token in scan(Source(text)):
        if token.kind not in ("end", "open", "close"):
            statement.append(token)
            continue
        kinds = [part.kind for part in statement]
        if "arrow" in kinds:
            return declared, _Opening([*statement, token])
        attribute = opened and kinds == ["text", "colon", "text"] and token.kind == "close"
        if statement and not attribute:
            declared.append(statement[0])
        statement, opened = [], token.kind == "open"
    return declared, _Opening([])
