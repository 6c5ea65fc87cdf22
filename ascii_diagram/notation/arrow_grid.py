"""Reads the statements of grids, timelines and pictures."""

from __future__ import annotations

from ascii_diagram.diagram import Cell, Grid, Period, Picture, Timeline
from ascii_diagram.errors import LimitError
from ascii_diagram.limits import MAX_EDGES, MAX_NODES
from ascii_diagram.notation.arrow_statements import Reader, Statement, choose
from ascii_diagram.notation.arrow_tokens import Token

MAX_BITS = 65_536


def read_grid(reader: Reader, columns: int) -> Grid:
    """Read cells, one statement each, to the end of the text.

    Raises:
        NotationError: A fault, with its place.
        LimitError: Too many cells.
    """
    cells = list[Cell]()
    reader.skip_ends()
    while not reader.done:
        statement = reader.statement(ids=False)
        cells.append(_cell(reader, statement, columns))
        if len(cells) > MAX_NODES:
            raise LimitError(
                f"line {statement.head.line}: more than {MAX_NODES} cells",
                hint="draw it in several diagrams",
            )
        reader.skip_ends()
    if not cells:
        raise reader.fault("there is nothing to draw", reader.next, "the label of a cell")
    return Grid(columns, tuple(cells))


def _cell(reader: Reader, statement: Statement, columns: int) -> Cell:
    if statement.arrows:
        raise reader.fault("a grid holds cells, not edges", statement.arrows[0], "a label")
    if statement.label:
        raise reader.fault(
            "a cell has no id", statement.label.at, "the label in double quotes if it holds a colon"
        )
    if statement.opens:
        raise reader.fault("a grid has no groups", statement.opens, "`{span: N}` or `{bits: N}`")
    numbers = choose(reader, statement, "a cell", {"span": None, "bits": None})
    bounds = {"span": columns, "bits": MAX_BITS}
    found = {
        name: _number(reader, name, statement.attributes[name].at, value, bounds[name])
        for name, value in numbers.items()
    }
    return Cell(statement.head.text, found.get("span", 1), found.get("bits"))


def read_columns(reader: Reader, statement: Statement) -> int:
    """Return the number that `grid-columns: N` sets.

    Raises:
        NotationError: No number from 1 up to the greatest number of cells.
    """
    label = statement.label
    at = label.at if label else statement.head
    return _number(reader, "grid-columns", at, label.text if label else "", MAX_NODES)


def _number(reader: Reader, name: str, at: Token, written: str, most: int) -> int:
    digits = written.isascii() and written.isdecimal() and len(written) <= len(str(most))
    if not digits or not 1 <= int(written) <= most:
        raise reader.fault(f"`{written}` does not do for {name}", at, f"a number from 1 to {most}")
    return int(written)


def read_timeline(reader: Reader) -> Timeline:
    """Read periods (`2004: Facebook: Google`) and sections of them to the end of the text.

    Raises:
        NotationError: A fault, with its place.
        LimitError: Too many periods or events.
    """
    reader.split_labels = True
    periods = list[Period]()
    reader.skip_ends()
    while not reader.done:
        statement = reader.statement(ids=False)
        if statement.opens and not statement.arrows:
            if statement.label:
                raise reader.fault("a section has no id", statement.label.at, "`name {`")
            choose(reader, statement, "a section", {})
            while not reader.rest_of_block(statement.opens):
                periods.append(_period(reader, reader.statement(ids=False), statement.head.text))
            reader.end_statement()
        else:
            periods.append(_period(reader, statement, ""))
        _check_counts(statement, periods)
        reader.skip_ends()
    if not periods:
        raise reader.fault("there is nothing to draw", reader.next, "`when: what happened`")
    return Timeline(tuple(periods))


def _period(reader: Reader, statement: Statement, section: str) -> Period:
    if statement.arrows:
        raise reader.fault(
            "a timeline holds periods, not edges", statement.arrows[0], "`when: what happened`"
        )
    if statement.opens:
        raise reader.fault("a section holds no sections", statement.opens, "a period")
    choose(reader, statement, "a period", {})
    for label in statement.labels:
        if label.verbatim:
            raise reader.fault("no verbatim block here", label.at, "a label on one line")
    return Period(statement.head.text, tuple(label.text for label in statement.labels), section)


def _check_counts(statement: Statement, periods: list[Period]) -> None:
    events = sum(len(period.events) for period in periods)
    if len(periods) > MAX_NODES or events > MAX_EDGES:
        raise LimitError(
            f"line {statement.head.line}: more than {MAX_NODES} periods or {MAX_EDGES} events",
            hint="draw it in several diagrams",
        )


def read_picture(reader: Reader, statement: Statement) -> Picture:
    """Return the picture of `art: |`, which must be the whole text.

    Raises:
        NotationError: Nothing in it, or something behind it.
    """
    label = statement.label
    if not label or not label.verbatim:
        at = label.at if label else statement.head
        raise reader.fault("a picture is a block", at, "`art: |`, the lines, and a line with `|`")
    reader.skip_ends()
    if not reader.done:
        raise reader.fault("something follows the picture", reader.next, "the end of the text")
    lines = label.at.lines
    if not any(lines):
        raise reader.fault("this picture is empty", label.at, "lines below")
    return Picture(lines)
