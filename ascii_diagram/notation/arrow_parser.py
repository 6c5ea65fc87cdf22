"""Reads arrow notation: the first line says what kind of diagram follows."""

from __future__ import annotations

from ascii_diagram.diagram import Diagram
from ascii_diagram.notation.arrow_graph import GraphReader, read_direction
from ascii_diagram.notation.arrow_grid import (
    read_columns,
    read_grid,
    read_picture,
    read_timeline,
)
from ascii_diagram.notation.arrow_nodes import SETTINGS
from ascii_diagram.notation.arrow_sequence import SequenceReader
from ascii_diagram.notation.arrow_statements import Reader, choose, read_word
from ascii_diagram.notation.arrow_tokens import Source

KINDS = ("sequence_diagram", "timeline")


def parse_arrow(text: str) -> Diagram:
    """Read arrow notation.

    Text without a first line is a graph whose direction the layout chooses.

    Args:
        text: The notation; line ends may be LF or CRLF.

    Raises:
        NotationError: A fault: its line and column, and what would have been accepted there.
        LimitError: More nodes, edges, levels or characters than `ascii_diagram.limits` allow.
    """
    reader = Reader(Source(text))
    reader.skip_ends()
    if reader.done:
        raise reader.fault("there is nothing to draw", reader.next, "`A -> B` or a first line")
    return _read(reader)


def _read(reader: Reader) -> Diagram:
    ahead = reader.ahead()
    head = ahead[0]
    if head.kind != "text" or head.text not in SETTINGS or ahead[1].kind != "colon":
        return GraphReader(reader).read()
    statement = reader.statement()
    if statement.opens:
        raise reader.fault("a first line opens no block", statement.opens, "the end of the line")
    choose(reader, statement, "a first line", {})
    if head.text == "art":
        return read_picture(reader, statement)
    if head.text == "grid-columns":
        return read_grid(reader, read_columns(reader, statement))
    if head.text == "direction":
        return GraphReader(reader, read_direction(reader, statement)).read()
    if read_word(reader, statement, KINDS) == "timeline":
        return read_timeline(reader)
    return SequenceReader(reader).read()
