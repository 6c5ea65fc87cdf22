"""Ids that Mermaid accepts, made from ids that may be any text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
_MAX_SLUG_CHARS = 32
# Keywords of Mermaid's flowcharts and sequence diagrams, in lower case.
_KEYWORDS = """
    accdescr acctitle activate actor alt and as autonumber box break call class classdef click
    create critical deactivate default destroy details direction else end flowchart graph href
    interpolate left link links linkstyle loop note off opt option over par par_over participant
    properties rect right style subgraph title
"""
_RESERVED = frozenset(_KEYWORDS.split())


def safe_ids(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a safe id for each pair of id and label.

    Ids that are safe stay as they are; others become ASCII letters, digits and underscores made
    from the id or else the label. No two differ by case alone.
    """
    wanted = dict(names)
    taken: set[str] = set()
    safe: dict[str, str] = {}
    for name in wanted:
        if _SAFE.fullmatch(name) and name.lower() not in _RESERVED | taken:
            safe[name] = name
            taken.add(name.lower())
    for name, label in wanted.items():
        if name not in safe:
            safe[name] = _unused(_slug(name) or _slug(label.partition("\n")[0]), taken)
            taken.add(safe[name].lower())
    return safe


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _UNSAFE.sub("_", plain).strip("_")[:_MAX_SLUG_CHARS].rstrip("_")


def _unused(slug: str, taken: set[str]) -> str:
    if not slug[:1].isalpha() or slug.lower() in _RESERVED:
        slug = f"n_{slug}" if slug else "n"
    name, number = slug, 1
    while name.lower() in taken:
        number += 1
        name = f"{slug}_{number}"
    return name
