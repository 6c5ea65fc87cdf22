"""Reads `width=60 direction=down alt="..." notation`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, get_args

from ascii_diagram.choices import Style
from ascii_diagram.diagram import Direction
from ascii_diagram.directives.model import DirectiveOptions, Output, Problem
from ascii_diagram.directives.syntax import UNSAFE
from ascii_diagram.drawing.charset import CHARSETS
from ascii_diagram.limits import MAX_HEIGHT, MAX_WIDTH, MIN_WIDTH
from ascii_diagram.printable import printable

OPTION = re.compile(
    r"[\s,]*+(?P<key>[^\s,=\"']+)(?:=(?P<value>\"[^\"]*\"|'[^']*'|[^\s,\"']*))?(?=[\s,]|$)"
)
_IDENTIFIER = re.compile(r"[A-Za-z][\w.-]{0,99}", re.ASCII)
_TEXT_LIMIT = 500
_OPTIONS_LIMIT = 2_000
_SHOWN = 40


def _number(least: int, most: int) -> Callable[[str], int]:
    def check(value: str) -> int:
        digits = value.isascii() and value.isdigit() and len(value) <= 5
        if not digits or not least <= int(value) <= most:
            raise ValueError(f"a number from {least} to {most}")
        return int(value)

    return check


def _one_of(*names: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in names:
            raise ValueError("one of " + ", ".join(names))
        return value

    return check


def _words(value: str) -> str:
    if len(value) > _TEXT_LIMIT or UNSAFE.search(value):
        raise ValueError(f"at most {_TEXT_LIMIT} characters, no control characters")
    return value


def _identifier(value: str) -> str:
    if not _IDENTIFIER.fullmatch(value):
        raise ValueError("a letter, then letters, digits, `-`, `_` or `.`, at most 100 characters")
    return value


class Option(NamedTuple):
    """An option that a directive may have.

    Attributes:
        help: What it does.
        read: Checks and reads its value; raises ValueError saying what it takes. None for an option
            that takes no value, which says how to read the prompt.
        choices: The values that it takes, where they can be listed.
    """

    help: str
    read: Callable[[str], Any] | None = None
    choices: tuple[str, ...] = ()


def _choice(meaning: str, names: tuple[str, ...]) -> Option:
    return Option(meaning, _one_of(*names), names)


OPTIONS: dict[str, Option] = {
    "width": Option("most columns of a whole line", _number(MIN_WIDTH, MAX_WIDTH)),
    "height": Option("most lines of a free picture", _number(1, MAX_HEIGHT)),
    "direction": _choice("where the diagram flows to", get_args(Direction)),
    "charset": _choice("which characters draw lines", tuple(CHARSETS)),
    "style": _choice("kind of picture", get_args(Style)),
    "alt": Option("text alternative where the host shows one, instead of the prompt", _words),
    "caption": Option("a line shown with the picture where the host can", _words),
    "output": _choice("what a fence becomes on a page", get_args(Output)),
    "id": Option("name of the picture, for links to it", _identifier),
    "describe": Option("description of the picture for who cannot see it", _words),
    "notation": Option("read the prompt as notation, come what may"),
    "prose": Option("read the prompt as prose, come what may"),
}


def parse_options(
    text: str, line: int, column: int
) -> tuple[DirectiveOptions, tuple[Problem, ...]]:
    """Read the options in `text`, which begins at `line` and `column` of its file.

    Returns:
        The options that were right, and a problem for everything else with its exact columns.
    """
    options = DirectiveOptions(raw=text.strip())
    problems: list[Problem] = []
    if len(text) > _OPTIONS_LIMIT:
        return options, (_malformed(line, column, column + len(text)),)
    seen: set[str] = set()
    position = 0
    while text[position:].strip(" \t,"):
        match = OPTION.match(text, position)
        if match is None:
            start = position + len(text[position:]) - len(text[position:].lstrip(" \t,"))
            problems.append(_malformed(line, column + start, column + len(text.rstrip())))
            break
        position = match.end()
        key, value = match["key"], match["value"]
        option = OPTIONS.get(key)
        slot = "reading" if option and option.read is None else key
        start = match.start("key")
        if slot in seen:
            problems.append(
                Problem(
                    line,
                    column + start,
                    column + match.end(),
                    f"the option {slot} is set twice",
                    "keep one of them",
                    "repeated-option",
                )
            )
            continue
        seen.add(slot)
        change, problem = _read_item(key, value)
        if problem:
            at_value = value is not None and option is not None and option.read is not None
            first = match.start("value") if at_value else start
            last = match.end("value") if at_value else match.end("key")
            message, hint, code = problem
            problems.append(Problem(line, column + first, column + last, message, hint, code))
        else:
            options = replace(options, **change)
    return options, tuple(problems)


def set_option(raw: str, key: str, value: str) -> str:
    """Return options as written with `key` set to `value`, which needs no quotes."""
    position = 0
    while match := OPTION.match(raw, position):
        if match["key"] == key:
            return f"{raw[: match.start('key')]}{key}={value}{raw[match.end() :]}"
        position = match.end()
    return f"{raw} {key}={value}".strip()


def _read_item(key: str, value: str | None) -> tuple[dict[str, Any], tuple[str, str, str] | None]:
    """Return what `key=value` sets, or message, hint and code of what is wrong with it."""
    option = OPTIONS.get(key)
    if option is None:
        return {}, (f"unknown option {printable(key, _SHOWN)}", _nearest(key), "unknown-option")
    if option.read is None:
        if value is None:
            return {"reading": key}, None
        return {}, (f"the option {key} takes no value", f"write {key} alone", "bad-value")
    if value is None:
        return {}, (f"the option {key} needs a value", f"write {key}=...", "bad-value")
    bare = value[1:-1] if value[:1] in ("'", '"') else value
    try:
        return {key: option.read(bare)}, None
    except ValueError as wanted:
        return {}, (
            f"bad value for {key}: {printable(bare, _SHOWN)}",
            f"{key} takes {wanted}",
            "bad-value",
        )


def _malformed(line: int, start: int, end: int) -> Problem:
    return Problem(
        line,
        start,
        max(end, start + 1),
        "these options cannot be read",
        'write them as key=value or key="several words", with blanks between them',
        "bad-options",
    )


def _nearest(key: str) -> str:
    import difflib

    close = difflib.get_close_matches(key[:40].lower(), OPTIONS, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else "the options are " + ", ".join(OPTIONS)
