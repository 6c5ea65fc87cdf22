"""Finds the subcommands and reads the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import cast

from ascii_diagram.cli.command import ENTRY_POINT_GROUP, Command
from ascii_diagram.cli.own_commands import own_command


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
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in _commands(words[0] if words else ""):
        subparser = subparsers.add_parser(
            command.name, help=command.help, description=command.help, allow_abbrev=False
        )
        command.add_arguments(subparser)
        subparser.set_defaults(command=command)
    return parser


def _commands(name: str) -> Iterable[Command]:
    """Return the subcommand `name` alone, to keep the others' imports out; all if there is none."""
    place = own_command(name)
    if place is not None:
        module, _, attribute = place.partition(":")
        return (cast(Command, getattr(import_module(module), attribute)),)
    from importlib.metadata import entry_points

    found = {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
    wanted = [found[name]] if name in found else sorted(found.values(), key=lambda p: p.name)
    return (cast(Command, point.load()) for point in wanted)


class _PrintVersion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"ascii-diagram {version('ascii-diagram')}")
        parser.exit()
