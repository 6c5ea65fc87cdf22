"""Whether a label reads as a verb, so that `A -> B: calls` is said as "A calls B".

Only what is right whatever is meant: a word that may be a noun as well (`orders`, `requests`) is
no verb here.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TRANSITIVE = _words(
    """
    asks authenticates authorises authorizes calls checks compiles configures consumes contains
    controls creates deletes drives enables exposes extends feeds fills generates guards handles
    has hosts implements imports includes informs invokes joins knows launches loads locks manages
    monitors needs notifies observes owns parses polls produces protects provides reads refreshes
    renders replaces requires restarts retries runs serves spawns starts stops supervises tells
    transforms triggers uses validates verifies watches wraps
    """
)
"""Verbs that take what the arrow points at as their object."""

_WITH_PREPOSITION = {
    "belongs": "to",
    "connects": "to",
    "delegates": "to",
    "delivers": "to",
    "depends": "on",
    "fetches": "from",
    "flows": "to",
    "forwards": "to",
    "goes": "to",
    "inherits": "from",
    "leads": "to",
    "listens": "to",
    "logs": "to",
    "moves": "to",
    "passes": "to",
    "points": "to",
    "publishes": "to",
    "redirects": "to",
    "relies": "on",
    "replies": "to",
    "responds": "to",
    "returns": "to",
    "saves": "to",
    "sends": "to",
    "submits": "to",
    "subscribes": "to",
    "switches": "to",
    "talks": "to",
    "turns": "into",
    "waits": "for",
    "writes": "to",
}
"""Verbs that reach what the arrow points at by a preposition."""

_GIVING = _words("delivers forwards hands passes publishes replies returns sends submits")
"""Verbs whose object goes to what the arrow points at: `sends events`."""

_OTHER = _words("are comes gets is keeps makes puts receives reports stores takes was")
_VERBS = _TRANSITIVE | _WITH_PREPOSITION.keys() | _GIVING | _OTHER

_PREPOSITIONS = _words(
    "about against at by for from in into of on onto over through to under via with"
)
_OPENINGS = _PREPOSITIONS | _words(
    "after as because before every if once otherwise since unless until when whenever where "
    "while without"
)


def starts_with_verb(label: str) -> bool:
    """Tell whether a label's first word is a known verb in the third person."""
    return _first(label) in _VERBS


def starts_with_condition(label: str) -> bool:
    """Tell whether a label can follow a statement as it is: `when paid`, `via HTTPS`."""
    return " " in label and _first(label) in _OPENINGS


def verb_phrase(label: str) -> str:
    """Return the words that stand between subject and object, or "" when the label has none.

    `calls` stays, `writes` becomes `writes to`, `sends events` becomes `sends events to`.
    """
    words = label.split()
    if not words or words[0].casefold() not in _VERBS:
        return ""
    words[0] = words[0].casefold()
    first, last = words[0], words[-1].casefold()
    if len(words) == 1:
        preposition = _WITH_PREPOSITION.get(first, "")
        return f"{first} {preposition}" if preposition else first * (first in _TRANSITIVE)
    if last in _PREPOSITIONS and all(word.isalnum() for word in words):
        return " ".join(words)
    if first in _GIVING and not _PREPOSITIONS & {word.casefold() for word in words}:
        return " ".join((*words, "to"))
    return ""


def _first(label: str) -> str:
    return label.partition(" ")[0].casefold()
