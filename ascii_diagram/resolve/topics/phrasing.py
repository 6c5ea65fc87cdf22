"""What a prompt asks for once the words of asking are left out."""

from __future__ import annotations

import re

from ascii_diagram.resolve.wording import Wording
from ascii_diagram.resolve.words import folded, stem

_WORD = re.compile(r"[^\W_]+(?:[.+#'-]*[^\W_]+)*[+#]*")
_SUFFIXES = ("ies", "ied", "ing", "es", "ed", "ys", "s", "e", "y")

# Words of asking, of drawing, and of little meaning: they do not tell one topic from another.
_FILLER_WORDS = """
a an the of to for from in into on at by with and or as is are was were be being been it its
this that these those there their them they
how what why when where which who does do did can could would will should
happen happens happening work works working worked go goes get gets
explain explained explains explaining explanation show shows shown showing illustrate
draw draws drawn drawing diagram diagrams sketch sketched picture pictures art ascii
overview summary summarise summarize outline visualise visualize
simple simply simplified basic basics typical typically classic classical generic general
common usual main major key please me let want need like some any all
step steps stepwise stage stages process nutshell brief briefly quick
you your yours yourself
"""
_FILLER = frozenset(_FILLER_WORDS.split())
# What is wanted of a topic, which may be part of one elsewhere: `chart of X`, but `control chart`.
_WANTED = re.compile(
    r"\A\W*(?:(?:please|draw|show|make|create|give|me|us|an?|the|short|simple|ascii|text)\s+)*"
    r"(?:charts?|flow ?charts?|images?|maps?|visuals?|summary)\s+(?:of|for|showing|about)\b"
    r"|\b(?:as\s+an?\s+(?:chart|image|map|tree)|flow ?chart)\W*\Z"
)
# A prompt that speaks of the writer's own things does not ask for what everybody knows.
_OWN = frozenset({"our", "ours", "my", "mine", "we"})
# Neither the US, however it is spelled, nor a Roman one.
_OWN_PRONOUN = re.compile(
    r"\b(?:for|to|of|with|by|among|between|from|around) us\b(?!\s+\w{3})"
    r"|\bI(?:['\u2019]\w+|\s+(?:am|was|have|had|do|use|want|need|run|keep|see|like|think"
    r"|can|will|would))\b"
)
# Topics that differ in such a word are different ones: `types of software`, `software layers`.
_TELLING_APART_WORDS = """
type kind class category family branch taxonomy hierarchy layer part component structure anatomy
life versus vs tree table states pattern
zero one two three four five six seven eight nine ten first second third fourth fifth
"""
# `BitTorrent, from torrent file to download`: the topic stands before what only describes it.
_HEAD = re.compile(r"(?P<head>.+?)\s*(?P<mark>[,:;(]|\s[–—-]\s)\s*(?P<rest>\S.*)", re.DOTALL)
_DESCRIBES = re.compile(
    r"(?:how|from|who|what|which|where|when|why|step|as|in|on|by|for|to|at|seen|told|showing|start"
    r"|explained|end to end)\b",
    re.IGNORECASE,
)
# What follows is a condition that a ready answer may not meet.
_CONDITION = re.compile(r"\b(?:with|without|using|instead|unless|except|but)\b", re.IGNORECASE)


def asked(prompt: str) -> frozenset[str] | None:
    """Return the stems of the words that tell what is asked for.

    Returns:
        None when the prompt speaks of somebody's own things; empty when it asks for nothing.
    """
    text = _WANTED.sub(" ", folded(prompt).replace("\u2019", "'"))
    words = [word.removesuffix("'s") for word in _WORD.findall(text)]
    if not _OWN.isdisjoint(words) or _OWN_PRONOUN.search(prompt):
        return None
    parts = [part for word in words for part in word.split("-")]
    return frozenset(_stem(part) for part in parts if part and part not in _FILLER)


def head_asked(prompt: str) -> frozenset[str]:
    """Return what `asked` finds before a mark that parts a topic from words about it.

    Returns:
        Nothing where there is no such mark, or what follows may be a part of the topic: so after
        one word alone (`hamlet, village, town`) or a colon (`inheritance: probate`).
    """
    match = _HEAD.match(prompt)
    words = asked(match["head"]) if match else None
    if match is None or not words:
        return frozenset()
    whole = len(words) > 1 and match["mark"] != ":"
    return words if whole or _DESCRIBES.match(match["rest"]) else frozenset()


def names_topic_alone(prompt: str) -> bool:
    """Return whether a prompt seems to ask for a topic, and names neither things nor conditions."""
    return not _CONDITION.search(prompt) and not Wording(prompt).names_things


def tell_apart(first: frozenset[str], second: frozenset[str]) -> bool:
    """Return whether a word that only one of two topics has makes them different ones."""
    return any(word in _TELLING_APART or word.isdigit() for word in first ^ second)


def _stem(word: str) -> str:
    return stem(word, _SUFFIXES)


_TELLING_APART = frozenset(map(_stem, _TELLING_APART_WORDS.split()))
