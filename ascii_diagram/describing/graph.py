"""Graphs in words: who points to whom, what holds what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ascii_diagram.describing.english import count, distinct, listing, sentence, spoken
from ascii_diagram.describing.model import Summary
from ascii_diagram.describing.verbs import starts_with_condition, verb_phrase
from ascii_diagram.diagram import Edge, Graph, Group, Node, flow_in

_ANSWERS = frozenset({"yes", "no", "true", "false"})
_EVENTS = frozenset({"success", "failure", "error", "timeout", "hit", "miss"})
_OTHERWISE = frozenset({"else", "otherwise"})
_LINKS = {"both": "is linked both ways", "none": "is linked"}
"""What is said of lines without direction."""


@dataclass(slots=True)
class _Clause:
    """One subject and verb with its objects."""

    subject: str
    verb: str
    preposition: str
    objects: list[str] = field(default_factory=list[str])
    remarks: list[str] = field(default_factory=list[str])

    def __str__(self) -> str:
        objects = [f"{o} {r}" if r else o for o, r in zip(self.objects, self.remarks, strict=True)]
        if not self.preposition:
            return f"{self.subject} {self.verb} {listing(objects)}"
        if any(self.remarks):  # said again before each, or the remarks would run into the names
            between = f" and {self.preposition} "
            return f"{self.subject} {self.verb} {self.preposition} {between.join(objects)}"
        return f"{self.subject} {self.verb} {self.preposition} {listing(objects)}"


def describe_graph(graph: Graph) -> list[str]:
    """Return sentences: connections in the order of the edges, bodies, groups, lone nodes."""
    if not graph.nodes and not graph.groups:
        return ["Empty diagram."]
    names = _names(graph)
    clauses = _clauses(graph, names)
    sentences = [sentence(str(clause) for clause in clauses)] if clauses else []
    sentences += _bodies((*graph.nodes, *graph.groups), names)
    holdings = [_holding(group, names) for group in graph.groups]
    if holdings:
        sentences.append(sentence(holdings))
    alone = _alone(graph, names)
    if alone and not sentences:
        return [sentence([f"{count(len(alone), 'box')}: {listing(alone)}"])]
    if alone:
        verb = "stands" if len(alone) == 1 else "stand"
        sentences.append(sentence([f"{listing(alone)} {verb} alone"]))
    return sentences


def summarise_graph(graph: Graph) -> Summary:
    """Return the counts, and the nodes by their connections, most first."""
    names = _names(graph)
    degree = Counter[str]()
    for edge in graph.edges:
        degree.update({edge.source, edge.target})
    order = sorted(graph.nodes, key=lambda node: -degree[node.id])  # stable: else as given
    counts = f"Diagram of {count(len(graph.nodes), 'box')}"
    if graph.edges:
        counts += f" and {count(len(graph.edges), 'connection')}"
    if graph.groups:
        counts += f" in {count(len(graph.groups), 'group')}"
    return Summary(
        counts,
        "Most connected" if graph.edges else "Boxes",
        tuple(names[node.id] for node in order),
    )


def _names(graph: Graph) -> dict[str, str]:
    titles = [node.title for node in graph.nodes]
    titles += [group.label.partition("\n")[0] for group in graph.groups]
    ids = [*(node.id for node in graph.nodes), *(group.id for group in graph.groups)]
    return dict(zip(ids, distinct(titles, "unnamed box"), strict=True))


def _clauses(graph: Graph, names: dict[str, str]) -> list[_Clause]:
    shapes = {node.id: node.shape for node in graph.nodes}
    states = any(n.shape == "circle" and n.title in ("start", "end", "") for n in graph.nodes)
    clauses: dict[tuple[str, str, str], _Clause] = {}
    for edge in graph.edges:
        decision = shapes.get(edge.source) == "diamond"
        verb, preposition, remark = _predicate(edge, decision=decision, states=states)
        subject = names[edge.source]
        clause = clauses.setdefault(
            (edge.source, verb, preposition), _Clause(subject, verb, preposition)
        )
        clause.objects.append("itself" if edge.source == edge.target else names[edge.target])
        clause.remarks.append(remark)
    return list(clauses.values())


def _predicate(edge: Edge, *, decision: bool, states: bool) -> tuple[str, str, str]:
    """Return verb, preposition, and what is said behind the object."""
    label = spoken(edge.label)
    if edge.arrow in _LINKS:
        return _LINKS[edge.arrow], "to", _remark(label)
    phrase = "" if decision or states else verb_phrase(label)
    if phrase:
        return phrase, "", ""
    verb = "goes" if states else "points"
    if label and not starts_with_condition(label):
        if decision and label.casefold() not in _OTHERWISE:
            return verb, "to", f"if {label}"
        if states and not decision:
            return verb, "to", f"on {label}"
    return verb, "to", _remark(label)


def _remark(label: str) -> str:
    word = label.casefold()
    if word in _ANSWERS:
        return f"if {label}"
    if word in _EVENTS:
        return f"on {label}"
    if word in _OTHERWISE:
        return "otherwise"
    if starts_with_condition(label):
        return label
    return f"({label})" if label else ""


def _bodies(things: tuple[Node | Group, ...], names: dict[str, str]) -> list[str]:
    """Return a sentence for each label of several lines; pictures in boxes are not read out."""
    bodies: list[str] = []
    for thing in things:
        if isinstance(thing, Node) and thing.verbatim:
            continue
        lines = [text for line in thing.label.split("\n")[1:] if (text := _body_line(line, thing))]
        if lines:
            bodies.append(sentence([f"{names[thing.id]}: {'; '.join(lines)}"]))
    return bodies


def _body_line(line: str, thing: Node | Group) -> str:
    flow = flow_in(line) if isinstance(thing, Node) else None
    if flow is None:
        return spoken(line)
    text = spoken(flow.text)
    return f"{text} {'goes out' if flow.outward else 'comes in'}" if text else ""


def _holding(group: Group, names: dict[str, str]) -> str:
    members = [names[member] for member in group.members]
    return f"{names[group.id]} holds {listing(members) if members else 'nothing'}"


def _alone(graph: Graph, names: dict[str, str]) -> list[str]:
    mentioned = {end for edge in graph.edges for end in (edge.source, edge.target)}
    mentioned.update(member for group in graph.groups for member in group.members)
    return [names[node.id] for node in graph.nodes if node.id not in mentioned]
