"""Entry of the command line: runs the subcommand, maps errors to exit codes.

What is heavy is imported late: a Git hook with nothing to do ends before.
"""

from __future__ import annotations

import os
import sys

from ascii_diagram.cli.idle_hook import is_idle_hook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SIGNALLED = 128  # shells add the number of the signal


def main(argv: Sequence[str] | None = None) -> int:
    """Run `ascii-diagram` with these arguments (default: the process's own).

    Returns:
        0 when all is well, 1 when something would change or was found, 2 on errors.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if is_idle_hook(words):
        return 0
    if argv is None:  # the process is the program's own
        from ascii_diagram.cli.host_process import spare_garbage_collector

        spare_garbage_collector()
    return _run_and_report(words)


def _run_and_report(words: Sequence[str]) -> int:
    import signal

    from ascii_diagram.cli.command import EXIT_ERROR
    from ascii_diagram.cli.host_process import EndedError, ending_in_order, prepare_streams
    from ascii_diagram.errors import AsciiDiagramError
    from ascii_diagram.printable import printable

    prepare_streams()
    try:
        with ending_in_order():
            code = _run(words)
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
    from ascii_diagram.cli.commands import run_command

    return run_command(words)


def _failed(message: str, code: int) -> int:
    from contextlib import suppress

    with suppress(OSError):
        print(f"ascii-diagram: {message}", file=sys.stderr)
    return code


def _give_up_output() -> None:
    """Keep the interpreter from trying again at its end to write what cannot be written."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
