"""How a drawing looks below its directive."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ascii_diagram.directives.guards import guarded
from ascii_diagram.directives.hashing import output_hash, prompt_hash
from ascii_diagram.directives.lines import display_column
from ascii_diagram.directives.model import Directive, Host, LineEdit
from ascii_diagram.errors import DirectiveError

INDENT = "    "
_STAR = " * "
_MARKDOWN = ("comment", "paragraph")


def drawing_width(directive: Directive, limit: int) -> int:
    """Return how many columns a drawing at `directive` may have.

    Args:
        directive: Where the drawing goes; its own `width` comes before `limit`.
        limit: Most columns of a whole line, leader and indent included.
    """
    return max(0, (directive.options.width or limit) - lead_width(directive))


def lead_width(directive: Directive) -> int:
    """Return how many columns stand before a drawing at `directive`: leader and indent."""
    host = directive.host
    if host.kind == "fence":
        return 0
    lead = host.prefix
    if host.kind == "beside" and host.opener == "/*":
        lead += _STAR
    if not host.fenced:
        lead += INDENT
    return display_column(lead)


def render_region(directive: Directive, drawing: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of the region that holds `drawing`, without line ends.

    Raises:
        DirectiveError: The drawing may not stand there (see `guards`).
    """
    rows = guarded(directive, drawing)
    host = directive.host
    hashes = (prompt_hash(directive.prompt, directive.options.raw), output_hash(rows))
    marker = "end ascii-diagram {}.{}".format(*hashes)
    if host.kind in _MARKDOWN:
        body = ["", *_fence(rows), "", f"<!-- {marker} -->"]
    elif host.fenced:
        body = ["", *_fence(rows), "", marker]
    elif host.kind == "beside":
        return _second_comment(host, rows, marker)
    else:
        body = ["", *(INDENT + row for row in rows), "", marker]
    return tuple((host.prefix + line).rstrip() for line in body)


def region_edit(directive: Directive, drawing: Sequence[str]) -> LineEdit:
    """Return the edit that puts `drawing` into the text.

    It replaces the old region, if there is one. For a bare Markdown paragraph, and where a comment
    or docstring closes on the directive's own line, it replaces the directive's lines as well.

    Raises:
        DirectiveError: The drawing may not stand there (see `guards`).
    """
    host = directive.host
    lines = render_region(directive, drawing)
    if directive.region is not None:
        return LineEdit(directive.end, directive.region.end, lines)
    if host.head:
        _refuse_closing_prompt(directive)
        return LineEdit(directive.start, directive.end, (*host.head, *lines, *host.tail))
    return LineEdit(directive.end, directive.end, (*lines, *host.tail))


def _refuse_closing_prompt(directive: Directive) -> None:
    if directive.host.kind == "paragraph" and re.search(r"--!?>|<!--", directive.prompt):
        raise DirectiveError(
            "the prompt holds `-->` or `<!--`, which cannot stand in an HTML comment",
            hint="use the fence form ```ascii-diagram, or `->` for the arrow",
        )


def _fence(rows: Sequence[str]) -> list[str]:
    longest = max((len(run) for row in rows for run in re.findall(r"`+", row)), default=0)
    ticks = "`" * max(3, longest + 1)
    return [f"{ticks}text", *rows, ticks]


def _second_comment(host: Host, rows: Sequence[str], marker: str) -> tuple[str, ...]:
    indent = host.prefix
    if host.opener == "/*":
        inner = indent + _STAR
        last = f"{indent} {host.closer}"
    else:
        inner = indent
        last = f"{indent}{host.closer}"
    body = [*(INDENT + row for row in rows), "", marker]
    return (f"{indent}{host.opener}", *((inner + line).rstrip() for line in body), last)
