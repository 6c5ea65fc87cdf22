"""Steps over code just closely enough to know what each line's start is inside of.

One possessive regular expression per language runs over everything that begins and ends on the same
line (comments, strings, plain code), so that Python code runs only where something spans lines. The
state at a line's start is a stack of frames; it depends on the text up to that line's end only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ascii_diagram.directives.grammar import Dynamic, Language
from ascii_diagram.directives.languages import BY_NAME
from ascii_diagram.directives.lexer_rules import LINE_START, compiled_rules, inside_quote
from ascii_diagram.directives.lines import next_line

_DEPTH_LIMIT = 64
_KEY_CHARS = 300
_WORD = re.compile(r"[A-Za-z_]\w*")
_KEY_BEFORE_SCALAR = re.compile(r"(?:.*[:?-])?[ \t]+(?:[!&]\S*[ \t]+)*")
_SCALAR_INDENT = re.compile(r"(?P<dashes> *(?:[-?] +)*)(?P<scalar>[|>!&])?")


class Frame(NamedTuple):
    """Something that spans lines.

    Attributes:
        kind: `block` comment, `quote`, `until` (a literal that ends at the pattern `key`), `scalar`
            (YAML, from column `depth`), `scalar-start` (its first line is still to come), `data`
            (to the end), `embed` (language `key`), `braces` (code in a template string).
        key: The opening token, pattern or language name.
        depth: Nesting depth or column.
    """

    kind: str
    key: str = ""
    depth: int = 0


State = tuple[Frame, ...]
BASE: State = ()


def line_states(
    language: Language, text: str, starts: Sequence[int], state: State
) -> tuple[list[State], State]:
    """Return the state at the start of each line, and the state after the last one.

    Args:
        language: The text's language.
        text: The whole text.
        starts: Offsets of the lines to go over, and the offset after the last one.
        state: The state at the first of them.
    """
    end = starts[-1]
    count = len(starts) - 1
    if not spans_lines(language):
        return [BASE] * count, BASE
    states: list[State] = []
    position = starts[0]
    while position < end:
        old = state
        position, state = _step(language, text, position, end, state)
        if state is not old:
            index = bisect_left(starts, position, len(states), count)
            states.extend([old] * (index - len(states)))
    states.extend([state] * (count - len(states)))
    return states, state


@lru_cache(maxsize=256)
def spans_lines(language: Language) -> bool:
    """Whether anything in `language` goes on over a line's end."""
    return bool(language.blocks or language.quotes or language.dynamic or language.embeds)


def lone_comment_states(language: Language, lines: Sequence[str]) -> list[State]:
    """Return a state per line for text whose strings and comments cannot be told apart.

    Only a line that holds nothing but the opening token of a block comment, or that and a
    directive, opens one, and only if the comment is closed on a line below.
    """
    states = [BASE] * len(lines)
    for block in language.blocks:
        opening = _compiled(rf"\s*{re.escape(block.open)}\**\s*(?:$|ascii-diagram[\[:])")
        opened: int | None = None
        for number, line in enumerate(lines):
            if opened is None:
                opens = states[number] == BASE and opening.match(line) and block.close not in line
                opened = number if opens else None
            elif block.close in line:
                inside = number - opened
                states[opened + 1 : number + 1] = [(Frame("block", block.open, 1),)] * inside
                opened = None
    return states


def language_at(language: Language, state: State) -> Language:
    """Return the language that holds in `state`: an embedded one or `language` itself."""
    for frame in reversed(state):
        if frame.kind == "embed":
            return BY_NAME[frame.key]
    return language


def in_code(state: State) -> bool:
    """Whether a line with this state at its start begins in code."""
    return not state or state[-1].kind in ("embed", "braces")


def open_block(state: State) -> str | None:
    """Return the opening token of the block comment that a line begins in, None elsewhere."""
    return state[-1].key if state and state[-1].kind == "block" else None


def _step(
    language: Language, text: str, position: int, end: int, state: State
) -> tuple[int, State]:
    """Go on to the next change of state, or to `end`."""
    current = language_at(language, state)
    if not in_code(state):
        return _leave(current, text, position, end, state)
    braces = bool(state) and state[-1].kind == "braces"
    rules = compiled_rules(current, braces)
    while True:
        skipped = rules.skip.match(text, position, end)
        position = skipped.end() if skipped else position
        if position >= end:
            return end, state
        opener = rules.opener.match(text, position, end)
        if opener is None:
            position += 1
            continue
        entered = _enter(current, text, opener, state, end)
        if entered is not None:
            return entered
        position = opener.end()


def _enter(
    language: Language, text: str, opener: re.Match[str], state: State, end: int
) -> tuple[int, State] | None:
    """Return where the literal at `opener` begins and the state in it; None if it is none."""
    group = opener.lastgroup or ""
    token = opener[0]
    after = opener.end()
    if group == "exit":
        return after, _leave_embed(state)
    if group == "brace":
        return after, _count_brace(state, token)
    if len(state) >= _DEPTH_LIMIT:
        return None
    kind, _, number = group.partition("_")
    index = int(number)
    if kind == "block":
        return after, (*state, Frame("block", language.blocks[index].open, 1))
    if kind == "quote":
        return after, (*state, Frame("quote", language.quotes[index].open))
    if kind == "embed":
        return after, (*state, Frame("embed", language.embeds[index].language))
    return _enter_dynamic(language, language.dynamic[index], text, opener, state, end)


