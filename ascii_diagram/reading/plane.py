"""A drawing as a plane of display cells, by row and by column."""

from __future__ import annotations

import unicodedata

from ascii_diagram.errors import LimitError
from ascii_diagram.line_signs import text_signs
from ascii_diagram.reading.glyphs import GLYPHS, NARROW
from ascii_diagram.reading.model import Finding
from ascii_diagram.signs import DASH_ALONG, DASH_DOWN

MAX_CELLS = 400_000
MAX_CHARACTERS = 2_000_000
MAX_COLUMNS = 4_000
TAB = 8
FILLER = "\uffff"
"""Stands in the second cell of a wide character."""
_TEXT_SIGN = "·"
"""Stands for a sign that could be a dash and is text."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


class Plane:
    """The cells of a text.

    Attributes:
        rows: The lines, one character per cell, all equally long.
        columns: The same cells by column.
        height: Number of rows.
        width: Number of columns.
        findings: Characters that cannot be shown.
    """

    def __init__(self, text: str) -> None:
        """Split a text into cells. Raises LimitError when there are too many."""
        if len(text) > MAX_CHARACTERS:
            raise LimitError(f"the drawing is longer than {MAX_CHARACTERS} characters")
        self.findings: list[Finding] = []
        self._written: dict[int, list[str]] = {}
        lines = [self._cells(row, line) for row, line in enumerate(text.split("\n"))]
        self.height = len(lines)
        self.width = max(map(len, lines))
        if self.width > MAX_COLUMNS or self.height * self.width > MAX_CELLS:
            raise LimitError(
                f"the drawing is {self.width} columns wide and {self.height} lines high",
                hint=f"at most {MAX_COLUMNS} columns and {MAX_CELLS} cells are read",
            )
        self.rows = [line.ljust(self.width) for line in lines]
        if DASH_ALONG in text or DASH_DOWN in text:
            self._replace_text_signs()
        cells = "".join(self.rows)
        self.columns = [cells[column :: self.width] for column in range(self.width)]

    def at(self, row: int, column: int) -> str:
        """Return the character of a cell, a blank outside of the plane."""
        if 0 <= row < self.height and 0 <= column < self.width:
            return self.rows[row][column]
        return " "

    def text(self, row: int, start: int, end: int) -> str:
        """Return what stands in cells `start` to `end` (exclusive) of a row, as it was written."""
        written = self._written.get(row)
        return self.rows[row][start:end] if written is None else "".join(written[start:end])

    def _replace_text_signs(self) -> None:
        """Let no bullet or bar of a text look like a dash, but in what `text` returns."""
        changed: dict[int, list[str]] = {}
        for row, column in text_signs(self.rows):
            changed.setdefault(row, [*self.rows[row]])[column] = _TEXT_SIGN
        for row, cells in changed.items():
            self._written.setdefault(row, [*self.rows[row]])
            self.rows[row] = "".join(cells)

    def _cells(self, row: int, line: str) -> str:
        line = line.rstrip("\r ")
        if NARROW.fullmatch(line):
            return line
        import wcwidth

        if not line.isprintable():
            line = self._printable(row, line)
        cells: list[str] = []
        for cluster in wcwidth.iter_graphemes(line):
            width = 1 if cluster in GLYPHS else max(0, wcwidth.wcswidth(cluster))
            if width:
                cells.append(cluster)
                cells += [""] * (width - 1)
            elif cells:
                cells[len(cells) - 1] += cluster
        self._written[row] = cells + [" "] * TAB
        return "".join(cell[0] if cell else FILLER for cell in cells)

    def _printable(self, row: int, line: str) -> str:
        line = line.expandtabs(TAB)
        kept: list[str] = []
        for column, char in enumerate(line):
            if char in _JOINERS or unicodedata.category(char) not in _INVISIBLE:
                kept.append(char)
                continue
            message = f"U+{ord(char):04X} cannot be shown in a drawing"
            self.findings.append(Finding(row, column, "unreadable-character", message))
            kept.append(" " if unicodedata.category(char) == "Cc" else "")
        return "".join(kept).rstrip()
