"""Rows from templates: graphs of small worlds put into many kinds of prose. No model writes them.

They teach form (who acts in a passive, what a pronoun stands for, where a list ends), not
knowledge; rows written one by one are worth more, so keep their share small.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from ascii_diagram import notation
from ascii_diagram.diagram import Diagram
from asciidoc_train.files import JsonObject
from asciidoc_train.generation.config import GenerateConfig
from asciidoc_train.generation.flows import tell_flow, tell_path
from asciidoc_train.generation.made import Made
from asciidoc_train.generation.other_kinds import (
    tell_cycle,
    tell_decision,
    tell_messages,
    tell_stack,
    tell_states,
    tell_tree,
)
from asciidoc_train.generation.template_library import Library, template_library
from asciidoc_train.row_checks import check_row, difficulty_of
from asciidoc_train.rows import Kind, Row
from asciidoc_train.stage import Job
from asciidoc_train.topics import Topic

# Of so many tries for each row that is asked for, the rest would be repetition.
_TRIES = 8
_KINDS: tuple[tuple[Kind, str, float], ...] = (
    ("flow", "worlds", 8),
    ("flow", "chains", 1),
    ("flow", "decisions", 1.5),
    ("state", "states", 2),
    ("sequence", "messages", 1.5),
    ("grid", "stacks", 1),
    ("cycle", "cycles", 1),
    ("tree", "trees", 1.5),
)


def make_locally(config: GenerateConfig, counts: Sequence[tuple[Topic, int]], job: Job) -> Made:
    """Fill templates until every field has as many rows as its topics have, or no new ones come.

    Rows have no topic: templates know small worlds of their own.
    """
    library = template_library()
    chance = random.Random(config.seed)
    wanted: Counter[str] = Counter()
    for topic, count in counts:
        wanted[topic.field] += 0 if topic.held_out else count
    rows: dict[str, Row] = {}
    rejected: list[JsonObject] = []
    repeated = 0
    with job.progress.over("filling templates", wanted.total()) as advance:
        for field, count in wanted.items():
            made = 0
            for _ in range(count * _TRIES):
                if made == count:
                    break
                row = template_row(field, library, chance)
                if row is None or row.question in rows:
                    repeated += row is not None
                    continue
                faults = check_row(row).faults
                if faults:
                    rejected.append({"row": row.to_json(), "faults": list(faults)})
                    continue
                rows[row.question] = row
                made += 1
                advance()
    figures: JsonObject = {
        "teacher": "local",
        "wanted": wanted.total(),
        "rows": len(rows),
        "rejected": len(rejected),
        "repeated": repeated,
        "patterns": sum(len(lines) for lines in library.patterns.values()),
    }
    return Made(list(rows.values()), rejected, figures)


def template_row(field: str, library: Library, chance: random.Random) -> Row | None:
    """Return one filled template of a field; None when the library has none for it."""
    kind, source, _ = chance.choices(_KINDS, [weight for *_, weight in _KINDS])[0]
    told = _tell(source, field, library, chance)
    if told is None:
        return None
    prompt, diagram, domain = told
    return Row(
        prompt=prompt,
        notation=notation.print_arrow(diagram),
        kind=kind,
        asks="explicit",
        difficulty=difficulty_of(diagram),
        origin="template",
        domain=domain,
    )


def _tell(
    source: str, field: str, library: Library, chance: random.Random
) -> tuple[str, Diagram, str] | None:
    """Return prompt, diagram and domain; None when there is nothing of the field."""
    worlds = {name: world for name, world in library.worlds.items() if world.field == field}
    if source in {"worlds", "chains"}:
        if not worlds:
            return None
        name = chance.choice(list(worlds))
        tell = tell_flow if source == "worlds" else tell_path
        return *tell(worlds[name], library, chance), name
    told = _tell_script(source, field, library, chance)
    return (*told, "") if told else None


def _tell_script(
    source: str, field: str, library: Library, chance: random.Random
) -> tuple[str, Diagram] | None:
    all_of = library.scripts
    match source:
        case "states" | "messages":
            scripts = [s for s in getattr(all_of, source) if s.field == field]
            tell_steps = tell_states if source == "states" else tell_messages
            return tell_steps(chance.choice(scripts), library, chance) if scripts else None
        case "trees":
            trees = [tree for tree in all_of.trees if tree.field == field]
            return tell_tree(chance.choice(trees), library, chance) if trees else None
        case _:
            listings = [listing for listing in getattr(all_of, source) if listing.field == field]
            tell = {"stacks": tell_stack, "decisions": tell_decision, "cycles": tell_cycle}[source]
            return tell(chance.choice(listings), library, chance) if listings else None
