"""What `expand`, `clean` and `adopt` share: flags, running over files, exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from ascii_diagram.cli.command import EXIT_CHANGED, EXIT_ERROR, EXIT_OK
from ascii_diagram.cli.progress import Progress

if TYPE_CHECKING:
    from ascii_diagram.expansion.batch import FileResult
    from ascii_diagram.expansion.model import Mode


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Declare the files to work on."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="files and folders; folders are searched, what Git ignores is left out",
    )


def add_reported_paths(parser: argparse.ArgumentParser) -> None:
    """Declare the files to work on and `--json`."""
    add_paths(parser)
    parser.add_argument("--json", action="store_true", help="report as one JSON object")


def add_looks(parser: argparse.ArgumentParser) -> None:
    """Declare the flags that override the settings for looks."""
    from ascii_diagram.drawing.charset import CharsetName

    parser.add_argument("--width", type=int, metavar="N", help="most columns of a line")
    parser.add_argument(
        "--charset", choices=("auto", *get_args(CharsetName)), help="glyphs of the drawings"
    )
    parser.add_argument(
        "--ambiguous-wide",
        action="store_true",
        default=None,
        help="for East Asian fonts, where box-drawing characters are two columns wide",
    )


def add_model_choice(parser: argparse.ArgumentParser) -> None:
    """Declare the flags that say who reads prose."""
    parser.add_argument("--backend", metavar="NAME", help="who reads prose: local, none, ...")
    parser.add_argument(
        "--no-cache", action="store_true", help="neither look up nor remember what the model wrote"
    )


def given_settings(arguments: argparse.Namespace, *names: str) -> dict[str, object]:
    """Return those of the flags `names` that the user gave, as settings."""
    values = {name: getattr(arguments, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def run_on_files(
    arguments: argparse.Namespace,
    *,
    mode: Mode,
    write: bool = True,
    force: bool = False,
    frozen: bool = False,
    cached: bool = True,
    diff: bool = False,
    check: bool = False,
    flags: dict[str, object] | None = None,
) -> int:
    """Work through the files, report, and return the exit code."""
    from ascii_diagram.cli.report import JsonReport, TextReport
    from ascii_diagram.expansion import expand_files
    from ascii_diagram.expansion.resolving import open_resolver

    report = JsonReport() if arguments.json else TextReport(sys.stdout, sys.stderr, diff=diff)
    code = EXIT_OK
    with Progress("reading prompts") as progress:
        opener = partial(
            open_resolver,
            frozen=frozen,
            cached=cached,
            write=write,
            on_answer=progress.advance,
        )
        results: Iterator[FileResult] = expand_files(
            arguments.paths, mode=mode, force=force, write=write, flags=flags, opener=opener
        )
        for result in results:
            progress.aside(partial(report.add, result))
            code = max(code, exit_code(result, check=check, diff=diff))
    report.finish()
    return code


def exit_code(result: FileResult, *, check: bool, diff: bool) -> int:
    """Return 0 when all is well, 1 when there is something to do, 2 when something went wrong."""
    if result.error is not None:
        return EXIT_OK if result.skipped else EXIT_ERROR
    expansion = result.expansion
    if expansion is None:
        return EXIT_OK
    if expansion.refused:
        return EXIT_ERROR
    if check and (expansion.pending or (diff and expansion.edits)):
        return EXIT_CHANGED
    if expansion.problems or any(o.action == "failed" for o in expansion.outcomes):
        return EXIT_ERROR
    return EXIT_CHANGED if expansion.failed else EXIT_OK
