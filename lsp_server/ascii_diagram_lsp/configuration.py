"""What the editor sets, and which of it counts.

Three sources, from weakest to strongest: the project's and the user's own settings files (read by
the core), then the editor. What the editor hands over at the start (`initializationOptions`) is the
user's own. What it answers to `workspace/configuration` may come from a folder that somebody else
wrote: it may set looks, and choose among backends that the user allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ascii_diagram.settings import Settings

SECTION = "asciiDiagram"

_HARMLESS_BACKENDS = frozenset({"local", "none"})
_LOOKS = {
    "width": "width",
    "charset": "charset",
    "ambiguousWide": "ambiguous_wide",
    "style": "style",
    "direction": "direction",
    "commit.width": "commit.width",
    "commit.prompt": "commit.prompt",
}
_MACHINE = {
    "backend": "backend",
    "local.model": "local.model",
    "local.threads": "local.threads",
    "local.context": "local.context",
    "workerCommand": "worker_command",
    "cache.directory": "cache.directory",
    "cache.maxMb": "cache.max_mb",
    "timeout": "timeout",
}
FEATURES = ("codeLens", "hover", "diagnostics", "drawings", "completion", "folding", "tokens")
"""What can be switched off: `asciiDiagram.features.NAME`. `drawings` are the diagnostics of crooked
drawings, `tokens` the semantic tokens."""

_WORKER_VARIABLES = re.compile(r"local\.\w+")


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """One source of settings of the editor, checked for names but not yet for values.

    Attributes:
        flags: Settings by the core's names.
        off: Features that are switched off.
        complaints: What was passed over, and why.
    """

    flags: Mapping[str, object] = field(default_factory=dict[str, object])
    off: frozenset[str] = frozenset()
    complaints: tuple[str, ...] = ()


@dataclass(slots=True)
class Configuration:
    """All that the editor sets.

    Attributes:
        own: From `initializationOptions.settings`: the user's.
        pulled: From `workspace/configuration`.
        allowed: Backends that the user lets a workspace choose.
    """

    own: EditorSettings = EditorSettings()
    pulled: EditorSettings = EditorSettings()
    allowed: frozenset[str] = _HARMLESS_BACKENDS

    def start(self, options: object) -> tuple[str, ...]:
        """Take `initializationOptions`; return what was wrong with them."""
        given = _mapping(options)
        names = given.get("allowedBackends")
        listed = cast("list[object]", names) if isinstance(names, list) else []
        self.own = _read(_mapping(given.get("settings")), None)
        chosen = self.own.flags.get("backend")
        more = {name for name in (*listed, chosen) if isinstance(name, str)}
        self.allowed = _HARMLESS_BACKENDS | more
        return self.own.complaints

    def pull(self, section: object) -> tuple[str, ...]:
        """Take what the editor answered to `workspace/configuration`; return what was wrong."""
        self.pulled = _read(_mapping(section), self.allowed)
        return self.pulled.complaints

    def has(self, feature: str) -> bool:
        """Whether a feature is switched on."""
        return feature not in self.own.off and feature not in self.pulled.off

    def settings_for(self, path: Path | None) -> Settings:
        """Return the settings that hold for a document.

        Raises:
            SettingsError: Some source is wrong.
        """
        from ascii_diagram.settings import load_settings

        flags = {**self.own.flags, **self.pulled.flags}
        return load_settings(path, flags=flags, flags_name="the editor's settings")

    @property
    def worker_environment(self) -> dict[str, str]:
        """The editor's settings of the local model, as variables for a worker."""
        flags = {**self.own.flags, **self.pulled.flags}
        return {
            "ASCII_DIAGRAM_" + name.replace(".", "__").upper(): str(value)
            for name, value in flags.items()
            if _WORKER_VARIABLES.fullmatch(name)
        }


def _read(section: Mapping[str, object], allowed: frozenset[str] | None) -> EditorSettings:
    """Read one source; `allowed` backends where a workspace may have written it, else None."""
    flags: dict[str, object] = {}
    off: set[str] = set()
    complaints: list[str] = []
    for name, value in _flat(section, ""):
        feature = name.removeprefix("features.")
        if name in _LOOKS:
            flags[_LOOKS[name]] = value
        elif feature in FEATURES and feature != name:
            if value is False:
                off.add(feature)
        elif name in _MACHINE and (allowed is None or (name == "backend" and value in allowed)):
            flags[_MACHINE[name]] = value
        elif name in _MACHINE:
            complaints.append(
                f"{SECTION}.{name} was passed over: a workspace may not set it;"
                " it belongs in your own settings file or in initializationOptions"
            )
        else:
            complaints.append(f"{SECTION}.{name} was passed over: there is no such setting")
    return EditorSettings(flags, frozenset(off), tuple(complaints))


def _flat(section: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    """Yield dotted names and values; what is empty counts as not set."""
    for key, value in section.items():
        if isinstance(value, dict):
            yield from _flat(cast("dict[str, object]", value), f"{prefix}{key}.")
        elif value is not None and value != "" and value != []:
            # What only the client needs (its own path to the server, traces) is not ours to judge.
            if not prefix and key in _OF_CLIENTS:
                continue
            yield prefix + key, value


_OF_CLIENTS = frozenset({"server", "trace", "enable", "allowedBackends"})


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
