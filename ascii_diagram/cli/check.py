"""`ascii-diagram check`: find what is wrong with the drawings of files."""

from __future__ import annotations

import argparse

from ascii_diagram.cli.command import EXIT_CHANGED, EXIT_ERROR, EXIT_OK, Command
from ascii_diagram.cli.drawn_files import drawn_files
from ascii_diagram.cli.files_command import add_paths
from ascii_diagram.cli.findings_report import (
    FindingLines,
    FindingsJson,
    FindingsReport,
    FindingsSarif,
)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_paths(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="report as one JSON object")
    form.add_argument("--sarif", action="store_true", help="report as a SARIF 2.1.0 log")
    parser.add_argument(
        "--width", type=int, metavar="N", help="most columns of a line that holds a drawing"
    )


def _run(arguments: argparse.Namespace) -> int:
    from ascii_diagram.checking import check_text

    report: FindingsReport = (
        FindingsJson() if arguments.json else FindingsSarif() if arguments.sarif else FindingLines()
    )
    code = EXIT_OK
    for file in drawn_files(arguments.paths, arguments.width):
        if file.error is not None:
            report.fault(file.path, file.error)
            code = max(code, EXIT_ERROR if file.failed else EXIT_OK)
        if file.source is not None:
            found = check_text(file.source.text, name=str(file.path), width=file.width)
            report.add(file.path, found)
            code = max(code, EXIT_CHANGED if found else EXIT_OK)
    report.finish()
    return code


command = Command("check", "find what is wrong with the drawings of files", _add_arguments, _run)
