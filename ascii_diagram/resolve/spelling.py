"""Finds the phrase of a prompt that a miscopied name stands for.

A small model now and then misspells a name that it copies (`Kibernetes`). Where the prompt has one
phrase of as many words that is nearly the same, that is meant.
"""

from __future__ import annotations

import difflib
import re
import unicodedata

# Share of characters in common from which on two spellings are one name.
_ALIKE = 0.8
_MIN_CHARS = 4
_MAX_PROMPT_WORDS = 400
_WORD = re.compile(r"[^\s,;:!?\"“”]+")
_DIGITS = re.compile(r"\d+")


class Phrases:
    """The runs of words in a prompt."""

    def __init__(self, prompt: str) -> None:
        self._words = [word.strip(".()'’") for word in _WORD.findall(prompt)][:_MAX_PROMPT_WORDS]

    def meant_by(self, name: str) -> str | None:
        """Return the phrase that a name misspells; None when nothing is near, or it has a body.

        The digits in it must be the same: `web-1` is not `web-2`.
        """
        folded = _folded(name)
        if len(folded) < _MIN_CHARS or "\n" in name:
            return None
        count = len(folded.split())
        best, least = None, _ALIKE
        matcher = difflib.SequenceMatcher(b=folded, autojunk=False)
        for start in range(len(self._words) - count + 1):
            phrase = " ".join(self._words[start : start + count])
            matcher.set_seq1(_folded(phrase))
            if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                continue
            ratio = matcher.ratio()
            if ratio >= least and _DIGITS.findall(phrase) == _DIGITS.findall(name):
                best, least = phrase, ratio
        return best


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(text.split())).casefold()
