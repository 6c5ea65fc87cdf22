"""The model behind a process boundary: one worker for each user, many clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ascii_diagram.worker.client import WorkerStatus, connect, stop_worker, worker_status
from ascii_diagram.worker.discovery import (
    BackendFactory,
    BackendSettings,
    open_backend,
    open_in_process,
)
from ascii_diagram.worker.process import spawn

if TYPE_CHECKING:
    from ascii_diagram.worker.server import serve

__all__ = [
    "BackendFactory",
    "BackendSettings",
    "WorkerStatus",
    "connect",
    "open_backend",
    "open_in_process",
    "serve",
    "spawn",
    "stop_worker",
    "worker_status",
]


def __getattr__(name: str) -> object:
    # asyncio is for the server alone: clients start faster without it.
    if name == "serve":
        from ascii_diagram.worker.server import serve

        return serve
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
