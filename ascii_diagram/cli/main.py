"""Entry of the command line: picks the subcommand, maps errors to exit codes."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points, version
from typing import cast

from ascii_diagram.cli.command import ENTRY_POINT_GROUP, EXIT_ERROR, Command
from ascii_diagram.cli.host_process import EndedError, ending_in_order, prepare_streams
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.printable import printable

_SIGNALLED = 128  # shells add the number of the signal


def main(argv: Sequence[str] | None = None) -> int:
    """Run `ascii-diagram` with these arguments (default: the process's own).

    Returns:
        0 when all is well, 1 when something would change or was found, 2 on errors.
    """
    prepare_streams()
    try:
        with ending_in_order():
            code = _run(list(sys.argv[1:] if argv is None else argv))
            sys.stdout.flush()  # what cannot be written shows here, not when the interpreter ends
            return code
    except AsciiDiagramError as error:
        return _failed(str(error), EXIT_ERROR)
    except KeyboardInterrupt:
        return _failed("interrupted; no file is half-written", _SIGNALLED + signal.SIGINT)
    except EndedError as ended:
        return _failed("told to end; no file is half-written", _SIGNALLED + ended.number)
    except BrokenPipeError:  # the reader went away (`| head`)
        _give_up_output()
        return EXIT_ERROR
    except OSError as error:
        _give_up_output()
        where = f"{error.filename}: " if error.filename else ""
        return _failed(printable(f"{where}{error.strerror or error}"), EXIT_ERROR)
    except Exception:
        import traceback

        traceback.print_exc()
        return _failed("this is a fault of ascii-diagram; please report it", EXIT_ERROR)


def _run(words: Sequence[str]) -> int:
    arguments = _parser(words).parse_args(words)
    return cast(Command, arguments.command).run(arguments)


def _failed(message: str, code: int) -> int:
    with suppress(OSError):
        print(f"ascii-diagram: {message}", file=sys.stderr)
    return code


def _give_up_output() -> None:
    """Keep the interpreter from trying again at its end to write what cannot be written."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
