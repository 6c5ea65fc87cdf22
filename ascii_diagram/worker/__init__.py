"""The model behind a process boundary: one worker for each user, many clients."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ascii_diagram.worker.client import WorkerStatus, connect, stop_worker, worker_status
    from ascii_diagram.worker.discovery import (
        BackendFactory,
        BackendSettings,
        open_backend,
        open_in_process,
        open_shared,
    )
    from ascii_diagram.worker.process import spawn
    from ascii_diagram.worker.server import serve

__all__ = [
    "BackendFactory",
    "BackendSettings",
    "WorkerStatus",
    "connect",
    "open_backend",
    "open_in_process",
    "open_shared",
    "serve",
    "spawn",
    "stop_worker",
    "worker_status",
]

# A client needs neither the server's asyncio nor what starts processes.
_MODULES = {
    "client": ("WorkerStatus", "connect", "stop_worker", "worker_status"),
    "discovery": (
        "BackendFactory",
        "BackendSettings",
        "open_backend",
        "open_in_process",
        "open_shared",
    ),
    "process": ("spawn",),
    "server": ("serve",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
