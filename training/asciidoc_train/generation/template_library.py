"""The data that templates are filled with: patterns, verbs, small worlds and scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from pydantic import Field, RootModel, field_validator

from asciidoc_train.config import Config, load_config

TEMPLATES = Path(__file__).resolve().parent.parent / "library" / "templates"


class PatternFile(RootModel[dict[str, tuple[str, ...]]]):
    """Sentence patterns by family; in the file one a line."""

    @field_validator("root", mode="before")
    @classmethod
    def _lines(cls, families: object) -> object:
        if not isinstance(families, dict):
            return families
        lines = cast("dict[object, object]", families)
        return {
            str(name): tuple(line.strip() for line in str(text).splitlines() if line.strip())
            for name, text in lines.items()
        }


class VerbFile(RootModel[dict[str, tuple[str, str, str, str, str]]]):
    """Verb forms by name: with -s, plain, participle, -ing, label."""


class World(Config):
    """Who acts on whom in a small piece of the world.

    Attributes:
        field: Field of the topic file that it belongs to.
        names: Spellings of things that have several.
        links: `subject verb object`.
        groups: Things that stand together, by the name of the group.
    """

    field: str
    names: dict[str, tuple[str, ...]]
    links: tuple[str, ...]
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class WorldFile(RootModel[dict[str, World]]):
    """Small worlds by name."""


class Script(Config):
    """States or messages of something, in order: `from > to: what`."""

    thing: str
    field: str
    steps: tuple[str, ...]


class Listing(Config):
    """Parts of something, in order."""

    thing: str = ""
    field: str
    parts: tuple[str, ...]


class Hierarchy(Config):
    """Children by their parents, the root first."""

    thing: str
    field: str
    parts: dict[str, tuple[str, ...]]


class ScriptFile(Config):
    """Contents for what is no plain flow."""

    states: tuple[Script, ...]
    messages: tuple[Script, ...]
    stacks: tuple[Listing, ...]
    decisions: tuple[Listing, ...]
    cycles: tuple[Listing, ...]
    trees: tuple[Hierarchy, ...]


@dataclass(frozen=True, slots=True)
class Verb:
    """The forms of a verb and the label that it gives an edge."""

    s: str
    base: str
    part: str
    ing: str
    label: str


@dataclass(frozen=True, slots=True)
class Library:
    """All of it."""

    patterns: Mapping[str, tuple[str, ...]]
    verbs: Mapping[str, Verb]
    worlds: Mapping[str, World]
    scripts: ScriptFile


@cache
def template_library() -> Library:
    """Read the library once; raises ConfigError when a file is wrong."""
    patterns = {
        **load_config(PatternFile, TEMPLATES / "sentences.yaml").root,
        **load_config(PatternFile, TEMPLATES / "kinds.yaml").root,
    }
    verbs = load_config(VerbFile, TEMPLATES / "verbs.yaml").root
    return Library(
        patterns,
        {name: Verb(*forms) for name, forms in verbs.items()},
        load_config(WorldFile, TEMPLATES / "worlds.yaml").root,
        load_config(ScriptFile, TEMPLATES / "scripts.yaml"),
    )
