"""Says what went wrong with a page's diagrams, as loudly as the site wants."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from ascii_diagram_markdown.blocks import Block
from ascii_diagram_markdown.faults import DrawingFailedError, Fault
from ascii_diagram_markdown.figures import Figure
from ascii_diagram_markdown.options import OnError

Fail = Callable[[str], Exception]


def report(
    figures: Sequence[Figure],
    *,
    page: str,
    source: str,
    on_error: OnError,
    logger: logging.Logger | logging.LoggerAdapter[logging.Logger],
    fail: Fail = DrawingFailedError,
) -> None:
    """Log the faults of `figures`, or raise with all that keep a drawing from being made.

    Args:
        figures: Those of one page, in order.
        page: Name of its file; may be empty.
        source: Text of that file; a host may have changed it (front matter, includes) before the
            blocks were found, so their lines are looked for in it.
        on_error: What to do; `auto` is to warn.
        logger: Of the host.
        fail: Makes the exception to raise.
    """
    said: list[tuple[str, bool]] = []
    seen: dict[tuple[str, ...], int] = {}
    lines = [line.strip() for line in source.split("\n")] if source else []
    for figure in figures:
        shift = _shift(figure.block, lines, seen)
        said += (_say(fault, page, shift) for fault in figure.faults)
    errors = [text for text, warning in said if not warning]
    if errors and on_error == "raise":
        raise fail("\n".join(errors))
    for text, warning in said:
        level = logging.INFO if on_error == "show" and not warning else logging.WARNING
        logger.log(level, text)


def _say(fault: Fault, page: str, shift: int) -> tuple[str, bool]:
    return fault.said(page, fault.line + shift + 1), fault.warning


def _shift(block: Block, lines: list[str], seen: dict[tuple[str, ...], int]) -> int:
    """Return how many lines further down in the file a block stands than in the text.

    Args:
        block: What to look for.
        lines: The file's, without blanks at their ends.
        seen: Where to go on for a block whose like has been found before.
    """
    wanted = tuple(line.strip() for line in block.source)
    if not wanted or not lines:
        return 0
    for start in range(seen.get(wanted, 0), len(lines) - len(wanted) + 1):
        if lines[start].endswith(wanted[0]) and all(
            line.endswith(part)
            for line, part in zip(lines[start : start + len(wanted)], wanted, strict=True)
        ):
            seen[wanted] = start + 1
            return start - block.start
    return 0
