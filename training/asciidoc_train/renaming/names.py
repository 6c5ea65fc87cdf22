"""Names in prompts: where they stand, and which others could stand there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from ascii_diagram import notation
from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.resolve.contents import names
from asciidoc_train.rows import Row

_ARTICLE = re.compile(r"\b(the|a|an)\s+$", re.IGNORECASE)
_VOWELS = "aeiou"
# `start` marks the beginning of a state machine; shorter names are found in other words.
_KEPT = frozenset({"start", "end", "yes", "no"})
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Fit:
    """What another name must have in common with one to stand in its place."""

    kind: str
    article: str
    capital: bool
    plural: bool
    words: int
    code: bool
    vowel: bool


def pattern_of(name: str) -> re.Pattern[str]:
    """Return what finds a name as words of its own."""
    return re.compile(rf"(?<![\w./-]){re.escape(name)}(?![\w/-]|\.\w)")


def fit_of(row: Row, name: str) -> Fit | None:
    """Return what a name's replacement must be like; None when the name is to stay."""
    if name.lower() in _KEPT or len(name) < _SHORTEST:
        return None
    places = [match.start() for match in pattern_of(name).finditer(row.prompt)]
    if not places:
        return None
    articles = {_article(row.prompt[:place]) for place in places} - {""}
    if len(articles) > 1:
        return None
    article = articles.pop() if articles else ""
    return Fit(
        kind="state" if row.kind == "state" else "thing",
        article=article,
        capital=name[0].isupper(),
        plural=name.endswith("s") and not name.endswith("ss"),
        words=len(name.split()),
        code=any(c in "_./0123456789" for c in name),
        vowel=bool(article) and article != "the" and name[0].lower() in _VOWELS,
    )


class NamePool:
    """Names by what they fit, out of rows that name everything."""

    def __init__(self, rows: Iterable[Row]) -> None:
        found: defaultdict[Fit, dict[str, None]] = defaultdict(dict)
        for row in rows:
            for name in row_names(row):
                fit = fit_of(row, name)
                if fit is not None:
                    found[fit][name] = None
        self._names = {fit: tuple(group) for fit, group in found.items()}

    def draw(self, fit: Fit, random: Random) -> str:
        """Return some name that fits; empty when there is none."""
        group = self._names.get(fit, ())
        return random.choice(group) if group else ""


def row_names(row: Row) -> tuple[str, ...]:
    """Return the names in a row's notation, each once; none when it cannot be read."""
    try:
        return tuple(dict.fromkeys(names(notation.parse(row.notation))))
    except AsciiDiagramError:
        return ()


def _article(before: str) -> str:
    match = _ARTICLE.search(before)
    if match is None:
        return ""
    return "the" if match[1].lower() == "the" else "a"
