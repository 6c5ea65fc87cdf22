"""Text and data that diagrams are read from and written to.

Arrow notation and Mermaid are read and written, D2 is written, JSON goes both ways. The reader or
writer of a format is imported when it is first called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ascii_diagram.diagram import Diagram


def parse(text: str) -> Diagram:
    """Read arrow notation, or Mermaid where the text starts with a Mermaid header.

    Raises:
        NotationError: A fault, with its line and column and what was expected.
        LimitError: More than `ascii_diagram.limits` allow.
    """
    from ascii_diagram.notation.mermaid_header import is_mermaid

    if is_mermaid(text):
        from ascii_diagram.notation.mermaid_reader import read_mermaid

        return read_mermaid(text)
    from ascii_diagram.notation.arrow_parser import parse_arrow

    return parse_arrow(text)


def recognise(text: str) -> Literal["arrow", "mermaid"] | None:
    """Return the notation that `text` is written in, None for prose. Never raises.

    The rule stands in `ascii_diagram.notation.recognition`.
    """
    from ascii_diagram.notation import recognition

    return recognition.recognise(text)


def print_arrow(diagram: Diagram) -> str:
    """Return `diagram` in canonical arrow notation; `parse` reads the same diagram back."""
    from ascii_diagram.notation import arrow_printer

    return arrow_printer.print_arrow(diagram)


def write_mermaid(diagram: Diagram) -> str:
    """Return `diagram` as Mermaid."""
    from ascii_diagram.notation import mermaid_writer

    return mermaid_writer.write_mermaid(diagram)


def write_d2(diagram: Diagram) -> str:
    """Return `diagram` as D2."""
    from ascii_diagram.notation import d2_writer

    return d2_writer.write_d2(diagram)


def to_json(diagram: Diagram) -> dict[str, object]:
    """Return `diagram` as data that `json.dumps` takes; `from_json` reads it back."""
    from ascii_diagram.notation import json_form

    return json_form.to_json(diagram)


def from_json(data: Mapping[str, object]) -> Diagram:
    """Read the data of a diagram.

    Raises:
        DiagramError: A field that is missing, unknown or wrong; the message names it.
        LimitError: More than `ascii_diagram.limits` allow.
    """
    from ascii_diagram.notation import json_form

    return json_form.from_json(data)
