"""Finds the subcommands and reads the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points, version
from typing import cast

from ascii_diagram.cli.command import ENTRY_POINT_GROUP, Command


def run_command(words: Sequence[str]) -> int:
    """Run the subcommand that `words` begin with and return its exit code.

    Raises:
        AsciiDiagramError: The subcommand failed.
    """
    arguments = _parser(words).parse_args(words)
    return cast(Command, arguments.command).run(arguments)


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
