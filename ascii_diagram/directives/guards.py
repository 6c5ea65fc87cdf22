"""Keeps a drawing from closing, continuing or being executed by the text around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ascii_diagram.directives.model import Directive, Host
from ascii_diagram.directives.syntax import UNSAFE, WORD, is_broken_end, is_end, is_head
from ascii_diagram.errors import DirectiveError

_BACKSLASH_STAND_IN = "╲"
_SPLICING = frozenset({"c", "cpp", "objective-c", "verilog", "make", "tcl", "assembly"})
_TEMPLATES = frozenset({"jinja", "yaml", "go-template", "html", "vue", "svelte", "handlebars"})
_WORDS = "use other words in the diagram"
_UNICODE_HINT = "use charset=unicode, or other words in the diagram"
_RAW_HINT = 'make the docstring raw (r"""), use charset=unicode, or other words in the diagram'


class _Rule(NamedTuple):
    """A pattern that must not stand in a drawing, and the way out.

    `stand_in` replaces each backslash of a match where the drawing may hold other than ASCII.
    """

    pattern: re.Pattern[str]
    what: str
    hint: str
    stand_in: str = ""


def guarded(directive: Directive, drawing: Sequence[str]) -> tuple[str, ...]:
    """Return `drawing` made safe for the place of `directive`.

    A backslash that would do harm becomes `╲` when the drawing uses more than ASCII anyway.

    Raises:
        DirectiveError: The drawing may not stand there.
    """
    if directive.form == "fence":
        raise DirectiveError(
            "a fenced ascii-diagram block is drawn when the page is built, never in place",
            hint="use the form <!-- ascii-diagram: ... --> to have the drawing in the file",
        )
    rows = tuple(row.rstrip() for row in drawing)
    if not any(rows):
        raise DirectiveError("the drawing is empty", hint="check the prompt")
    wide = directive.options.charset in ("unicode", "extended") or any(
        not row.isascii() for row in rows
    )
    for number, row in enumerate(rows):
        if UNSAFE.search(row) or "\t" in row:
            raise DirectiveError(
                f"line {number + 1} of the drawing holds a control character",
                hint="remove it from the prompt or the notation",
            )
        text = row.strip()
        if is_head(text) or is_end(text) or is_broken_end(text):
            raise DirectiveError(
                f"line {number + 1} of the drawing reads like a directive: {text[:40]!r}",
                hint=f"a drawing's line must not begin with {WORD!r}",
            )
    for rule in _rules(directive.host):
        rows = tuple(_apply(rule, row, number, wide) for number, row in enumerate(rows))
    return rows


def guard_prompt(host: Host, lines: Sequence[str]) -> None:
    """Refuse text that may not be written into a directive at `host`.

    Raises:
        DirectiveError: Some line would end or damage the comment.
    """
    for number, line in enumerate(lines):
        for rule in _rules(host):
            if rule.pattern.search(line):
                raise DirectiveError(
                    f"line {number + 1} of the text holds {rule.what}", hint=rule.hint
                )


def _apply(rule: _Rule, row: str, number: int, wide: bool) -> str:
    if not rule.pattern.search(row):
        return row
    if rule.stand_in and wide:
        return rule.pattern.sub(lambda match: match[0].replace("\\", rule.stand_in), row)
    raise DirectiveError(
        f"line {number + 1} of the drawing holds {rule.what}: {row.strip()[:60]}", hint=rule.hint
    )


def _rules(host: Host) -> list[_Rule]:
    if host.kind == "comment" or host.kind == "paragraph":
        return []  # The drawing stands in a fence that is longer than any it holds.
    rules: list[_Rule] = []
    if host.kind == "docstring":
        rules.append(_literal(host.closer, _RAW_HINT))
        if not host.raw:
            rules.append(_Rule(re.compile(r"\\"), "a backslash", _RAW_HINT, _BACKSLASH_STAND_IN))
        return rules
    if host.closer:
        rules.extend(_block_rules(host))
    elif host.kind == "line":
        rules.extend(_line_rules(host))
    if host.language == "java":
        rules.append(
            _Rule(re.compile(r"\\u"), r"\u, which Java reads everywhere", _UNICODE_HINT, "╲")
        )
    if host.language in ("script", "style"):
        pattern = re.compile(rf"(?i:</{host.language})")
        rules.append(_Rule(pattern, "the end tag of this part of the page", _WORDS))
    if host.language in _TEMPLATES:
        pattern = re.compile(r"\{[{%#]|[}%#]\}")
        rules.append(_Rule(pattern, "a template delimiter", _WORDS))
    return rules


def _block_rules(host: Host) -> list[_Rule]:
    hint = _WORDS
    rules = [_literal(host.closer, hint), _literal(host.opener, hint)]
    if host.opener in ("/*", "{/*"):
        rules.append(_Rule(re.compile(r"\*/|/\*"), "a comment delimiter", hint))
    if host.closer == "-->":
        if host.language in ("xml", "svg"):
            rules.append(
                _Rule(re.compile(r"--"), "`--`, which XML forbids in comments", _UNICODE_HINT)
            )
        else:
            rules.append(_Rule(re.compile(r"--!?>|<!--"), "`-->`", _UNICODE_HINT))
    return rules


def _line_rules(host: Host) -> list[_Rule]:
    if host.language in _SPLICING:
        return [
            _Rule(
                re.compile(r"\\$"),
                "a backslash at its end, which joins the next line",
                _UNICODE_HINT,
                _BACKSLASH_STAND_IN,
            )
        ]
    if host.language == "batch":
        return [_Rule(re.compile(r"^\s*[|&<>]|\^$|%~"), "a command character", _UNICODE_HINT)]
    if host.language == "visual-basic":
        return [
            _Rule(re.compile(r"(?:^|\s)_$"), "` _` at its end, which joins the next line", _WORDS)
        ]
    if host.language == "php":
        return [_literal("?>", _WORDS)]
    return []


def _literal(text: str, hint: str) -> _Rule:
    return _Rule(re.compile(re.escape(text)), f"`{text}`", hint)
