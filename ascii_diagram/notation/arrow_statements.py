"""Reads the parts that statements of every kind of diagram share: names, labels, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from ascii_diagram.errors import NotationError
from ascii_diagram.notation.arrow_tokens import Source, Token, check_length, scan

_ATTRIBUTES = re.compile(r"\s*[\w.-]+\s*:[^{}]*\}")
_ATTRIBUTE = re.compile(r"\s*([\w.-]+)\s*:\s*(.*?)\s*")
_SEPARATOR = re.compile(r"[;,]")
_MAX_SHOWN = 40


class Label(NamedTuple):
    """The text behind a colon and where it starts; `verbatim` lines are never wrapped."""

    text: str
    at: Token
    verbatim: bool = False


class Attribute(NamedTuple):
    """A value in braces and where it stands."""

    value: str
    at: Token


class Statement(NamedTuple):
    """One statement up to its end or to the `{` of a block.

    Attributes:
        ends: The names between the arrows; one name where there is no arrow.
        arrows: The arrows between them.
        labels: The text behind the colon; several where colons separate them.
        attributes: What stands in braces.
        opens: The `{` of a block that follows, None where none does.
    """

    ends: tuple[Token, ...]
    arrows: tuple[Token, ...] = ()
    labels: tuple[Label, ...] = ()
    attributes: Mapping[str, Attribute] = MappingProxyType({})
    opens: Token | None = None

    @property
    def head(self) -> Token:
        """The first name."""
        return self.ends[0]

    @property
    def label(self) -> Label | None:
        """The text behind the colon, None where there is none."""
        return self.labels[0] if self.labels else None


class Reader:
    """Walks over the tokens of `source`.

    Args:
        source: The text.
        tokens: Its tokens; scanned here when not given.

    Attributes:
        position: How many tokens are read.
        split_labels: Whether a colon in a label starts another label (events of a timeline).
    """

    def __init__(self, source: Source, tokens: Iterable[Token] | None = None) -> None:
        self.source = source
        self.split_labels = False
        self._tokens = list(scan(source) if tokens is None else tokens)
        self.position = 0

    @property
    def done(self) -> bool:
        """Whether the text is read to its end."""
        return self.position >= len(self._tokens)

    @property
    def next(self) -> Token:
        """The next token, an `end` behind the last one."""
        return self._tokens[self.position] if not self.done else self._tokens[-1]

    def take(self) -> Token:
        """Return the next token and step over it."""
        token = self.next
        self.position += 1
        return token

    def _statement_ahead(self) -> list[Token]:
        """Return the tokens of the statement up to its block, that brace or the end too."""
        tokens = list[Token]()
        for at in range(self.position, len(self._tokens)):
            tokens.append(self._tokens[at])
            if tokens[-1].kind in ("open", "close", "end", "body"):
                break
        return tokens

    def ahead(self) -> list[Token]:
        """Return the tokens of the statement up to its label or block, that colon or brace too."""
        tokens = list[Token]()
        for at in range(self.position, len(self._tokens)):
            tokens.append(self._tokens[at])
            if tokens[-1].kind not in ("text", "quoted", "arrow"):
                break
        return tokens

    def block_ahead(self) -> bool:
        """Whether the statement is words and a `{`, without an arrow."""
        kinds = [token.kind for token in self._statement_ahead()]
        return kinds[-1] == "open" and "arrow" not in kinds

    def block_head(self) -> tuple[str, Token]:
        """Read a keyword, a condition and `{`; return the condition and the brace."""
        *words, opened = self._statement_ahead()
        self.skip((*words, opened))
        keyword = words[0].text.partition(" ")[0]
        quoted = next((word for word in words if word.kind == "quoted"), None)
        if quoted and (len(words) > 2 or words[0].text != keyword):
            raise self.stray_quote(quoted)
        text = quoted.text if quoted else self.text_between(words[0], words[-1])
        condition = text if quoted else text.removeprefix(keyword).strip(" ")
        check_length(condition, opened.line, words[0].column)
        return condition, opened

    def skip(self, tokens: Sequence[Token]) -> None:
        """Step over tokens that `ahead` returned."""
        self.position += len(tokens)

    def skip_ends(self) -> None:
        """Step over empty statements."""
        while not self.done and self.next.kind == "end":
            self.position += 1

    def fault(self, message: str, at: Token, expected: str = "") -> NotationError:
        """Return the error for a fault at a token."""
        return self.source.fault(message, at.line, at.column, expected)

    def stray_quote(self, at: Token) -> NotationError:
        """Return the error for a quote beside unquoted text."""
        return self.fault(
            "a quote inside an unquoted label",
            at,
            'the whole label in double quotes (`\\"` inside)',
        )

    def statement(self, *, ids: bool = True) -> Statement:
        """Read one statement: names and arrows, a label, attributes or the start of a block.

        Args:
            ids: Whether the first name is an id, which must not be empty.
        """
        ends, arrows = [self._name(ids=ids)], list[Token]()
        while self.next.kind == "arrow":
            arrows.append(self.take())
            if hides_label(arrows[-2:]):
                raise self.fault(
                    "an arrow holds no label",
                    arrows[-2],
                    "the label behind a colon, as in `A -> B: label`",
                )
            ends.append(self._name())
        return self.rest(tuple(ends), tuple(arrows))

    def rest(self, ends: tuple[Token, ...], arrows: tuple[Token, ...] = ()) -> Statement:
        """Read the statement that starts with these names from the colon on."""
        labels = self._labels(ends[-1]) if self.next.kind == "colon" else ()
        attributes = self._attributes() if self._at_attributes() else {}
        opens = self.take() if self.next.kind == "open" else None
        if not opens:
            self._finish()
        return Statement(ends, arrows, labels, attributes, opens)

    def rest_of_block(self, opened: Token) -> Token | None:
        """Step over empty statements; return the `}` if the block ends here, else None.

        Raises:
            NotationError: The text ends inside the block.
        """
        self.skip_ends()
        if self.done:
            raise self.fault("this block is never closed", opened, "`}` below")
        return self.take() if self.next.kind == "close" else None

    def end_statement(self) -> None:
        """Step over the end of a statement, which a `}` may stand for."""
        self._finish()

    def text_between(self, first: Token, last: Token) -> str:
        """Return what stands from `first` to `last` on their line, runs of blanks as one."""
        line = self.source.lines[first.line - 1]
        return " ".join(re.split(r"[ \t]+", line[first.column - 1 : last.stop - 1]))

    def _finish(self) -> None:
        token = self.next
        if token.kind == "end":
            self.take()
        elif token.kind == "quoted":
            raise self.stray_quote(token)
        elif token.kind != "close":
            shown = token.text if len(token.text) <= _MAX_SHOWN else token.text[:_MAX_SHOWN] + "…"
            raise self.fault(f"`{shown}` does not belong here", token, "the end of the statement")

    def _name(self, *, ids: bool = True) -> Token:
        token = self.next
        if token.kind not in ("text", "quoted"):
            message = {
                "arrow": "a name is missing before this arrow",
                "colon": "a name is missing before this colon",
                "open": "a name is missing before this brace",
                "close": "there is no block to close",
                "end": "a name is missing",
                "body": "a name is missing before this block",
            }[token.kind]
            raise self.fault(message, token, "a name")
        if ids and not token.text.partition("\n")[0]:
            raise self.fault("a name must not be empty", token, "a name, or `id: label`")
        return self.take()

    def _labels(self, name: Token) -> tuple[Label, ...]:
        """Read what stands behind a colon: labels, a verbatim block, or nothing."""
        labels, parts = list[Label](), list[Token]()
        colon = self.take()
        while self.next.kind in ("text", "quoted", "colon", "arrow"):
            token = self.take()
            if token.kind == "arrow" and token.line != colon.line:
                raise self.fault("a label ends the statement", token, "a name before this arrow")
            if token.kind == "arrow":
                raise self.fault(
                    f"`{token.text}` inside a label", token, "the label in double quotes"
                )
            if token.kind == "colon" and self.split_labels:
                if not parts:
                    raise self.fault("a label is missing before this colon", token, "a label")
                labels.append(self._label_text(parts))
                parts = []
            else:
                parts.append(token)
        if parts:
            labels.append(self._label_text(parts))
        if self.next.kind == "body":
            body = self.take()
            title = labels[-1].text if labels else name.text
            labels[-1:] = [Label("\n".join((title, *body.lines)), body, verbatim=True)]
        return tuple(labels)

    def _label_text(self, parts: list[Token]) -> Label:
        first, last = parts[0], parts[-1]
        quoted = next((part for part in parts if part.kind == "quoted"), None)
        if quoted and len(parts) > 1:
            raise self.stray_quote(quoted)
        text = first.text if quoted else self.text_between(first, last)
        check_length(text, first.line, first.column)
        return Label(text, first)

    def _at_attributes(self) -> bool:
        """Whether the next `{` holds attributes: `{word: ...}` on one line, without arrows."""
        token = self.next
        if token.kind != "open":
            return False
        found = _ATTRIBUTES.match(self.source.lines[token.line - 1], token.stop - 1)
        return bool(found) and not any(a in found.group() for a in ("->", "<-", " -- ", '"'))

    def _attributes(self) -> dict[str, Attribute]:
        opening = self.take()
        line = self.source.lines[opening.line - 1]
        end = line.index("}", opening.stop - 1)
        attributes = dict[str, Attribute]()
        start = opening.stop - 1
        for part in _SEPARATOR.split(line[start:end]):
            column = start + len(part) - len(part.lstrip()) + 1
            at = Token("text", part.strip(), opening.line, column, column + len(part.strip()))
            start += len(part) + 1
            if not part.strip():
                continue
            found = _ATTRIBUTE.fullmatch(part)
            if not found or not found.group(2):
                raise self.fault(f"`{part.strip()}` is no attribute", at, "`name: value`")
            if found.group(1) in attributes:
                raise self.fault(f"the attribute `{found.group(1)}` stands here twice", at)
            attributes[found.group(1)] = Attribute(found.group(2), at)
        while (token := self.take()).kind != "close":
            if self.done or token.line != opening.line:
                raise self.fault("a comment inside braces", opening, "`}` before the comment")
        return attributes


def hides_label(arrows: Sequence[Token]) -> bool:
    """Whether `--` comes before a long arrow: `a -- yes --> b` means a label, not two edges."""
    return any(
        first.text == "--" != second.text and second.stop - second.column > len(second.text)
        for first, second in pairwise(arrows)
    )


def choose(
    reader: Reader, statement: Statement, owner: str, known: Mapping[str, tuple[str, ...] | None]
) -> dict[str, str]:
    """Return the attributes of `statement`, checked against those that `owner` knows.

    Args:
        reader: For the place of a fault.
        statement: Whose attributes to take.
        owner: What carries them, as in `a node`.
        known: The attributes and the values each may have; None for a number.

    Raises:
        NotationError: An unknown attribute or value; the message names the nearest known one.
    """
    for name, attribute in statement.attributes.items():
        if name not in known:
            raise _unknown(reader, f"attribute `{name}` of {owner}", name, tuple(known), attribute)
        values = known[name]
        if values is not None and attribute.value not in values:
            raise _unknown(
                reader, f"{name} `{attribute.value}`", attribute.value, values, attribute
            )
    return {name: attribute.value for name, attribute in statement.attributes.items()}


def read_word(reader: Reader, statement: Statement, known: tuple[str, ...]) -> str:
    """Return the label of a setting such as `direction: right`, which must be a known word.

    Raises:
        NotationError: No label or another word.
    """
    label = statement.label
    if not label or label.text not in known:
        written = label.text if label else ""
        raise reader.fault(
            f"unknown {statement.head.text} `{written}`{nearest(written, known)}",
            label.at if label else statement.head,
            f"one of {', '.join(known)}",
        )
    return label.text


def _unknown(
    reader: Reader, what: str, written: str, known: tuple[str, ...], attribute: Attribute
) -> NotationError:
    expected = " or ".join(known) if len(known) < 3 else f"one of {', '.join(known)}"
    return reader.fault(
        f"unknown {what}{nearest(written, known)}", attribute.at, expected or "none here"
    )


def nearest(written: str, known: Iterable[str]) -> str:
    """Return ` (did you mean ...?)` with the known word nearest to `written`, or nothing."""
    from difflib import get_close_matches

    found = get_close_matches(written.lower(), list(known), n=1)
    return f" (did you mean `{found[0]}`?)" if found else ""
