"""What the user, the environment and the repository want, in one checked value."""

from ascii_diagram.settings.model import (
    CacheSettings,
    CommitSettings,
    LocalSettings,
    Settings,
    VllmSettings,
)
from ascii_diagram.settings.sources import load_settings

__all__ = [
    "CacheSettings",
    "CommitSettings",
    "LocalSettings",
    "Settings",
    "VllmSettings",
    "load_settings",
]
