"""Flows out of small worlds: a connected piece of who acts on whom, told in sentences."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ascii_diagram.diagram import Edge, Graph, Group, Node
from asciidoc_train.generation.template_library import Library, Verb, World
from asciidoc_train.generation.wording import (
    Speaker,
    begin,
    fill,
    is_plural,
    join,
    number,
    verbs_for,
)

_DOWN = 6
_MOST_LINKS = 8
# An end that a pattern takes to be one thing, by the pattern's own verb or pronoun.
_SINGULAR = re.compile(
    r"\{([AB])\}(?= (?:is|gets|has|keeps|starts|does|never)\b|, and it"
    r"|, which (?:in turn )?\{s\}|: \{s\})"
)


@dataclass(frozen=True, slots=True)
class Link:
    """One thing acts on another."""

    subject: str
    verb: Verb
    object: str


def tell_flow(world: World, library: Library, chance: random.Random) -> tuple[str, Graph]:
    """Return a prompt and the graph that it describes."""
    links = _piece(_spelled(world, library, chance), chance)
    speaker = Speaker(chance)
    parts, told = _told(links, library, speaker)
    graph = graph_of([(link.subject, link.object, link.verb.label) for link in told])
    parts[0] = begin(parts[0])
    if chance.random() < 0.25 and world.groups:
        graph, sentence = _grouped(graph, world, library, speaker)
        parts += [sentence] if sentence else []
    if chance.random() < 0.3:
        parts.insert(0, chance.choice(library.patterns["opening"]))
    end = chance.choice((".", "", ""))
    if chance.random() < 0.06:
        parts += [f". {chance.choice(library.patterns['closing'])}"]
        end = ""
    return join(parts) + end, graph


def _spelled(world: World, library: Library, chance: random.Random) -> list[Link]:
    spelling = {name: chance.choice(options) for name, options in world.names.items()}
    links: list[Link] = []
    for link in world.links:
        subject, verb, target = link.split(" ")
        names = (spelling.get(n, n.replace("_", " ")) for n in (subject, target))
        links.append(Link(next(names), library.verbs[verb], next(names)))
    return links


def _piece(links: list[Link], chance: random.Random) -> list[Link]:
    """Return a connected piece of a few links, in the order in which it grew."""
    size = chance.choice((2, 2, 3, 3, 3, 4, 4, 5, 6, 7, _MOST_LINKS))
    rest = links[:]
    chance.shuffle(rest)
    chosen = [rest.pop()]
    while len(chosen) < size:
        known = {end for link in chosen for end in (link.subject, link.object)}
        near = [link for link in rest if {link.subject, link.object} & known]
        if not near:
            break
        link = near[0]
        rest.remove(link)
        if not any(link.subject == c.object and link.object == c.subject for c in chosen):
            chosen.append(link)
    return chosen


def _told(
    links: Sequence[Link], library: Library, speaker: Speaker
) -> tuple[list[str], list[Link]]:
    """Return the parts of the text, and the links in the order in which they are told."""
    chance = speaker.chance
    waiting = list(links)
    parts: list[str] = []
    told: list[Link] = []
    ends_with_object = starts_with_subject = False
    while waiting:
        last = told[-1] if told else None
        link = waiting[0]
        family, opener = "clause", chance.choice(("; ", ". ", ". "))
        if last and ends_with_object and chance.random() < 0.7:
            follower = next((w for w in waiting if w.subject == last.object), None)
            if follower:
                link, family = follower, "then_object"
        if last and family == "clause" and starts_with_subject and chance.random() < 0.7:
            follower = next((w for w in waiting if w.subject == last.subject), None)
            if follower:
                link, family = follower, "then_subject"
        same = [w for w in waiting if family == "clause" and w.verb == link.verb]
        out = [w for w in same if w.subject == link.subject]
        into = [w for w in same if w.object == link.object]
        if len(out) > 1 or len(into) > 1:
            fan = out if len(out) >= len(into) else into
            text = _fan(fan, library, speaker, outwards=fan is out)
            ends_with_object = starts_with_subject = False
        else:
            fan = [link]
            pattern = chance.choice(_agreeing(library.patterns[family], link))
            text = _clause(pattern, link, speaker)
            ends_with_object = pattern.endswith("{B}")
            starts_with_subject = pattern.startswith(("{A} {s}", "{A} always", "{A} can"))
        if parts and family == "clause":
            text = opener + (begin(text) if opener == ". " else text)
        parts.append(text)
        told += fan
        waiting = [w for w in waiting if w not in fan]
    return parts, told


def _agreeing(patterns: Sequence[str], link: Link) -> list[str]:
    """Return the patterns whose own verbs agree in number with the link's ends."""
    plural = {"A": is_plural(link.subject), "B": is_plural(link.object)}
    return [p for p in patterns if not any(plural[end] for end in _SINGULAR.findall(p))]


