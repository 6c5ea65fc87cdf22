"""Patterns of gitignore(5), matched in linear or quadratic time.

A pattern names a file or folder itself, never what is below it: that is how Git decides, folder by
folder, and why `!name` brings back `name` and not the inside of an ignored folder. Wildcards are
matched by going back to the last star alone, so that no pattern of a repository can stall a run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Test = Callable[[str], bool]
"""Whether one character fits; None in a sequence of tests stands for a star."""

_T = TypeVar("_T")
_CLASSES: dict[str, Test] = {
    "alnum": str.isalnum,
    "alpha": str.isalpha,
    "blank": lambda c: c in " \t",
    "digit": str.isdigit,
    "lower": str.islower,
    "punct": lambda c: c.isprintable() and not c.isalnum() and c != " ",
    "space": str.isspace,
    "upper": str.isupper,
    "xdigit": lambda c: c in "0123456789abcdefABCDEF",
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of an ignore file.

    Attributes:
        negated: It brings back what an earlier line ignored.
        folder_only: It fits folders alone.
        anchored: It fits the whole relative path, not the last part in any folder.
        parts: Tests for each part of the path; None stands for any number of parts (`**`).
    """

    negated: bool
    folder_only: bool
    anchored: bool
    parts: tuple[tuple[Test | None, ...] | None, ...]

    def fits(self, parts: Sequence[str], folder: bool) -> bool:
        """Return whether the pattern names this path, given by its parts."""
        if self.folder_only and not folder:
            return False
        return _wildcards(self.parts, parts if self.anchored else parts[-1:], _part_fits)


def parse_patterns(text: str) -> tuple[Pattern, ...]:
    """Return the patterns of an ignore file; malformed ones fit nothing and are left out."""
    found = (_parse(line.removesuffix("\r")) for line in text.removeprefix("\ufeff").split("\n"))
    return tuple(pattern for pattern in found if pattern)


def verdict(patterns: Sequence[Pattern], path: str, folder: bool) -> bool | None:
    """Return whether `path` (relative, with `/`) is ignored; None when no pattern names it."""
    parts = path.split("/")
    for pattern in reversed(patterns):
        if pattern.fits(parts, folder):
            return not pattern.negated
    return None


def _parse(line: str) -> Pattern | None:
    if line.startswith("#"):
        return None
    line = _without_trailing_blanks(line)
    negated = line.startswith("!")
    line = line[1:] if negated else line
    folder_only = line.endswith("/")
    line = line[:-1] if folder_only else line
    anchored = "/" in line
    names = line.removeprefix("/").split("/")
    if anchored and names[-1] == "**":
        names.append("*")  # what is inside, not the folder itself
    parts: list[tuple[Test | None, ...] | None] = []
    for name in names:
        tests = None if anchored and name == "**" else _compile(name)
        if tests == ():
            return None
        parts.append(tests)
    return Pattern(negated, folder_only, anchored, tuple(parts))


def _without_trailing_blanks(line: str) -> str:
    bare = line.rstrip(" ")
    escapes = len(bare) - len(bare.rstrip("\\"))
    return bare + " " if escapes % 2 and len(bare) < len(line) else bare


def _compile(name: str) -> tuple[Test | None, ...]:
    """Return the tests of one part; none when it is empty or malformed."""
    tests: list[Test | None] = []
    at = 0
    while at < len(name):
        char = name[at]
        at += 1
        if char == "*":
            if not tests or tests[-1] is not None:
                tests.append(None)
        elif char == "?":
            tests.append(lambda _: True)
        elif char == "[":
            test, at = _character_class(name, at)
            if test is None:
                return ()
            tests.append(test)
        else:
            if char == "\\":
                if at == len(name):
                    return ()
                char = name[at]
                at += 1
            tests.append(char.__eq__)
    return tuple(tests)


def _character_class(name: str, at: int) -> tuple[Test | None, int]:
    """Read `[...]` from behind its bracket; return its test and where it ends."""
    negated = name[at : at + 1] in {"!", "^"}
    at += negated
    first = at
    choices: list[Test] = []
    while at < len(name) and (name[at] != "]" or at == first):
        close = name.find(":]", at + 2) if name.startswith("[:", at) else -1
        if close >= 0:
            known = _CLASSES.get(name[at + 2 : close])
            if known is None:
                return None, at
            choices.append(known)
            at = close + 2
            continue
        low, at = _class_character(name, at)
        high = low
        if name.startswith("-", at) and name[at + 1 : at + 2] not in {"", "]"}:
            high, at = _class_character(name, at + 1)
        choices.append(lambda c, low=low, high=high: low <= c <= high)
    if at >= len(name):
        return None, at
    return lambda c: any(choice(c) for choice in choices) is not negated, at + 1


def _class_character(name: str, at: int) -> tuple[str, int]:
    at += name[at] == "\\" and at + 1 < len(name)
    return name[at], at + 1


def _part_fits(tests: tuple[Test | None, ...], part: str) -> bool:
    return _wildcards(tests, part, lambda test, char: test(char))


def _wildcards(
    pattern: Sequence[_T | None], text: Sequence[str], fits: Callable[[_T, str], bool]
) -> bool:
    """Match items one by one; None in `pattern` takes any number of them."""
    at = here = 0
    star = resume = -1
    while here < len(text):
        item = pattern[at] if at < len(pattern) else None
        if at < len(pattern) and item is None:
            star, resume = at, here
            at += 1
        elif item is not None and fits(item, text[here]):
            at += 1
            here += 1
        elif star >= 0:
            resume += 1
            at, here = star + 1, resume
        else:
            return False
    return all(item is None for item in pattern[at:])
