"""Loads settings from repository, user, environment and flags, and says which one is wrong.

Every source is checked by itself, so that an error can name it; then they are laid over each other.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import EnvSettingsSource
from pydantic_settings import SettingsError as UnreadableVariable

from ascii_diagram.errors import SettingsError
from ascii_diagram.printable import printable
from ascii_diagram.settings.discovery import (
    ENVIRONMENT_PREFIX,
    Table,
    discover,
    read_table,
    user_settings_file,
)
from ascii_diagram.settings.model import (
    ENVIRONMENT_DELIMITER,
    PATH_KEYS,
    REPOSITORY_KEYS,
    Settings,
)

_MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Layer:
    """The values of one source.

    Attributes:
        name: What an error calls the source, such as a file's path.
        values: Nested as in `Settings`.
        base: Folder of relative paths.
        trusted: Whether it may set more than looks.
        flags: Whether its names are flags of a command line.
    """

    name: str
    values: Table
    base: Path
    trusted: bool = True
    flags: bool = False

    def label(self, key: str) -> str:
        """Return how the source itself writes `key`."""
        if self.name == "environment":
            return ENVIRONMENT_PREFIX + key.replace(".", ENVIRONMENT_DELIMITER).upper()
        return f"--{key}" if self.flags else f"{self.name}: {key}"


def load_settings(
    path: Path | None,
    *,
    flags: Mapping[str, object] | None = None,
    flags_name: str | None = None,
) -> Settings:
    """Return the settings that hold for `path`.

    Sources from weakest to strongest: the nearest `ascii-diagram.toml` or `pyproject.toml` with
    `[tool.ascii-diagram]` upward from `path` (looks only, not beyond the repository's root), the
    user's file, `ASCII_DIAGRAM_*` variables, `flags`. Files are read again only when they changed.

    Args:
        path: A file or folder; None for no repository.
        flags: Values by name, nested or dotted (`commit.width`); None values count as not given.
        flags_name: What an error calls their source; None for the flags of a command line.

    Raises:
        SettingsError: A source has an unknown name, a bad value, or a key it may not set.
    """
    folder = None
    layers: list[Layer] = []
    root = exclude_root = None
    if path is not None:
        absolute = path.absolute()
        folder = absolute if os.path.isdir(absolute) else absolute.parent  # noqa: PTH112
        place = discover(folder)
        settings_folder = place.file.parent if place.file else None
        root = place.root or settings_folder
        exclude_root = settings_folder or place.root or folder
        if place.file:
            layers.append(
                Layer(printable(place.file), place.table, place.file.parent, trusted=False)
            )
    user = user_settings_file()
    layers.append(Layer(printable(user), read_table(user) or {}, user.parent))
    layers.append(Layer("environment", _environment(), Path.cwd()))
    given = _nested(flags or {})
    layers.append(Layer(flags_name or "flags", given, Path.cwd(), flags=flags_name is None))
    merged: Table = {}
    for layer in layers:
        if layer.values:
            merged = _overlay(merged, _checked(layer))
    return Settings.model_validate(merged).located(root, exclude_root)


def _environment() -> Table:
    try:
        values = cast("Table", EnvSettingsSource(Settings)())
    except UnreadableVariable as error:
        raise SettingsError(
            f"environment: {error}",
            hint=f"one variable for each value, such as {ENVIRONMENT_PREFIX}LOCAL__THREADS=4",
        ) from error
    # A name that is nearly a setting's is a slip; others may belong to another part or program.
    names = {key.replace(".", ENVIRONMENT_DELIMITER).upper(): key for key in _known_keys()}
    for variable in os.environ:
        name = variable.upper().removeprefix(ENVIRONMENT_PREFIX)
        section = name.partition(ENVIRONMENT_DELIMITER)[0].lower()
        if name == variable.upper() or name in names or section in Settings.model_fields:
            continue
        near = difflib.get_close_matches(name, names, 1, 0.8)
        if near:
            raise SettingsError(
                f"environment: unknown variable {variable}",
                hint=f"did you mean {ENVIRONMENT_PREFIX}{near[0]}?",
            )
    return values


def _nested(flags: Mapping[str, object]) -> Table:
    nested: Table = {}
    for name, value in flags.items():
        if value is None:
            continue
        *sections, last = name.split(".")
        leaf: Table = {last: cast("Table", value) if isinstance(value, Mapping) else value}
        for section in reversed(sections):
            leaf = {section: leaf}
        nested = _overlay(nested, leaf)
    return nested


def _overlay(lower: Table, upper: Table) -> Table:
    merged = dict(lower)
    for key, value in upper.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            value = _overlay(cast("Table", below), cast("Table", value))
        merged[key] = value
    return merged


def _checked(layer: Layer) -> Table:
    """Return the layer's values with absolute paths, or say what is wrong with them."""
    _check_names(layer, Settings.model_fields, layer.values, "")
    if not layer.trusted:
        _check_trust(layer)
    values = layer.values
    for key in PATH_KEYS:
        values = _absolute(values, key.split("."), layer.base)
    try:
        Settings.model_validate(values)
    except ValidationError as error:
        raise _bad_value(layer, error) from error
    return values


def _absolute(values: Table, key: Sequence[str], base: Path) -> Table:
    value = values.get(key[0])
    if isinstance(value, dict) and len(key) > 1:
        return {**values, key[0]: _absolute(cast("Table", value), key[1:], base)}
    if isinstance(value, str) and len(key) == 1:
        try:
            return {**values, key[0]: base / Path(value).expanduser()}
        except RuntimeError:  # an unknown user's home: left for the check that follows
            return values
    return values


def _check_names(layer: Layer, known: Mapping[str, FieldInfo], values: Table, prefix: str) -> None:
    for name, value in values.items():
        key = prefix + name
        field = known.get(name)
        if field is None:
            raise _unknown_name(layer, key)
        section = _section(field)
        if section is not None and isinstance(value, dict):
            _check_names(layer, section.model_fields, cast("Table", value), f"{key}.")


def _check_trust(layer: Layer) -> None:
    for name, value in layer.values.items():
        inner = cast("Table", value) if isinstance(value, dict) else None
        for key in [name] if inner is None else [f"{name}.{part}" for part in inner]:
            if key not in REPOSITORY_KEYS:
                variable = ENVIRONMENT_PREFIX + key.replace(".", ENVIRONMENT_DELIMITER).upper()
                own = printable(user_settings_file())
                raise SettingsError(
                    f"{layer.label(key)} may not be set by a repository",
                    hint=f"it belongs in {own} or in the environment as {variable}",
                )


def _section(field: FieldInfo) -> type[BaseModel] | None:
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _known_keys() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        section = _section(field)
        if section is None:
            yield name
        else:
            yield from (f"{name}.{inner}" for inner in section.model_fields)


def _unknown_name(layer: Layer, key: str) -> SettingsError:
    known = list(_known_keys())
    near = difflib.get_close_matches(key.lower().replace("-", "_"), known, 1)
    if not near:  # right name, wrong section
        last = key.rpartition(".")[2]
        near = [name for name in known if name.rpartition(".")[2] == last]
    hint = f"did you mean {near[0]}?" if near else f"the settings are {', '.join(known)}"
    return SettingsError(f"{layer.label(printable(key, _MAX_SHOWN))}: no such setting", hint=hint)


def _bad_value(layer: Layer, error: ValidationError) -> SettingsError:
    first = error.errors(include_url=False, include_context=False)[0]
    names = [str(part) for part in first["loc"]]
    while len(names) > 1 and ".".join(names) not in set(_known_keys()):
        names.pop()  # positions inside a list, branches of a union
    message = first["msg"].removeprefix("Value error, ")
    message = message.replace("Input should be", "expected", 1)
    message = re.sub("a valid dictionary or instance of .*", "a table", message)
    value = re.sub("//[^/@]*@", "//…@", repr(first["input"]))  # a password in an address
    return SettingsError(
        f"{layer.label('.'.join(names))} = {printable(value, _MAX_SHOWN)}: {message}"
    )
