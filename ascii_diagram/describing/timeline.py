"""Timelines in words, in order of time."""

from __future__ import annotations

from itertools import groupby

from ascii_diagram.describing.english import count, listing, sentence, spoken
from ascii_diagram.describing.model import Summary
from ascii_diagram.diagram import Period, Timeline


def describe_timeline(timeline: Timeline) -> list[str]:
    """Return a sentence that counts the periods, then one for each section."""
    sentences = [sentence([summarise_timeline(timeline).counts])]
    for section, periods in groupby(timeline.periods, key=lambda period: period.section):
        clauses = [_period(period) for period in periods]
        name = spoken(section)
        sentences.append((f"Section {name}: " if name else "") + sentence(clauses))
    return sentences


def summarise_timeline(timeline: Timeline) -> Summary:
    """Return how many periods there are, and their names."""
    names = tuple(name for period in timeline.periods if (name := spoken(period.label)))
    return Summary(f"Timeline of {count(len(timeline.periods), 'period')}", "Periods", names)


def _period(period: Period) -> str:
    name = spoken(period.label) or "untitled period"
    events = [event for text in period.events if (event := spoken(text))]
    return f"{name}: {listing(events)}" if events else name
