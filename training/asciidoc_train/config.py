"""Typed configs from YAML: unknown keys are refused with the nearest name and the line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, TypeVar, cast, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo

from asciidoc_train.errors import ConfigError
from asciidoc_train.yaml_files import Location, YamlFile, read_yaml


def _rooted(path: Path, info: ValidationInfo) -> Path:
    context = cast("Mapping[str, Path] | None", info.context)
    return (context["root"] / path).resolve() if context else path


ConfigPath = Annotated[Path, AfterValidator(_rooted)]
"""A path; in a config file it is relative to the folder of that file."""


class Config(BaseModel):
    """Base of every config: no unknown keys, no change once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


ModelT = TypeVar("ModelT", bound=BaseModel)


def load_config(model: type[ModelT], path: Path | None, overrides: Iterable[str] = ()) -> ModelT:
    """Read a config.

    Args:
        model: What it must look like; what the file leaves out has the model's defaults.
        path: The YAML file; None for the defaults alone.
        overrides: `key=value` or `outer.inner=value`, the value as YAML; they win over the file.

    Raises:
        ConfigError: Unknown keys (with the nearest known one) and bad values, all at once.
    """
    file = read_yaml(path) if path else YamlFile(Path("(no config file)"), {}, {})
    merged: dict[object, object] = {}
    data = file.data
    if isinstance(data, dict):
        merged = _copy(cast("dict[object, object]", data))
    elif data is not None:
        raise ConfigError(f"{file.path}: a config is a mapping of keys to values")
    set_by_hand = frozenset(_apply(merged, override) for override in overrides)
    root = path.resolve().parent if path else Path.cwd()
    return validate(model, YamlFile(file.path, merged, file.lines, set_by_hand), root)


def validate(model: type[ModelT], file: YamlFile, root: Path) -> ModelT:
    """Make a model of a file's data; paths in it are relative to `root`.

    Raises:
        ConfigError: As `load_config`.
    """
    try:
        return model.model_validate(file.data, context={"root": root})
    except ValidationError as error:
        faults = [_fault(model, file, dict(item)) for item in error.errors()]
        raise ConfigError("\n".join(faults)) from error


def field_names(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that are known at `location`; empty where any key may stand."""
    current: object = model
    for step in location:
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(step))
            current = field.annotation if field else None
        else:
            inner = [a for a in get_args(current) if a not in (type(None), ...)]
            current = inner[-1] if inner else None
        current = _unwrapped(current)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return list(current.model_fields)
    return []


def _unwrapped(annotation: object) -> object:
    """Return the one thing that an optional annotation stands for."""
    inner = [a for a in get_args(annotation) if a is not type(None)]
    optional = type(None) in get_args(annotation)
    return inner[0] if optional and len(inner) == 1 else annotation


def _fault(model: type[BaseModel], file: YamlFile, item: Mapping[str, object]) -> str:
    location = cast(Location, item["loc"])
    dotted = ".".join(map(str, location)) or "the config"
    place = file.place(location)
    if item["type"] == "extra_forbidden":
        known = field_names(model, location[:-1])
        near = difflib.get_close_matches(str(location[-1]), known, 1, 0.5)
        advice = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(sorted(known))}"
        return f"{place}: unknown key `{dotted}`; {advice}"
    message = str(item["msg"]).removeprefix("Value error, ")
    return f"{place}: `{dotted}`: {message[:1].lower()}{message[1:]}"


def _copy(data: dict[object, object]) -> dict[object, object]:
    return {
        key: _copy(cast("dict[object, object]", value)) if isinstance(value, dict) else value
        for key, value in data.items()
    }


def _apply(data: dict[object, object], override: str) -> Location:
    """Set one key; return where it stands."""
    name, equals, text = override.partition("=")
    if not equals or not name.strip():
        raise ConfigError(f"--set {override}: not of the form key=value")
    try:
        value = cast(object, yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise ConfigError(f"--set {override}: the value is not YAML") from error
    *outer, last = name.strip().split(".")
    for step in outer:
        inner = data.setdefault(step, {})
        if not isinstance(inner, dict):
            raise ConfigError(f"--set {override}: `{step}` holds a value, not keys")
        data = cast("dict[object, object]", inner)
    data[last] = value
    return (*outer, last)
