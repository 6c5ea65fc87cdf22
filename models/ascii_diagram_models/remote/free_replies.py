"""Notation in the replies of models that nothing holds to it: thoughts, fences, farewells."""

from __future__ import annotations

import re

_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)
_FENCE = re.compile(r"^```[^\n`]*\n(.*?)(?:\n```|\Z)", re.DOTALL | re.MULTILINE)
_FIRST = ("direction:", "shape:", "grid-columns:", "art:")


def notation_in(reply: str) -> str:
    """Return the part of a reply that should be notation: behind thoughts, in the first fence, from
    the first line that starts a diagram, up to the first empty line of a diagram that is no
    picture.
    """
    text = _THOUGHTS.sub("", reply)
    fence = _FENCE.search(text)
    lines = (fence.group(1) if fence else text).splitlines()
    starts = (number for number, line in enumerate(lines) if line.lstrip().startswith(_FIRST))
    lines = lines[next(starts, 0) :]
    if not lines or lines[0].lstrip().startswith("art:"):
        return "\n".join(_picture(lines))
    body = "\n".join(lines).strip("\n")
    return body.partition("\n\n")[0].rstrip()


def is_over(reply: str) -> bool:
    """Return whether what a model is still writing comes after its diagram."""
    return len(reply) > len(notation_in(reply)) and _settled(reply)


def _settled(reply: str) -> bool:
    text = _THOUGHTS.sub("", reply)
    if "<think>" in text[:20]:
        return False
    if (fence := text.find("```")) >= 0:
        return "\n```" in text[fence + 3 :]
    starts = [text.find(word) for word in _FIRST if word in text]
    if not starts:
        return False
    diagram = text[min(starts) :]
    return "\n|\n" in diagram if diagram.startswith("art:") else "\n\n" in diagram


def _picture(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == "|":
            return lines[: number + 1]
    return lines
