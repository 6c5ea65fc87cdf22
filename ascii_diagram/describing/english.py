"""Pieces of English: labels as they are spoken, lists, counts, sentences."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_ARROWS = (
    (re.compile(r"<[-=]{1,2}>|[↔⇔⟷]"), " both ways with "),
    (re.compile(r"[-=]{1,2}>|[→⇒⟶►▶➜]"), " to "),
    (re.compile(r"<-{1,2}|[←⇐⟵◄◀]"), " from "),
)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


def spoken(label: str) -> str:
    """Return a label on one line, with words for arrows and without invisible characters."""
    if not label.isprintable():
        label = "".join(char if _is_visible(char) else " " for char in label)
    for arrow, words in _ARROWS:
        label = arrow.sub(words, label)
    return " ".join(label.split())


def distinct(labels: Sequence[str], unnamed: str) -> list[str]:
    """Return a spoken name for each label; where some would sound alike, they are numbered.

    Args:
        labels: Labels in any form.
        unnamed: What to call a thing without label, such as `unnamed box`.
    """
    names = [spoken(label) or unnamed for label in labels]
    total, seen = Counter(names), Counter[str]()
    for index, name in enumerate(names):
        if total[name] > 1:
            seen[name] += 1
            names[index] = f"{name} ({seen[name]} of {total[name]})"
    return names


def listing(items: Sequence[str]) -> str:
    """Join items as a list in running text: `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def count(number: int, thing: str) -> str:
    """Return a number and a noun: `1 box`, `2 boxes`."""
    if number == 1:
        return f"1 {thing}"
    return f"{number} {thing}{'es' if thing.endswith('x') else 's'}"


def sentence(clauses: Iterable[str]) -> str:
    """Join clauses into one sentence with a full stop."""
    text = "; ".join(clauses)
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in _INVISIBLE or char in _JOINERS
