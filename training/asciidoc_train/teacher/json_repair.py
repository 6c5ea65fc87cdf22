"""Reads the JSON that language models write: fenced, with trailing commas, or cut off.

What was cut off is left out, never guessed: a string without its end is no value.
"""

from __future__ import annotations

import json
import re
from typing import cast

MAX_DEPTH = 20
_FENCE = re.compile(r"```(?:json)?[ \t]*\n(.*?)(?:\n```|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_LITERALS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
_SPACE = " \t\r\n"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_CODE = re.compile(r"u([0-9a-fA-F]{4})")
# Two escapes that stand for one character beyond the basic plane.
_SURROGATES = re.compile(r"u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


class _Cut:
    """Stands for a value that does not end."""


_CUT = _Cut()


def loads_repaired(text: str) -> object:
    """Return the first JSON object or array in a text.

    Raises:
        ValueError: There is none; the message says so.
    """
    text = _THOUGHT.sub("", text)
    candidates = [match.group(1) for match in _FENCE.finditer(text)] + [text]
    for candidate in candidates:
        try:
            data = cast(object, json.loads(candidate))
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict | list):
            return cast(object, data)
    for candidate in candidates:
        starts = [i for i in (candidate.find("{"), candidate.find("[")) if i >= 0]
        if starts:
            data = _Reader(candidate, min(starts)).value(0)
            if isinstance(data, dict | list) and data:
                return cast(object, data)
    raise ValueError("there is no object or array in it")


class _Reader:
    """A forgiving reader of JSON; every step moves on, so it ends."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._at = text, start

    def value(self, depth: int) -> object:
        self._skip()
        here = self._peek()
        if here in "{[" and here:
            if depth >= MAX_DEPTH:
                raise ValueError(f"it is nested deeper than {MAX_DEPTH}")
            self._at += 1
            return self._members(depth) if here == "{" else self._items(depth)
        if here == '"':
            return self._string()
        return self._literal()

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self) -> None:
        while self._peek() in _SPACE and self._peek():
            self._at += 1

    def _ends(self, closer: str) -> bool:
        """Skip blanks and commas; tell whether the container ends here, or the text does."""
        while self._peek() and self._peek() in _SPACE + ",":
            self._at += 1
        if self._peek() == closer:
            self._at += 1
            return True
        return not self._peek()

    def _members(self, depth: int) -> object:
        members: dict[str, object] = {}
        while not self._ends("}"):
            if self._peek() != '"':
                return members
            key = self._string()
            self._skip()
            if isinstance(key, _Cut) or self._peek() != ":":
                return members
            self._at += 1
            value = self.value(depth + 1)
            if isinstance(value, _Cut):
                return members
            members[str(key)] = value
        return members

    def _items(self, depth: int) -> object:
        items: list[object] = []
        while not self._ends("]"):
            start = self._at
            value = self.value(depth + 1)
            if isinstance(value, _Cut) or self._at == start:
                return items
            items.append(value)
        return items

    def _string(self) -> object:
        self._at += 1
        out: list[str] = []
        while here := self._peek():
            self._at += 1
            if here == '"':
                return "".join(out)
            out.append(self._escape() if here == "\\" else here)
        return _CUT

    def _escape(self) -> str:
        pair = _SURROGATES.match(self._text, self._at)
        if pair:
            self._at = pair.end()
            high, low = (int(digits, 16) for digits in pair.groups())
            return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
        code = _CODE.match(self._text, self._at)
        if code:
            self._at = code.end()
            return chr(int(code.group(1), 16)).encode("utf-8", "replace").decode("utf-8")
        mark = self._peek()
        self._at += 1
        return _ESCAPES.get(mark, mark)

    def _literal(self) -> object:
        number = _NUMBER.match(self._text, self._at)
        if number:
            self._at = number.end()
            return float(number.group()) if "." in number.group() else int(number.group())
        for word, meaning in _LITERALS.items():
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return meaning
        return _CUT
