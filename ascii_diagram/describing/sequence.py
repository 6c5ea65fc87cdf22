"""Sequence diagrams in words, in the order in which things happen."""

from __future__ import annotations

from collections.abc import Iterator

from ascii_diagram.describing.english import count, distinct, listing, sentence, spoken
from ascii_diagram.describing.model import Summary
from ascii_diagram.describing.verbs import starts_with_verb, verb_phrase
from ascii_diagram.diagram import Divider, Frame, FrameKind, Message, Note, Sequence, SequenceItem

_OPENINGS: dict[FrameKind, tuple[str, str]] = {
    "loop": ("Loop", "Loop"),
    "opt": ("Optionally, if", "Optionally"),
    "alt": ("If", "Either"),
    "par": ("In parallel, for", "In parallel"),
}
"""How a frame's first section begins, with a label and without."""
_NEXT: dict[FrameKind, tuple[str, str]] = {
    "loop": ("Then", "Then"),
    "opt": ("Or if", "Or"),
    "alt": ("Otherwise, if", "Otherwise"),
    "par": ("At the same time, for", "At the same time"),
}
_ENDS: dict[FrameKind, str] = {
    "loop": "End of the loop.",
    "opt": "End of the option.",
    "alt": "End of the alternatives.",
    "par": "End of the parallel part.",
}


def describe_sequence(sequence: Sequence) -> list[str]:
    """Return sentences for the messages in order, with frames, notes and dividers."""
    names = _names(sequence)
    messages = list(_messages(sequence.items))
    if not messages and not sequence.items:
        return [sentence([f"Sequence of {listing(list(names.values()))}, without messages"])]
    ended = {end for message in messages for end in (message.source, message.target)}
    sentences = _sentences(sequence.items, names, first="First " if len(messages) > 1 else "")
    silent = [name for participant, name in names.items() if participant not in ended]
    if silent:
        verb = "sends and receives" if len(silent) == 1 else "send and receive"
        sentences.append(sentence([f"{listing(silent)} {verb} nothing"]))
    return sentences


def summarise_sequence(sequence: Sequence) -> Summary:
    """Return how many messages there are, and between whom."""
    total = sum(1 for _ in _messages(sequence.items))
    return Summary(
        f"Sequence of {count(total, 'message')} between "
        f"{count(len(sequence.participants), 'participant')}",
        "Participants",
        tuple(_names(sequence).values()),
    )


def _names(sequence: Sequence) -> dict[str, str]:
    labels = [participant.label for participant in sequence.participants]
    ids = [participant.id for participant in sequence.participants]
    return dict(zip(ids, distinct(labels, "unnamed participant"), strict=True))


def _messages(items: tuple[SequenceItem, ...]) -> Iterator[Message]:
    for item in items:
        if isinstance(item, Message):
            yield item
        elif isinstance(item, Frame):
            for section in item.sections:
                yield from _messages(section.items)


def _sentences(
    items: tuple[SequenceItem, ...], names: dict[str, str], *, first: str = "", lead: str = ""
) -> list[str]:
    """Say `items`; `first` goes before the first message and `lead` before the first sentence."""
    sentences: list[str] = []
    clauses: list[str] = []
    then = first

    def finish() -> None:
        if clauses:
            sentences.append(sentence(clauses))
            clauses.clear()

    for item in items:
        if isinstance(item, Message):
            clauses.append(then + _message(item, names))
            then = "then "
            continue
        finish()
        if isinstance(item, Frame):
            sentences += _frame(item, names)
            then = "Then "
        else:
            sentences.append(_remark(item, names))
            then = then.capitalize()
    finish()
    if lead:
        sentences[:1] = [f"{lead}: {sentences[0]}" if sentences else f"{lead}: nothing."]
    return sentences


def _frame(frame: Frame, names: dict[str, str]) -> list[str]:
    sentences: list[str] = []
    openings = _OPENINGS
    for section in frame.sections:
        with_label, without = openings[frame.kind]
        label = spoken(section.label)
        separator = ", " if with_label == "Loop" else " "
        lead = f"{with_label}{separator}{label}" if label else without
        sentences += _sentences(section.items, names, lead=lead)
        openings = _NEXT
    return [*sentences, _ENDS[frame.kind]]


def _message(message: Message, names: dict[str, str]) -> str:
    source, label = names[message.source], spoken(message.label)
    own = message.source == message.target
    target = "itself" if own else names[message.target]
    if own and starts_with_verb(label):
        return f"{source} {label}"
    if message.reply:
        return f"{source} replies to {target}" + (f" with {_quoted(label)}" if label else "")
    phrase = verb_phrase(label)
    if phrase.endswith(" to"):
        return f"{source} {phrase} {target}"
    return f"{source} sends {_quoted(label) if label else 'a message'} to {target}"


def _quoted(label: str) -> str:
    """Return a label that can stand as an object; one with a verb of its own is quoted."""
    return f"“{label}”" if starts_with_verb(label) else label


def _remark(item: Note | Divider, names: dict[str, str]) -> str:
    if isinstance(item, Divider):
        return sentence([f"Next part: {spoken(item.text) or 'untitled'}"])
    return sentence([f"Note on {listing([names[one] for one in item.over])}: {spoken(item.text)}"])
