"""Finds a model: a running worker, a backend in this environment, or a worker to start.

A backend is an entry point of the group `ascii_diagram.backends`: a function that takes the
settings and returns a `Backend`, or raises BackendError when it cannot work here.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from ascii_diagram.errors import AsciiDiagramError, BackendError
from ascii_diagram.resolve.request import Backend
from ascii_diagram.worker.client import connect

ENTRY_POINT_GROUP = "ascii_diagram.backends"

_LOCAL = "local"
_PROGRAM = "ascii-diagram"
_INSTALL = (
    'install the model with `pip install "ascii-diagram[local]"`;'
    " arrow notation and Mermaid work without one"
)


class BackendSettings(Protocol):
    """The settings that choose and configure a model."""

    @property
    def backend(self) -> str:
        """Name of the backend; `none` for no model."""
        ...

    @property
    def local(self) -> object:
        """Settings of the backend `local`."""
        ...

    @property
    def worker_command(self) -> Sequence[str] | None:
        """Program and arguments that start a worker; None looks one up on PATH."""
        ...

    @property
    def timeout(self) -> float:
        """Most seconds that one prompt may take."""
        ...


class BackendFactory(Protocol):
    """What an entry point of the group `ascii_diagram.backends` holds."""

    def __call__(self, settings: BackendSettings) -> Backend:
        """Make the backend ready; raises BackendError when it cannot work here."""
        ...


def open_backend(settings: BackendSettings, *, runtime_dir: Path | None = None) -> Backend:
    """Return the model to ask.

    For the backend `local` a running worker comes first, then llama.cpp in this process, then a
    worker that is started for the purpose (a Git hook's own environment has no model in it).

    Args:
        settings: Which backend, and how.
        runtime_dir: Where the worker's socket lies; default: the user's runtime directory.

    Raises:
        BackendError: No model can be had; the hint says what to do.
    """
    if settings.backend != _LOCAL:
        return open_in_process(settings)
    running = connect(runtime_dir)
    if running is not None:
        return running
    try:
        return open_in_process(settings)
    except BackendError:
        command = settings.worker_command or _worker_on_path()
        if not command:
            raise
    from ascii_diagram.worker.process import spawn

    return spawn(command, runtime_dir=runtime_dir)


def open_shared(
    settings: BackendSettings,
    *,
    runtime_dir: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Backend:
    """Return the model to ask, for a program that runs long: it never gets into this process.

    The backend `local` runs in the user's worker, which is started where none runs, and again when
    it has ended; the result may be used from several threads at once. Other backends, and all
    where the system has no Unix sockets, are opened in this process.

    Args:
        settings: Which backend, and how.
        runtime_dir: Where the worker's socket lies; default: the user's runtime directory.
        environment: Variables for a worker that is started, besides this process's own.

    Raises:
        BackendError: No model can be had; the hint says what to do.
    """
    if settings.backend != _LOCAL or not hasattr(socket, "AF_UNIX"):
        return open_in_process(settings)
    from ascii_diagram.worker.process import spawn

    command = settings.worker_command
    if not command:
        here = find_spec("llama_cpp") is not None
        # -P: the folder that the program was started in is not searched for modules.
        own = (sys.executable, "-P", "-m", "ascii_diagram", "worker")
        command = own if here else _worker_on_path() or own
    return spawn(command, runtime_dir=runtime_dir, environment=environment)


def open_in_process(settings: BackendSettings) -> Backend:
    """Return the backend that `settings` names, run by this process; never a worker's.

    Raises:
        BackendError: It is `none`, not installed, or cannot work here.
    """
    if settings.backend == "none":
        raise BackendError(
            "this prompt needs a model, and the backend is `none`",
            hint="write arrow notation (`API -> cache`) or set `backend` in your settings",
        )
    from importlib.metadata import entry_points

    points = list(entry_points(group=ENTRY_POINT_GROUP, name=settings.backend))
    if not points:
        raise BackendError(f"the backend `{settings.backend}` is not installed", hint=_INSTALL)
    try:
        return cast(BackendFactory, points[0].load())(settings)
    except ImportError as error:
        raise BackendError(
            f"the backend `{settings.backend}` lacks a package: {error}", hint=_INSTALL
        ) from error
    except AsciiDiagramError:
        raise
    except Exception as error:
        raise BackendError(
            f"the backend `{settings.backend}` cannot be opened: {type(error).__name__}: {error}",
            hint=_INSTALL,
        ) from error


def _worker_on_path() -> Sequence[str] | None:
    """Find `ascii-diagram` in another environment than this one."""
    own = Path(sys.executable).parent
    for name in os.get_exec_path():
        program = Path(name) / _PROGRAM
        # A relative entry of PATH would run what lies in the repository.
        if program.is_absolute() and program.parent != own and os.access(program, os.X_OK):
            return (os.fspath(program), "worker")
    return None
