"""`ascii-diagram expand`: put drawings under the directives of files."""

from __future__ import annotations

import argparse

from ascii_diagram.cli.command import Command
from ascii_diagram.cli.files_command import (
    add_looks,
    add_model_choice,
    add_reported_paths,
    given_settings,
    run_on_files,
)
from ascii_diagram.errors import AsciiDiagramError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_reported_paths(parser)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 when there is work to do"
    )
    parser.add_argument(
        "--diff", action="store_true", help="change nothing; print what would change"
    )
    parser.add_argument(
        "--frozen", action="store_true", help="never ask a model: notation, lock file, cache only"
    )
    parser.add_argument("--force", action="store_true", help="draw over hand edits too")
    parser.add_argument(
        "--pin", action="store_true", help="replace prose by the notation that the model wrote"
    )
    add_looks(parser)
    add_model_choice(parser)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.pin and arguments.check:
        raise AsciiDiagramError("--pin and --check do not go together")
    only_look = arguments.check and not arguments.diff
    return run_on_files(
        arguments,
        mode="check" if only_look else "pin" if arguments.pin else "expand",
        write=not (arguments.check or arguments.diff),
        force=arguments.force,
        frozen=arguments.frozen,
        cached=not arguments.no_cache,
        diff=arguments.diff,
        check=arguments.check,
        flags=given_settings(arguments, "width", "charset", "ambiguous_wide", "backend"),
    )


command = Command("expand", "put drawings under the directives of files", _add_arguments, _run)
