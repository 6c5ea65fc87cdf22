"""What the user, the environment and the repository want, in one checked value."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ascii_diagram.settings.looks import DEFAULT_LOOKS, Looks, load_looks
    from ascii_diagram.settings.model import (
        CacheSettings,
        CommitSettings,
        LocalSettings,
        Settings,
        VllmSettings,
    )
    from ascii_diagram.settings.sources import load_settings

__all__ = [
    "DEFAULT_LOOKS",
    "CacheSettings",
    "CommitSettings",
    "LocalSettings",
    "Looks",
    "Settings",
    "VllmSettings",
    "load_looks",
    "load_settings",
]

# The looks can be had without what checks settings.
_MODULES = {
    "looks": ("DEFAULT_LOOKS", "Looks", "load_looks"),
    "model": ("CacheSettings", "CommitSettings", "LocalSettings", "Settings", "VllmSettings"),
    "sources": ("load_settings",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