def _clause(pattern: str, link: Link, speaker: Speaker) -> str:
    verb = link.verb
    a, b = speaker.name(link.subject), speaker.name(link.object)
    s = verb.base if is_plural(link.subject) else verb.s
    return fill(pattern, A=a, B=b, s=s, base=verb.base, part=verb.part, ing=verb.ing)


def _fan(links: Sequence[Link], library: Library, speaker: Speaker, *, outwards: bool) -> str:
    many = [link.object if outwards else link.subject for link in links]
    both = _agreeing(library.patterns["fan_out" if outwards else "fan_in"], links[0])
    if len(many) != 2:
        both = [pattern for pattern in both if " both " not in pattern]
    verb = links[0].verb
    plural = outwards and is_plural(links[0].subject)
    slots = {
        "s": verb.base if plural else verb.s,
        "base": verb.base,
        "part": verb.part,
        "ing": verb.ing,
    }
    slots |= {"A": speaker.name(links[0].subject), "B": speaker.name(links[0].object)}
    slots |= {"As": speaker.names(many), "Bs": speaker.names(many), "n": number(len(many))}
    return fill(speaker.chance.choice(both), **slots)


def tell_path(world: World, library: Library, chance: random.Random) -> tuple[str, Graph]:
    """Return a prompt that lists stations of a world in order, and their graph."""
    links = _spelled(world, library, chance)
    path = [chance.choice(links).subject]
    length = chance.randint(3, 6)
    while len(path) < length:
        steps = [x.object for x in links if x.subject == path[-1] and x.object not in path]
        if not steps:
            break
        path.append(chance.choice(steps))
    if len(path) < 3:
        path = list(dict.fromkeys(end for link in links[:3] for end in (link.subject, link.object)))
    text = fill(chance.choice(library.patterns["chain"]), **Speaker(chance).lists(path))
    if chance.random() < 0.4:
        text = join([chance.choice(library.patterns["opening"]), text])
    return text, graph_of([(a, b, "") for a, b in itertools.pairwise(path)])


def graph_of(links: Sequence[tuple[str, str, str]], *, down: bool = False) -> Graph:
    """Return the graph of `(source, target, label)`, nodes in the order of their mention."""
    names = list(dict.fromkeys(end for a, b, _ in links for end in (a, b)))
    direction = "down" if down or len(links) > _DOWN else "right"
    edges = tuple(Edge(a, b, label) for a, b, label in dict.fromkeys(links))
    return Graph(tuple(Node(name, name) for name in names), edges, (), direction)


def _grouped(graph: Graph, world: World, library: Library, speaker: Speaker) -> tuple[Graph, str]:
    """Return the graph with one of the world's groups, and the sentence that says so."""
    chance = speaker.chance
    present = {node.id for node in graph.nodes}
    groups: list[tuple[str, list[str]]] = []
    for name, keys in world.groups.items():
        spellings = {s for key in keys for s in (*world.names.get(key, ()), key.replace("_", " "))}
        members = [node.id for node in graph.nodes if node.id in spellings]
        if members and name not in present and len(members) < len(present):
            groups.append((name, members))
    if not groups:
        return graph, ""
    name, members = chance.choice(groups)
    pattern = chance.choice(library.patterns["group"])
    listed = speaker.names(members, " and ")
    text = fill(pattern, M=listed, G=speaker.name(name), **verbs_for(len(members)))
    framed = Graph(graph.nodes, graph.edges, (Group(name, name, tuple(members)),), graph.direction)
    return framed, f". {begin(text)}"
