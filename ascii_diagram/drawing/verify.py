"""Re-reads a finished drawing before it leaves the engine.

Works on characters alone and shares nothing with the painters but the glyph tables, so that a fault
of theirs cannot hide here. Cheap rather than complete: it has to run on every drawing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ascii_diagram.diagram import (
    Diagram,
    Divider,
    Frame,
    Graph,
    Grid,
    Message,
    Note,
    Picture,
    SequenceItem,
    Timeline,
)
from ascii_diagram.drawing.bit_fields import bit_layout
from ascii_diagram.drawing.bodies import part_flows
from ascii_diagram.drawing.cells import find_unprintable
from ascii_diagram.drawing.charset import (
    CHARSETS,
    EAST,
    HORIZONTAL,
    NORTH,
    OPPOSITE,
    SOUTH,
    VERTICAL,
    WEST,
    Charset,
    CharsetName,
)
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import DrawingError


def verify(
    diagram: Diagram, rows: Sequence[str], options: DrawingOptions, *, labels_known: bool = False
) -> None:
    """Check a drawing before it is shown.

    Checks that no line is wider than asked, ends in blanks or holds an unprintable character; that
    the first and the last line are not blank; that every word of every label is there as often as
    the diagram has it (wrapped and cut words count when their parts stand below each other); that
    only the charset's glyphs and the labels' characters occur; and that no corner is left open.

    Args:
        diagram: What the drawing should show.
        rows: The lines of the drawing.
        options: What it was drawn with.
        labels_known: That all labels are there has been seen already.

    Raises:
        DrawingError: A check failed; the message says which and in which line.
    """
    shown = frozenset("".join(rows))
    plain = shown <= _NARROW
    _check_lines(rows, options, plain=plain)
    if isinstance(diagram, Picture):
        _check_picture(diagram, rows)
        return
    labels = list(_labels(diagram, options.width))
    if not labels_known:
        _check_labels(labels, rows)
    if not shown <= _KNOWN[options.charset]:
        _check_glyphs(labels, rows, options.charset)
    _check_corners(labels, rows, options.charset, plain=plain)


def _fail(row: int, problem: str) -> DrawingError:
    return DrawingError(
        f"the drawing failed its own check: line {row + 1} {problem}",
        hint="this is a fault of the layout engine; another width or direction may avoid it",
    )


def _check_lines(rows: Sequence[str], options: DrawingOptions, *, plain: bool) -> None:
    """Check widths and blanks; `plain` tells that all characters are printable and narrow."""
    ambiguous_width = 2 if options.ambiguous_wide else 1
    plain = plain and ambiguous_width == 1
    for number, row in enumerate(rows):
        if not plain and find_unprintable(row) >= 0:
            raise _fail(number, "holds an unprintable character")
        if row.endswith(" "):
            raise _fail(number, "ends in blanks")
        columns = len(row)
        if not plain and columns > options.width // 2:
            columns = _row_width(row, ambiguous_width)
        if columns > options.width:
            raise _fail(number, f"is wider than {options.width} columns")
    for number in (0, len(rows) - 1) if rows else ():
        if not rows[number].strip():
            raise _fail(number, "is blank")


def _check_picture(picture: Picture, rows: Sequence[str]) -> None:
    wanted = [line.rstrip() for line in picture.lines if line.strip()]
    if wanted != [row for row in rows if row]:
        raise DrawingError("the drawing failed its own check: it differs from the picture")


# --- widths -----------------------------------------------------------------------------------

_ALL_GLYPHS = "".join(
    {
        glyph
        for charset in CHARSETS.values()
        for table in (
            charset.vertical,
            charset.horizontal,
            charset.junctions,
            charset.thick,
            charset.bars,
            charset.borders,
            charset.crossings,
            charset.heads,
        )
        for glyph in table.values()
    }
    | set(CHARSETS["extended"].rounded.values())
    | {CHARSETS["unicode"].knob}
)
_TO_ASCII = str.maketrans(dict.fromkeys(_ALL_GLYPHS, "+"))
_BOX_GLYPHS = frozenset(glyph for glyph in _ALL_GLYPHS if not glyph.isascii())
_NARROW = frozenset(map(chr, range(32, 127))) | _BOX_GLYPHS
"""Printable characters that take one cell where ambiguous ones do."""
_GLYPHS_TO_BLANKS = str.maketrans(dict.fromkeys((*_BOX_GLYPHS, "|"), " "))


def _row_width(row: str, ambiguous_width: int) -> int:
    """Return the display width of a line; glyphs of the charsets are as wide as ambiguous ones."""
    plain = row.translate(_TO_ASCII) if ambiguous_width == 1 else row
    if plain.isascii():
        return len(plain)
    import wcwidth

    return sum(
        max(0, wcwidth.wcswidth(part, ambiguous_width=ambiguous_width))
        for part in wcwidth.iter_graphemes(plain)
    )


def _row_cells(row: str) -> str:
    """Return a line with exactly one character per cell."""
    plain = row.translate(_TO_ASCII)
    if plain.isascii():
        return row
    import wcwidth

    cells: list[str] = []
    for part in wcwidth.iter_graphemes(row):
        width = 1 if part in _ALL_GLYPHS else max(0, wcwidth.wcswidth(part))
        marked_blank = part[0] == " " and len(part) > 1
        cells.append(part[0] if width == 1 and not marked_blank else "\ufffd" * width)
    return "".join(cells)


# --- labels -----------------------------------------------------------------------------------


def _labels(diagram: Diagram, width: int) -> Iterator[str]:
    match diagram:
        case Graph():
            for node in diagram.nodes:
                shown, flows = part_flows(node)
                yield shown.label
                yield from (flow.text for flow in flows)
            yield from (edge.label for edge in diagram.edges)
            yield from (group.label for group in diagram.groups)
        case Grid():
            yield from (cell.label for cell in diagram.cells)
            if bit_layout(diagram, width) is None:
                yield from (str(cell.bits) for cell in diagram.cells if cell.bits is not None)
        case Timeline():
            yield from (period.label for period in diagram.periods)
            yield from {period.section for period in diagram.periods}
            yield from (event for period in diagram.periods for event in period.events)
        case Picture():
            yield from diagram.lines
        case _:
            yield from (node.label for node in diagram.participants)
            yield from _item_labels(diagram.items)


def _item_labels(items: tuple[SequenceItem, ...]) -> Iterator[str]:
    for item in items:
        match item:
            case Message():
                yield item.label
            case Note() | Divider():
                yield item.text
            case Frame():
                for section in item.sections:
                    yield section.label
                    yield from _item_labels(section.items)


def _check_labels(labels: list[str], rows: Sequence[str]) -> None:
    wanted = Counter(_words("\n".join(labels)))
    tokens = [_words(row) for row in rows]
    found = Counter(token for row in tokens for token in row)
    missing = [word for word, count in wanted.items() if found[word] < count]
    if not missing:
        return
    # Words may also touch others or be cut. Words within words count on both sides here.
    all_wanted = "\n".join(word for word, count in wanted.items() for _ in range(count))
    all_found = "\n".join("\n".join(row) for row in tokens)
    places: dict[str, set[int]] = {}
    for number, row in enumerate(tokens):
        for token in row:
            places.setdefault(token, set()).add(number)
    for word in missing:
        if all_found.count(word) < all_wanted.count(word) and not _stands_cut(word, places):
            raise DrawingError(
                f"the drawing failed its own check: the word {word!r} of a label is missing",
                hint="this is a fault of the layout engine; another width may avoid it",
            )


def _words(text: str) -> list[str]:
    """Split text at blanks and glyphs; parts without a width of their own do not count."""
    text = text.translate(_GLYPHS_TO_BLANKS)
    if not text.isascii():
        import wcwidth

        text = "".join(char for char in text if char == "\n" or wcwidth.wcwidth(char))
    return text.split()


def _stands_cut(word: str, places: dict[str, set[int]]) -> bool:
    """Tell whether parts of `word` stand in lines below each other.

    `places` has the lines of each token of the drawing.
    """
    reached: dict[int, set[int]] = {0: set().union(*places.values())}
    for start in range(len(word)):
        lines = reached.get(start)
        for end in range(start + 1, len(word) + 1) if lines else ():
            if lines and (start or end < len(word)):
                below = {line + 1 for line in lines & places.get(word[start:end], set())}
                reached.setdefault(end, set()).update(below)
    return bool(reached.get(len(word)))


# --- glyphs and corners -----------------------------------------------------------------------

_CORNER_ARMS = {
    **dict.fromkeys("┌╭", EAST | SOUTH),
    **dict.fromkeys("┐╮", WEST | SOUTH),
    **dict.fromkeys("└╰", NORTH | EAST),
    **dict.fromkeys("┘╯", NORTH | WEST),
}
_HEADS = "▲▼◄►"


def _arm_tables() -> tuple[str, str, dict[int, frozenset[str]]]:
    """Return straight glyphs along and down, and for each direction what may end a line there."""
    along: set[str] = set()
    down: set[str] = set()
    ends: dict[int, set[str]] = {side: set(_HEADS) for side in (NORTH, EAST, SOUTH, WEST)}
    for charset in (CHARSETS["unicode"], CHARSETS["extended"]):
        along.update(charset.horizontal.values())
        down.update(charset.vertical.values())
        junctions = (charset.junctions, charset.thick, charset.bars, charset.borders)
        for table in (*junctions, charset.rounded):
            for arms, glyph in table.items():
                for side in (NORTH, EAST, SOUTH, WEST):
                    if arms & side:
                        ends[side].add(glyph)
        for crossing in (*charset.crossings.values(), charset.thick[VERTICAL | HORIZONTAL]):
            along.add(crossing)
            down.add(crossing)
    crossing = CHARSETS["unicode"].junctions[VERTICAL | HORIZONTAL]
    return (
        "".join(along) + crossing + CHARSETS["unicode"].knob,
        "".join(down) + crossing,
        {side: frozenset(glyphs) for side, glyphs in ends.items()},
    )


_ALONG, _DOWN, _WITH_ARM = _arm_tables()


def _unmet(arm: int, straight: str) -> re.Pattern[str]:
    """Return what finds corners with an arm whose line, read along it, meets no other arm."""
    corners = "".join(char for char, arms in _CORNER_ARMS.items() if arms & arm)
    ends = "".join(sorted(_WITH_ARM[OPPOSITE[arm]] - frozenset(straight)))
    return re.compile(f"[{corners}][{straight}]*+(?![{ends}])")


_UNMET = {
    HORIZONTAL: (_unmet(EAST, _ALONG), _unmet(WEST, _ALONG)),
    VERTICAL: (_unmet(SOUTH, _DOWN), _unmet(NORTH, _DOWN)),
}
"""For rows and columns, read forwards and backwards."""


_ASCII = frozenset(map(chr, range(128)))


def _glyphs(charset: Charset) -> frozenset[str]:
    tables = (
        *(charset.vertical, charset.horizontal, charset.junctions, charset.rounded),
        *(charset.thick, charset.bars, charset.borders, charset.crossings, charset.heads),
    )
    return _ASCII.union(charset.knob, *(table.values() for table in tables))


_KNOWN = {name: _glyphs(charset) for name, charset in CHARSETS.items()}
"""The characters that a drawing may have besides those of its labels."""


def _check_glyphs(labels: list[str], rows: Sequence[str], charset: CharsetName) -> None:
    allowed = _KNOWN[charset].union(*labels)
    for number, row in enumerate(rows):
        foreign = set(row) - allowed
        if foreign:
            raise _fail(number, f"holds {min(foreign)!r}, which is in no label and no glyph")


def _check_corners(
    labels: list[str], rows: Sequence[str], charset: CharsetName, *, plain: bool
) -> None:
    """Follow every corner's two arms: each must end at a matching arm, a head or a text."""
    # A plus sign in ASCII tells too little, and labels may hold glyphs of their own.
    if charset == "ascii" or not _BOX_GLYPHS.isdisjoint("".join(labels)):
        return
    cells = list(rows) if plain else [_row_cells(row) for row in rows]
    width = max(map(len, cells), default=0)
    cells = [row.ljust(width) for row in cells]
    whole = "".join(cells)
    columns = [whole[column::width] for column in range(width)]
    for row, column in _doubtful(cells, HORIZONTAL):
        if not _closes(cells[row], column, _CORNER_ARMS[cells[row][column]] & HORIZONTAL):
            raise _open_corner(row, column)
    for column, row in _doubtful(columns, VERTICAL):
        beside = columns[max(column - 1, 0)], columns[min(column + 1, width - 1)]
        if not _closes(columns[column], row, _CORNER_ARMS[cells[row][column]] & VERTICAL, beside):
            raise _open_corner(row, column)


