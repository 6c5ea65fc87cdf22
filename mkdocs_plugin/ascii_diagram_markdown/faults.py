"""What went wrong with a diagram: how a page shows it, how a log says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ascii_diagram.errors import AsciiDiagramError
from ascii_diagram.printable import printable

_SHOWN_PROMPT = 2_000
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        line: Where it is in the page's text, from 0.
        column: Column in code points, from 0.
        message: What is wrong.
        hint: What to do about it; may be empty.
        warning: There is a drawing all the same.
    """

    line: int
    column: int
    message: str
    hint: str = ""
    warning: bool = False

    def said(self, page: str, line: int) -> str:
        """Return the fault as a log says it, on one line.

        Args:
            page: Name of the page's file; may be empty.
            line: Line in that file, from 1.
        """
        place = f"{printable(page)}:{line}" if page else f"line {line}"
        hint = f" (hint: {self.hint})" if self.hint else ""
        first = " ".join(f"{self.message}{hint}".split())
        return f"ascii-diagram: {place}: {printable(first)}"


class DrawingFailedError(AsciiDiagramError):
    """A diagram cannot be drawn, and the site wants the build to stop then."""


def render_fault(faults: Sequence[Fault], prompt: str, identifier: str) -> str:
    """Return a figure that says what is wrong and shows what the author wrote.

    Everything is escaped; a long prompt is cut.
    """
    said = "".join(_said(fault) for fault in faults)
    shown = prompt[:_SHOWN_PROMPT] + ("…" if len(prompt) > _SHOWN_PROMPT else "")
    source = (
        '\n<pre tabindex="0" role="group" aria-label="Source of the diagram"><code>'
        f"{_visible(shown)}\n</code></pre>"
        if shown.strip()
        else ""
    )
    return (
        f'<figure class="ascii-diagram ascii-diagram--error" id="{escape(identifier)}" '
        f'role="note">\n{said}{source}\n</figure>'
    )


def _said(fault: Fault) -> str:
    hint = f"<p>{_marked(fault.hint)}</p>" if fault.hint else ""
    return (
        '<details class="failure" open><summary>This diagram cannot be drawn: '
        f"{_marked(fault.message)}</summary>{hint}</details>"
    )


def _marked(text: str) -> str:
    """Escape for HTML, with what stands in backticks as code."""
    return _CODE.sub(r"<code>\1</code>", _visible(text))


def _visible(text: str) -> str:
    """Escape for HTML, with control characters shown as escapes."""
    lines = "\n".join(printable(line.expandtabs()) for line in text.split("\n"))
    return escape(lines, quote=False)
