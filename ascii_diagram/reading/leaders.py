"""Drawings freed from what stands before them on every line: comment leaders and indents."""

from __future__ import annotations

import re
from typing import NamedTuple

_LEADER = re.compile(r"[ \t]*(?://[/!]?|#+|--|;+|%+|\*(?!\*)|>|\"|')?[ \t]?")
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,}|/\*+|\*+/|\"{3}|'{3})[^`~]*")


class Bare(NamedTuple):
    """A text without leaders.

    Attributes:
        text: What is left.
        first: How many lines were left out before it.
        rows: How many lines it has.
        width: How many characters were cut off at the start of its lines.
    """

    text: str
    first: int
    rows: int
    width: int


def without_leaders(text: str) -> Bare:
    """Cut off the comment leader that all lines share, and fences around them.

    Args:
        text: A drawing as it was copied out of a comment or a Markdown fence.
    """
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if not filled:
        return Bare(text, 0, len(lines), 0)
    first, last = filled[0], filled[-1]
    if _FENCE.fullmatch(lines[first]):
        first += 1
    if last > first and _FENCE.fullmatch(lines[last]):
        last -= 1
    lines = lines[first : last + 1]
    leader = _shared_leader([line for line in lines if line.strip()])
    cut = [line[len(leader) :] if line.startswith(leader) else "" for line in lines]
    return Bare("\n".join(cut), first, len(cut), len(leader))


def _shared_leader(lines: list[str]) -> str:
    """Return the leader with which every line begins; a bare one may stand on an empty line."""
    if not lines:
        return ""
    matches = [_LEADER.match(line) for line in lines]
    leaders = [match.group() if match else "" for match in matches]
    shortest = min(leaders, key=len)
    if not shortest.strip():
        return ""
    mark = shortest.rstrip()
    if any(leader.rstrip() != mark for leader in leaders):
        return ""
    spaced = all(
        leader != mark or line.rstrip() == mark for leader, line in zip(leaders, lines, strict=True)
    )
    return f"{mark} " if spaced else mark
