"""Finds directives in Python docstrings, and in no other string."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ascii_diagram.directives.assemble import Findings
from ascii_diagram.directives.code_scan import CodeText
from ascii_diagram.directives.lexer import in_code
from ascii_diagram.directives.lines import line_end
from ascii_diagram.directives.model import Directive, Host
from ascii_diagram.directives.region_problems import closing_marker
from ascii_diagram.directives.text_scan import scan_text_line

_OPENING = re.compile(r"(?P<indent>[ \t]*)(?P<prefix>[rRuU]?)(?P<quotes>\"\"\"|''')")
_HEADER = re.compile(r"[ \t]*(?:async[ \t]+def|def|class)\b")
_HEADER_LINES = 200
_TRIPLES = ('"""', "'''")


class Docstring(NamedTuple):
    """A docstring in triple quotes.

    Attributes:
        start: Its first line.
        end: The line after its last one.
        indent: The white space before it.
        opener: Prefix letters and opening quotes.
        quotes: The closing quotes.
        close: Column of those on the last line.
    """

    start: int
    end: int
    indent: str
    opener: str
    quotes: str
    close: int


class DocstringFinder:
    """Tells which lines of some Python code lie in docstrings; asked from the top down."""

    def __init__(self, code: CodeText) -> None:
        self._code = code
        self._known: Docstring | None = None
        self._looked_at = -1
        self._start = -1

    def at(self, number: int) -> Docstring | None:
        """Return the docstring that line `number` begins or lies in, None for any other place."""
        start = self._first_line(number)
        if start != self._start:
            self._start = start
            self._known = _docstring(self._code, start)
        known = self._known
        return known if known is not None and known.start <= number < known.end else None

    def _first_line(self, number: int) -> int:
        start = number
        while start > 0 and _in_triple(self._code, start):
            if start == self._looked_at:
                start = self._start
                break
            start -= 1
        self._looked_at = number
        return start


def _docstring(code: CodeText, start: int) -> Docstring | None:
    """Return the docstring that begins on line `start`, if one does."""
    opening = _OPENING.match(code.lines[start])
    if opening is None or not in_code(code.states[start]):
        return None
    header = _header(code, start)
    if header is None:
        return None
    try:
        end, close = _literal(code, header, start)
    except (tokenize.TokenError, SyntaxError, _NoDocstringError):
        return None
    opener = opening["prefix"] + opening["quotes"]
    return Docstring(start, end, opening["indent"], opener, opening["quotes"], close)


class _NoDocstringError(Exception):
    """The tokens are not those of a header and its docstring."""


def _in_triple(code: CodeText, number: int) -> bool:
    state = code.states[number]
    return bool(state) and state[-1].kind == "quote" and state[-1].key in _TRIPLES


def _header(code: CodeText, start: int) -> int | None:
    """Return the line of the `def` or `class` that the string at `start` may belong to.

    For a module's docstring that is `start` itself; None when there is no such line.
    """
    above = start - 1
    while above >= 0 and (not code.body(above).strip() or code.body(above).lstrip()[:1] == "#"):
        if not in_code(code.states[above]):
            return None
        above -= 1
    if above < 0:
        return start
    for number in range(above, max(-1, above - _HEADER_LINES), -1):
        if _HEADER.match(code.lines[number]) and in_code(code.states[number]):
            return number
    return None


def _literal(code: CodeText, header: int, start: int) -> tuple[int, int]:
    """Check that header and literal are one after the other; return where the literal ends.

    Raises:
        _NoDocstringError: Something else stands there.
    """
    below = start + 1
    while below < len(code.lines) and _in_triple(code, below):
        below += 1
    tokens = _tokens(code, header, below)
    token = next(tokens, None)
    if header != start:
        last = ""
        while token is not None and token.type != tokenize.NEWLINE:
            last = token.string
            token = next(tokens, None)
        if last != ":":
            raise _NoDocstringError
        token = next(tokens, None)
    after = next(tokens, None)
    if token is None or token.type != tokenize.STRING or header + token.start[0] - 1 != start:
        raise _NoDocstringError
    if after is None or (after.type != tokenize.NEWLINE and after.string != ";"):
        raise _NoDocstringError
    return header + token.end[0], token.end[1] - 3


def _tokens(code: CodeText, start: int, end: int) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens of these lines but comments, blank lines and indents."""
    # Line ends are made `\\n`: the tokenizer takes a lone `\\r` for an ordinary character.
    lines = (f"{code.body(n)}\n" for n in range(start, end))
    skipped = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT)
    for token in tokenize.generate_tokens(lambda: next(lines, "")):
        if token.type not in skipped:
            yield token


def scan_docstring(code: CodeText, number: int, docstring: Docstring, findings: Findings) -> int:
    """Act on line `number` of `docstring`; return the first line that has not been looked at."""
    lines = _bare_lines(code, docstring)
    offset = docstring.start

    def host_of(prefix: str, line: int) -> Host:
        opening = line + offset == docstring.start
        real = code.body(line + offset)
        return Host(
            "docstring",
            "python",
            prefix=docstring.indent if opening else prefix,
            opener=docstring.opener,
            closer=docstring.quotes,
            raw=docstring.opener[0] in "rR",
            before=real[: len(prefix)],
        )

    inner = Findings(off=findings.off)
    following = scan_text_line(lines, number - offset, len(lines), inner, host_of)
    findings.off = inner.off
    findings.problems.extend(
        replace(problem, line=problem.line + offset) for problem in inner.problems
    )
    for directive in inner.directives:
        moved = _move(code, docstring, directive)
        region = moved.region
        if region is not None and region.end == docstring.end:
            findings.problems.append(closing_marker(region.marker, code.body(region.marker)))
        else:
            findings.directives.append(moved)
    return following + offset


def _bare_lines(code: CodeText, docstring: Docstring) -> list[str]:
    """Return the docstring's lines with blanks for the opening quotes and nothing for the rest."""
    lines = list(code.lines[docstring.start : docstring.end])
    lines[-1] = lines[-1][: docstring.close] + line_end(lines[-1])
    lead = len(docstring.indent) + len(docstring.opener)
    lines[0] = docstring.indent + " " * len(docstring.opener) + lines[0][lead:]
    return lines


def _move(code: CodeText, docstring: Docstring, directive: Directive) -> Directive:
    """Return `directive` with lines of the file instead of lines of the docstring."""
    start, end = directive.start + docstring.start, directive.end + docstring.start
    lines = tuple(code.body(number) for number in range(start, end))
    region = directive.region
    if region is not None:
        region = replace(
            region,
            start=region.start + docstring.start,
            end=region.end + docstring.start,
            marker=region.marker + docstring.start,
        )
    host = directive.host
    if end == docstring.end and region is None:
        last = lines[-1]
        text = last[: docstring.close].rstrip()
        closing = docstring.indent + last[docstring.close :]
        host = replace(host, head=(*lines[:-1], text), tail=(closing,), after=last[len(text) :])
    return replace(directive, start=start, end=end, region=region, host=host, lines=lines)
