"""Which words of a label the prompt holds, and which names the prompt gives."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ascii_diagram.resolve.statements import says_what_to_draw
from ascii_diagram.resolve.words import as_whole_words, folded, stem

_WORD = re.compile(r"\w+")
# A run of letters, digits and the marks that stand inside names: `/login`, `raw-photos`, `v1.2`.
_NAME = re.compile(r"\w+(?:[-./+]\w+)*")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}")
_SUFFIXES = ("ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "e", "y")
# Words with as many equal first letters are forms of one word: `validates`, `validation`.
_SAME_PREFIX = 5
_STOP_WORDS = frozenset(
    {"a", "an", "the", "this", "that", "it", "its", "is", "are", "be", "and", "or", "not", "no"}
    | {"of", "to", "for", "from", "in", "on", "at", "by", "with", "as", "if", "then", "yes"}
)
# Shorter prompts are topics ("the water cycle"), unless they say what to draw.
_NAMING_WORDS = 11
_SENTENCE_END = re.compile(r"[.;!?](?=\s|$)|\n")
_CLAUSE_END = re.compile(r"[.,;:](?=\s|$)|\n")
_BACK_REFERENCE = re.compile(r"\b(?:the|that|this|its|same)\s+\Z")
# A name of its own, which a longer one only tells the kind of (`mirror M1`), where no other word
# stands before it.
_CODE = re.compile(r"[A-Z]{1,4}-?\d{1,3}[A-Z]?")
_STANDS_ALONE = re.compile(
    r"(?:\A|[.,;:(]|\b(?:a|an|and|at|both|by|from|in|into|of|on|onto|or|than|the|then|through|to"
    r"|via|when|while|with))\s*\Z"
)
_WAYS = (" to ", " -> ", " → ", "->", "→", " into ")
_BOTH_WAYS = re.compile(
    r"\b(?:back\w*|again|return\w*|repl(?:y|ies|ied)|respon\w+|answer\w*|each other|mutual\w*"
    r"|vice versa|two-way|both ways|bidirectional\w*|round[- ]?trip\w*|loops?|retr(?:y|ies)"
    r"|restor\w+|toggl\w+|undo\w*|exchang\w+|between|until)\b|<-|←|↔|⇄|⟷"
)


class Wording:
    """The words of one prompt."""

    def __init__(self, prompt: str) -> None:
        self._text = folded(prompt)
        words = _WORD.findall(self._text)
        self._sentences = [folded(sentence) for sentence in _SENTENCE_END.split(prompt)]
        self._clauses = [folded(clause) for clause in _CLAUSE_END.split(prompt)]
        self._words = _Words(words)
        self._telling = _telling(words)
        self.length = len(words)
        self.names_things = self.length >= _NAMING_WORDS or says_what_to_draw(prompt)
        self.names = frozenset(_names(prompt))

    def share(self, label: str) -> float:
        """Return the share, 0 to 1, of the label's words that the prompt holds in some form.

        Digits, single letters and words without meaning do not count; a label of those alone is
        held.
        """
        text = folded(label)
        if text in self._text and not self._is_beheaded(text):
            return 1.0
        telling = _telling(_WORD.findall(text))
        if not telling:
            return 1.0
        return sum(map(self._words.hold, telling)) / len(telling)

    def _is_beheaded(self, text: str) -> bool:
        """Whether the prompt has it only as words without their first letter: `srf` of `csrf`."""
        found = re.findall(rf"(?<![^\W_])[a-z0-9]{re.escape(text)}(?!\w)", self._text)
        return text.isascii() and len(found) == self._text.count(text)

    def leads_back(self, source: str, target: str) -> bool:
        """Whether the prompt may speak of a way from `source` back to `target`.

        So when a clause names the one before the other, or when it or the clause before it names
        either and it has a word of returning.
        """
        ends = folded(source), folded(target)
        before = ""
        for clause in self._clauses:
            start = clause.find(ends[0])
            if start >= 0 and clause.find(ends[1], start + len(ends[0])) >= 0:
                return True
            near = before + clause
            if _BOTH_WAYS.search(clause) and any(end in near for end in ends):
                return True
            before = clause
        return False

    def hold_together(self, *names: str) -> bool:
        """Whether one sentence of the prompt holds all the names."""
        sought = [folded(name) for name in names]
        return any(all(name in sentence for name in sought) for sentence in self._sentences)

    def is_short_for(self, name: str, other: str) -> bool:
        """Whether every mention of a name is of another, longer one.

        So when it is inside of that, or when that was named before and the name is how it ends:
        `regional hub ... the hub`, `transformer T2 ... T2`.
        """
        short, whole = folded(name), folded(other)
        before = _STANDS_ALONE if _CODE.fullmatch(name) else _BACK_REFERENCE
        if short == whole or not _mentions(short, whole):
            return False
        spans, mentions = _mentions(whole, self._text), _mentions(short, self._text)
        return bool(mentions) and all(
            any(first <= start and end <= last for first, last in spans)
            or (
                whole.endswith(f" {short}")
                and bool(spans)
                and spans[0][0] < start
                and bool(before.search(self._text, 0, start))
                and not self._text.startswith(" of ", end)
            )
            for start, end in mentions
        )

    def reach(self, labels: Iterable[str]) -> float:
        """Return how far into the prompt, 0 to 1, the last words go that are one of the labels."""
        ends = (
            self._text.rfind(label) + len(label)
            for label in map(folded, labels)
            if label in self._text
        )
        return max(ends, default=0) / len(self._text) if self._text else 1.0

    def leads_to_itself(self, name: str) -> bool:
        """Whether the prompt says so in as many words: `sunny to sunny`."""
        text = folded(name)
        return any(f"{text}{way}{text}" in self._text for way in _WAYS)

    def names_used(self, labels: Iterable[str]) -> float:
        """Return the share, 0 to 1, of the prompt's names that some label holds."""
        if not self.names:
            return 1.0
        stems = {_stem(word) for label in labels for word in _WORD.findall(folded(label))}
        used = sum(all(_stem(w) in stems for w in _WORD.findall(name)) for name in self.names)
        return used / len(self.names)

    def words_used(self, labels: Iterable[str]) -> float:
        """Return the share, 0 to 1, of the prompt's telling words that some label holds."""
        if not self._telling:
            return 1.0
        held = _Words(word for label in labels for word in _WORD.findall(folded(label)))
        return sum(map(held.hold, self._telling)) / len(self._telling)


