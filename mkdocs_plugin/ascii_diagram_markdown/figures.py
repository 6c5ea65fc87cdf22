"""From a block of a page to its figure: HTML, plain text, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ascii_diagram.directives import state
from ascii_diagram.directives.model import Directive, DirectiveOptions, State
from ascii_diagram.drawing.html import render_html
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import AsciiDiagramError, NotationError
from ascii_diagram.expansion.position import position_in_text
from ascii_diagram.resolve import Failure
from ascii_diagram_markdown.blocks import Block
from ascii_diagram_markdown.faults import Fault, render_fault
from ascii_diagram_markdown.identifiers import Identifiers
from ascii_diagram_markdown.requests import is_drawn, is_notation, page_requests, request_of
from ascii_diagram_markdown.session import Session

_NOTES: dict[State, tuple[str, str]] = {
    "stale": (
        "the prompt changed after this was drawn",
        "run `ascii-diagram expand` on the page",
    ),
    "conflict": (
        "the drawing was edited by hand and its prompt changed",
        "`ascii-diagram adopt` keeps the edit, `ascii-diagram expand --force` draws it anew",
    ),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What a page shows in the place of a block.

    Attributes:
        block: Where it stands.
        html: A `figure` element, with a drawing or with the fault.
        text: The drawing; empty when there is none.
        alt: What it shows, for readers who cannot see it.
        caption: A line below it.
        description: The same as `alt` at length; empty where none was asked for.
        identifier: The figure's `id`.
        faults: What went wrong; with a drawing there are only warnings.
    """

    block: Block
    html: str
    text: str = ""
    alt: str = ""
    caption: str = ""
    description: str = ""
    identifier: str = ""
    faults: tuple[Fault, ...] = field(default=())


def make_figures(
    blocks: Sequence[Block], session: Session, identifiers: Identifiers | None = None
) -> list[Figure]:
    """Draw the blocks of one page; what is not yet known is asked in one batch.

    Args:
        blocks: What to draw.
        session: Of the site.
        identifiers: Those of the page so far; a page of its own when None.
    """
    identifiers = identifiers or Identifiers()
    with suppress(AsciiDiagramError):  # each diagram that needs an answer will say it
        session.prefetch(page_requests(blocks, session.settings))
    return [_figure(block, session, identifiers) for block in blocks]


def _figure(block: Block, session: Session, identifiers: Identifiers) -> Figure:
    directive = block.directive
    if directive is None:
        faults = tuple(Fault(p.line, p.column, p.message, p.hint) for p in block.problems)
        return _fault_figure(block, faults or (_unreadable(block),), identifiers)
    try:
        shown = _shown(directive, session)
        return _drawn_figure(block, directive, shown, session, identifiers)
    except NotationError as error:
        line, column = position_in_text(directive, error.line, error.column)
        told = f"{error.message}; expected {error.expected}" if error.expected else error.message
        return _fault_figure(block, (Fault(line, column, told, error.hint),), identifiers)
    except AsciiDiagramError as error:
        fault = Fault(block.start, directive.column, error.message, error.hint)
        return _fault_figure(block, (fault,), identifiers)


def _unreadable(block: Block) -> Fault:
    return Fault(block.start, 0, "this block is empty or cannot be read", "say what to draw")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A drawing and its words."""

    text: str
    short: str
    long: str
    faults: tuple[Fault, ...] = ()


def _shown(directive: Directive, session: Session) -> _Shown:
    """Return what is to be shown for a directive.

    Raises:
        AsciiDiagramError: It cannot be drawn.
    """
    notation = directive.prompt
    written = is_notation(directive)
    if not is_drawn(directive):
        return _region(directive, session, notation if written else "")
    if not written:
        answer = session.answer(request_of(directive, session.settings))
        if isinstance(answer, Failure):
            raise AsciiDiagramError(answer.message, hint=answer.hint)
        notation = answer.notation
    drawn = session.draw(notation, _looks(directive, session))
    return _Shown(drawn.text, drawn.short if written else directive.prompt, drawn.long)


def _region(directive: Directive, session: Session, notation: str) -> _Shown:
    """Return what was drawn in the file before."""
    region = directive.region
    text = "\n".join(region.body) if region else ""
    note = _NOTES.get(state(directive))
    faults = (Fault(directive.start, directive.column, *note, warning=True),) if note else ()
    try:
        words = session.words(notation) if notation else None
    except AsciiDiagramError:  # an older drawing may stand below notation that has a fault now
        words = None
    if words is None:
        return _Shown(text, directive.prompt, "", faults)
    return _Shown(text, words.short, words.long, faults)


def _looks(directive: Directive, session: Session) -> DrawingOptions:
    settings, options = session.settings, directive.options
    charset = options.charset or ("unicode" if settings.charset == "auto" else settings.charset)
    return DrawingOptions(
        width=options.width or settings.width,
        direction=options.direction or settings.direction,
        charset=charset,
        ambiguous_wide=settings.ambiguous_wide,
    )


def _drawn_figure(
    block: Block,
    directive: Directive,
    shown: _Shown,
    session: Session,
    identifiers: Identifiers,
) -> Figure:
    options = directive.options
    alt = " ".join((options.alt or shown.short).split())
    description = _description(directive, shown, session.options.describe)
    if description == alt and not options.caption:
        description = ""  # nothing is said twice
    identifier = identifiers.take(options.id, shown.text, alt, options.caption, description)
    html = render_html(
        shown.text,
        alt=alt,
        caption=options.caption,
        description=description,
        identifier=identifier,
        form=options.output or session.options.output,
        searchable=session.options.search,
    )
    return Figure(
        block, html, shown.text, alt, options.caption, description, identifier, shown.faults
    )


def _description(directive: Directive, shown: _Shown, by_default: bool) -> str:
    wanted = directive.options.describe
    if wanted in ("", "yes"):
        return shown.long if wanted or by_default else ""
    return "" if wanted == "no" else wanted


def _fault_figure(block: Block, faults: tuple[Fault, ...], identifiers: Identifiers) -> Figure:
    options = block.directive.options if block.directive else DirectiveOptions()
    identifier = identifiers.take(options.id, *block.source, *(fault.message for fault in faults))
    html = render_fault(faults, block.prompt, identifier)
    return Figure(block, html, caption=options.caption, identifier=identifier, faults=faults)
