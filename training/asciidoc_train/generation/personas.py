"""Personas: the voices that prompts are written in, in sets that are data files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from asciidoc_train.config import Config, load_config
from asciidoc_train.errors import ConfigError

SETS = Path(__file__).resolve().parent.parent / "library" / "personas"


class Voice(Config):
    """What a persona file says about one persona."""

    name: str = Field(min_length=3, max_length=60)
    voice: str = Field(min_length=20, max_length=400)


class PersonaFile(RootModel[dict[Annotated[str, Field(pattern=r"^[a-z0-9_]{3,40}$")], Voice]]):
    """Personas by their ids."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A voice: its id, what it is called and how it writes."""

    id: str
    name: str
    voice: str


def persona_sets() -> list[str]:
    """Return the names of the sets that come with the package."""
    return sorted(path.stem for path in SETS.glob("*.yaml"))


def load_personas(sets: Iterable[str]) -> tuple[Persona, ...]:
    """Return the personas of some sets, each once, in the order of the sets.

    Raises:
        ConfigError: There is no such set, or its file is wrong.
    """
    found: dict[str, Persona] = {}
    for name in sets:
        path = SETS / f"{name}.yaml"
        if name not in persona_sets():
            near = difflib.get_close_matches(name, persona_sets(), 1, 0.5)
            advice = f"did you mean `{near[0]}`?" if near else ", ".join(persona_sets())
            raise ConfigError(f"there is no persona set `{name}`", hint=advice)
        for key, voice in load_config(PersonaFile, path).root.items():
            found.setdefault(key, Persona(key, voice.name, voice.voice))
    return tuple(found.values())
