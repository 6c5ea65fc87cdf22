"""What may be typed at a place in a directive: its name, its options, their values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ascii_diagram.directives.option_syntax import OPTION, OPTIONS
from ascii_diagram.directives.syntax import WORD

_OPEN_BRACKET = re.compile(rf"{WORD}\[(?P<options>(?:[^\]\"']|\"[^\"]*\"|'[^']*')*)\Z")
_FENCE_HEADER = re.compile(
    rf"[ \t>*+\-\d.)]*(?:`{{3,}}|~{{3,}})[ \t]*\{{?\.?{WORD}[ \t]+(?P<options>[^`}}]*)\Z"
)
_BEGUN = re.compile(r"(?P<key>[^\s,=\"']*)(?:=(?P<value>[^\s,\"']*))?\Z")
_WORD_BEGUN = re.compile(r"[^\w`]*(?P<word>[a-z]{2,}-?[a-z]*)\Z")


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that may be typed.

    Attributes:
        text: The text that takes the place of what was typed from `start` on.
        start: Code points before it on the line.
        kind: What it is.
        help: One line about it; may be empty.
    """

    text: str
    start: int
    kind: Literal["word", "option", "value"]
    help: str = ""


def completions(line: str, column: int) -> tuple[Completion, ...]:
    """Return what may be typed at `column` (code points) of `line`; most often nothing."""
    before = line[:column]
    found = _OPEN_BRACKET.search(before) or _FENCE_HEADER.match(before)
    if found:
        return _options(found["options"], found.start("options"))
    word = _WORD_BEGUN.match(before)
    if word and WORD.startswith(word["word"]) and not line[column:].startswith(":"):
        start = word.start("word")
        return (Completion(f"{WORD}: ", start, "word", "a diagram of what you say here"),)
    return ()


def _options(typed: str, start: int) -> tuple[Completion, ...]:
    begun = _BEGUN.search(typed)
    assert begun is not None
    if begun["value"] is not None:
        option = OPTIONS.get(begun["key"])
        if option is None:
            return ()
        place = start + begun.start("value")
        return tuple(
            Completion(value, place, "value")
            for value in option.choices
            if value.startswith(begun["value"])
        )
    used = _keys(typed[: begun.start()])
    reading_said = any(OPTIONS[key].read is None for key in used & OPTIONS.keys())
    place = start + begun.start()
    return tuple(
        Completion(name if option.read is None else f"{name}=", place, "option", option.help)
        for name, option in OPTIONS.items()
        if name.startswith(begun["key"])
        and name not in used
        and not (option.read is None and reading_said)
    )


def _keys(typed: str) -> set[str]:
    keys: set[str] = set()
    position = 0
    while match := OPTION.match(typed, position):
        keys.add(match["key"])
        position = match.end()
    return keys
