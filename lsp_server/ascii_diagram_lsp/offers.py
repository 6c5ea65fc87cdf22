"""Which jobs make sense on which directive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ascii_diagram.directives import Directive, State, state
from ascii_diagram_lsp.jobs import TITLES, Job
from ascii_diagram_lsp.offered import KIND


@dataclass(frozen=True, slots=True)
class Offer:
    """A job on a directive.

    Attributes:
        job: What to do.
        title: What it is called here.
        preferred: Whether it is what most users want.
        mends: Whether it is the answer to a diagnostic of the directive's state.
    """

    job: Job
    title: str
    preferred: bool = False
    mends: bool = False

    @property
    def kind(self) -> str:
        """The protocol's kind of code action."""
        return f"{KIND}.{self.job}"


def extent(directive: Directive) -> tuple[int, int]:
    """Return the first and the last line of a directive with its drawing."""
    end = directive.region.end if directive.region else directive.end
    return directive.start, end - 1


def offers(directive: Directive) -> Iterator[Offer]:
    """Yield what can be done with a directive, the likeliest first."""
    now = state(directive)
    if directive.form == "region":
        yield from _about_drawing(now)
    if now not in ("edited", "conflict"):
        if _is_prose(directive):
            yield Offer("pin", TITLES["pin"])
        yield from _conversions(directive)
    if directive.region is not None:
        yield Offer("remove", TITLES["remove"])


def _about_drawing(now: State) -> Iterator[Offer]:
    match now:
        case "unexpanded":
            yield Offer("expand", TITLES["expand"], preferred=True)
        case "stale":
            yield Offer("expand", "Refresh diagram", preferred=True, mends=True)
        case "fresh":
            yield Offer("refresh", TITLES["refresh"])
        case "edited" | "conflict":
            yield Offer("adopt", TITLES["adopt"], preferred=now == "conflict", mends=True)
            yield Offer("refresh", "Drop my edit and draw the diagram anew", mends=True)


def _conversions(directive: Directive) -> Iterator[Offer]:
    if directive.form == "region":
        for charset in ("ascii", "unicode"):
            if directive.options.charset != charset:
                yield Offer(charset, TITLES[charset])
    yield Offer("mermaid", TITLES["mermaid"])
    if directive.host.language == "markdown":
        yield Offer("d2", TITLES["d2"])


def _is_prose(directive: Directive) -> bool:
    from ascii_diagram.notation import recognise

    reading = directive.options.reading
    return reading == "auto" and recognise(directive.prompt) is None
