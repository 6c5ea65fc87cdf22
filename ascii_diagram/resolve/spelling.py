"""Finds the phrase of a prompt that a miscopied name stands for.

A small model now and then misspells a name that it copies (`Kibernetes`). Where the prompt has one
phrase of as many words that is nearly the same, that is meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from ascii_diagram.resolve.words import as_whole_words, folded

# Share of characters in common from which on two spellings are one name.
_ALIKE = 0.8
_MIN_CHARS = 3
_MAX_PROMPT_WORDS = 400
_WORD = re.compile(r"[^\s,;:!?\"“”]+")
_DIGITS = re.compile(r"\d+")


class Phrases:
    """The runs of words in a prompt."""

    def __init__(self, prompt: str) -> None:
        self._words = [word.strip(".()'’") for word in _WORD.findall(prompt)][:_MAX_PROMPT_WORDS]
        self._prompt = " ".join(prompt.split())

    def other_number(self, name: str) -> str | None:
        """Return the plural or singular of a name that the prompt has in that form alone.

        Not of a name with digits: `servers 1 and 2` are server 1 and server 2.
        """
        if _DIGITS.search(name) or self._find(name):
            return None
        forms = (self._find(form) for form in _other_numbers(name))
        return next((form for form in forms if form), None)

    def _find(self, name: str) -> str | None:
        found = re.search(as_whole_words(name), self._prompt, re.IGNORECASE)
        return found.group() if found else None

    def meant_by(self, name: str) -> str | None:
        """Return the phrase that a name misspells; None when nothing is near, or it has a body.

        The digits in it must be the same: `web-1` is not `web-2`.
        """
        sought = folded(name)
        if len(sought) < _MIN_CHARS or "\n" in name:
            return None
        count = len(sought.split())
        best, least = None, _ALIKE
        matcher = difflib.SequenceMatcher(b=sought, autojunk=False)
        for start in range(len(self._words) - count + 1):
            phrase = " ".join(self._words[start : start + count])
            matcher.set_seq1(folded(phrase))
            if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                continue
            ratio = matcher.ratio()
            if ratio >= least and _DIGITS.findall(phrase) == _DIGITS.findall(name):
                best, least = phrase, ratio
        return best


def _other_numbers(name: str) -> Iterator[str]:
    yield from (f"{name}s", f"{name}es")
    if name.endswith("y"):
        yield f"{name[:-1]}ies"
    if name.endswith("ies"):
        yield f"{name[:-3]}y"
    if name.endswith("es"):
        yield name[:-2]
    if name.endswith("s"):
        yield name[:-1]
