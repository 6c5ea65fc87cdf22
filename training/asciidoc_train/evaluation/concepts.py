"""Key concepts: what an answer to a topic should speak of, whatever it calls its boxes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from ascii_diagram.diagram import Diagram
from ascii_diagram.resolve.contents import texts
from ascii_diagram.resolve.wording import Wording
from asciidoc_train.errors import ConfigError
from asciidoc_train.yaml_files import read_yaml

Concepts = tuple[tuple[str, ...], ...]
"""Concepts; each is held when one of its alternatives is."""


def load_concepts(path: Path) -> dict[str, Concepts]:
    """Read concepts by prompt: a YAML mapping to lists of `one | another` alternatives.

    Raises:
        ConfigError: The file cannot be read or is of another form; the message names the line.
    """
    file = read_yaml(path)
    found: dict[str, Concepts] = {}
    data = file.data
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: not a mapping of prompts to lists of concepts")
    for prompt, listed in cast("Mapping[str, object]", data).items():
        concepts = cast("list[object]", listed) if isinstance(listed, list) else []
        if not concepts:
            raise ConfigError(f"{file.place((prompt,))}: a prompt needs a list of concepts")
        found[prompt] = tuple(
            tuple(part.strip() for part in str(concept).split("|")) for concept in concepts
        )
    return found


def key_concept_recall(concepts: Concepts, found: Diagram) -> float:
    """Return the share of the concepts that the texts of an answer hold."""
    said = Wording("\n".join(texts(found)))
    held = sum(any(said.share(part) == 1 for part in concept) for concept in concepts)
    return held / len(concepts)
