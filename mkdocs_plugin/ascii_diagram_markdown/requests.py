"""What has to be asked before the diagrams of a page can be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ascii_diagram.directives import drawing_width, state
from ascii_diagram.directives.model import Directive
from ascii_diagram.notation import recognise
from ascii_diagram.resolve import Request
from ascii_diagram.settings import Settings
from ascii_diagram_markdown.blocks import Block

_PROMPTS_KEPT = 4_096


def page_requests(blocks: Iterable[Block], settings: Settings) -> Iterator[Request]:
    """Give a request for each of `blocks` that only a model, or its memory, understands."""
    for block in blocks:
        directive = block.directive
        if directive and is_drawn(directive) and not is_notation(directive):
            yield request_of(directive, settings)


def is_drawn(directive: Directive) -> bool:
    """Whether the page has to draw it: what was drawn in the file is shown as it is."""
    return state(directive) == "unexpanded"


def is_notation(directive: Directive) -> bool:
    """Whether the prompt says by itself what to draw."""
    reading = directive.options.reading
    return reading == "notation" or (reading == "auto" and _reads_as_notation(directive.prompt))


@lru_cache(maxsize=_PROMPTS_KEPT)
def _reads_as_notation(prompt: str) -> bool:
    return recognise(prompt) is not None


def request_of(directive: Directive, settings: Settings) -> Request:
    """Return what to ask about prose; `ascii-diagram expand` asks the same."""
    options = directive.options
    style = options.style or settings.style
    width = drawing_width(directive, settings.width) if style == "ascii_art" else None
    return Request(directive.prompt, style, width, options.reading, options.height)
