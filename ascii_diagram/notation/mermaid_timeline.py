"""Timelines (`timeline`) read into timelines."""

from __future__ import annotations

import re

from ascii_diagram.diagram import Period, Timeline
from ascii_diagram.errors import LimitError
from ascii_diagram.limits import MAX_EDGES, MAX_NODES
from ascii_diagram.notation.mermaid_header import Header
from ascii_diagram.notation.mermaid_lexing import Source
from ascii_diagram.notation.mermaid_text import read_text

_IGNORED = re.compile(r"(?:#(?!\w+;)|title\s|accTitle\s*:|accDescr\s*:)", re.IGNORECASE)
_SECTION = re.compile(r"section\s+(?P<name>.*)", re.IGNORECASE)
# A colon within a word or time of day (`10:30`) belongs to the text.
_EVENT = re.compile(r":(?=\s|$)")
_LINE = re.compile(r"[^\n]+")


def read_timeline(source: Source, header: Header) -> Timeline:
    """Read what stands behind the header. Raises NotationError and LimitError."""
    periods: list[Period] = []
    section = ""
    events = 0
    position = header.end
    while line := _LINE.search(source.text, position):
        position = line.end()
        text = line.group().strip()
        offset = line.start() + len(line.group()) - len(line.group().lstrip())
        if text.startswith("accDescr") and text[8:].lstrip().startswith("{"):
            position = source.skip_description(offset)
        elif not text or _IGNORED.match(text):
            continue
        elif named := _SECTION.fullmatch(text):
            section = read_text(named["name"])
        else:
            typed, *parts = (part.strip() for part in _EVENT.split(text))
            if typed:
                periods.append(Period(read_text(typed), (), section))
            elif not periods:
                raise source.fail("an event before the first period", offset, "`period : event`")
            events += len(parts)
            if len(periods) > MAX_NODES or events > MAX_EDGES:
                raise LimitError(
                    f"the timeline has more than {MAX_NODES} periods or {MAX_EDGES} events"
                )
            last = periods[-1]
            new = tuple(read_text(part) for part in parts if part)
            periods[-1] = Period(last.label, last.events + new, last.section)
    return Timeline(tuple(periods))
