"""Reads fenced `ascii-diagram` blocks of Markdown, which are drawn when a page is built."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ascii_diagram.directives.assemble import Findings, Head, add_directive, join_prompt
from ascii_diagram.directives.lines import line_body
from ascii_diagram.directives.markdown_blocks import CONTAINERS, Block, region_prefix
from ascii_diagram.directives.model import DirectiveOptions, Host, Problem
from ascii_diagram.directives.option_syntax import parse_options
from ascii_diagram.directives.syntax import WORD

_INFO = re.compile(
    r"(?:\{\s*\.?ascii-diagram(?P<braced>(?:\s[^}]*)?)\}|ascii-diagram(?P<bare>$|\s.*))$"
)
_FIELD = re.compile(r":(?P<key>[a-z]+):[ \t]*(?P<value>.*)$")


def scan_fence(lines: Sequence[str], block: Block, findings: Findings) -> None:
    """Add the directive of a fenced block, if it is one.

    Options stand in the header as `key="value"`, or as `:key: value` lines at the top of the body.
    """
    match = _INFO.match(block.info.strip())
    if match is None:
        return
    raw = line_body(lines[block.start])
    column = max(0, raw.find(WORD))
    header = (match["braced"] or match["bare"] or "").strip()
    body = block.content.rstrip("\n").split("\n")
    count = next((n for n, line in enumerate(body) if not _FIELD.match(line)), len(body))
    options, problems = _options(raw, block, header, body[:count])
    findings.problems.extend(problems)
    if problems:
        return
    prompt = join_prompt("", body[count:])
    before = CONTAINERS.match(raw)
    prefix = region_prefix(before[0] if before else "")
    add_directive(
        findings,
        Head(block.start, column, header, column, "", column),
        prompt,
        end=block.end,
        host=Host("fence", "markdown", prefix=prefix, fenced=True, head=tuple(body[:count])),
        region=None,
        lines=tuple(line_body(line) for line in lines[block.start : block.end]),
        form="fence",
        options=options,
    )


def _options(
    raw: str, block: Block, header: str, fields: Sequence[str]
) -> tuple[DirectiveOptions, tuple[Problem, ...]]:
    """Read the options of header and body, and say of each fault on which line it is."""
    header_column = raw.find(header, raw.find(WORD) + len(WORD)) if header else 0
    options, problems = parse_options(header, block.start, header_column)
    if problems or not fields:
        return options, problems
    items = [_item(field) for field in fields]
    for number, item in enumerate(items, block.start + 1):
        _, wrong = parse_options(item, number, 0)
        problems += tuple(Problem(number, 0, len(item), p.message, p.hint, p.code) for p in wrong)
    if problems:
        return options, problems
    return parse_options(" ".join((header, *items)), block.start, header_column)


def _item(field: str) -> str:
    """Return a `:key: value` line as the header would say it."""
    match = _FIELD.match(field)
    key, value = (match["key"], match["value"].strip()) if match else ("", "")
    if not value:
        return key
    if value[0] in "\"'" and value[-1] == value[0] and len(value) > 1:
        return f"{key}={value}"
    quote = "'" if '"' in value else '"'
    return f"{key}={quote}{value}{quote}"
