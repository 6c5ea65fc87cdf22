"""Mermaid text as a source that knows its positions, and a cursor that walks over it.

Comments, `%%{...}%%` directives and front matter become blanks, so that every offset in what is
left still names the line and column of the text as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ascii_diagram.errors import LimitError, NotationError
from ascii_diagram.limits import MAX_NOTATION_BYTES
from ascii_diagram.notation.arrow_tokens import FORBIDDEN

_FRONT_MATTER_OPENING = re.compile(r"\s*---[ \t]*\n")
_FRONT_MATTER_END = re.compile(r"^[ \t]*---[ \t]*$", re.MULTILINE)
_NOT_NEWLINE = re.compile(r"[^\n]")
_COMMENT_LINE = re.compile(r"^[ \t]*%%[^\n]*", re.MULTILINE)
_BLANKS = re.compile(r"[ \t]+")
_SPACE = re.compile(r"\s+")
_TRAILING_COMMENT = re.compile(r"(?:(?<=\s)|^)%%[^\n]*")
_STATEMENT = re.compile(r"(?:[#&]#?\w{1,32};|[^;\n])+")
_DESCRIPTION_BLOCK = re.compile(r"accDescr\s*\{")
_SEPARATORS = re.compile(r"[\s;]+")


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + _NOT_NEWLINE.sub(" ", text[start:end]) + text[end:]


def _without_directives(text: str) -> str:
    pieces: list[str] = []
    position = 0
    while (start := text.find("%%{", position)) >= 0:
        end = text.find("}%%", start)
        if end < 0:
            break
        pieces += text[position:start], _NOT_NEWLINE.sub(" ", text[start : end + 3])
        position = end + 3
    return "".join(pieces) + text[position:]


def blank_comments(text: str) -> str:
    """Replace front matter, `%%{...}%%` directives and `%%` lines by blanks of the same shape."""
    if opening := _FRONT_MATTER_OPENING.match(text):
        # The line feed that ends the opening line may also begin the closing one.
        closing = _FRONT_MATTER_END.search(text, opening.end())
        if closing:
            text = _blank(text, opening.start(), closing.end())
    text = _without_directives(text)
    return _COMMENT_LINE.sub(lambda found: " " * len(found.group()), text)


def normalise_newlines(text: str) -> str:
    """Turn CR LF and CR into LF and drop a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class Source:
    """Mermaid text whose comments are blanked.

    Attributes:
        text: What is left to read, as long as the text as typed.

    Raises:
        LimitError: The text is larger than `MAX_NOTATION_BYTES`.
        NotationError: It holds a character that may not reach a drawing.
    """

    def __init__(self, text: str) -> None:
        if len(text.encode("utf-8", "surrogatepass")) > MAX_NOTATION_BYTES:
            raise LimitError(f"the notation is larger than {MAX_NOTATION_BYTES // 1024} KiB")
        self._typed = normalise_newlines(text)
        if found := FORBIDDEN.search(self._typed):
            code = ord(found.group())
            raise self.fail(f"the character U+{code:04X} is not allowed here", found.start())
        self.text = blank_comments(self._typed)

    def fail(self, message: str, offset: int, expected: str = "") -> NotationError:
        """Return the error for a fault at `offset`, with its line and column."""
        line_start = self._typed.rfind("\n", 0, offset) + 1
        line_end = self._typed.find("\n", offset)
        line = self._typed[line_start : line_end if line_end >= 0 else None]
        return NotationError(
            message,
            line=self._typed.count("\n", 0, offset) + 1,
            column=offset - line_start + 1,
            expected=expected,
            source=FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", line),
        )

    def statements(self, start: int) -> Iterator[tuple[int, str]]:
        """Yield offset and text of every statement from `start` on.

        Line feeds and semicolons end a statement; the semicolon of an entity does not. Blocks
        `accDescr { ... }` are left out.
        """
        while found := _STATEMENT.search(self.text, start):
            start = found.end()
            statement = found.group()
            text = statement.strip()
            if _DESCRIPTION_BLOCK.match(text):
                start = self.skip_description(found.start())
            elif text:
                yield found.start() + len(statement) - len(statement.lstrip()), text

    def skip_description(self, start: int) -> int:
        """Return the offset behind the block `accDescr { ... }` that begins at `start`."""
        end = self.text.find("}", start)
        if end < 0:
            raise self.fail("the description is not closed", start, "`}`")
        return end + 1


