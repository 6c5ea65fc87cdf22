"""YAML files with the lines that their values stand on; a key twice is an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import yaml

from asciidoc_train.errors import ConfigError

Location = tuple[str | int, ...]
"""Where a value stands: keys and list indexes from the top."""

MAX_YAML_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What a file holds, and on which line, from 1, each value stands.

    `set_by_hand` are the locations of values from the command line.
    """

    path: Path
    data: object
    lines: dict[Location, int]
    set_by_hand: frozenset[Location] = frozenset()

    def place(self, location: Location) -> str:
        """Return `file:line` of a value, or of the nearest thing around it."""
        for end in range(len(location), -1, -1):
            if location[:end] in self.set_by_hand:
                return "--set"
            line = self.lines.get(location[:end])
            if line is not None:
                return f"{self.path}:{line}"
        return str(self.path)


def read_yaml(path: Path) -> YamlFile:
    """Read one YAML document with plain values only.

    Raises:
        ConfigError: The file cannot be read, is no YAML, is too large or has a key twice.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(f"{path}: {reason}", hint="name a file that exists") from error
    if len(raw) > MAX_YAML_BYTES:
        raise ConfigError(f"{path}: more than {MAX_YAML_BYTES} bytes of YAML")
    try:
        loader = yaml.SafeLoader(raw)
        node = loader.get_single_node()
        lines: dict[Location, int] = {}
        _note_lines(path, node, lines)
        construct = cast(
            "Callable[[yaml.Node], object]",
            loader.construct_document,  # pyright: ignore[reportUnknownMemberType]
        )
        data = construct(node) if node else None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ConfigError(f"{path}: not YAML: {_first_line(error)}") from error
    return YamlFile(path, data, lines)


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return f"line {mark.line + 1}: {problem}" if mark is not None else str(problem)


def _note_lines(path: Path, top: yaml.Node | None, lines: dict[Location, int]) -> None:
    # A stack instead of recursion; anchors could make loops, so every node is looked at once.
    waiting: list[tuple[Location, yaml.Node | None, int | None]] = [((), top, None)]
    seen: set[int] = set()
    while waiting:
        location, node, line = waiting.pop()
        if node is None:
            continue
        lines[location] = node.start_mark.line + 1 if line is None else line
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
            keys: set[str] = set()
            for key, value in pairs:
                name = str(cast(object, key.value))
                if name in keys:
                    raise ConfigError(
                        f"{path}:{key.start_mark.line + 1}: the key `{name}` stands here twice",
                        hint="keep one of them",
                    )
                keys.add(name)
                waiting.append(((*location, name), value, key.start_mark.line + 1))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(cast("list[yaml.Node]", node.value)):
                waiting.append(((*location, index), value, None))