class _Words:
    """A set of words that finds the forms of one word: `validates` for `validation`."""

    def __init__(self, words: Iterable[str]) -> None:
        listed = list(words)
        self._stems = {_stem(word) for word in listed}
        self._prefixes = {word[:_SAME_PREFIX] for word in listed if len(word) >= _SAME_PREFIX}

    def hold(self, word: str) -> bool:
        return _stem(word) in self._stems or (
            len(word) >= _SAME_PREFIX and word[:_SAME_PREFIX] in self._prefixes
        )


def _telling(words: Iterable[str]) -> list[str]:
    return [w for w in words if len(w) > 1 and not w.isdigit() and w not in _STOP_WORDS]


def _stem(word: str) -> str:
    return stem(word, _SUFFIXES)


def _mentions(name: str, text: str) -> list[tuple[int, int]]:
    """Return where a text has a name as whole words."""
    return [match.span() for match in re.finditer(as_whole_words(name), text)]


def _names(prompt: str) -> Iterable[str]:
    """Yield what is spelled like a name: `Postgres` inside a sentence, `userId`, `raw-photos`."""
    for match in _NAME.finditer(prompt):
        word = match.group()
        before = prompt[: match.start()].rstrip(" \t\"'(`")
        inside = bool(before) and before[-1] not in ".!?:;→>#/"
        spelled = _CAMEL.search(word) or any(c in "_" for c in word)
        if spelled or (inside and word[0].isupper() and len(word) > 1):
            yield folded(word)
