"""Compiles the outline of a language into the regular expressions that its lexer runs.

Every repeat is possessive or bounded, so that hostile text costs time in proportion to its length.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ascii_diagram.directives.grammar import Block, Dynamic, Language, Quote

LINE_START = r"(?<![^\n\r])"
_DYNAMIC: dict[Dynamic, tuple[str, str]] = {
    # First characters, and the opening pattern.
    "rust-raw": ('#"', r"(?<=r)\#*\""),
    "cpp-raw": ('"', r"(?<=R)\"[^()\\\s\"]{0,16}\("),
    "long-bracket": ("[-#", r"(?:--|\#)\[=+\[|\[=*\["),
    "dollar-quote": ("$", r"(?<![\w$])\$(?:[A-Za-z_]\w*)?\$"),
    "heredoc": (
        "<",
        r"(?<!<)<<(?:[-~]?[\"'`]?[A-Za-z_]\w*|-?[ \t]+(?:[\"'][A-Za-z_]\w*|[A-Z_]{2,}\b))"
        r"(?![^\n\r]{0,200}?\)\))",
    ),
    "php-heredoc": ("<", r"<<<[ \t]*[\"']?[A-Za-z_]\w*[\"']?(?=[\r\n])"),
    "block-scalar": ("|>", r"(?<=[ \t])[|>][-+0-9]*[ \t]*(?:\#[^\n\r]*)?(?=[\r\n])"),
    "verbatim": ("\\", r"\\begin\{(?:verbatim\*?|Verbatim|lstlisting|minted)\}"),
    "pod": ("=", LINE_START + r"=[a-zA-Z]\w*"),
    "data": ("_", LINE_START + r"__(?:END|DATA)__(?=[\r\n]|\Z)"),
    "here-string": ("@", r"@[\"'][ \t]*(?=[\r\n])"),
    "ruby-comment": ("=", LINE_START + r"=begin\b"),
}


class Rules(NamedTuple):
    """What runs over all that stays on its line, and what finds where the rest begins."""

    skip: re.Pattern[str]
    opener: re.Pattern[str]


@lru_cache(maxsize=256)
def compiled_rules(language: Language, braces: bool) -> Rules:
    """Compile the pattern that runs over what stays on a line, and the one for what does not."""
    dynamic = [_DYNAMIC[kind][1] for kind in language.dynamic]
    openers = [f"(?P<exit>{language.exit})"] if language.exit else []
    openers += [f"(?P<dynamic_{n}>{pattern})" for n, pattern in enumerate(dynamic)]
    openers += [f"(?P<block_{n}>{re.escape(b.open)})" for n, b in enumerate(language.blocks)]
    openers += [f"(?P<quote_{n}>{_quote_open(language, q)})" for n, q in
                enumerate(language.quotes)]  # fmt: skip
    openers += [f"(?P<embed_{n}>{embed.open})" for n, embed in enumerate(language.embeds)]
    openers += ["(?P<brace>[{}])"] if braces else []
    opener = "|".join(openers) or r"(?!)"
    unnamed = re.sub(r"\(\?P<\w+>", "(?:", opener)
    closed = [_block_on_line(block) for block in language.blocks]
    closed += [_quote_on_line(language, quote) for quote in language.quotes]
    rest = [*_line_comments(language), *_unclosed_quotes(language), r"[\s\S]"]
    parts = [f"[^{re.escape(_first_characters(language, braces))}]++"]
    parts += [pattern for _, pattern in language.steps]
    if closed:
        guard = f"(?!{'|'.join(dynamic)})" if dynamic else ""
        parts.append(f"{guard}(?:{'|'.join(closed)})")
    parts.append(f"(?!{unnamed})(?:{'|'.join(rest)})")
    return Rules(re.compile(f"(?:{'|'.join(parts)})*+"), re.compile(opener))


def _first_characters(language: Language, braces: bool) -> str:
    characters = {token[0] for token in language.line}
    characters |= {block.open[0] for block in language.blocks}
    characters |= {quote.open[0] for quote in language.quotes}
    characters |= {embed.first for embed in language.embeds}
    for first, _ in language.steps:
        characters |= set(first)
    for kind in language.dynamic:
        characters |= set(_DYNAMIC[kind][0])
    if language.exit:
        characters |= {"?", "<"}
    if braces:
        characters |= {"{", "}"}
    return "".join(sorted(characters)) or "\0"


def _block_on_line(block: Block) -> str:
    stop = re.escape(block.close)
    if block.nests:
        stop += "|" + re.escape(block.open)
    return f"{re.escape(block.open)}(?:(?!{stop})[^\\n\\r])*+{re.escape(block.close)}"


def _line_comments(language: Language) -> list[str]:
    if not language.line:
        return []
    tokens = "|".join(re.escape(token) for token in language.line)
    rest = f"(?:(?!{language.exit})[^\\n\\r])*+" if language.exit else r"[^\n\r]*+"
    return [f"{language.line_guard}(?:{tokens}){rest}"]


def inside_quote(quote: Quote, *, lines: bool) -> str:
    """Return the pattern of what may stand in `quote`, line ends included if `lines`."""
    stop = re.escape(quote.close) + (r"|\$\{" if quote.substitutes else "")
    line_ends = "" if lines and quote.multiline else r"\n\r"
    first = re.escape(quote.close[0]) + ("$" if quote.substitutes else "")
    if not quote.escape:
        other = f"[^{line_ends}]" if line_ends else r"[\s\S]"
        doubled = f"(?:{stop}){{2}}|" if quote.doubles else ""
        return f"(?:[^{first}{line_ends}]++|{doubled}(?!{stop}){other})*+"
    simple = r"\$\{[^{}`\"'/\n\r]*+\}|" if quote.substitutes else ""
    escaped = r"\\(?:\r\n|[\s\S])" if lines else r"\\[^\n\r]"
    return f"(?:[^{first}\\\\{line_ends}]++|{escaped}|{simple}(?!{stop})[^\\\\{line_ends}])*+"


def _quote_open(language: Language, quote: Quote) -> str:
    """Return the pattern of an opening token that is not the start of a longer one."""
    longer = [
        re.escape(other.open)
        for other in language.quotes
        if other.open != quote.open and other.open.startswith(quote.open)
    ]
    token = re.escape(quote.open)
    if not quote.multiline:
        # Only a backslash at the line's end takes it over to the next one.
        token += f"(?={inside_quote(quote, lines=False)}\\\\[\\n\\r])" if quote.escape else "(?!)"
    return (f"(?!{'|'.join(longer)})" if longer else "") + token


def _quote_on_line(language: Language, quote: Quote) -> str:
    longer = [
        re.escape(other.open)
        for other in language.quotes
        if other.open != quote.open and other.open.startswith(quote.open)
    ]
    guard = f"(?!{'|'.join(longer)})" if longer else ""
    token, close = re.escape(quote.open), re.escape(quote.close)
    return f"{guard}{token}{inside_quote(quote, lines=False)}{close}"


def _unclosed_quotes(language: Language) -> list[str]:
    return [
        re.escape(quote.open) + inside_quote(quote, lines=False)
        for quote in language.quotes
        if not quote.multiline
    ]
