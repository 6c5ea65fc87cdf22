"""Puts other names into a row, in its prompt and its notation alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random

from ascii_diagram import notation
from ascii_diagram.diagram import Diagram, Graph, Grid, Message, Sequence
from asciidoc_train.renaming.names import NamePool, fit_of, pattern_of, row_names
from asciidoc_train.row_checks import check_row
from asciidoc_train.rows import Row, folded

_TRIES = 8
_FEWEST = 2


def rename(row: Row, pool: NamePool, random: Random) -> Row | None:
    """Return the row with other names.

    Args:
        row: A row that names everything.
        pool: Where the names come from.
        random: Which of them.

    Returns:
        The new row; None when fewer than two names can be changed, or what came out has faults.
    """
    present = row_names(row)
    taken = [name for name in present if _overlaps(name, present)]
    mapping: dict[str, str] = {}
    for name in present:
        fit = fit_of(row, name)
        if fit is None or name in taken:
            continue
        for _ in range(_TRIES):
            other = pool.draw(fit, random)
            if other and _is_free(other, row.prompt, (*present, *mapping.values())):
                mapping[name] = other
                break
    if len(mapping) < _FEWEST:
        return None
    diagram = _renamed(notation.parse(row.notation), mapping)
    if diagram is None:
        return None
    changed = row.model_copy(
        update={
            "prompt": _put(row.prompt, mapping),
            "notation": notation.print_arrow(diagram),
            "origin": "renamed",
        }
    )
    check = check_row(changed)
    return None if check.faults or check.remarks else changed


def _overlaps(name: str, others: tuple[str, ...]) -> bool:
    words = set(folded(name).split())
    return any(words & set(folded(other).split()) for other in others if other != name)


def _is_free(name: str, prompt: str, names: tuple[str, ...]) -> bool:
    return not _overlaps(name, names) and name not in names and folded(name) not in folded(prompt)


def _put(text: str, mapping: Mapping[str, str]) -> str:
    """Replace all names at once, so that no new one is replaced again."""
    found = "|".join(pattern_of(name).pattern for name in sorted(mapping, key=len, reverse=True))
    return re.sub(found, lambda match: mapping[match[0]], text)


def _renamed(diagram: Diagram, mapping: Mapping[str, str]) -> Diagram | None:
    """Return the diagram with other names; labels of lines that speak of one follow.

    Canonical notation is rewritten by way of its value, since quoting depends on the name.
    """

    def name(text: str) -> str:
        return mapping.get(text, text)

    match diagram:
        case Graph(nodes, edges, groups):
            return replace(
                diagram,
                nodes=tuple(replace(n, id=name(n.id), label=name(n.label)) for n in nodes),
                edges=tuple(
                    replace(
                        e,
                        source=name(e.source),
                        target=name(e.target),
                        label=_put(e.label, mapping),
                    )
                    for e in edges
                ),
                groups=tuple(replace(g, members=tuple(name(m) for m in g.members)) for g in groups),
            )
        case Sequence(participants, items):
            if not all(isinstance(item, Message) for item in items):
                return None
            messages = tuple(
                replace(
                    m, source=name(m.source), target=name(m.target), label=_put(m.label, mapping)
                )
                for m in items
                if isinstance(m, Message)
            )
            people = tuple(replace(p, id=name(p.id), label=name(p.label)) for p in participants)
            return replace(diagram, participants=people, items=messages)
        case Grid(_, cells):
            return replace(diagram, cells=tuple(replace(c, label=name(c.label)) for c in cells))
        case _:
            return None
