"""What stands in a diagram, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ascii_diagram.diagram import (
    Diagram,
    Frame,
    Graph,
    Grid,
    Message,
    Picture,
    Sequence,
    SequenceItem,
    Timeline,
)


def names(diagram: Diagram) -> Iterator[str]:
    """Yield what the things in the diagram are called."""
    match diagram:
        case Graph(nodes):
            yield from (node.title for node in nodes)
        case Sequence(participants):
            yield from (node.title for node in participants)
        case Grid(_, cells):
            yield from (cell.label for cell in cells if cell.label)
        case Timeline(periods):
            yield from (period.label for period in periods)
        case Picture():
            pass


def texts(diagram: Diagram) -> Iterator[str]:
    """Yield every text a reader would see."""
    match diagram:
        case Graph(nodes, edges, groups):
            yield from (part.label for part in (*nodes, *edges, *groups))
        case Sequence(participants, items):
            yield from (node.label for node in participants)
            yield from _item_texts(items)
        case Grid(_, cells):
            yield from (cell.label for cell in cells)
        case Timeline(periods):
            for period in periods:
                yield from (period.label, *period.events, period.section)
        case Picture(lines):
            yield from lines


def links(diagram: Diagram) -> Iterator[tuple[str, str]]:
    """Yield what the ends of each edge or message are called, the end that it comes from first."""
    match diagram:
        case Graph(nodes, edges, groups):
            called = {node.id: node.title for node in nodes}
            called |= {group.id: group.label for group in groups}
            yield from ((called.get(e.source, ""), called.get(e.target, "")) for e in edges)
        case Sequence(participants, items):
            called = {node.id: node.title for node in participants}
            for message in messages(items):
                yield called.get(message.source, ""), called.get(message.target, "")
        case _:
            pass


def link_labels(diagram: Diagram) -> Iterator[str]:
    """Yield the text of each edge or message, empty ones too."""
    match diagram:
        case Graph(_, edges):
            yield from (edge.label for edge in edges)
        case Sequence(_, items):
            yield from (message.label for message in messages(items))
        case _:
            pass


def _walk(items: Iterable[SequenceItem]) -> Iterator[SequenceItem]:
    # A stack instead of recursion: the depth is not ours to trust.
    waiting = list(items)[::-1]
    while waiting:
        item = waiting.pop()
        yield item
        if isinstance(item, Frame):
            waiting += [inner for section in item.sections for inner in section.items][::-1]


def messages(items: Iterable[SequenceItem]) -> Iterator[Message]:
    """Yield the messages of a sequence, in order, those inside frames too."""
    return (item for item in _walk(items) if isinstance(item, Message))


def _item_texts(items: Iterable[SequenceItem]) -> Iterator[str]:
    for item in _walk(items):
        if isinstance(item, Frame):
            yield from (section.label for section in item.sections)
        else:
            yield item.label if isinstance(item, Message) else item.text