class Cursor:
    """A place in a source that moves forward as things are read."""

    def __init__(self, source: Source, offset: int, end: int | None = None) -> None:
        self.source = source
        self.offset = offset
        self.end = len(source.text) if end is None else end

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.offset >= self.end

    @property
    def char(self) -> str:
        """The character under the cursor, empty at the end."""
        return "" if self.done else self.source.text[self.offset]

    def peek(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match `pattern` here without moving."""
        return pattern.match(self.source.text, self.offset, self.end)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match `pattern` here and move behind the match."""
        found = self.peek(pattern)
        if found:
            self.offset = found.end()
        return found

    def skip(self, literal: str) -> bool:
        """Move behind `literal` if it stands here."""
        found = self.source.text.startswith(literal, self.offset, self.end)
        if found:
            self.offset += len(literal)
        return found

    def blanks(self) -> None:
        """Move over blanks and tabs."""
        self.take(_BLANKS)

    def space(self) -> None:
        """Move over blanks and line feeds."""
        self.take(_SPACE)

    def comment(self) -> None:
        """Move over a comment that ends the line."""
        self.take(_TRAILING_COMMENT)

    def statements(self) -> Iterator[int]:
        """Stop at the start of each statement and yield its offset; whoever iterates reads it."""
        while True:
            self.take(_SEPARATORS)
            self.comment()
            if self.done:
                return
            if self.char != "\n":
                yield self.offset

    def at_end(self, *, braces: bool = False) -> bool:
        """Move over blanks and a comment; return whether the statement ends here.

        A line feed or a semicolon ends it, and with `braces` also the end of a block.
        """
        self.blanks()
        self.comment()
        return self.char in {"", "\n", ";"} or (braces and self.char == "}")

    def end_statement(self, expected: str, *, braces: bool = False) -> None:
        """Move to the end of the statement; raises NotationError when something stands before."""
        if not self.at_end(braces=braces):
            raise self.fail(f"unexpected {describe(self.char)}", expected)

    def block_lines(self, line: re.Pattern[str], what: str, opening: int) -> Iterator[str]:
        """Yield what `line` matches up to the brace that closes the block begun at `opening`.

        Raises:
            NotationError: It is not closed; the message calls it `what`.
        """
        while True:
            self.space()
            if self.skip("}"):
                return
            found = self.take(line)
            if not found:
                raise self.fail(f"the {what} is not closed", "`}`", offset=opening)
            yield found.group()

    def skip_description(self) -> bool:
        """Move behind a block `accDescr { ... }`; return whether one began here."""
        found = self.peek(_DESCRIPTION_BLOCK)
        if found:
            self.offset = self.source.skip_description(self.offset)
        return found is not None

    def rest_of_line(self, *, stop_at_semicolon: bool = False) -> str:
        """Move to the end of the line (or to a semicolon outside quotes) and return the way."""
        start = self.offset
        quoted = False
        while (char := self.char) and char != "\n":
            if char == '"':
                quoted = not quoted
            elif char == ";" and stop_at_semicolon and not quoted:
                break
            self.offset += 1
        return self.source.text[start : self.offset]

    def quoted(self) -> str:
        """Read the text between the double quote here and the next one, over lines if need be."""
        end = self.source.text.find('"', self.offset + 1, self.end)
        if end < 0:
            raise self.fail("the quotation is not closed", '`"`')
        text = self.source.text[self.offset + 1 : end]
        self.offset = end + 1
        return text

    def fail(self, message: str, expected: str = "", *, offset: int | None = None) -> NotationError:
        """Return the error for a fault here or at `offset`."""
        return self.source.fail(message, self.offset if offset is None else offset, expected)


def describe(char: str) -> str:
    """Name what stands at a fault."""
    if not char:
        return "end of the text"
    return "end of the line" if char == "\n" else f"`{char}`"
