"""Where settings files are, and reading them: TOML, bounded, read again only when changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple, cast

from ascii_diagram.errors import SettingsError
from ascii_diagram.file_access import NotRegularError, read_regular
from ascii_diagram.printable import printable

ENVIRONMENT_PREFIX = "ASCII_DIAGRAM_"
OWN_FILE = "ascii-diagram.toml"
SHARED_FILE = "pyproject.toml"
SHARED_TABLE = "ascii-diagram"
MAX_SETTINGS_BYTES = 1024 * 1024
_MAX_CACHED_FILES = 512

_Signature = tuple[int, int, int]
Table = dict[str, object]


class Place(NamedTuple):
    """What stands above a folder.

    Attributes:
        file: The nearest settings file of the repository.
        table: Its settings; empty when there is none.
        root: The repository's root: the nearest folder with `.git`.
    """

    file: Path | None
    table: Table
    root: Path | None


def user_settings_file() -> Path:
    """Return the path of the user's own settings, whether or not it exists."""
    from platformdirs import user_config_path

    return user_config_path("ascii-diagram", appauthor=False) / "config.toml"


def discover(folder: Path) -> Place:
    """Find the nearest settings upward from `folder`, not beyond the repository's root.

    Raises:
        SettingsError: A file is not TOML, too large, or cannot be read.
    """
    found: Path | None = None
    table: Table = {}
    for level in (folder, *folder.parents):
        if found is None:
            found, table = _settings_in(level)
        if os.path.lexists(level / ".git"):
            return Place(found, table, level)
    return Place(found, table, None)


def _settings_in(folder: Path) -> tuple[Path | None, Table]:
    for name in (OWN_FILE, SHARED_FILE):
        table = read_table(folder / name)
        if table is not None:
            return folder / name, table
    return None, {}


_cache: dict[Path, tuple[_Signature, Table | None]] = {}


def read_table(file: Path) -> Table | None:
    """Return the settings in `file`; None when there are none.

    Raises:
        SettingsError: The file is not TOML, too large, or cannot be read.
    """
    try:
        status = file.stat()
    except OSError:
        return None
    signature = (status.st_mtime_ns, status.st_size, status.st_ino)
    cached = _cache.get(file)
    if cached is not None and cached[0] == signature:
        return cached[1]
    table = _parse(file, status.st_size)
    if len(_cache) >= _MAX_CACHED_FILES:
        _cache.clear()
    _cache[file] = (signature, table)
    return table


def _parse(file: Path, size: int) -> Table | None:
    if size > MAX_SETTINGS_BYTES:
        raise SettingsError(f"{printable(file)} is larger than {MAX_SETTINGS_BYTES // 1024} KiB")
    shared = file.name == SHARED_FILE
    try:
        data = read_regular(file, MAX_SETTINGS_BYTES)
    except OSError as error:
        if shared and isinstance(error, NotRegularError):
            return None
        raise SettingsError(f"{printable(file)} cannot be read: {error.strerror}") from error
    if shared and SHARED_TABLE.encode() not in data:
        return None  # someone else's file: its faults are not ours to report
    import tomllib

    try:
        document = cast("Table", tomllib.loads(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{printable(file)}, line {line}: not UTF-8, which TOML must be"
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{printable(file)} is not valid TOML: {printable(error)}") from error
    if not shared:
        return document
    tools = document.get("tool")
    table = cast("Table", tools).get(SHARED_TABLE) if isinstance(tools, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise SettingsError(f"{printable(file)}: expected a table [tool.{SHARED_TABLE}]")
    return cast("Table", table)
