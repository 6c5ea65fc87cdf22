"""The settings that say how drawings look, and their defaults.

Most people set nothing. For them a Git hook finds the looks without the machinery that checks
settings, which would be most of what it costs.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from ascii_diagram.settings.discovery import (
    ENVIRONMENT_PREFIX,
    discover,
    read_table,
    user_settings_file,
)

if TYPE_CHECKING:
    from ascii_diagram.diagram import Direction
    from ascii_diagram.drawing.charset import CharsetName
    from ascii_diagram.resolve.request import Style

CommitPrompt = Literal["caption", "keep", "drop"]
OnError = Literal["keep", "fail"]


class CommitLooks(Protocol):
    """Settings for commit messages; see `CommitSettings`."""

    @property
    def width(self) -> int:
        """Most columns of a whole line."""
        ...

    @property
    def prompt(self) -> CommitPrompt:
        """What becomes of the directive."""
        ...

    @property
    def timeout(self) -> float:
        """Most seconds that Git's hook waits for all prose of a message."""
        ...

    @property
    def on_error(self) -> OnError:
        """What a fault in Git's hook does."""
        ...


class Looks(Protocol):
    """What an expansion must know of the settings; see `Settings`."""

    @property
    def width(self) -> int:
        """Most display cells on a line, leader and indent included."""
        ...

    @property
    def charset(self) -> CharsetName | Literal["auto"]:
        """Glyphs."""
        ...

    @property
    def ambiguous_wide(self) -> bool:
        """Whether ambiguous characters are two cells wide."""
        ...

    @property
    def style(self) -> Style:
        """Kind of picture that a prompt asks for."""
        ...

    @property
    def direction(self) -> Direction | None:
        """Overrides the direction that notation or model chose."""
        ...

    @property
    def commit(self) -> CommitLooks:
        """Commit messages."""
        ...


class DefaultCommitLooks(NamedTuple):
    """Settings for commit messages when nobody has set any."""

    width: int = 72
    prompt: CommitPrompt = "caption"
    timeout: float = 10.0
    on_error: OnError = "keep"


class DefaultLooks(NamedTuple):
    """The looks when nobody has set any."""

    width: int = 80
    charset: CharsetName | Literal["auto"] = "auto"
    ambiguous_wide: bool = False
    style: Style = "tui_flow"
    direction: Direction | None = None
    commit: CommitLooks = DefaultCommitLooks()


DEFAULT_LOOKS = DefaultLooks()


def load_looks(folder: Path) -> Looks:
    """Return the looks that hold in `folder`, as `load_settings` would.

    Raises:
        SettingsError: A source has an unknown name, a bad value, or a key it may not set.
    """
    if not _anything_set(folder):
        return DEFAULT_LOOKS
    from ascii_diagram.settings.sources import load_settings

    return load_settings(folder)


def _anything_set(folder: Path) -> bool:
    return (
        any(name.upper().startswith(ENVIRONMENT_PREFIX) for name in os.environ)
        or bool(discover(folder.absolute()).file)
        or read_table(user_settings_file()) is not None
    )
