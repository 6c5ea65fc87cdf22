"""Free-form pictures in words: only what is written in them can be told."""

from __future__ import annotations

import re

from ascii_diagram.describing.english import count, listing, sentence
from ascii_diagram.describing.model import Summary
from ascii_diagram.diagram import Picture

_TEXT = re.compile(r"[^\W_]{2,}(?:[ '/.-][^\W_]+)*")


def describe_picture(picture: Picture) -> list[str]:
    """Return how large it is and the words in it."""
    summary = summarise_picture(picture)
    words = f", with the words {listing(summary.names)}" if summary.names else ""
    return [sentence([summary.counts + words])]


def summarise_picture(picture: Picture) -> Summary:
    """Return the number of its lines, and the words in it."""
    words = dict.fromkeys(match for line in picture.lines for match in _TEXT.findall(line))
    return Summary(f"Picture of {count(len(picture.lines), 'line')}", "Words", tuple(words))
