"""Entry of the command line: picks the subcommand, maps errors to exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points, version
from typing import cast

from ascii_diagram.cli.command import ENTRY_POINT_GROUP, EXIT_ERROR, Command
from ascii_diagram.errors import AsciiDiagramError

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run `ascii-diagram` with these arguments (default: the process's own).

    Returns:
        0 when all is well, 1 when something would change or was found, 2 on errors.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        arguments = _parser(words).parse_args(words)
        return cast(Command, arguments.command).run(arguments)
    except AsciiDiagramError as error:
        print(f"ascii-diagram: {error}", file=sys.stderr)
        return EXIT_ERROR
    except KeyboardInterrupt:
        print("ascii-diagram: interrupted; no file is half-written", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`): keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ascii-diagram",
        description="Text diagrams that are always aligned, from `ascii-diagram:` directives.",
    )
    parser.add_argument("--version", action=_PrintVersion, nargs=0, help="print the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    found = {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
    # Loading one command keeps the others' imports out of its start-up.
    wanted = [found[words[0]]] if words and words[0] in found else list(found.values())
    for point in sorted(wanted, key=lambda point: point.name):
        command = _load(point)
        subparser = commands.add_parser(
            command.name, help=command.help, description=command.help, allow_abbrev=False
        )
        command.add_arguments(subparser)
        subparser.set_defaults(command=command)
    return parser


def _load(point: EntryPoint) -> Command:
    return cast(Command, point.load())


class _PrintVersion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"ascii-diagram {version('ascii-diagram')}")
        parser.exit()
