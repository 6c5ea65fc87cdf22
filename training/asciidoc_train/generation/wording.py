"""Puts names into sentences: articles, enumerations, beginnings."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_COMMON = re.compile(r"[a-z]+(?: [a-z]+)*")
_PLURAL = re.compile(r"(?:[b-hj-rtv-z]s|\b(?:larvae|mitochondria|algae|water fleas))$")
_FORMS = {
    True: {"are": "are", "live": "live", "belong": "belong", "sit": "sit", "form": "form"},
    False: {"are": "is", "live": "lives", "belong": "belongs", "sit": "sits", "form": "forms"},
}
_RUN = {True: "run", False: "runs"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Speaker:
    """One way of talking, kept through one prompt.

    Args:
        chance: Decides.
    """

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._articles = chance.random() < 0.7  # the others write like in tickets

    def name(self, name: str) -> str:
        """Return a thing's name as it stands in a sentence: common nouns may get an article."""
        common = _COMMON.fullmatch(name) and not _PLURAL.search(name)
        return f"the {name}" if common and self._articles else name

    def names(self, names: Sequence[str], joint: str = "") -> str:
        """Return names as an enumeration."""
        return self.enumerate([self.name(name) for name in names], joint)

    def enumerate(self, things: Sequence[str], joint: str = "") -> str:
        """Return things as an enumeration: `a, b and c`, or with commas alone."""
        if len(things) == 1:
            return things[0]
        comma_and = " and " if len(things) == 2 else ", and "
        joint = joint or self.chance.choice((" and ", comma_and, " & "))
        return ", ".join(things[:-1]) + joint + things[-1]

    def lists(self, things: Sequence[str]) -> dict[str, str]:
        """Return the slots that a pattern may use for a list."""
        first, *rest = things
        last = things[-1]
        middle = rest[:-1] or rest
        comma = ", "
        return {
            "list": comma.join(things),
            "first": first,
            "last": last,
            "middle": comma.join(middle),
            "middle_on": ", that on ".join(middle),
            "arrows": self.chance.choice((" → ", " > ", " ⇒ ")).join(things),
            "slashes": " / ".join(things),
            "thens": ", then ".join(things),
            "list_but_last": comma.join(things[:-1]),
            "reversed": comma.join(reversed(things)),
            "reversed_rest": comma.join(reversed(things[:-1])),
            "count": number(len(things)),
        }


def verbs_for(count: int) -> dict[str, str]:
    """Return the slots for verbs that go with one thing or with several."""
    return {**_FORMS[count > 1], "run": _RUN[count > 1]}


def is_plural(name: str) -> bool:
    """Tell whether a name stands for several things, as far as its form shows."""
    return bool(_PLURAL.search(name))


def number(count: int) -> str:
    """Return a small number as a word."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def fill(pattern: str, **slots: str) -> str:
    """Return a pattern with its slots filled; slots it does not have are left out."""
    return re.sub(r"\{(\w+)\}", lambda match: slots[match.group(1)], pattern)


def begin(sentence: str) -> str:
    """Return a sentence with a capital where it begins with an article or the like."""
    first = sentence.partition(" ")[0]
    plain = {"the", "it", "on", "in", "from", "first", "there", "here", "we", "what", "only"}
    return sentence[:1].upper() + sentence[1:] if first in plain else sentence


def join(parts: Sequence[str]) -> str:
    """Return parts of a text in one; those that begin with punctuation follow closely."""
    text = ""
    for part in parts:
        close = not text or part[:1] in ",.;:"
        text += part if close else f" {part}"
    return re.sub(r"(?<=[.] )the ", "The ", re.sub(r"\s+", " ", text))
