"""Edits on directives and regions as pure functions, and how a text takes edits."""

from __future__ import annotations

from collections.abc import Iterable

from ascii_diagram.directives.guards import guard_prompt
from ascii_diagram.directives.hashing import output_hash, prompt_hash
from ascii_diagram.directives.lines import line_body, line_end, split_lines
from ascii_diagram.directives.model import Directive, LineEdit, State
from ascii_diagram.directives.option_syntax import set_option
from ascii_diagram.directives.syntax import (
    END,
    HEAD,
    UNSAFE,
    WORD,
    is_broken_end,
    is_end,
    is_head,
)
from ascii_diagram.errors import DirectiveError


def state(directive: Directive) -> State:
    """Return how the region of `directive` stands to its prompt and to what was drawn."""
    region = directive.region
    if region is None:
        return "unexpanded"
    asked = prompt_hash(directive.prompt, directive.options.raw) == region.prompt_hash
    drawn = output_hash(region.body) == region.output_hash
    if drawn:
        return "fresh" if asked else "stale"
    return "edited" if asked else "conflict"


def clean_edit(directive: Directive) -> LineEdit | None:
    """Return the edit that removes the region and leaves the directive; None without a region."""
    region = directive.region
    return None if region is None else LineEdit(directive.end, region.end, ())


def adopt_edit(directive: Directive) -> LineEdit | None:
    """Return the edit that makes prompt and drawing as they stand the fresh ones.

    None when there is no region, or when it is fresh already.
    """
    region = directive.region
    if region is None or state(directive) == "fresh":
        return None
    asked = prompt_hash(directive.prompt, directive.options.raw)
    marker = f"end {WORD} {asked}.{output_hash(region.body)}"
    line = END.sub(marker, region.marker_text, count=1)
    return LineEdit(region.marker, region.marker + 1, (line,))


def pin_edit(directive: Directive, notation: str) -> LineEdit:
    """Return the edit that puts `notation` in the place of the prompt, options kept.

    The region stays as it is; it is stale (or in conflict, when it was edited) afterwards.

    Raises:
        DirectiveError: The notation cannot stand in that kind of comment.
    """
    lines = [line.rstrip() for line in notation.strip("\n").split("\n")]
    _check_notation(directive, lines)
    host = directive.host
    if directive.form == "fence":
        closing = directive.lines[-1]
        head = (directive.lines[0], *(host.prefix + field for field in host.head))
        body = (*(host.prefix + line for line in lines), closing)
        return LineEdit(directive.start, directive.end, (*head, *body))
    brackets = f"[{directive.options.raw}]" if directive.options.raw else ""
    first = f"{WORD}{brackets}:"
    if host.kind == "paragraph":
        first, after = "<!-- " + first, " -->"
    else:
        after = host.after
    if len(lines) == 1:
        edited = [f"{host.before}{first} {lines[0]}"]
    else:
        prefix = _continuation_prefix(directive)
        edited = [host.before + first, *(prefix + line for line in lines)]
    edited[-1] += after
    return LineEdit(directive.start, directive.end, tuple(edited))


def option_edit(directive: Directive, key: str, value: str) -> LineEdit:
    """Return the edit that sets the option `key` of a directive to `value`, which needs no quotes.

    Raises:
        DirectiveError: The directive is a fence.
    """
    if directive.form == "fence":
        raise DirectiveError("a fence has its options in its header", hint="change them there")
    raw = set_option(directive.options.raw, key, value)
    number = next(n for n, line in enumerate(directive.lines) if WORD in line)
    line = directive.lines[number]
    head = HEAD.search(line)
    assert head is not None
    start = head.end("bracket") if head["bracket"] else head.start() + len(WORD)
    lines = list(directive.lines)
    lines[number] = f"{line[: head.start()]}{WORD}[{raw}]{line[start:]}"
    return LineEdit(directive.start, directive.end, tuple(lines))


def _continuation_prefix(directive: Directive) -> str:
    host = directive.host
    if host.kind == "commit":
        return host.prefix
    if host.kind == "beside" and host.opener == "/*":
        return host.prefix + " *   "
    return host.prefix + "  "


def _check_notation(directive: Directive, lines: list[str]) -> None:
    if not all(line.strip() for line in lines):
        raise DirectiveError(
            "a blank line would end the directive",
            hint="keep the notation without blank lines, or use the fence form in Markdown",
        )
    for number, line in enumerate(lines):
        if UNSAFE.search(line):
            raise DirectiveError(
                f"line {number + 1} of the notation holds a control character",
                hint="remove it",
            )
        text = line.strip()
        if is_head(text) or is_end(text) or is_broken_end(text) or text in ("on", "off"):
            raise DirectiveError(
                f"line {number + 1} of the notation reads like a directive: {text[:40]!r}",
                hint="rename what it draws",
            )
    if directive.host.kind in ("comment", "paragraph") and any(
        "-->" in line or "--!>" in line or "<!--" in line for line in lines
    ):
        raise DirectiveError(
            "the notation holds `-->`, which closes an HTML comment",
            hint="use the fence form ```ascii-diagram",
        )
    guard_prompt(directive.host, lines)


def apply_edits(text: str, edits: Iterable[LineEdit]) -> str:
    """Return `text` after `edits`, which must not overlap.

    New lines take the line end of the line above them (of the one below at the top). Whether the
    text's last line is terminated stays as it is. All other bytes stay.
    """
    lines = split_lines(text)
    terminated = not lines or line_end(lines[-1]) != ""
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        end = _end_near(lines, edit.start)
        if edit.lines and edit.start > 0 and not line_end(lines[edit.start - 1]):
            lines[edit.start - 1] += end
        new = [line + end for line in edit.lines]
        if new and end == "\r" and lines[edit.end : edit.end + 1] == ["\n"]:
            new[-1] = edit.lines[-1] + "\n"  # or the two would become one line end
        lines[edit.start : edit.end] = new
    if not terminated and lines:
        lines[-1] = line_body(lines[-1])
    return "".join(lines)


def _end_near(lines: list[str], number: int) -> str:
    for candidate in (number - 1, number, number - 2, 0):
        if 0 <= candidate < len(lines) and line_end(lines[candidate]):
            return line_end(lines[candidate])
    return "\n"
