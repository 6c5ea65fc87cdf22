"""What is known of the models that ours are tuned from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from asciidoc_train.errors import ConfigError
from asciidoc_train.yaml_files import read_yaml

_FILE = Path(__file__).resolve().parent.parent / "library" / "base_models.yaml"


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A model that was made by others.

    Attributes:
        name: Its name.
        organisation: Who made it.
        url: Where it is published.
        licence: SPDX name.
        attribution: What its makers want said.
        marks: Parts of names that tell it, in small letters.
    """

    name: str
    organisation: str
    url: str
    licence: str
    attribution: str
    marks: tuple[str, ...]


def known_bases() -> list[BaseModel]:
    """Return the models of the library."""
    entries = cast("list[dict[str, object]]", read_yaml(_FILE).data)
    return [
        BaseModel(
            **{key: str(entry[key]) for key in BaseModel.__slots__ if key != "marks"},
            marks=tuple(cast("list[str]", entry["marks"])),
        )
        for entry in entries
    ]


def base_by_name(name: str) -> BaseModel:
    """Return the model of that name.

    Raises:
        ConfigError: The library has none.
    """
    known = known_bases()
    for base in known:
        if base.name == name:
            return base
    raise ConfigError(
        f"`base_model`: {name} is not known",
        hint=f"known are {', '.join(base.name for base in known)}: {_FILE}",
    )


def recognised_base(names: Iterable[str]) -> BaseModel | None:
    """Return the model that one of these names or paths speaks of; None when none does."""
    folded = [name.casefold() for name in names]
    for base in known_bases():
        if any(mark in name for mark in base.marks for name in folded):
            return base
    return None
