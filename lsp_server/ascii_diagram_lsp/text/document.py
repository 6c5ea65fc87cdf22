"""An open document: the client's text, kept up to date change by change, and its directives."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass

from ascii_diagram.directives import Directive, Scan, line_body, rescan, scan, split_lines
from ascii_diagram_lsp.text.positions import Units, offset_of, units_of

_MAX_JOURNAL = 1_000


@dataclass(frozen=True, slots=True)
class Change:
    """A replaced stretch of text, in the client's units.

    Attributes:
        start: Line and column of its first character.
        end: Line and column after its last one.
        text: What stands there now.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class _Shift:
    """Lines `start` to `end` (exclusive) became `count` lines when `version` came to be."""

    version: int
    start: int
    end: int
    count: int


def identity_of(directive: Directive) -> str:
    """Return a digest of what a directive asks for."""
    asked = "\0".join((directive.form, directive.options.raw, directive.prompt))
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Document:
    """Text that a client has open.

    Lines end at LF, CRLF and CR and nowhere else, as the protocol has it.

    Attributes:
        uri: The client's name for it.
        name: A file name that tells the language.
        version: The client's number for this state.
        units: What the client counts columns in.
    """

    def __init__(self, uri: str, name: str, version: int, text: str, units: Units) -> None:
        self.uri = uri
        self.name = name
        self.version = version
        self.units: Units = units
        self._lines = split_lines(text)
        self._text: str | None = text
        self._scan: Scan | None = None
        self._scanned = False
        self._identities: tuple[str, ...] | None = None
        self._journal: deque[_Shift] = deque(maxlen=_MAX_JOURNAL)
        self._journal_start = version

    @property
    def text(self) -> str:
        """The whole text."""
        if self._text is None:
            self._text = "".join(self._lines)
        return self._text

    @property
    def line_count(self) -> int:
        """How many lines editors count: a terminated last line is followed by an empty one."""
        return len(self._lines) + (not self._lines or self._lines[-1].endswith(("\n", "\r")))

    @property
    def scan(self) -> Scan:
        """The directives of the text as it stands."""
        if self._scan is None:
            self._scan = scan(self.text, name=self.name)
        elif not self._scanned:
            self._scan = rescan(self._scan, self.text)
        self._scanned = True
        return self._scan

    @property
    def identities(self) -> tuple[str, ...]:
        """What each directive of the scan asks for, as a digest."""
        if self._identities is None:
            self._identities = tuple(map(identity_of, self.scan.directives))
        return self._identities

    def line(self, number: int) -> str:
        """Return a line without its end; empty outside the text."""
        return line_body(self._lines[number]) if 0 <= number < len(self._lines) else ""

    def position(self, line: int, offset: int) -> tuple[int, int]:
        """Return the client's position of the place `offset` code points into `line`."""
        return line, units_of(self.line(line)[:offset], self.units)

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Return line and code points of a client's position, moved into the text if need be."""
        if line < 0:
            return 0, 0
        if line >= self.line_count:
            last = self.line_count - 1
            return last, len(self.line(last))
        return line, offset_of(self.line(line), column, self.units)

    def replace(self, text: str, version: int) -> None:
        """Take a whole new text."""
        old, new = self._lines, split_lines(text)
        shortest = min(len(old), len(new))
        head = next((i for i in range(shortest) if old[i] != new[i]), shortest)
        rest = shortest - head
        tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
        self._note(_Shift(version, head, len(old) - tail, len(new) - tail - head))
        self._lines = new
        self._changed(version, text)

    def apply(self, change: Change, version: int) -> None:
        """Take a change of a stretch of the text."""
        start, end = self.place(*change.start), self.place(*change.end)
        if end < start:
            end = start
        self._note(self._shift(version, start, end, change.text))
        (first, from_offset), (last, to_offset) = start, end
        before = self.line(first)[:from_offset]
        after = self._lines[last][to_offset:] if last < len(self._lines) else ""
        # A line feed may join a carriage return of the line above, or leave one behind.
        top = max(0, first - 1)
        middle = "".join(self._lines[top:first]) + before + change.text + after
        bottom = min(len(self._lines), last + 2)
        middle += "".join(self._lines[last + 1 : bottom])
        self._lines[top:bottom] = split_lines(middle)
        self._changed(version, None)

    def moved(self, line: int, version: int) -> int | None:
        """Return where `line` of `version` is now.

        None when it was changed itself, or when that is too long ago to tell.
        """
        if version == self.version:
            return line
        if version < self._journal_start:
            return None
        for shift in self._journal:
            if shift.version <= version:
                continue
            if line >= shift.end:
                line += shift.count - (shift.end - shift.start)
            elif line >= shift.start:
                return None
        return line

    def _shift(
        self, version: int, start: tuple[int, int], end: tuple[int, int], text: str
    ) -> _Shift:
        (first, from_offset), (last, to_offset) = start, end
        added = len(split_lines(text + "x")) - 1
        if from_offset == 0 and to_offset == 0 and (not text or text[-1] in "\r\n"):
            return _Shift(version, first, last, added)
        at_ends = from_offset == len(self.line(first)) and to_offset == len(self.line(last))
        if at_ends and text[:1] in ("", "\r", "\n"):
            return _Shift(version, first + 1, last + 1, added)
        return _Shift(version, first, last + 1, added + 1)

    def _note(self, shift: _Shift) -> None:
        if len(self._journal) == _MAX_JOURNAL:
            self._journal_start = self._journal[0].version
        self._journal.append(shift)

    def _changed(self, version: int, text: str | None) -> None:
        self.version = version
        self._text = text
        self._scanned = False
        self._identities = None