def _open_corner(row: int, column: int) -> DrawingError:
    return _fail(row, f"has an open corner at column {column + 1}")


def _doubtful(lines: Sequence[str], arms: int) -> Iterator[tuple[int, int]]:
    """Yield the corners, by line and place, whose arm along it meets no arm where a line ends.

    `lines` are rows or columns, equally long.
    """
    text = "\n".join(lines)
    forth, back = _UNMET[arms]
    for found in forth.finditer(text):
        yield divmod(found.start(), len(lines[0]) + 1)
    for found in back.finditer(text[::-1]):
        yield divmod(len(text) - 1 - found.start(), len(lines[0]) + 1)


def _closes(line: str, at: int, arm: int, beside: tuple[str, ...] = ()) -> bool:
    """Follow the arm of a corner at `at` along a row or column to what ends it.

    A text may interrupt it, and so may a blank next to a text: before it in a row, between two
    words in a column, whose neighbours are `beside`.
    """
    forth = arm in (EAST, SOUTH)
    rest = line[at + 1 :] if forth else line[:at][::-1]
    end = rest.lstrip(_ALONG if arm & HORIZONTAL else _DOWN)
    if not end:
        return False
    if end[0] != " ":
        return end[0] in _WITH_ARM[OPPOSITE[arm]] or end[0] not in _BOX_GLYPHS
    steps = len(rest) - len(end) + 1
    gap = at + steps if forth else at - steps
    around = [column[gap] for column in beside] if beside else end[1:2]
    return any(char != " " and char not in _BOX_GLYPHS for char in around)
