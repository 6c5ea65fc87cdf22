"""`ascii-diagram doctor`: what runs here, and whether it works."""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ascii_diagram.cli.command import EXIT_ERROR, EXIT_OK, Command
from ascii_diagram.cli.files_command import given_settings
from ascii_diagram.errors import AsciiDiagramError

if TYPE_CHECKING:
    from ascii_diagram.settings import Settings

_PACKAGES = ("ascii-diagram", "llama-cpp-python", "markdown-it-py", "wcwidth")
_PROMPT = "the client asks the server, the server asks the database"
_Value = TypeVar("_Value")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backend", metavar="NAME", help="whose model to try")


def _run(arguments: argparse.Namespace) -> int:
    from ascii_diagram.settings import load_settings

    _say("system", f"Python {platform.python_version()}, {platform.platform()}")
    for package in _PACKAGES:
        _say(package, _version(package))
    settings = load_settings(Path.cwd(), flags=given_settings(arguments, "backend"))
    _tell_places(settings)
    return max(_try("drawing", _try_drawing), _try("model", lambda: _try_model(settings)))


def _tell_places(settings: Settings) -> None:
    from ascii_diagram.expansion.resolving import store_directory
    from ascii_diagram.settings.discovery import user_settings_file
    from ascii_diagram.worker import worker_status

    own = user_settings_file()
    _say("user settings", f"{own}{'' if own.exists() else ' (none)'}")
    _say("repository", str(settings.root or "none"))
    _say("cache", str(store_directory(settings)))
    status = worker_status()
    _say("worker", f"process {status.pid}" if status else "none runs")


def _try(name: str, attempt: Callable[[], None]) -> int:
    try:
        attempt()
    except AsciiDiagramError as error:
        _say(name, f"FAILED: {error}")
        return EXIT_ERROR
    return EXIT_OK


def _try_drawing() -> None:
    from ascii_diagram.api import draw
    from ascii_diagram.cli.formats import terminal_charset

    drawing, seconds = _timed(lambda: draw("doctor -> patient: heals", charset=terminal_charset()))
    _say("drawing", f"{seconds * 1000:.0f} ms")
    print(drawing)


def _try_model(settings: Settings) -> None:
    from ascii_diagram.resolve import Request, Resolver
    from ascii_diagram.worker import open_backend

    _say("backend", settings.backend)
    backend, loading = _timed(lambda: open_backend(settings))
    try:
        verified = " (weights verified)" if settings.backend == "local" else ""
        _say("model", f"{backend.identity}, ready in {loading:.2f} s{verified}")
        resolver = Resolver(None, None, lambda: backend)
        try:
            answer, seconds = _timed(lambda: resolver.resolve_one(Request(_PROMPT)))
        finally:  # in which way servers are asked shows only then
            if summary := getattr(backend, "summary", ""):
                _say("weights" if settings.backend == "local" else "servers", summary)
    finally:
        backend.close()
    written = answer.notation.replace("\n", "; ")
    _say("test prompt", f"{_PROMPT!r}: {answer.tokens} tokens in {seconds:.2f} s")
    _say("it wrote", written)


def _timed(work: Callable[[], _Value]) -> tuple[_Value, float]:
    started = time.perf_counter()
    return work(), time.perf_counter() - started


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _say(name: str, what: str) -> None:
    print(f"{name + ':':18} {what}")
    sys.stdout.flush()


command = Command("doctor", "tell what runs here, and whether it works", _add_arguments, _run)
