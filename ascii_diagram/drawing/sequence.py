"""Draws sequence diagrams: participants, their lifelines, and what passes between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ascii_diagram.diagram import Frame, Message, Note, Sequence, SequenceItem
from ascii_diagram.drawing.charset import CHARSETS
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.sequence_columns import Wrapping, arrange_columns
from ascii_diagram.drawing.sequence_rows import SequencePainter
from ascii_diagram.errors import WidthError

_STAGES = ((24, 40, 16), (12, 24, 10), (1, 16, 1))
"""Widest participant, widest and narrowest message of each stage, from handsome to cramped."""
_PIECES = range(16, 5, -1)
"""Cells that words are cut down to when nothing else helps."""
_ROOMIER = (40, 30, 24, 20, 16, 12)
_MOST_TRIALS = 64


def draw_sequence(sequence: Sequence, options: DrawingOptions) -> list[str]:
    """Draw a sequence diagram.

    Texts are wrapped only as far as the width demands: messages first, then participants; at the
    very last words are cut.

    Args:
        sequence: What to draw.
        options: Width in display cells and charset; the direction is always down.

    Returns:
        The lines of the drawing without trailing blanks; none when there are no participants.

    Raises:
        WidthError: No wrapping makes it narrow enough.
        DrawingError: An item names a participant that does not exist.
        LimitError: Frames are nested too deep.
    """
    if not sequence.participants:
        return []
    wrapping = _give_room(sequence, _widest_wrapping(sequence, options.width), options.width)
    columns = arrange_columns(sequence, wrapping)
    return SequencePainter(sequence, columns, wrapping, CHARSETS[options.charset]).paint()


def _widest_wrapping(sequence: Sequence, width: int) -> Wrapping:
    """Return the wrapping that spoils least among those that fit."""
    needed = width
    for stage in _stages():
        widest = arrange_columns(sequence, stage[0], even=False).width
        if widest <= width:
            return stage[0]
        needed = arrange_columns(sequence, stage[-1], even=False).width
        if needed <= width:
            return _first_fitting(sequence, stage, width)
    raise WidthError(width, needed)


def _stages() -> Iterator[list[Wrapping]]:
    """Yield lists of wrappings, each list ever narrower so that it can be searched by halves."""
    for participant, most, least in _STAGES:
        yield [Wrapping(participant, message) for message in range(most, least - 1, -1)]
    yield [Wrapping(cells, cells, break_words=True, gap=1) for cells in _PIECES]


def _first_fitting(sequence: Sequence, stage: list[Wrapping], width: int) -> Wrapping:
    too_wide, fits = 0, len(stage) - 1
    while fits - too_wide > 1:
        middle = (too_wide + fits) // 2
        if arrange_columns(sequence, stage[middle], even=False).width <= width:
            fits = middle
        else:
            too_wide = middle
    return stage[fits]


def _give_room(sequence: Sequence, wrapping: Wrapping, width: int) -> Wrapping:
    """Let single texts be wider again where the width that the others need leaves room for it.

    Only texts beside one lifeline matter here: those between lifelines take what room there is.
    """
    trials = 0
    for item in _items(sequence.items):
        text = _text_beside(item)
        if len(wrapping.lines(item, text)) == 1:
            continue
        for limit in (limit for limit in _ROOMIER if limit > wrapping.message):
            trials += 1
            roomier = replace(wrapping, wider={**wrapping.wider, id(item): limit})
            if arrange_columns(sequence, roomier, even=False).width <= width:
                wrapping = roomier
                break
        if trials > _MOST_TRIALS:
            break
    return wrapping


def _text_beside(item: SequenceItem) -> str:
    match item:
        case Message() if item.source == item.target:
            return item.label
        case Note() if len(item.over) == 1:
            return item.text
        case _:
            return ""


def _items(items: tuple[SequenceItem, ...]) -> Iterator[SequenceItem]:
    for item in items:
        yield item
        if isinstance(item, Frame):
            for section in item.sections:
                yield from _items(section.items)
