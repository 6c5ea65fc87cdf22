"""Cuts arrow notation into tokens, each with its place in the text.

What separates tokens is chosen so that everyday names need no quotes:

- `->`, `<-` and `<->` are arrows anywhere outside quotes, with one or more dashes (`-->` is `->`);
  `--` is one when blanks stand on both sides of it or on neither (`commit --amend` is a name);
- `:` separates unless a digit, `/` or `:` follows at once (`host:8080`, `http://`, `std::map`);
- `#` starts a comment at the start of a line, and behind a blank when a blank or the end of the
  line follows (`issue #42` and `C#` are names);
- `{x}` without blanks, glued to a word, belongs to it (`/users/{id}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ascii_diagram.errors import AsciiDiagramError, LimitError, NotationError
from ascii_diagram.limits import MAX_LABEL_CHARS, MAX_NOTATION_BYTES

TokenKind = Literal["text", "quoted", "arrow", "colon", "open", "close", "body", "end"]

ARROWS = "`->`, `<-`, `<->` or `--`"
UNICODE_ARROWS = "←→↔⇐⇒⇔⟵⟶⟷⟸⟹⟺➔➙➛➜➝➞➡⮕"

# Control characters (tab and line feed are judged where they stand), line and paragraph
# separators, bidirectional overrides and isolates, lone surrogates.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

_BLANKS = re.compile(r"[ \t]+")
_PLAIN = re.compile(rf'[^-<>=:;{{}}#"~.{UNICODE_ARROWS}|]+')
_RUN = re.compile(r"[-<>=]+")
_ARROW = re.compile(r"<?-+>|<-+")
_STROKES = re.compile(r"--+")
_FOREIGN = re.compile(r"=+>|<=+>|<==+|.*(?:->|<-).*")
_OPENED_LABEL = re.compile(r"(?:^|[ \t])-+[^-\s]")
_DOTTED = re.compile(r"(?:^|[ \t])-\.+$")
_GLUED_BRACES = re.compile(r"\{[^\s{}:]*\}")
_PIPES = re.compile(r"(\|+)[ \t]*$")
_MAX_SHOWN = 10
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}


class Token(NamedTuple):
    """A piece of a line.

    Attributes:
        kind: What it is; `end` is the end of a statement, `body` a verbatim block.
        text: A name or label without its quotes, or an arrow with a single dash.
        line: Line, from 1.
        column: First column in code points, from 1.
        stop: The column behind its last character.
        lines: The lines of a `body`.
    """

    kind: TokenKind
    text: str
    line: int
    column: int
    stop: int
    lines: tuple[str, ...] = ()


class Source:
    """The lines of a notation text.

    Args:
        text: The notation.
        checked: Whether to refuse what `Raises` names, and labels that are too long.

    Raises:
        LimitError: More than 64 KiB.
        NotationError: A control character or a bidirectional override.
    """

    def __init__(self, text: str, *, checked: bool = True) -> None:
        text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self.lines = text.split("\n")
        self.checked = checked
        if checked:
            self._check(text)

    def _check(self, text: str) -> None:
        if (
            len(text) > MAX_NOTATION_BYTES
            or len(text.encode(errors="surrogatepass")) > MAX_NOTATION_BYTES
        ):
            raise LimitError(
                f"the notation is longer than {MAX_NOTATION_BYTES // 1024} KiB",
                hint="draw it in several diagrams",
            )
        for number, line in enumerate(self.lines, 1):
            if found := FORBIDDEN.search(line):
                raise self.fault(
                    f"the character U+{ord(found.group()):04X} is not allowed",
                    number,
                    found.start() + 1,
                    "printable text",
                )

    def fault(self, message: str, line: int, column: int, expected: str = "") -> NotationError:
        """Return the error for a fault at this place."""
        shown = FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", self.lines[line - 1])
        return NotationError(message, line=line, column=column, expected=expected, source=shown)


def scan(source: Source) -> Iterator[Token]:
    """Yield the tokens of `source`; a line that an arrow ends or starts continues another.

    Raises:
        NotationError: An unknown arrow, a quote that is not closed, a verbatim block without end.
        LimitError: A line of a label is too long.
    """
    ends = list[Token]()  # held back until it is known that the next line starts with no arrow
    after_arrow = True
    try:
        for token in _scan_lines(source):
            if token.kind == "end" and not token.text:
                ends.append(token)
                continue
            if not after_arrow and token.kind != "arrow":
                yield from ends
            ends.clear()
            yield token
            after_arrow = token.kind == "arrow"
    except AsciiDiagramError:
        yield from ends
        raise
    yield from ends


def _scan_lines(source: Source) -> Iterator[Token]:
    """Yield the tokens of one line after the other, each line closed by an `end` without text."""
    number = 0
    start = 0  # the line of the first statement
    while number < len(source.lines):
        number += 1
        for token in _Line(source, number).tokens():
            start = start or (token.line if token.kind != "end" else 0)
            if token.kind == "body":
                picture = token.line == start and _opens_picture(source.lines[start - 1])
                token, number = _read_body(source, token, picture=picture)
            yield token


def _opens_picture(line: str) -> bool:
    return line.partition(":")[0].strip(" \t") == "art"


def _read_body(source: Source, opening: Token, *, picture: bool) -> tuple[Token, int]:
    """Read the lines below `opening` up to the closing pipes; return them and the next line.

    The block ends at the first line that holds the same pipes alone, no deeper than the statement
    that opened it. A picture is the whole text, so there the last such line counts, at any depth:
    pictures are full of lone pipes.
    """
    head = source.lines[opening.line - 1]
    indent = head[: len(head) - len(head.lstrip(" \t"))]
    below = range(opening.line, len(source.lines))
    end = None
    for number in reversed(below) if picture else below:
        line = source.lines[number].rstrip(" \t")
        text = line.lstrip(" \t")
        if text == opening.text and (picture or len(line) - len(text) <= len(indent)):
            end = number
            break
    if end is None:
        raise source.fault(
            f"the block that `{opening.text}` opens is never closed",
            opening.line,
            opening.column,
            f"a line below that holds `{opening.text}` alone, no deeper than this one",
        )
    lines = [line.rstrip(" \t") for line in source.lines[opening.line : end]]
    for margin in (indent + "  ", indent):
        if all(line.startswith(margin) for line in lines if line):
            lines = [line.removeprefix(margin) for line in lines]
            break
    for number, line in enumerate(lines, opening.line + 1):
        if "\t" in line:
            column = source.lines[number - 1].rfind("\t") + 1
            raise source.fault("a tab has no fixed width", number, column, "blanks")
        if not picture:
            check_length(line, number, 1)
    token = Token(
        "body", opening.text, opening.line, opening.column, opening.stop, lines=tuple(lines)
    )
    return token, end + 1


def check_length(label: str, line: int, column: int) -> None:
    """Refuse a label with a line of more than `MAX_LABEL_CHARS` characters."""
    if any(len(part) > MAX_LABEL_CHARS for part in label.split("\n")):
        raise LimitError(
            f"line {line}, column {column}: a line of a label is longer than "
            f"{MAX_LABEL_CHARS} characters",
            hint="shorten it, or break it with \\n inside double quotes",
        )


class _Line:
    """Scans one line."""

    def __init__(self, source: Source, number: int) -> None:
        self._source = source
        self._number = number
        self._line = source.lines[number - 1]
        self._start = self._skip_blanks(0)

    def tokens(self) -> Iterator[Token]:
        """Yield the tokens of the line; a verbatim block is yielded by its opening pipes."""
        line, at = self._line, 0
        previous: Token | None = None
        while True:
            at = self._skip_blanks(at)
            if at >= len(line) or self._is_comment(at):
                break
            token = self._next(at, previous)
            if token.kind == "arrow" and previous:
                self._refuse_label_in_arrow(previous, token)
            yield token
            if token.kind == "body":
                break
            previous, at = token, token.stop - 1
        yield self._token("end", "", len(line), len(line))

    def _token(self, kind: TokenKind, text: str, start: int, stop: int) -> Token:
        if kind in ("text", "quoted") and self._source.checked:
            check_length(text, self._number, start + 1)
        return Token(kind, text, self._number, start + 1, stop + 1)

    def _fault(self, message: str, at: int, expected: str) -> NotationError:
        return self._source.fault(message, self._number, at + 1, expected)

    def _skip_blanks(self, at: int) -> int:
        found = _BLANKS.match(self._line, at)
        return found.end() if found else at

    def _is_comment(self, at: int) -> bool:
        line = self._line
        if line[at] != "#":
            return False
        if at == self._start:
            return True
        return line[at - 1] in " \t;" and line[at + 1 : at + 2] in ("", " ", "\t")

    def _next(self, at: int, previous: Token | None) -> Token:
        line = self._line
        char = line[at]
        if char == ";":
            return self._token("end", ";", at, at + 1)
        if char == "{":
            return self._token("open", "{", at, at + 1)
        if char == "}":
            return self._token("close", "}", at, at + 1)
        if char == ":" and self._separates(at):
            return self._token("colon", ":", at, at + 1)
        if char == '"':
            return self._quoted(at)
        if char == "|":
            if (found := _PIPES.match(line, at)) and previous:
                return self._token("body", found.group(1), at, found.end(1))
            raise self._fault("a label does not start with `|`", at, "a name, or double quotes")
        if arrow := self._arrow(at):
            return arrow
        return self._text(at)

    def _separates(self, at: int) -> bool:
        following = self._line[at + 1 : at + 2]
        return not (
            following.isdecimal() or following in ("/", ":") or self._line[at - 1 : at] == ":"
        )

    def _quoted(self, at: int) -> Token:
        line, label, here = self._line, "", at + 1
        while here < len(line) and line[here] != '"':
            char = line[here]
            if char == "\t":
                raise self._fault("a label holds no tab", here, "blanks")
            if char == "\\":
                here += 1
                escape = line[here : here + 1]
                if escape not in _ESCAPES:
                    raise self._fault(
                        f"unknown escape `\\{escape}`", here - 1, '`\\n`, `\\"` or `\\\\`'
                    )
                char = _ESCAPES[escape]
            label += char
            here += 1
        if here >= len(line):
            raise self._fault("this quote is never closed", at, '`"` on the same line')
        stop = here + 1
        if stop < len(line) and line[stop] not in " \t:;{}-<,":
            raise self._fault(
                "text follows a quoted label", stop, "an arrow, `:`, `{` or the end of the line"
            )
        return self._token("quoted", label, at, stop)

    def _arrow(self, at: int) -> Token | None:
        """Return the arrow that starts at `at`, None where the characters are text."""
        found = _RUN.match(self._line, at)
        if not found:
            return None
        run, stop = found.group(), found.end()
        if _ARROW.fullmatch(run):
            return self._token("arrow", re.sub("-+", "-", run), at, stop)
        if _STROKES.fullmatch(run):
            if self._line.strip(" \t") == run:
                raise self._fault("a line of dashes means nothing here", at, "`A -- B`")
            before = at == 0 or self._line[at - 1] in " \t"
            behind = stop == len(self._line) or self._line[stop] in " \t"
            return self._token("arrow", "--", at, stop) if before == behind else None
        if _FOREIGN.fullmatch(run):
            raise self._fault(f"`{run[:_MAX_SHOWN]}` is not an arrow of this notation", at, ARROWS)
        return None

    def _text(self, start: int) -> Token:
        line, at = self._line, start
        while at < len(line):
            if found := _PLAIN.match(line, at):
                at = found.end()
                continue
            char = line[at]
            if char in ";{}" or (char == ":" and self._separates(at)):
                glued = _GLUED_BRACES.match(line, at)
                if not glued or line[at - 1] in " \t":
                    break
                at = glued.end()
            elif char == '"':
                break
            elif char in UNICODE_ARROWS:
                raise self._fault(f"`{char}` is not an arrow of this notation", at, ARROWS)
            elif self._is_comment(at) or (line[at - 1] in " \t" and _PIPES.match(line, at)):
                break
            elif char in ".~" and line[at + 1 : at + 2] == ">":
                raise self._fault(f"`{char}>` is not an arrow of this notation", at, ARROWS)
            elif run := _RUN.match(line, at):
                if self._arrow(at):
                    break
                at = run.end()
            else:
                at += 1
        text = _BLANKS.sub(" ", line[start:at].strip(" \t"))
        stop = start + len(line[start:at].rstrip(" \t"))
        return self._token("text", text, start, stop)

    def _refuse_label_in_arrow(self, name: Token, arrow: Token) -> None:
        """Refuse `a --yes--> b`, `a -yes-> b` and `a -.-> b`, which are not names and arrows."""
        if name.kind != "text":
            return
        long = arrow.stop - arrow.column > len(arrow.text)
        glued = name.stop == arrow.column
        opened = _OPENED_LABEL.search(name.text)
        if (opened and (long or glued)) or _DOTTED.search(name.text):
            at = self._line.find("-", name.column - 1)
            raise self._fault(
                "an arrow holds no label", at, "the label behind a colon, as in `A -> B: label`"
            )
