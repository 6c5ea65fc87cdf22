"""`ascii-diagram worker`: keep the model in one process that editors, builds and hooks share."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ascii_diagram.cli.command import EXIT_CHANGED, EXIT_OK, Command
from ascii_diagram.cli.files_command import given_settings


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--status", action="store_true", help="tell whether one runs (exit 1 when not)"
    )
    action.add_argument("--stop", action="store_true", help="end the one that runs")
    parser.add_argument(
        "--idle", type=_seconds, metavar="SECONDS", help="end after this time without work (900)"
    )
    parser.add_argument("--backend", metavar="NAME", help="whose model to serve")


def _seconds(typed: str) -> float:
    try:
        seconds = float(typed)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{typed!r} is no number of seconds above 0")
    return seconds


def _run(arguments: argparse.Namespace) -> int:
    if arguments.status:
        return _print_status()
    if arguments.stop:
        return _stop()
    return _serve(arguments)


def _serve(arguments: argparse.Namespace) -> int:
    from functools import partial

    from ascii_diagram.settings import load_settings
    from ascii_diagram.worker import open_in_process, serve
    from ascii_diagram.worker.server import Timing

    settings = load_settings(Path.cwd(), flags=given_settings(arguments, "backend"))
    timing = Timing() if arguments.idle is None else Timing(idle=arguments.idle)
    serve(partial(open_in_process, settings), timing=timing)
    return EXIT_OK


def _print_status() -> int:
    from ascii_diagram.worker import worker_status

    status = worker_status()
    if status is None:
        print("no worker runs")
        return EXIT_CHANGED
    model = status.identity or "loading the model"
    print(f"process {status.pid}: {model}; {status.running} running, {status.waiting} waiting")
    return EXIT_OK


def _stop() -> int:
    from ascii_diagram.worker import stop_worker

    print("worker stopped" if stop_worker() else "no worker runs", file=sys.stderr)
    return EXIT_OK


command = Command("worker", "keep the model ready for other commands", _add_arguments, _run)
