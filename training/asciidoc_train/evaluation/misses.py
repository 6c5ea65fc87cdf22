"""Says what is wrong with an answer, in kinds that can be counted and acted upon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from ascii_diagram.diagram import Diagram, Picture
from asciidoc_train.evaluation.attempts import Attempt
from asciidoc_train.evaluation.labels import ALIKE, normalised, similarity
from asciidoc_train.evaluation.scores import Alignment, align, stranger
from asciidoc_train.evaluation.skeleton import Link

MissKind = Literal[
    "no answer",
    "not stopping",
    "kind",
    "missing node",
    "extra node",
    "other name",
    "wrong direction",
    "wrong end",
    "missing edge",
    "extra edge",
    "label",
    "order",
    "columns",
    "group",
]
MISS_KINDS: tuple[MissKind, ...] = get_args(MissKind)

# Answers with so many more links than the gold one went on when they should have ended.
_TOO_LONG = 1.5
_TOO_MANY = 3


@dataclass(frozen=True, slots=True)
class Miss:
    """One fault: its kind, and what it is about in words."""

    kind: MissKind
    what: str


def misses_of(gold: Diagram, attempt: Attempt) -> tuple[Miss, ...]:
    """Compare an answer with the gold diagram and name what differs.

    Where the kind of diagram differs, nothing else is compared.
    """
    if attempt.diagram is None:
        kind: MissKind = "not stopping" if "did not finish" in attempt.fault else "no answer"
        return (Miss(kind, attempt.fault),)
    if isinstance(gold, Picture):
        return ()
    both = align(gold, attempt.diagram)
    if both.gold.family != both.found.family:
        return (Miss("kind", f"{both.found.family} for {both.gold.family}"),)
    return (
        *_stopping(both),
        *_nodes(both),
        *_edges(both),
        *_arrangement(both),
    )


def _stopping(both: Alignment) -> Iterator[Miss]:
    ours = len(both.gold.links) or len(both.gold.names)
    theirs = len(both.found.links) or len(both.found.names)
    repeats = len(both.found.links) - len(set(both.found.links))
    again = repeats > 0 and both.gold.family == "graph"
    if again or (theirs > ours * _TOO_LONG and theirs - ours >= _TOO_MANY):
        yield Miss("not stopping", f"{theirs} lines for {ours}, {repeats} of them twice")


def _nodes(both: Alignment) -> Iterator[Miss]:
    ours, theirs = both.gold.ends, both.found.ends
    for index, name in enumerate(theirs):
        place = both.place.get(index)
        if place is None:
            yield Miss("extra node", name)
        elif normalised(name) != normalised(ours[place]):
            yield Miss("other name", f"{name} for {ours[place]}")
    held = set(both.place.values())
    for index, name in enumerate(ours):
        if index not in held:
            yield Miss("missing node", name)


def _edges(both: Alignment) -> Iterator[Miss]:
    missing = _surplus(both.gold.links, both.links)
    extra = _surplus(both.links, both.gold.links)
    for link in list(extra):
        turned = _pick(missing, lambda other, a=link: other[:2] == (a.target, a.source))
        near = turned or _pick(missing, lambda other, a=link: _shares_end(a, other))
        if near is not None:
            kind: MissKind = "wrong direction" if turned else "wrong end"
            yield Miss(kind, f"{_say(both, link)} for {_say(both, near)}")
            missing.remove(near)
            extra.remove(link)
    for link in missing:
        yield Miss("missing edge", _say(both, link))
    for link in extra:
        yield Miss("extra edge", _say(both, link))
    yield from _labels(both)


def _labels(both: Alignment) -> Iterator[Miss]:
    waiting = list(both.gold.links)
    for link in both.links:
        same = [other for other in waiting if other[:2] == link[:2]]
        if same:
            best = max(same, key=lambda other: similarity(other.label, link.label))
            waiting.remove(best)
            if similarity(best.label, link.label) < ALIKE:
                yield Miss("label", f"{link.label!r} for {best.label!r}")


def _arrangement(both: Alignment) -> Iterator[Miss]:
    if both.gold.family == "grid" and both.gold.columns != both.found.columns:
        yield Miss("columns", f"{both.found.columns} for {both.gold.columns}")
    if both.gold.family in {"grid", "timeline"}:
        places = [
            both.place[index] for index in range(len(both.found.names)) if index in both.place
        ]
        if places != sorted(places):
            yield Miss("order", "cells stand in another order")
    if both.gold.family == "sequence":
        ours = [link[:2] for link in both.gold.links]
        theirs = [link[:2] for link in both.links]
        if ours != theirs and Counter(ours) == Counter(theirs):
            yield Miss("order", "messages stand in another order")
    members = frozenset(
        (both.place.get(group, stranger(group)), both.place.get(member, stranger(member)))
        for group, member in both.found.members
    )
    if members != both.gold.members:
        yield Miss("group", f"{len(members)} in groups for {len(both.gold.members)}")


def _surplus(first: tuple[Link, ...], second: tuple[Link, ...]) -> list[Link]:
    """Return the links of `first` between ends that `second` does not link, counted."""
    held = Counter(link[:2] for link in second)
    found: list[Link] = []
    for link in first:
        if held[link[:2]] > 0:
            held[link[:2]] -= 1
        else:
            found.append(link)
    return found


def _pick(links: list[Link], fits: Callable[[Link], bool]) -> Link | None:
    return next((link for link in links if fits(link)), None)


def _shares_end(first: Link, second: Link) -> bool:
    return first.source == second.source or first.target == second.target


def _say(both: Alignment, link: Link) -> str:
    source, target = (
        both.gold.ends[end] if end >= 0 else both.found.ends[stranger(end)]
        for end in (link.source, link.target)
    )
    return f"{source} -> {target}"
