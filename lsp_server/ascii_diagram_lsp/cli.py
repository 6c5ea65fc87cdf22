"""`ascii-diagram lsp`: the language server."""

from __future__ import annotations

import argparse
from pathlib import Path

from ascii_diagram.cli.command import Command
from ascii_diagram.errors import AsciiDiagramError

_INSTALL = 'install it with `pip install "ascii-diagram[lsp]"`'
_LEVELS = ("error", "warning", "info", "debug")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--stdio", action="store_true", help="speak on standard input and output (the default)"
    )
    way.add_argument(
        "--tcp",
        type=_address,
        metavar="HOST:PORT",
        help="wait for one client on this machine; port 0 takes a free one",
    )
    parser.add_argument("--log-file", type=Path, metavar="FILE", help="write the log there")
    parser.add_argument(
        "--log-level", choices=_LEVELS, default="warning", help="how much to log (warning)"
    )
    parser.add_argument(
        "--log-texts", action="store_true", help="let prompts and texts into the log"
    )


def _address(typed: str) -> tuple[str, int]:
    host, _, port = typed.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise argparse.ArgumentTypeError(f"{typed!r} is not HOST:PORT")
    if host.strip("[]") not in ("127.0.0.1", "localhost", "::1"):
        raise argparse.ArgumentTypeError(
            f"{typed!r}: only this machine may connect; use 127.0.0.1, ::1 or localhost"
        )
    return host.strip("[]"), int(port)


def _run(arguments: argparse.Namespace) -> int:
    import gc

    # Looking for garbage among what is imported takes a fifth of the time to start.
    gc.disable()
    try:
        from ascii_diagram_lsp.server import serve
    except ImportError as error:
        raise AsciiDiagramError(
            f"the language server lacks a package: {error}", hint=_INSTALL
        ) from error
    from ascii_diagram_lsp.logs import LogOptions

    gc.freeze()
    gc.enable()
    logs = LogOptions(arguments.log_file, arguments.log_level, arguments.log_texts)
    return serve(arguments.tcp, logs)


command = Command("lsp", "serve editors: the language server", _add_arguments, _run)
