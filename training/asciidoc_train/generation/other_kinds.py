"""State machines, sequences, stacks, decisions, cycles and trees, told in sentences."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from ascii_diagram.diagram import Cell, Diagram, Grid, Message, Node
from ascii_diagram.diagram import Sequence as SequenceDiagram
from asciidoc_train.generation.flows import graph_of
from asciidoc_train.generation.template_library import Hierarchy, Library, Listing, Script
from asciidoc_train.generation.wording import Speaker, begin, fill, join, number

Told = tuple[str, Diagram]
Step = tuple[str, str, str]


def tell_states(script: Script, library: Library, chance: random.Random) -> Told:
    """Return a prompt about a state machine, and its graph."""
    steps = _some(_steps(script), chance)
    pattern = chance.choice(library.patterns["state"])
    clauses: list[str] = []
    for source, target, event in steps:
        if chance.random() < 0.4:
            pattern = chance.choice(library.patterns["state"])
        clauses.append(fill(pattern, X=source, Y=target, e=event))
    count = len({end for a, b, _ in steps for end in (a, b)})
    slots = {"thing": script.thing, "count": number(count)}
    parts = _opened("state_opening", slots, library, chance, 0.6)
    if chance.random() < 0.2:
        first = fill(chance.choice(library.patterns["state_initial"]), X=steps[0][0])
        parts.append(first + ".")
        steps = [("start", steps[0][0], ""), *steps]
    return _sentences(parts, clauses, chance), graph_of(steps)


def tell_messages(script: Script, library: Library, chance: random.Random) -> Told:
    """Return a prompt about an exchange of messages, and its sequence diagram."""
    steps = _steps(script)
    steps = steps[: chance.randint(min(3, len(steps)), len(steps))]
    pattern = chance.choice(library.patterns["message"])
    clauses: list[str] = []
    for source, target, text in steps:
        if chance.random() < 0.6:
            pattern = chance.choice(library.patterns["message"])
        clauses.append(fill(pattern, A=source, B=target, m=text))
    parts = _opened("message_opening", {"thing": script.thing}, library, chance, 1)
    names = dict.fromkeys(end for a, b, _ in steps for end in (a, b))
    diagram = SequenceDiagram(
        tuple(Node(name, name) for name in names),
        tuple(Message(a, b, text) for a, b, text in steps),
    )
    return _sentences(parts, clauses, chance), diagram


def tell_stack(listing: Listing, library: Library, chance: random.Random) -> Told:
    """Return a prompt about layers, and the grid of one column."""
    parts = _run_of(listing.parts, chance)
    pattern = chance.choice(library.patterns["stack"])
    text = fill(pattern, thing=listing.thing, **Speaker(chance).lists(parts))
    return begin(text), Grid(1, tuple(Cell(part) for part in parts))


def tell_decision(listing: Listing, library: Library, chance: random.Random) -> Told:
    """Return a prompt about a decision, and its flowchart."""
    before, question, yes, no, after = listing.parts
    words = chance.choice((("yes", "no"), ("yes", "no"), ("Yes", "No"), ("true", "false")))
    slots = {"before": before, "question": question, "yes": yes, "no": no}
    slots |= {"yes_word": words[0], "no_word": words[1]}
    text = fill(chance.choice(library.patterns["decision"]), **slots)
    steps = [(before, question, ""), (question, yes, words[0]), (question, no, words[1])]
    if chance.random() < 0.4:
        rest = fill(chance.choice(library.patterns["decision_after"]), after=after)
        text = f"{text.rstrip('.')}. {rest}"
        steps += [(yes, after, ""), (no, after, "")]
    return text, graph_of(steps, down=True)


def tell_cycle(listing: Listing, library: Library, chance: random.Random) -> Told:
    """Return a prompt about a cycle, and its graph."""
    parts = list(listing.parts)
    turn = chance.randrange(len(parts))
    parts = parts[turn:] + parts[:turn]
    pattern = chance.choice(library.patterns["cycle"])
    text = fill(pattern, thing=listing.thing, **Speaker(chance).lists(parts))
    return text, graph_of([(a, b, "") for a, b in zip(parts, parts[1:] + parts[:1], strict=True)])


def tell_tree(tree: Hierarchy, library: Library, chance: random.Random) -> Told:
    """Return a prompt about a hierarchy, and its graph."""
    speaker = Speaker(chance)
    parents = list(tree.parts)
    chosen = parents[: chance.randint(1, len(parents))]
    clauses: list[str] = []
    steps: list[Step] = []
    pattern = chance.choice(library.patterns["tree"])
    for parent in chosen:
        if chance.random() < 0.5:
            pattern = chance.choice(library.patterns["tree"])
        children = list(tree.parts[parent])
        kept = [c for c in children if c in chosen or chance.random() < 0.85] or children
        if len(kept) == 1:
            pattern = library.patterns["tree"][0]  # the others speak of several
        listed = speaker.enumerate(kept, " and ")
        clauses.append(fill(pattern, P=parent, Cs=listed, n=number(len(kept))))
        steps += [(parent, child, "") for child in kept]
    parts = _opened("tree_opening", {"thing": tree.thing}, library, chance, 0.5)
    return _sentences(parts, clauses, chance), graph_of(steps, down=True)


def _steps(script: Script) -> list[Step]:
    steps: list[Step] = []
    for step in script.steps:
        ends, _, text = step.partition(": ")
        source, _, target = ends.partition(" > ")
        steps.append((source, target, text))
    return steps


def _some(steps: list[Step], chance: random.Random) -> list[Step]:
    """Return the beginning of the steps, now and then in another order."""
    kept = steps[: chance.randint(min(2, len(steps)), len(steps))]
    if chance.random() < 0.2:
        chance.shuffle(kept)
    return kept


def _run_of(parts: Sequence[str], chance: random.Random) -> list[str]:
    length = chance.randint(min(3, len(parts)), len(parts))
    start = chance.randint(0, len(parts) - length)
    return list(parts[start : start + length])


def _opened(
    family: str, slots: Mapping[str, str], library: Library, chance: random.Random, share: float
) -> list[str]:
    if chance.random() >= share:
        return []
    return [fill(chance.choice(library.patterns[family]), **slots)]


def _sentences(parts: Sequence[str], clauses: Sequence[str], chance: random.Random) -> str:
    joint = chance.choice((", ", "; ", ". ", ", then " if chance.random() < 0.5 else "; "))
    if joint == ". ":
        clauses = [begin(clause) for clause in clauses]
    return join([*parts, joint.join(clauses)]) + chance.choice((".", ""))
