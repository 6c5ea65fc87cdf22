"""`ascii-diagram read`: a drawing turned back into notation, Mermaid, D2, JSON or words."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ascii_diagram.cli.command import EXIT_CHANGED, EXIT_ERROR, EXIT_OK, Command
from ascii_diagram.cli.formats import format_diagram
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.limits import MAX_FILE_BYTES

if TYPE_CHECKING:
    from ascii_diagram.reading import Finding

_FORMATS = ("source", "mermaid", "d2", "json", "description")


class _Found(NamedTuple):
    """A drawing and where it comes from: for each row its line and the columns before it."""

    text: str
    places: list[tuple[int, int]]


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="FILE",
        help="where the drawing stands; `-` (default) reads it from standard input",
    )
    parser.add_argument(
        "--line",
        type=int,
        metavar="N",
        help="read the drawing of FILE that line N belongs to (default: the first one)",
    )
    parser.add_argument(
        "--format", choices=_FORMATS, default="source", help="what to print (default: source)"
    )


def _run(arguments: argparse.Namespace) -> int:
    from ascii_diagram.drawing.options import DrawingOptions
    from ascii_diagram.reading import read_drawing

    found = _standard_input() if arguments.file == "-" else _in_file(arguments)
    reading = read_drawing(found.text)
    name = "" if arguments.file == "-" else f"{arguments.file}:"
    for finding in reading.findings:
        print(_told(finding, found, name), file=sys.stderr)
    if reading.diagram is None:
        return EXIT_ERROR
    print(format_diagram(reading.diagram, arguments.format, DrawingOptions()))
    return EXIT_CHANGED if reading.findings else EXIT_OK


def _told(finding: Finding, found: _Found, name: str) -> str:
    line, before = found.places[min(finding.row, len(found.places) - 1)]
    return f"{name}{line}:{before + finding.column + 1}: {finding.message} [{finding.code}]"


def _standard_input() -> _Found:
    from ascii_diagram.reading.leaders import without_leaders

    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
    try:
        text = sys.stdin.read(MAX_FILE_BYTES + 1)
    except UnicodeDecodeError:
        raise AsciiDiagramError("standard input is not UTF-8") from None
    if len(text) > MAX_FILE_BYTES:
        raise AsciiDiagramError(f"standard input is longer than {MAX_FILE_BYTES} characters")
    bare = without_leaders(text)
    return _Found(bare.text, [(bare.first + row + 1, bare.width) for row in range(bare.rows)])


def _in_file(arguments: argparse.Namespace) -> _Found:
    from ascii_diagram.checking.drawings import drawings
    from ascii_diagram.checking.passages import find_passages
    from ascii_diagram.expansion.files import read_source

    path, line = Path(arguments.file), arguments.line
    text = read_source(path).text
    for drawing in drawings(find_passages(text, path.name)):
        if line is None or drawing.rows[0].line < line <= drawing.rows[-1].line + 1:
            places = [(row.line + 1, len(row.prefix)) for row in drawing.rows]
            return _Found(drawing.text, places)
    if line is None and path.suffix in ("", ".txt"):
        return _Found(text, [(row + 1, 0) for row in range(text.count("\n") + 1)])
    where = f"line {line} of {path}" if line is not None else str(path)
    raise AsciiDiagramError(
        f"no drawing found in {where}",
        hint="only blocks with at least one closed box are found; pass others on standard input",
    )


command = Command("read", "turn a drawing back into notation", _add_arguments, _run)