def _enter_dynamic(
    language: Language,
    kind: Dynamic,
    text: str,
    opener: re.Match[str],
    state: State,
    end: int,
) -> tuple[int, State] | None:
    token, after = opener[0], opener.end()
    if kind in ("heredoc", "php-heredoc"):
        return _enter_heredoc(language, text, opener, state, end, php=kind == "php-heredoc")
    if kind == "block-scalar":
        indent = _scalar_parent(text, opener.start())
        below = next_line(text, after)
        return None if indent is None else (below, (*state, Frame("scalar-start", "", indent)))
    if kind == "data":
        return after, (*state, Frame("data"))
    pattern = {
        "rust-raw": lambda: '"' + re.escape(token.replace('"', "")),
        "cpp-raw": lambda: re.escape(")" + token[1:-1] + '"'),
        "long-bracket": lambda: re.escape("]" + "=" * token.count("=") + "]"),
        "dollar-quote": lambda: re.escape(token),
        "verbatim": lambda: re.escape(token.replace("begin", "end", 1)),
        "pod": lambda: LINE_START + r"=cut\b[^\n\r]*",
        "here-string": lambda: LINE_START + re.escape(token[1] + "@"),
        "ruby-comment": lambda: LINE_START + r"=end\b[^\n\r]*",
    }[kind]()
    return after, (*state, Frame("until", pattern))


def _enter_heredoc(
    language: Language, text: str, opener: re.Match[str], state: State, end: int, *, php: bool
) -> tuple[int, State]:
    """Read the rest of the opener's line, then enter its heredocs in the order they were opened."""
    below = min(end, next_line(text, opener.end()))
    rules = compiled_rules(language, False)
    frames: list[Frame] = []
    match: re.Match[str] | None = opener
    position = opener.end()
    while match is not None and len(frames) < 8:
        tag = _WORD.search(match[0])
        if tag is not None and (match.lastgroup or "").startswith("dynamic"):
            indented = php or match[0][2:3] in ("-", "~")
            lead = r"[ \t]*" if indented else ""
            tail = r"\b" if php else r"(?=[ \t]*(?:[\r\n]|\Z))"
            frames.append(Frame("until", LINE_START + lead + re.escape(tag[0]) + tail))
        position = match.end()
        skipped = rules.skip.match(text, position, below)
        position = skipped.end() if skipped else below
        match = rules.opener.match(text, position, below) if position < below else None
    return below, (*state, *reversed(frames))


def _scalar_parent(text: str, position: int) -> int | None:
    """Return the column of the node whose block scalar begins at `position`; None if it is none."""
    start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    before = text[max(start, position - _KEY_CHARS) : position]
    if not _KEY_BEFORE_SCALAR.fullmatch(before):
        return None
    match = _SCALAR_INDENT.match(text, start)
    assert match is not None
    dashes = match["dashes"]
    if match["scalar"] and dashes.strip():
        return len(dashes.rstrip()) - 1
    return len(dashes) if before.strip() else -1


def _leave(
    language: Language, text: str, position: int, end: int, state: State
) -> tuple[int, State]:
    """Go on to the end of the innermost frame, or to `end`."""
    frame = state[-1]
    if frame.kind == "block":
        return _leave_block(language, frame, text, position, end, state)
    if frame.kind == "quote":
        return _leave_quote(language, frame, text, position, end, state)
    if frame.kind == "scalar-start":
        first = _FILLED.search(text, position, end)
        if first is None:
            return end, state
        indent = len(first[0])
        line = first.start()
        if indent <= frame.depth:
            return line, state[:-1]
        return line, (*state[:-1], Frame("scalar", "", min(indent, 1000)))
    if frame.kind == "scalar":
        match = _shallower(frame.depth).search(text, position, end)
        return (match.start(), state[:-1]) if match else (end, state)
    if frame.kind == "until":
        match = _compiled(frame.key).search(text, position, end)
        return (match.end(), state[:-1]) if match else (end, state)
    return end, state


_FILLED = re.compile(LINE_START + r"[ ]*+(?=[^\s])")


@lru_cache(maxsize=256)
def _shallower(column: int) -> re.Pattern[str]:
    if column == 0:
        return re.compile(LINE_START + r"(?=(?:---|\.\.\.)(?:\s|$))")
    return re.compile(LINE_START + f"[ ]{{0,{column - 1}}}+(?=[^\\s])")


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _leave_block(
    language: Language, frame: Frame, text: str, position: int, end: int, state: State
) -> tuple[int, State]:
    block = next(block for block in language.blocks if block.open == frame.key)
    if not block.nests:
        found = text.find(block.close, position, end)
        return (end, state) if found < 0 else (found + len(block.close), state[:-1])
    either = _compiled(f"{re.escape(block.open)}|{re.escape(block.close)}")
    match = either.search(text, position, end)
    if match is None:
        return end, state
    depth = frame.depth + (1 if match[0] == block.open else -1)
    return match.end(), (*state[:-1], Frame("block", frame.key, depth)) if depth else state[:-1]


def _leave_quote(
    language: Language, frame: Frame, text: str, position: int, end: int, state: State
) -> tuple[int, State]:
    quote = next(quote for quote in language.quotes if quote.open == frame.key)
    inside = _compiled(inside_quote(quote, lines=True)).match(text, position, end)
    position = inside.end() if inside else position
    if position >= end:
        return end, state
    if text.startswith(quote.close, position):
        return position + len(quote.close), state[:-1]
    if quote.substitutes and text.startswith("${", position):
        if len(state) >= _DEPTH_LIMIT:
            return position + 2, state
        return position + 2, (*state, Frame("braces", "", 1))
    return position + 1, state[:-1]


def _leave_embed(state: State) -> State:
    while state and state[-1].kind != "embed":
        state = state[:-1]
    return state[:-1]


def _count_brace(state: State, brace: str) -> State:
    depth = state[-1].depth + (1 if brace == "{" else -1)
    return (*state[:-1], Frame("braces", "", depth)) if depth else state[:-1]
