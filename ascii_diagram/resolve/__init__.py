"""From a request to a checked diagram: written notation, lock, store, rules, topics, model."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ascii_diagram.resolve.keys import request_key
    from ascii_diagram.resolve.lock_file import LOCK_FILE_NAME, LockFile
    from ascii_diagram.resolve.request import (
        Backend,
        Cancel,
        Failure,
        Reply,
        Request,
        Sampling,
        Style,
    )
    from ascii_diagram.resolve.resolver import OnAnswer, Origin, Resolution, Resolver
    from ascii_diagram.resolve.store import Store

__all__ = [
    "LOCK_FILE_NAME",
    "Backend",
    "Cancel",
    "Failure",
    "LockFile",
    "OnAnswer",
    "Origin",
    "Reply",
    "Request",
    "Resolution",
    "Resolver",
    "Sampling",
    "Store",
    "Style",
    "request_key",
]

# Settings and worker need the value types alone; reading notation is for the resolver.
_MODULES = {
    "keys": ("request_key",),
    "lock_file": ("LOCK_FILE_NAME", "LockFile"),
    "request": ("Backend", "Cancel", "Failure", "Reply", "Request", "Sampling", "Style"),
    "resolver": ("OnAnswer", "Origin", "Resolution", "Resolver"),
    "store": ("Store",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
